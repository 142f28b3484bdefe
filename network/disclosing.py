"""How far a supporting organisation's name goes: changed by itself either way, by staff to less.

It acts at once on all that is public. One that is to be named to nobody has no row any more:
`leaving.hide` seals it.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from core.db import db
from core.errors import DomainError
from network import joining, leaving, matching, registering
from network.models import Application, Level, Organisation, Standing, StandingKind


class CannotShowMore(DomainError):
    """Staff may take a name away; only the organisation itself may give it."""


def choose(application: Application, level: Level) -> None:
    """Set how far a member's name goes, as the holder of its link wishes; the caller commits.

    :raises NotNow: it is not a member by name. One that is not disclosed applies by its name.
    :raises StandsByName: it has another standing.
    :raises NotEnoughCustodians: undisclosed is not offered at present.
    """
    if level == Level.UNDISCLOSED:
        leaving.hide(application)
        return
    joining.require(application, "admitted")
    one = application.organisation
    if one is None:
        raise joining.NotNow(_l("Your name is locked, also to us. To be named, write it anew."))
    held = _held(one)
    if level == one.level:
        return
    if level != Level.PUBLIC:
        registering.require_supporting_alone(one)
    for standing in held if level != Level.PUBLIC else one.memberships:
        registering.set_level(standing, level)
    joining.publish_unnamed.later()


def hide(one: Organisation) -> None:
    """Take a supporting organisation's name off all that is public, as staff may; caller commits.

    Its organisation can show it again.

    :raises CannotShowMore: it does not stand there, or stands there by another standing too.
    """
    held = _held(one)
    if not may_hide(one):
        raise CannotShowMore(_l("This name is not public."))
    for standing in held:
        registering.set_level(standing, Level.ADDRESSEE, hidden_at=func.now())
    joining.publish_unnamed.later()


def may_hide(one: Organisation) -> bool:
    """Tell whether staff may take a name off: that of a supporting organisation, nothing more."""
    public = bool(one.memberships) and one.level == Level.PUBLIC
    return public and not registering.stands_by_name(one)


def _held(one: Organisation) -> Sequence[Standing]:
    """Return an organisation's memberships, to stay as they are until the transaction ends.

    Those of rows that were merged into it are among them: a name that goes less far is not to come
    back with a merge that is undone.
    """
    rows = db.select(Standing).where(
        Standing.organisation_id.in_(matching.absorbed([one.id])),
        Standing.kind == StandingKind.SUPPORTING,
        Standing.ends_on.is_(None) | (Standing.ends_on >= registering.today()),
    )
    again = rows.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(again.order_by(Standing.id)).all()
