"""A supporting organisation leaves the register, or lets its name be disclosed no longer."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from core.db import db
from core.japanese import TOKYO
from network import evidence, forgetting, joining, matching, registering
from network.joining import Applying, NotNow
from network.models import Application, Level, Organisation, Source, Standing, StandingKind
from network.registering import Described, Reached


def leave(application: Application) -> None:
    """Withdraw an application, or leave the register once admitted; the caller commits."""
    if application.state in {"withdrawn", "refused", "left"}:
        return
    if application.admitted_at is None:
        application.withdrawn_at = joining.moment(application.disclosure)
        joining.drop_if_replacing(application)
    else:
        application.left_at = joining.moment(application.disclosure)
        if application.organisation is not None:
            end_support(application.organisation)
        joining.publish_unnamed.later()
    db.session.flush()


def end_support(one: Organisation) -> None:
    """End an organisation's standing as a supporting one today; the caller commits."""
    for standing in one.standings:
        if standing in one.memberships:
            registering.end(standing, registering.today() - timedelta(days=1))
    contact = registering.contact_of(one)
    if contact is not None:
        db.session.delete(contact)
    db.session.flush()


def end(standing: Standing, last: date) -> None:
    """End a standing with a day, as staff may; a member has left once that is over.

    The caller commits.
    """
    registering.end(standing, last)
    member = joining.member_by_name(standing.organisation)
    supporting = standing.kind == StandingKind.SUPPORTING
    if supporting and member is not None:
        over = datetime.combine(last + timedelta(days=1), time(), tzinfo=TOKYO)
        member.left_at = func.greatest(joining.moment(member.disclosure), over)
        db.session.flush()
    joining.publish_unnamed.later()


def hide(application: Application) -> Application:
    """Make a named member an undisclosed one: sealed, under a new random id, named nowhere.

    Its former rows go, unless a room holds the organisation by what it signed in its name. The
    caller commits.

    :raises NotNow: it is not a member by name.
    :raises StandsByName: it has another standing.
    :raises NotEnoughCustodians: undisclosed is not offered at present.
    """
    joining.require(application, "admitted")
    one = application.organisation
    if one is None:
        raise NotNow(_l("This organisation is not disclosed already."))
    registering.require_supporting_alone(one)
    token_hash = application.token_hash
    sealed = _sealed_member(application, one)
    papers = []
    for former in _applications_of(one):
        papers += [paper for kept in former.evidence if (paper := evidence.of(kept)) is not None]
        evidence.erase(former)
        db.session.delete(former)
    db.session.flush()
    sealed.token_hash = token_hash
    db.session.add(sealed)
    for paper in papers:
        evidence.keep(sealed, paper)
    forgetting.forget(one)
    joining.publish_unnamed.later()
    return sealed


def _sealed_member(application: Application, one: Organisation) -> Application:
    """Return the sealed row that takes a named member's place: nothing in it tells of the other."""
    named = Applying(
        level=Level.UNDISCLOSED,
        about=Described(**joining.told(one, Described)),
        reached=_contact(one),
        via=application.via or "",
        message=application.message or "",
    )
    today = joining.moment(Level.UNDISCLOSED)
    return Application(
        **joining.columns_of(named),
        source=Source.WEB,
        confirmed_at=today,
        checked_at=today,
        admitted_at=today,
        decided_on=registering.today(),
    )


def _contact(one: Organisation) -> Reached:
    contact = registering.contact_of(one)
    return Reached(**joining.told(contact, Reached)) if contact is not None else Reached()


def _applications_of(one: Organisation) -> list[Application]:
    ids = matching.absorbed([one.id])
    return list(
        db.session.scalars(db.select(Application).where(Application.organisation_id.in_(ids)))
    )
