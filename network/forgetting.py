"""Organisations that nothing holds any more are erased, with all that was kept beside them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, delete, or_

from core.db import db
from core.jobs import every, job
from core.offers import offers
from network import matching
from network.models import (
    Application,
    Former,
    Likeness,
    Merge,
    Organisation,
    OrganisationContact,
    Standing,
    StandingKind,
)
from network.registering import Holds

#: How many rows the nightly job looks at in one go.
BATCH = 1000


def forget(one: Organisation) -> bool:
    """Take an organisation out of the register as if it had never been in it; the caller commits.

    Its row itself goes, with those merged into it, unless a room holds it: a statement that it
    signed by name, say. Tells whether it went.
    """
    ids = sorted(matching.absorbed([one.id]))
    db.session.execute(delete(Former).where(Former.organisation_id.in_(ids)))
    db.session.execute(
        delete(OrganisationContact).where(OrganisationContact.organisation_id.in_(ids))
    )
    db.session.execute(
        delete(Standing).where(
            Standing.organisation_id.in_(ids), Standing.kind == StandingKind.SUPPORTING
        )
    )
    db.session.expire_all()
    if any(room.held(ids) for room in offers(Holds)):
        return False
    _erase(ids)
    return True


@every("25 3 * * *")
@job()
def forget_unheld() -> None:
    """Erase the organisations that have no standing and that nothing holds any more.

    Rows that statements made go with the signatures that made them.
    """
    last = 0
    while found := list(db.session.scalars(_without_standing(after=last))):
        last = found[-1]
        groups = {number: matching.absorbed([number]) for number in found}
        every_one = {one for group in groups.values() for one in group}
        held = {one for room in offers(Holds) for one in room.held(every_one)}
        for group in groups.values():
            if not group & held:
                _erase(group)


@every("35 3 * * *")
@job()
def fill_keys() -> None:
    """Give rows from before there were keys to compare by their own."""
    query = db.select(Organisation).where(Organisation.match_key == "").limit(BATCH)
    for one in db.session.scalars(query):
        matching.keep_keys(None, None, one)


def _without_standing(*, after: int) -> Select[int]:
    return (
        db.select(Organisation.id)
        .where(
            Organisation.id > after,
            Organisation.merged_into_id.is_(None),
            ~db.select(Standing.id).where(Standing.organisation_id == Organisation.id).exists(),
            ~db.select(Application.id)
            .where(Application.organisation_id == Organisation.id)
            .exists(),
        )
        .order_by(Organisation.id)
        .limit(BATCH)
    )


def _erase(ids: Iterable[int]) -> None:
    numbers = list(ids)
    for model in (Former, Standing):
        db.session.execute(delete(model).where(model.organisation_id.in_(numbers)))
    db.session.execute(
        delete(OrganisationContact).where(OrganisationContact.organisation_id.in_(numbers))
    )
    db.session.execute(
        delete(Likeness).where(or_(Likeness.a_id.in_(numbers), Likeness.b_id.in_(numbers)))
    )
    db.session.execute(
        delete(Merge).where(or_(Merge.kept_id.in_(numbers), Merge.gone_id.in_(numbers)))
    )
    db.session.execute(delete(Organisation).where(Organisation.id.in_(numbers)))
    db.session.expire_all()
