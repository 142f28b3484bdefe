"""Authenticator apps: codes of six digits from a secret and the time (RFC 6238), each used once."""

from __future__ import annotations

import base64
import hmac
import secrets
import time
import unicodedata

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask import current_app
from sqlalchemy import CursorResult, delete, update

from core.db import db
from core.settings import Settings
from network.models import Authenticator, Person

STEP = 30
#: Clocks differ, and people type slowly: the code before and the code after are taken as well.
NEARBY = (0, -1, 1)


def new_secret(person: Person) -> bytes:
    """Return a new secret of 160 bits, encrypted for this person."""
    return _cipher(person).encrypt(secrets.token_bytes(20))


def in_letters(person: Person, sealed: bytes) -> str:
    """Return a secret as it is typed by hand: base 32 in groups of four.

    :raises ValueError: it was not encrypted by us for this person.
    """
    letters = base64.b32encode(_opened(person, sealed)).decode()
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def address(person: Person, sealed: bytes) -> str:
    """Return what a QR code tells an app: otpauth://totp/…"""
    settings: Settings = current_app.config["SETTINGS"]
    issuer = f"Hiroba {settings.network_short_name}"
    return _totp(_opened(person, sealed)).get_provisioning_uri(person.email, issuer)


def add(person: Person, sealed: bytes, typed: str) -> Authenticator | None:
    """Keep a secret once its app shows the right code, or return None; the caller commits.

    An earlier app's codes are worth nothing from then on.

    :raises ValueError: the secret was not encrypted by us for this person.
    """
    step = _step(_opened(person, sealed), typed)
    if step is None:
        return None
    remove(person.id)
    added = Authenticator(person_id=person.id, secret=sealed, last_step=step)
    db.session.add(added)
    db.session.flush()
    return added


def use(person_id: int, typed: str) -> bool:
    """Tell whether a code is right and was not used yet, and use it up; the caller commits."""
    kept = db.session.scalar(db.select(Authenticator).where(Authenticator.person_id == person_id))
    if kept is None:
        return False
    person = db.session.get_one(Person, person_id)
    step = _step(_opened(person, kept.secret), typed)
    if step is None:
        return False
    used = db.session.execute(
        update(Authenticator)
        .where(Authenticator.id == kept.id, Authenticator.last_step < step)
        .values(last_step=step)
    )
    assert isinstance(used, CursorResult)
    return used.rowcount == 1


def remove(person_id: int) -> None:
    """Forget a person's app; the caller commits."""
    db.session.execute(delete(Authenticator).where(Authenticator.person_id == person_id))


def encrypt_anew() -> None:
    """Encrypt every secret with the present SECRET_KEY, so that an earlier one can be dropped."""
    query = db.select(Authenticator, Person).join(Person, Person.id == Authenticator.person_id)
    for kept, person in db.session.execute(query):
        kept.secret = _cipher(person).rotate(kept.secret)


def _step(secret: bytes, typed: str) -> int | None:
    """Return the half minute whose code was typed, or None. Full-width digits are digits."""
    digits = "".join(unicodedata.normalize("NFKC", typed).split())
    now = int(time.time()) // STEP
    near = [now + step for step in NEARBY]
    right = [
        hmac.compare_digest(_totp(secret).generate(step * STEP), digits.encode()) for step in near
    ]
    return next((step for step, fits in zip(near, right, strict=True) if fits), None)


def _totp(secret: bytes) -> TOTP:
    # What every app takes; SHA-1's weakness does not concern HMAC.
    return TOTP(secret, 6, SHA1(), STEP)  # noqa: S303  RFC 6238's default


def _opened(person: Person, sealed: bytes) -> bytes:
    try:
        return _cipher(person).decrypt(sealed)
    except InvalidToken:
        raise ValueError("not encrypted by us for this person") from None


def _cipher(person: Person) -> MultiFernet:
    """Return what encrypts for one person, with a key derived from SECRET_KEY (HKDF)."""
    keys = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    return MultiFernet([Fernet(_key(str(key), person)) for key in keys])


def _key(secret_key: str, person: Person) -> bytes:
    about = f"authenticator {person.public_id}".encode()
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=about)
    return base64.urlsafe_b64encode(derived.derive(secret_key.encode()))
