"""Custodians and their keys: added, proved by a test opening, replaced, removed.

A secret key is made, handed over and forgotten here, or was never here at all.
"""

from __future__ import annotations

import hashlib
import hmac

import pyrage
from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from core import tokens
from core.db import db, now
from core.errors import DomainError
from network import passphrases
from network.models import Custodian, Role, Term


class NotAPublicKey(DomainError):
    """What was given is no public key of age's X25519 kind."""


class KeyTaken(DomainError):
    """The key is in use already."""


class WrongWord(DomainError):
    """The word is not the one that was sealed, or there was none to open."""


class KeyFileClosed(Exception):
    """A key file does not open: another passphrase, or no key in it."""


def create(name: str, *, person_id: int | None = None, replaces: Custodian | None = None) -> str:
    """Add a custodian with a new age X25519 pair and return the secret key, told once.

    Nothing is sealed to it before it is proved. The caller commits.
    """
    identity = pyrage.x25519.Identity.generate()
    add(name, str(identity.to_public()), person_id=person_id, replaces=replaces)
    return str(identity)


def add(
    name: str,
    public_key: str,
    *,
    person_id: int | None = None,
    replaces: Custodian | None = None,
) -> Custodian:
    """Add a custodian's public key, with a test for its keeper to open; the caller commits.

    :raises NotAPublicKey: it is none.
    :raises KeyTaken: somebody has this key.
    """
    try:
        recipient = pyrage.x25519.Recipient.from_str(public_key)
    except pyrage.RecipientError:
        raise NotAPublicKey(
            _l("This is no public key. It begins with age1 and has 62 characters."),
            field="public_key",
        ) from None
    if any(one.public_key == public_key for one in custodians()):
        raise KeyTaken(_l("This key is in use already. Make a new one."), field="public_key")
    word = tokens.fresh()
    custodian = Custodian(
        name=name,
        public_key=public_key,
        person_id=person_id,
        replaces_id=replaces.id if replaces else None,
        challenge=pyrage.encrypt(word.encode(), [recipient]),
        word_hash=tokens.kept_of(word),
        asked_at=func.now(),
    )
    db.session.add(custodian)
    db.session.flush()
    return custodian


def prove(custodian: Custodian, word: str) -> None:
    """Take the word that only this key could read: from now on names are sealed to it.

    The key that it replaces is removed. The caller commits.

    :raises WrongWord: it is not the word, or the key is proved already.
    """
    kept = custodian.word_hash or b""
    if not hmac.compare_digest(tokens.kept_of(word.strip()), kept):
        raise WrongWord(_l("This is not the word that was sealed to your key."), field="word")
    custodian.proved_at = func.now()
    custodian.challenge = custodian.word_hash = None
    if custodian.replaces_id is not None:
        remove(db.session.get_one(Custodian, custodian.replaces_id))
    db.session.flush()


def prove_with(secret_key: str) -> Custodian:
    """Prove the key that a secret key belongs to, where that is in hand; the caller commits.

    :raises LookupError: no custodian has it.
    """
    public_key = str(pyrage.x25519.Identity.from_str(secret_key).to_public())
    for custodian in custodians():
        if custodian.public_key == public_key:
            if custodian.challenge is not None:
                prove(custodian, opened(custodian.challenge, secret_key))
            return custodian
    raise LookupError(public_key)


def opened(challenge: bytes, secret_key: str) -> str:
    """Return the word in a test, opened by a secret key.

    :raises pyrage.DecryptError: it is sealed to another key.
    """
    plain: bytes = pyrage.decrypt(challenge, [pyrage.x25519.Identity.from_str(secret_key)])
    return plain.decode()


def remove(custodian: Custodian) -> None:
    """Seal nothing more to a key, which still opens what was sealed to it; the caller commits.

    A stolen key has to go, even if too few are left then to take undisclosed names.
    """
    if custodian.removed_at is None:
        custodian.removed_at = func.now()
        db.session.flush()


def custodians() -> list[Custodian]:
    """Return the custodians in office, with those who have yet to prove their key.

    Whoever is a person of ours has to hold the role today: with it ends the sealing to their key.
    """
    today = now().date()
    in_office = db.select(Term.id).where(
        Term.person_id == Custodian.person_id,
        Term.role == Role.CUSTODIAN,
        Term.starts_on <= today,
        Term.ends_on.is_(None) | (Term.ends_on >= today),
    )
    query = db.select(Custodian).where(
        Custodian.removed_at.is_(None), Custodian.person_id.is_(None) | in_office.exists()
    )
    return list(db.session.scalars(query.order_by(Custodian.id)))


def proved() -> list[Custodian]:
    """Return the custodians whose keys open what is sealed now."""
    return [one for one in custodians() if one.proved_at is not None]


def named(name: str) -> Custodian:
    """Return the newest key of the custodian of a name.

    :raises LookupError: nobody in office has that name.
    """
    found = [one for one in custodians() if one.name == name]
    if not found:
        raise LookupError(name)
    return found[-1]


def of_person(person_id: int) -> list[Custodian]:
    """Return a person's keys, oldest first: the one in use, and the one that will replace it."""
    return [one for one in custodians() if one.person_id == person_id]


def proved_of(person_id: int) -> Custodian | None:
    """Return the key with which a person reads what is sealed now, if they have one."""
    return next((one for one in of_person(person_id) if one.proved_at is not None), None)


def readers() -> frozenset[int]:
    """Return who can read what is sealed now, by the numbers of these people."""
    return frozenset(one.person_id for one in proved() if one.person_id is not None)


def code(public_key: str) -> str:
    """Return a key's code, 16 letters and digits to compare by telephone: K7QM-4D2X-…"""
    number = int.from_bytes(hashlib.sha256(public_key.encode()).digest()[:10], "big")
    letters = "".join(tokens.RECEIPT_LETTERS[(number >> (5 * place)) & 31] for place in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def locked(secret_key: str, passphrase: str) -> bytes:
    """Return a custodian's key file: an age file under a passphrase, as `age -d` opens it too."""
    public_key = pyrage.x25519.Identity.from_str(secret_key).to_public()
    content = f"# public key: {public_key}\n{secret_key}\n"
    kept: bytes = pyrage.passphrase.encrypt(content.encode(), passphrase)
    return kept


def locked_by_passkey(key_file: bytes) -> bool:
    """Tell whether a passkey locks a key file, so that the custodians' page alone opens it."""
    return b"\n-> age-encryption.org/fido2prf " in key_file.partition(b"\n---")[0]


def unlocked(key_file: bytes, passphrase: str) -> str:
    """Return the secret key in a key file; one that is not locked needs no passphrase.

    :raises KeyFileClosed: the passphrase is another one, or there is no key in it.
    """
    if key_file.startswith(b"age-encryption.org/"):
        try:
            key_file = pyrage.passphrase.decrypt(key_file, passphrases.canonical(passphrase))
        except pyrage.DecryptError:
            raise KeyFileClosed from None
    for line in key_file.decode(errors="replace").split():
        if line.startswith("AGE-SECRET-KEY-1"):
            return line
    raise KeyFileClosed
