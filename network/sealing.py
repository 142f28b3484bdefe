"""Sealing: what only the custodians can read again.

A record is age-encrypted to the public keys of all custodians who have proved that they can read;
this server holds no key that opens it. Plaintext is JSON with the record's id, the purpose and a
version inside, so that a ciphertext put in another's place is refused, and it is padded to a
multiple of 8 KiB, because a length is a clue.

In front of the age file stands one line, the mark of the set of keys it was sealed to. It travels
with the ciphertext, so that the two cannot fall out of step; what leaves is the age file alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import pyrage
from flask import current_app
from flask_babel import lazy_gettext as _l

from core.errors import DomainError
from network import keeping_keys

VERSION = 1
#: What the fullest form takes in Japanese: no long name and no long message shows in a length.
BLOCK = 8 * 1024
AGE = b"age-encryption.org/v1\n"
MARK_LENGTH = 20


class NotEnoughCustodians(DomainError):
    """Fewer custodians than the network requires: nothing can be sealed, so it is not offered."""


class NotThisRecord(Exception):
    """A sealed record was opened that belongs elsewhere."""


@dataclass(frozen=True)
class Secret:
    """Fields to be sealed. Its repr shows none of them, so that no log or error report can."""

    fields: Mapping[str, str]

    def __repr__(self) -> str:
        return "Secret(…)"


@dataclass(frozen=True)
class SealedRecords:
    """Offered by a room that keeps sealed records of one purpose.

    `ids` are those of all its records whose ciphertext does not begin with the given bytes (of all
    of them for none), in the order of random ids; `replace` puts a new ciphertext in the place of
    the one that is given first, and tells whether that was still there. Nothing commits.
    """

    purpose: str
    ids: Callable[[bytes], list[UUID]]
    sealed: Callable[[UUID], bytes | None]
    replace: Callable[[UUID, bytes, bytes], bool]


def ready() -> bool:
    """Tell whether enough custodians have proved their keys for undisclosed names to be taken."""
    return _enough(public_keys())


def public_keys() -> list[str]:
    """Return the public keys that names are sealed to now."""
    return [one.public_key for one in keeping_keys.proved()]


def seal(secret: Secret, *, record: UUID, purpose: str) -> bytes:
    """Return the fields encrypted to every custodian; any one of their keys opens it.

    :raises NotEnoughCustodians: see CUSTODIAN_MINIMUM.
    """
    present = public_keys()
    if not _enough(present):
        raise NotEnoughCustodians(_l("Undisclosed names cannot be taken at the moment."))
    return mark(present) + encrypted(padded(secret, record, purpose), present)


def seal_in_vain(secret: Secret, *, record: UUID, purpose: str) -> None:
    """Do what sealing does and keep nothing, so that whoever is named is answered no sooner."""
    with suppress(NotEnoughCustodians):
        seal(secret, record=record, purpose=purpose)


def open_sealed(sealed: bytes, identity: str, *, record: UUID, purpose: str) -> Secret:
    """Return the fields, opened with a custodian's secret key: for offline tools.

    That key never comes to the server.

    :raises NotThisRecord: it was sealed for another record or purpose.
    """
    return content(decrypted(sealed, identity), record=record, purpose=purpose)


def padded(secret: Secret, record: UUID, purpose: str) -> bytes:
    """Return the plaintext: JSON, with spaces after it up to a whole number of blocks."""
    content = {
        "version": VERSION,
        "record": str(record),
        "purpose": purpose,
        "fields": dict(secret.fields),
    }
    plain = json.dumps(content, ensure_ascii=False).encode()
    return plain + b" " * (-len(plain) % BLOCK)


def content(plain: bytes, *, record: UUID, purpose: str) -> Secret:
    """Return the fields in a plaintext.

    :raises NotThisRecord: it is another record's, or was sealed for another purpose.
    """
    found = json.loads(plain)
    if (found["record"], found["purpose"]) != (str(record), purpose):
        raise NotThisRecord
    return Secret(found["fields"])


def encrypted(plain: bytes, keys: Iterable[str]) -> bytes:
    """Return an age file that any one of some public keys' holders opens."""
    recipients = [pyrage.x25519.Recipient.from_str(key) for key in keys]
    made: bytes = pyrage.encrypt(plain, recipients)
    return made


def decrypted(sealed: bytes, identity: str) -> bytes:
    """Return the plaintext of a sealed record, or of the age file in it."""
    plain: bytes = pyrage.decrypt(age_file(sealed), [pyrage.x25519.Identity.from_str(identity)])
    return plain


def mark(keys: Iterable[str]) -> bytes:
    """Return the line that marks what is sealed to a set of keys: "to:", 16 digits, a line end."""
    joined = "\n".join(sorted(keys)).encode()
    return f"to:{hashlib.sha256(joined).hexdigest()[:16]}\n".encode()


def age_file(sealed: bytes) -> bytes:
    """Return the age file in a sealed record, which any age tool opens."""
    return sealed[MARK_LENGTH:] if sealed.startswith(b"to:") else sealed


def _enough(keys: list[str]) -> bool:
    minimum: int = current_app.config["CUSTODIAN_MINIMUM"]
    return len(keys) >= minimum
