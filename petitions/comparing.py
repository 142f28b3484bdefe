"""The sealed signatures of a statement, offered to the custodians to be compared.

They are compared once a round is over, whether or not its roll is frozen yet. Of two that are one
organisation's the later ceases to count: in the tally, on later rolls and in documents made from
now on. A roll that is frozen stays as it is; see writing.
"""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, or_, update

from campaigns.models import Statement
from core.db import db
from network.comparing import Comparable, Group
from petitions.counting import publish_unnamed
from petitions.models import Disclosure, Round, Signature
from petitions.signers import SEALED_FOR


def groups() -> list[Group]:
    """Return the undisclosed signatures of each statement of which a round is over."""
    over = or_(Round.closed_at.is_not(None), Round.closes_at <= func.now())
    found = db.session.execute(
        db.select(Statement, Round.number, Signature.public_id)
        .join(Round, Round.id == Signature.round_id)
        .join(Statement, Statement.id == Signature.statement_id)
        .where(
            over,
            Signature.disclosure == Disclosure.UNDISCLOSED,
            func.length(Signature.sealed) > 0,
            Signature.withdrawn_at.is_(None),
            or_(Signature.held_for.is_(None), Signature.released_at.is_not(None)),
        )
        .order_by(Signature.id)
    )
    records: dict[Statement, list[UUID]] = {}
    newest: dict[Statement, int] = {}
    for statement, number, record in found:
        records.setdefault(statement, []).append(record)
        newest[statement] = max(number, newest.get(statement, 0))
    return [
        Group(SEALED_FOR, f"{SEALED_FOR}-{one.id}", _label(one, newest[one]), tuple(records[one]))
        for one in records
    ]


def count(record: UUID, counts: bool) -> None:
    """Let an undisclosed signature count or not, from this day on; the caller commits."""
    day = func.date_trunc("day", func.now(), "Asia/Tokyo")
    changed = db.session.scalar(
        update(Signature)
        .where(Signature.public_id == record, Signature.disclosure == Disclosure.UNDISCLOSED)
        .values(invalidated_at=None if counts else day)
        .returning(Signature.statement_id)
        .execution_options(synchronize_session=False)
    )
    if changed is not None:
        publish_unnamed.later(statement_id=changed)


def _label(statement: Statement, number: int) -> str:
    told: str = _("“%(title)s”, round %(number)s", title=statement.version.title, number=number)
    return told


COMPARABLE = Comparable(SEALED_FOR, groups, count)
