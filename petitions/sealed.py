"""The sealed records of signing, offered to the custodians: signatures, and attempts that wait."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, update

from core.db import db
from network.sealing import SealedRecords
from petitions.models import PendingSignature, Signature
from petitions.signers import SEALED_FOR

#: An attempt hands its id on to its signature, so an id stands in one of them at a time.
TABLES = (Signature, PendingSignature)


def ids(unlike: bytes = b"") -> list[UUID]:
    """Return the ids of all sealed records, but for those that begin with `unlike`.

    What an archive counts without having been told a name has nothing sealed in it.
    """
    found: set[UUID] = set()
    for table in TABLES:
        query = db.select(table.public_id).where(func.length(table.sealed) > 0)
        if unlike:
            query = query.where(func.substr(table.sealed, 1, len(unlike)) != unlike)
        found.update(db.session.scalars(query))
    return sorted(found)


def sealed(record: UUID) -> bytes | None:
    """Return a sealed record, or None where there is none of this id."""
    for table in TABLES:
        query = db.select(table.sealed).where(table.public_id == record)
        if (found := db.session.scalar(query)) is not None:
            return found
    return None


def replace(record: UUID, old: bytes, new: bytes) -> bool:
    """Put one ciphertext in another's place; tell whether that was still there."""
    for table in TABLES:
        changed = db.session.execute(
            update(table)
            .where(table.public_id == record, table.sealed == old)
            .values(sealed=new)
            .returning(table.id)
        )
        if changed.scalar_one_or_none() is not None:
            return True
    return False


RECORDS = SealedRecords(SEALED_FOR, ids, sealed, replace)
