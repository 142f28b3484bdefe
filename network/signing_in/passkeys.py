"""Passkeys (WebAuthn): a device answers our challenge once it has recognised its owner."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects.postgresql import insert

from core import tokens
from core.db import db, today
from core.errors import DomainError
from core.settings import LOOPBACK, Settings
from network.models import Passkey, Person, SpentChallenge

#: Minutes for which a page may stay open before its challenge must be a new one.
OPEN_FOR = 30
CHALLENGE = re.compile(r"(?P<minute>[0-9]{1,9})\.[A-Za-z0-9_-]{22}\.(?P<mark>[A-Za-z0-9_-]{43})\Z")
#: An answer to a challenge is a few hundred bytes; keys of devices can be larger.
LONGEST_ANSWER = 20_000


class PasskeyRefused(DomainError):
    """It is none of ours, or the device did not answer this challenge just now."""

    status = 422


@dataclass(frozen=True)
class Answer:
    """What came back from a browser: our challenge, and the credential as JSON."""

    challenge: str
    credential: str


def available() -> bool:
    """Tell whether browsers offer passkeys at our address: it has a name, and TLS or loopback."""
    parts = urlsplit(_settings().base_url)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return parts.scheme == "https" or host in LOOPBACK
    return False


def challenge(purpose: str) -> str:
    """Return a new challenge that is worth something for one purpose, once, for half an hour.

    Nothing is kept of it until it is answered, so that opening a page writes nothing.
    """
    minute, nonce = int(time.time() // 60), secrets.token_urlsafe(16)
    return f"{minute}.{nonce}.{tokens.derived(f'passkey to {purpose}', f'{minute}.{nonce}')}"


def to_register(person: Person, asked: str) -> str:
    """Return as JSON what a browser needs to make a passkey for a person."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=_host(),
        rp_name=f"Hiroba {_settings().network_short_name}",
        user_id=person.public_id.bytes,
        user_name=person.email,
        user_display_name=person.name,
        challenge=asked.encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=one) for one in _credentials(person.id)
        ],
    )
    return options_to_json(options)


def to_answer(asked: str, person_id: int | None = None) -> str:
    """Return as JSON what a browser needs to answer: with any passkey for us, or a person's."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import (
        PublicKeyCredentialDescriptor,
        UserVerificationRequirement,
    )

    options = generate_authentication_options(
        rp_id=_host(),
        challenge=asked.encode(),
        allow_credentials=[
            PublicKeyCredentialDescriptor(id=one) for one in _credentials(person_id)
        ],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def register(person: Person, answer: Answer, name: str) -> Passkey:
    """Keep the public half of a new passkey; the caller commits.

    :raises PasskeyRefused: it does not answer our challenge.
    """
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    _require_ours(answer, f"register {person.id}")
    try:
        made = verify_registration_response(
            credential=answer.credential,
            expected_challenge=answer.challenge.encode(),
            expected_rp_id=_host(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise refused() from None
    if _known(made.credential_id) is not None:
        raise refused()
    _spend(answer.challenge)
    passkey = Passkey(
        person_id=person.id,
        credential=made.credential_id,
        public_key=made.credential_public_key,
        uses=made.sign_count,
        name=name,
    )
    db.session.add(passkey)
    db.session.flush()
    return passkey


def answered(answer: Answer, *, purpose: str, owner: int | None = None) -> Passkey:
    """Return the passkey that answered, its owner recognised by the device; the caller commits.

    :raises PasskeyRefused: it is unknown, somebody else's than `owner`'s, or did not answer now.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers import parse_authentication_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    _require_ours(answer, purpose)
    try:
        credential = parse_authentication_credential_json(answer.credential)
        passkey = _known(credential.raw_id)
        if passkey is None or (owner is not None and passkey.person_id != owner):
            raise refused()
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=answer.challenge.encode(),
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.uses,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise refused() from None
    handle = credential.response.user_handle
    if handle and handle != db.session.get_one(Person, passkey.person_id).public_id.bytes:
        raise refused()
    _spend(answer.challenge)
    passkey.uses, passkey.used_on = verified.new_sign_count, today()
    return passkey


def refused() -> PasskeyRefused:
    return PasskeyRefused(
        _l("The passkey did not answer as it should. Load the page again, or use another way.")
    )


def _require_ours(answer: Answer, purpose: str) -> None:
    found = CHALLENGE.match(answer.challenge)
    if found is None or len(answer.credential) > LONGEST_ANSWER:
        raise refused()
    age = int(time.time() // 60) - int(found["minute"])
    about = answer.challenge.rpartition(".")[0]
    mark = tokens.kept_of(found["mark"])
    ours = tokens.derived_matching(f"passkey to {purpose}", about, mark) is not None
    # One ahead: another machine's clock may have reached the next minute before ours.
    if not (ours and -1 <= age <= OPEN_FOR):
        raise refused()


def _spend(challenge: str) -> None:
    """Let a challenge be answered once."""
    spent = insert(SpentChallenge).values(challenge=tokens.kept_of(challenge))
    once = spent.on_conflict_do_nothing().returning(SpentChallenge.id)
    if db.session.execute(once).scalar_one_or_none() is None:
        raise refused()


def _known(credential: bytes) -> Passkey | None:
    query = db.select(Passkey).where(Passkey.credential == credential)
    return db.session.scalar(query.with_for_update())


def _credentials(person_id: int | None) -> Sequence[bytes]:
    query = db.select(Passkey.credential).where(Passkey.person_id == person_id)
    return db.session.scalars(query.order_by(Passkey.id)).all()


def _host() -> str:
    return urlsplit(_settings().base_url).hostname or ""


def _origin() -> str:
    parts = urlsplit(_settings().base_url)
    return f"{parts.scheme}://{parts.netloc}"


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
