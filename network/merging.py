"""Two rows become one organisation by a person's decision, and can be parted again exactly."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, update
from sqlalchemy.orm import aliased, joinedload

from core.db import db
from core.errors import DomainError
from core.offers import offers
from network import joining, registering
from network.models import (
    Application,
    Former,
    Level,
    Likeness,
    Merge,
    MotionSeat,
    MotionVoter,
    Moved,
    Organisation,
    OrganisationContact,
    Standing,
    Term,
)
from network.registering import NARROWED, Holds

T = TypeVar("T")


class CannotMerge(DomainError):
    """The rows are one already, or one of them is gone."""


class MergedFurther(DomainError):
    """The row that stayed has been merged itself since: that has to be undone first."""


def decide(likeness: Likeness, *, keep: Organisation | None, by: int) -> Merge | None:
    """Note whether two rows are one organisation: `keep` stays, None says that they are two.

    It is not asked again. The caller commits.

    :raises CannotMerge: it was decided in the meantime.
    """
    db.session.refresh(likeness, with_for_update={"of": Likeness})
    if likeness.decided_at is not None:
        raise CannotMerge(_l("Somebody has decided this in the meantime."))
    likeness.decided_at = func.now()
    likeness.decided_by = by
    likeness.same = keep is not None
    db.session.flush()
    if keep is None:
        return None
    gone = likeness.a if keep.id == likeness.b_id else likeness.b
    return merge(keep, gone, by=by)


def merge(kept: Organisation, gone: Organisation, *, by: int) -> Merge:
    """Let one row stand for another: all that pointed at `gone` points at `kept`.

    The caller commits.

    :raises CannotMerge: they are the same row, or one of them is merged already.
    :raises StandsByName: one is not named in public as a supporting organisation, the other is.
    """
    if kept.id == gone.id or kept.merged_into_id is not None or gone.merged_into_id is not None:
        raise CannotMerge(_l("One of the two has been merged in the meantime."))
    if registering.is_unnamed(kept) or registering.is_unnamed(gone):
        for one in (kept, gone):
            registering.require_supporting_alone(one)
    moved: Moved = {}
    for room in offers(Holds):
        moved |= room.move(gone.id, kept.id)
    gone.merged_into_id = kept.id
    done = Merge(kept_id=kept.id, gone_id=gone.id, merged_by=by, moved=moved)
    db.session.add(done)
    db.session.flush()
    joining.publish_unnamed.later()
    db.session.expire_all()
    return done


def undo(done: Merge, *, by: int) -> None:
    """Part two rows again: what was moved goes back, and the question is open. The caller commits.

    :raises CannotMerge: it was undone already.
    :raises MergedFurther: a later merge stands in the way.
    """
    if done.undone_at is not None:
        raise CannotMerge(_l("This has been undone in the meantime."))
    if done.kept.merged_into_id is not None:
        raise MergedFurther(_l("The row that stayed has been merged since. Undo that first."))
    for room in offers(Holds):
        room.back(done.moved, done.gone_id)
    done.gone.merged_into_id = None
    done.undone_at = func.now()
    done.undone_by = by
    pair = sorted((done.kept_id, done.gone_id))
    db.session.execute(
        update(Likeness)
        .where(Likeness.a_id == pair[0], Likeness.b_id == pair[1], Likeness.same.is_(True))
        .values(decided_at=None, decided_by=None, same=None)
    )
    db.session.flush()
    joining.publish_unnamed.later()
    db.session.expire_all()


def undecided(limit: int = 20) -> list[Likeness]:
    """Return the pairs that wait for a decision, the likeliest first, both rows standing."""
    query = _undecided(db.select(Likeness)).options(
        joinedload(Likeness.a).selectinload(Organisation.standings),
        joinedload(Likeness.b).selectinload(Organisation.standings),
    )
    return list(db.session.scalars(query.order_by(Likeness.score.desc(), Likeness.id).limit(limit)))


def waiting() -> int:
    """Return how many pairs wait for a decision."""
    return db.session.scalar(_undecided(db.select(func.count(Likeness.id)))) or 0


def _undecided(query: Select[T]) -> Select[T]:
    first, second = (aliased(Organisation) for _ in range(2))
    return (
        query.join(first, first.id == Likeness.a_id)
        .join(second, second.id == Likeness.b_id)
        .where(
            Likeness.decided_at.is_(None),
            first.merged_into_id.is_(None),
            second.merged_into_id.is_(None),
        )
    )


def standing_merges(limit: int = 20) -> list[Merge]:
    """Return the merges that stand, the newest first."""
    query = db.select(Merge).where(Merge.undone_at.is_(None)).order_by(Merge.id.desc())
    return list(db.session.scalars(query.limit(limit)))


def pointing(model: Any, *and_so: ColumnElement[bool]) -> Holds:
    """Return how the rows of a table with `organisation_id` are moved and moved back."""
    table = str(model.__tablename__)

    def move(of: int, to: int) -> Moved:
        moving = (
            update(model)
            .where(model.organisation_id == of, *and_so)
            .values(organisation_id=to)
            .returning(model.id)
            .execution_options(synchronize_session=False)
        )
        ids = sorted(db.session.scalars(moving))
        return {table: ids} if ids else {}

    def back(moved: Mapping[str, Sequence[int]], to: int) -> None:
        db.session.execute(
            update(model)
            .where(model.id.in_(moved.get(table, ())))
            .values(organisation_id=to)
            .execution_options(synchronize_session=False)
        )

    def held(ids: Collection[int]) -> set[int]:
        query = db.select(model.organisation_id).where(model.organisation_id.in_(ids), *and_so)
        return set(db.session.scalars(query.distinct()))

    return Holds(move, back, held)


def _move_standings(of: int, to: int) -> Moved:
    """Move the standings that the other has not; those that it has stay with the row that goes.

    Of two levels the stricter holds.
    """
    narrowed = _narrow(of, to)
    other = aliased(Standing)
    taken = db.select(other.kind).where(other.organisation_id == to, other.ends_on.is_(None))
    return narrowed | pointing(Standing, Standing.kind.not_in(taken)).move(of, to)


def _narrow(of: int, to: int) -> Moved:
    """Let a member be named no further than the other row is; return what was changed for that."""
    gone, kept = (db.session.get_one(Organisation, number) for number in (of, to))
    if not registering.is_unnamed(gone):
        return {}
    ids = [one.id for one in kept.memberships if one.disclosure == Level.PUBLIC]
    _set_levels(ids, Level.ADDRESSEE)
    return {NARROWED: ids} if ids else {}


def _standings_back(moved: Mapping[str, Sequence[int]], to: int) -> None:
    pointing(Standing).back(moved, to)
    _set_levels(moved.get(NARROWED, ()), Level.PUBLIC)


def _set_levels(ids: Sequence[int], level: Level) -> None:
    db.session.execute(
        update(Standing)
        .where(Standing.id.in_(ids))
        .values(disclosure=level)
        .execution_options(synchronize_session=False)
    )


def _move_contact(of: int, to: int) -> Moved:
    """Move how the organisation is reached, unless the other row tells it already."""
    contact = db.session.get(OrganisationContact, of)
    if contact is None or db.session.get(OrganisationContact, to) is not None:
        return {}
    contact.organisation_id = to
    db.session.flush()
    return {OrganisationContact.__tablename__: [to]}


def _contact_back(moved: Mapping[str, Sequence[int]], to: int) -> None:
    db.session.execute(
        update(OrganisationContact)
        .where(
            OrganisationContact.organisation_id.in_(
                moved.get(OrganisationContact.__tablename__, ())
            )
        )
        .values(organisation_id=to)
        .execution_options(synchronize_session=False)
    )


def _holds_nothing(_ids: Collection[int]) -> set[int]:
    """Answer for what goes with a row: it keeps no row from being erased."""
    return set()


#: What points at organisations in this room.
HOLDS = (
    pointing(Term),
    pointing(Application),
    pointing(MotionSeat),
    pointing(MotionVoter),
    Holds(_move_standings, _standings_back, pointing(Standing).held),
    Holds(pointing(Former).move, pointing(Former).back, _holds_nothing),
    Holds(_move_contact, _contact_back, _holds_nothing),
)
