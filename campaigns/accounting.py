"""What has become of statements, those that nobody can read any more among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func

from campaigns import finding, reading
from campaigns.models import Campaign, Kind, Rejected, Statement, Status, TakenDown
from core import japanese
from core.db import db


@dataclass(frozen=True)
class Standing:
    """How many public statements stand there."""

    status: Status
    number: int


@dataclass(frozen=True)
class NotTakenUp:
    """A draft that was not taken up: no text, no title, nobody's name."""

    on: date
    kind: Kind
    reason: Rejected


@dataclass(frozen=True)
class Withdrawn:
    """A statement that was taken down."""

    on: date
    kind: Kind
    reason: TakenDown


def standings() -> list[Standing]:
    """Return how many public statements stand where, in the order of their way."""
    where = finding.status()
    query = db.select(where, func.count()).select_from(Statement).join(Campaign)
    found = {
        Status(status): n
        for status, n in db.session.execute(query.where(reading.is_shown()).group_by(where))
    }
    return [Standing(status, found.get(status, 0)) for status in finding.STANDINGS]


def not_taken_up() -> list[NotTakenUp]:
    """Return the drafts that were not taken up, the last one first."""
    query = (
        db.select(Statement.rejected_at, Statement.kind, Statement.rejected_for)
        .where(Statement.rejected_at.is_not(None))
        .order_by(Statement.rejected_at.desc(), Statement.id.desc())
    )
    return [
        NotTakenUp(japanese.in_tokyo(at).date(), Kind(kind), Rejected(reason))
        for at, kind, reason in db.session.execute(query)
        if at is not None and reason is not None
    ]


def taken_down() -> list[Withdrawn]:
    """Return the statements that were taken down once they were public, the last one first."""
    query = (
        db.select(Statement.taken_down_at, Statement.kind, Statement.taken_down_for)
        .where(Statement.opened_at <= Statement.taken_down_at)
        .order_by(Statement.taken_down_at.desc(), Statement.id.desc())
    )
    return [
        Withdrawn(japanese.in_tokyo(at).date(), Kind(kind), TakenDown(reason))
        for at, kind, reason in db.session.execute(query)
        if at is not None and reason is not None
    ]
