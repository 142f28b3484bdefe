"""Sealing: what only the custodians can read again.

A record is age-encrypted to the public keys of all custodians; this server holds no key that opens
it. Plaintext is JSON with the record's id, the purpose and a version inside, so that a ciphertext
put in another's place is refused, and it is padded to a multiple of 1 KiB, because a length is a
clue.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import pyrage
from flask import current_app
from flask_babel import lazy_gettext as _l

from core.db import db
from core.errors import DomainError
from network.models import Custodian

VERSION = 1
BLOCK = 1024


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


def ready() -> bool:
    """Tell whether there are custodians enough for undisclosed names to be taken."""
    minimum: int = current_app.config["CUSTODIAN_MINIMUM"]
    return len(_keys()) >= minimum


def seal(secret: Secret, *, record: UUID, purpose: str) -> bytes:
    """Return the fields encrypted to every custodian; any one of their keys opens it.

    :raises NotEnoughCustodians: see CUSTODIAN_MINIMUM.
    """
    if not ready():
        raise NotEnoughCustodians(_l("Undisclosed names cannot be taken at the moment."))
    recipients = [pyrage.x25519.Recipient.from_str(key) for key in _keys()]
    sealed: bytes = pyrage.encrypt(padded(secret, record, purpose), recipients)
    return sealed


def open_sealed(sealed: bytes, identity: str, *, record: UUID, purpose: str) -> Secret:
    """Return the fields, opened with a custodian's secret key: for offline tools.

    That key never comes to the server.

    :raises NotThisRecord: it was sealed for another record or purpose.
    """
    plain = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(identity)])
    content = json.loads(plain)
    if (content["record"], content["purpose"]) != (str(record), purpose):
        raise NotThisRecord
    return Secret(content["fields"])


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


def _keys() -> list[str]:
    query = db.select(Custodian.public_key).where(Custodian.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(Custodian.id)))
