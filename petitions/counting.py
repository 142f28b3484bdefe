"""How many support a statement: exactly, and as it is published.

The exact figure is a sum of tally rows that a trigger on `signature` keeps, so no path of the code
can forget it. What is published of the organisations not named moves only in groups (a step of one
would tell who signed when).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, case, func, literal, update
from sqlalchemy.dialects.postgresql import insert

from campaigns.models import Statement
from campaigns.reading import Counts
from core.db import db
from core.jobs import every, job
from petitions.models import Disclosure, SignerKind, Tally

#: The published figure of the not-named is zero below this, and moves by at least this.
BATCH = 3


@dataclass(frozen=True)
class Exact:
    """The exact counts of a statement, for staff and documents."""

    public: int = 0
    addressee: int = 0
    undisclosed: int = 0
    people: int = 0

    @property
    def unnamed(self) -> int:
        """Organisations that the public may not read."""
        return self.addressee + self.undisclosed

    @property
    def organisations(self) -> int:
        return self.public + self.unnamed


def exact(statement_id: int) -> Exact:
    """Return the exact counts of one statement."""
    return exact_of([statement_id])[statement_id]


def exact_of(statement_ids: Sequence[int]) -> dict[int, Exact]:
    """Return the exact counts of several statements, by their ids, in one query."""
    rows = db.session.execute(
        db.select(Tally.statement_id, Tally.what, func.sum(Tally.n).cast(Integer))
        .where(Tally.statement_id.in_(statement_ids))
        .group_by(Tally.statement_id, Tally.what)
    )
    found: dict[int, dict[str, int]] = {statement_id: {} for statement_id in statement_ids}
    for statement_id, what, n in rows:
        found[statement_id][what] = n
    return {
        statement_id: Exact(
            public=counts.get(Disclosure.PUBLIC, 0),
            addressee=counts.get(Disclosure.ADDRESSEE, 0),
            undisclosed=counts.get(Disclosure.UNDISCLOSED, 0),
            people=counts.get(SignerKind.PERSON, 0),
        )
        for statement_id, counts in found.items()
    }


def published(statements: Sequence[Statement]) -> dict[int, Counts]:
    """Return what page, card and API show of each statement: one figure everywhere."""
    counted = exact_of([statement.id for statement in statements])
    return {
        statement.id: Counts(
            named=counted[statement.id].public,
            undisclosed=statement.unnamed_published,
            people=counted[statement.id].people,
        )
        for statement in statements
    }


@job()
def publish_unnamed(statement_id: int) -> None:
    """Move the published figure of the not-named where it is due to move.

    It moves by three or more, and is shown from three up.
    """
    _publish(statement_id, literal(BATCH))


def publish_exactly(statement_id: int) -> None:
    """Publish the exact figure, as when a round closes; the caller commits.

    Below three it stays unsaid.
    """
    _publish(statement_id, literal(1))


@every("17 3 * * *")
@job()
def fold_tallies() -> None:
    """Fold the shards of connections into shard 0: their number stays small over the years."""
    shards = (
        db.select(Tally.statement_id, Tally.what, Tally.shard)
        .where(Tally.shard != 0)
        .with_for_update(skip_locked=True)
        .cte("shards")
    )
    gone = (
        db.delete(Tally)
        .where(
            Tally.statement_id == shards.c.statement_id,
            Tally.what == shards.c.what,
            Tally.shard == shards.c.shard,
        )
        .returning(Tally.statement_id, Tally.what, Tally.n)
        .cte("gone")
    )
    sums = db.select(
        gone.c.statement_id, gone.c.what, literal(0), func.sum(gone.c.n).cast(Integer)
    ).group_by(gone.c.statement_id, gone.c.what)
    folding = insert(Tally).from_select(["statement_id", "what", "shard", "n"], sums)
    db.session.execute(
        folding.on_conflict_do_update(
            index_elements=["statement_id", "what", "shard"],
            set_={"n": Tally.n + folding.excluded.n},
        )
    )


def _publish(statement_id: int, least: object) -> None:
    unnamed = (
        db.select(func.coalesce(func.sum(Tally.n), 0).cast(Integer))
        .where(
            Tally.statement_id == statement_id,
            Tally.what.in_([Disclosure.ADDRESSEE, Disclosure.UNDISCLOSED]),
        )
        .scalar_subquery()
    )
    shown = case((unnamed >= BATCH, unnamed), else_=0)
    db.session.execute(
        update(Statement)
        .where(
            Statement.id == statement_id,
            func.abs(unnamed - Statement.unnamed_published) >= least,
        )
        .values(unnamed_published=shown)
        .execution_options(synchronize_session=False)
    )
