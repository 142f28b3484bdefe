"""Email addresses: the one to send to, and the one that tells whether two are one mailbox."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l


class Fault(StrEnum):
    """What is wrong with an address, in terms of what a person can mend."""

    EMPTY = "empty"
    NO_AT = "no_at"
    SEVERAL = "several"
    NO_NAME = "no_name"
    NO_DOMAIN = "no_domain"
    SPACE = "space"
    DOTS = "dots"
    CHARACTERS = "bad_characters"
    TOO_LONG = "too_long"
    DOMAIN = "bad_domain"


WORDS = {
    Fault.EMPTY: _l("Enter an email address."),
    Fault.NO_AT: _l("An email address has an @ in it, like name@example.jp."),
    Fault.SEVERAL: _l("Enter one email address only."),
    Fault.NO_NAME: _l("Something is missing before the @."),
    Fault.NO_DOMAIN: _l("Something is missing after the @, like example.jp."),
    Fault.SPACE: _l("There is a space inside this email address."),
    Fault.DOTS: _l("A dot in this email address is doubled, or stands at an end or beside the @."),
    Fault.CHARACTERS: _l("Some of these characters cannot be part of an email address."),
    Fault.TOO_LONG: _l("This is too long for an email address."),
    Fault.DOMAIN: _l("No email can be sent to what stands after the @."),
}


class UnfitAddress(ValueError):
    """Nothing can be sent to this address. The message names the fault, never the address."""

    def __init__(self, reason: Fault) -> None:
        super().__init__(reason.value)
        self.reason = reason


# The first that fits is the fault. Control characters come early: an address with a line break in
# it would add headers to a message. 64 and 254 are the limits of RFC 5321.
_FAULTS = (
    (Fault.EMPTY, re.compile(r"\A\Z")),
    (Fault.CHARACTERS, re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")),
    (Fault.NO_AT, re.compile(r"\A[^@]*\Z")),
    (Fault.SEVERAL, re.compile(r"@.*@")),
    (Fault.NO_NAME, re.compile(r"\A@")),
    (Fault.NO_DOMAIN, re.compile(r"@\Z")),
    (Fault.SPACE, re.compile(r"\s")),
    (Fault.TOO_LONG, re.compile(r"\A.{65,}@|\A.{255,}")),
    (Fault.DOTS, re.compile(r"\A\.|\.\.|\.@|@\.|\.\Z")),
    (Fault.CHARACTERS, re.compile(r"\A[^@]*[^@A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]")),
)
_KEYBOARD = str.maketrans("‐−–。", "---.")


def check(address: str) -> str:
    """Return the address to send to: in ASCII, without the slips of a Japanese keyboard.

    Whether the domain takes mail is not asked here: that needs the network.

    :raises UnfitAddress: nothing can be sent to it.
    """
    typed = _typed(address)
    for fault, pattern in _FAULTS:
        if pattern.search(typed):
            raise UnfitAddress(fault)
    try:
        # In a test environment .test is a domain like any other; .example always is.
        found = validate_email(typed, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        # The library's message quotes the address, and would carry it into a log.
        raise UnfitAddress(Fault.DOMAIN) from None
    return str(found.ascii_email)


def _typed(address: str) -> str:
    """Return what was meant: ASCII for full width, nothing invisible, no spaces round the @."""
    plain = unicodedata.normalize("NFKC", address).translate(_KEYBOARD)
    shown = "".join(char for char in plain if unicodedata.category(char) != "Cf")
    return "@".join(part.strip(" ") for part in shown.strip().split("@"))


@dataclass(frozen=True)
class Provider:
    """How a provider reads its addresses."""

    domain: str  # the one that stands for all its domains with the same mailboxes
    ignores: str = ""  # characters that make no difference before the @
    tag: str = ""  # what begins a part that the owner may choose freely


_GOOGLE = Provider("gmail.com", ignores=".", tag="+")
_APPLE = Provider("icloud.com", tag="+")
_PROTON = Provider("proton.me", ignores=".-_", tag="+")
_PLUS = (
    "outlook.com outlook.jp hotmail.com hotmail.co.jp live.com live.jp msn.com "
    "fastmail.com fastmail.fm hey.com"
)

#: From the providers' help pages. Yahoo is not here: in its base-word@ the base is no mailbox.
PROVIDERS = {
    **dict.fromkeys(("gmail.com", "googlemail.com"), _GOOGLE),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), _APPLE),
    **dict.fromkeys(("proton.me", "protonmail.com", "protonmail.ch", "pm.me"), _PROTON),
    **{domain: Provider(domain, tag="+") for domain in _PLUS.split()},
}


def canonical(address: str) -> str:
    """Return what all spellings of one mailbox have in common. Compare by it; never send to it.

    :raises UnfitAddress: as `check`.
    """
    name, _, domain = check(address).lower().partition("@")
    provider = PROVIDERS.get(domain, Provider(domain))
    if provider.tag:
        name = name.partition(provider.tag)[0].rstrip(".") or name
    bare = name.translate(str.maketrans("", "", provider.ignores))
    return f"{bare or name}@{provider.domain}"
