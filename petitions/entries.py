"""What came in by one constituent organisation's entry, for its own people.

The entry is part of every query here, so nothing of another network's can come out. An undisclosed
organisation's entry is sealed with its name: it is in nobody's figures here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func

from campaigns.models import Statement
from core.db import db
from petitions.models import Signature


@dataclass(frozen=True)
class EntryCount:
    """How many signatures that count came in by an entry, for one statement."""

    statement: Statement
    via: str
    organisations: int
    people: int


def counts(codes: Collection[str]) -> list[EntryCount]:
    """Return the counts of these entries, by statement, newest first."""
    people = func.count().filter(Signature.kind == "person")
    query = (
        db.select(Statement, Signature.via, func.count(), people)
        .join(Signature, Signature.statement_id == Statement.id)
        .where(Signature.via.in_(codes), Signature.counts)
        .group_by(Statement.id, Signature.via)
        .order_by(Statement.id.desc(), Signature.via)
    )
    return [
        EntryCount(statement, via, total - persons, persons)
        for statement, via, total, persons in db.session.execute(query)
        if via is not None
    ]


def signatures(codes: Collection[str], statement: Statement) -> Sequence[Signature]:
    """Return the signatures of one statement that came in by these entries, by random id."""
    query = db.select(Signature).where(
        Signature.statement_id == statement.id, Signature.via.in_(codes)
    )
    return db.session.scalars(query.order_by(Signature.kind, Signature.public_id)).all()
