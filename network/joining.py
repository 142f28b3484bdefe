"""An organisation joins the register of supporting organisations, at one of three levels.

One link serves for all of it: to confirm, to look, to change, to withdraw and to leave. Of an
undisclosed organisation there is nothing but a sealed record: no row of names, no hour, no address.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Integer, Interval, case, cast, delete, func, literal, or_
from sqlalchemy.dialects.postgresql import insert

from core import tokens
from core.db import db
from core.errors import DomainError
from core.i18n import language
from core.jobs import every, job
from network import comparing, evidence, matching, registering, sealing
from network.models import (
    Application,
    Level,
    Organisation,
    PublishedFigure,
    Refusal,
    Source,
    StandingKind,
)
from network.models.applications import IDENTITY
from network.registering import BATCH, UNNAMED_MEMBERS, Decision, Described, Reached
from network.sealing import Secret

LINK_LASTS = timedelta(days=14)
SEALED_FOR = "organisation"
UNKNOWN = _l("This link does not belong to any organisation. It may have been cut off.")
EXPIRED = _l("This link is older than 14 days. Please apply once more.")


class LinkUnknown(DomainError):
    """No application belongs to this link."""

    status = 404


class LinkExpired(DomainError):
    """The application was not confirmed within fourteen days."""

    status = 410


class NotNow(DomainError):
    """The application is not where this could be done with it."""


@dataclass(frozen=True)
class Applying:
    """What was typed for an organisation that applies. `via` is the code of an entry, or ""."""

    level: Level
    about: Described
    reached: Reached
    via: str = ""
    message: str = ""

    @property
    def identity(self) -> dict[str, str]:
        """All that tells who it is, by the names of our columns."""
        told = {**asdict(self.about), **asdict(self.reached)}
        return {**told, "via": self.via, "message": self.message, "language": language()}


def apply(new: Applying, *, token: str, replaces: Application | None = None) -> None:
    """Keep an application from the web under the hash of its link's token.

    The caller commits, then mails the link. The same form again replaces it, unless confirmed.

    :raises NotEnoughCustodians: undisclosed is not offered at present.
    """
    columns = {
        **columns_of(new),
        "source": Source.WEB,
        "expires_at": _end_of_link(new.level),
        "replaces_id": replaces.id if replaces else None,
    }
    if new.level != Level.UNDISCLOSED:
        sealing.seal_in_vain(Secret(new.identity), record=uuid4(), purpose=SEALED_FOR)
    kept = tokens.kept_of(token)
    attempt = insert(Application).values(token_hash=kept, **columns)
    db.session.execute(
        attempt.on_conflict_do_update(
            index_elements=["token_hash"], set_=columns, where=Application.confirmed_at.is_(None)
        )
    )


def take_down(new: Applying, *, token: str, source: Source, by: int) -> Application:
    """Keep an application that a person types from paper, which confirms it; the caller commits.

    :raises NotEnoughCustodians: undisclosed is not offered at present.
    """
    columns = {**columns_of(new), "source": source, "typed_by": by}
    one = Application(token_hash=tokens.kept_of(token), confirmed_at=moment(new.level), **columns)
    db.session.add(one)
    db.session.flush()
    return one


def behind(token: str) -> Application:
    """Return the application that a link belongs to.

    :raises LinkUnknown: there is none.
    :raises LinkExpired: it was not confirmed in time.
    """
    found = db.session.execute(
        db.select(Application, Application.expires_at <= func.now()).where(
            Application.token_hash == tokens.kept_of(token)
        )
    ).one_or_none()
    if found is None:
        raise LinkUnknown(UNKNOWN)
    application, expired = found
    if expired:
        raise LinkExpired(EXPIRED)
    return application


def confirm(application: Application) -> None:
    """Let an application go on to be checked, however often this is called; the caller commits."""
    if application.confirmed_at is None:
        application.confirmed_at = moment(application.disclosure)
        application.expires_at = None
        db.session.flush()


def check(application: Application, *, by: int) -> None:
    """Note that somebody made sure who applies; the caller commits.

    :raises NotNow: it is not confirmed, or decided already.
    """
    require(application, "confirmed")
    application.checked_at = moment(application.disclosure)
    application.checked_by = by
    db.session.flush()


def admit(
    application: Application, decided: Decision, *, into: Organisation | None = None
) -> Organisation | None:
    """Admit an organisation to the register; return its row, None for an undisclosed one.

    A named one gets the row `into`, the row that is it beyond doubt, or a new one. The caller
    commits.

    :raises NotNow: the application is not checked, or decided already.
    :raises StandsByName: `into` is in public already, and the application is not for that.
    """
    require(application, "checked")
    application.admitted_at = moment(application.disclosure)
    application.decided_by = decided.person_id
    application.decided_on = decided.committee_on
    application.motion_id = decided.motion_id
    if application.disclosure == Level.UNDISCLOSED:
        db.session.flush()
        publish_unnamed.later()
        return None
    one = into or _own_row(application) or registering.add(about(application))
    level = Level(application.disclosure)
    registering.begin(one, StandingKind.SUPPORTING, registering.today(), decided, level)
    registering.reach(one, reached(application))
    application.organisation = one
    _take_place(application)
    db.session.flush()
    publish_unnamed.later()
    return one


def refuse(application: Application, reason: Refusal) -> None:
    """Refuse an application; the caller commits.

    :raises NotNow: it is decided already.
    """
    require(application, "confirmed", "checked")
    application.refused_at = moment(application.disclosure)
    application.refusal = reason
    drop_if_replacing(application)
    db.session.flush()


@every("5 15 * * *")  # past midnight in Tokyo: a standing may have ended with its day
@job()
def publish_unnamed() -> None:
    """Move the published figure of the members not named where it is due to move.

    It moves by three or more, and is shown from three up.
    """
    undisclosed = db.select(func.count().cast(Integer)).where(
        Application.disclosure == Level.UNDISCLOSED,
        Application.admitted_at.is_not(None),
        Application.left_at.is_(None),
        Application.public_id.not_in(comparing.doubled(SEALED_FOR)),
    )
    to_addressees = db.select(func.count().cast(Integer)).select_from(
        registering.unnamed().subquery()
    )
    exact = undisclosed.scalar_subquery() + to_addressees.scalar_subquery()
    shown = case((exact >= BATCH, exact), else_=0)
    first = insert(PublishedFigure).values(what=UNNAMED_MEMBERS, n=shown)
    db.session.execute(
        first.on_conflict_do_update(
            index_elements=["what"],
            set_={"n": shown},
            where=func.abs(exact - PublishedFigure.n) >= BATCH,
        )
    )


@every("55 3 * * *")
@job()
def purge() -> None:
    """Erase what nobody confirmed in fourteen days, and what was declined or left long ago."""
    kept = timedelta(days=current_app.config["SETTINGS"].retention_days)
    over = func.coalesce(
        Application.left_at, Application.withdrawn_at, Application.refused_at
    ) < func.now() - cast(literal(kept), Interval)
    gone = db.select(Application).where(or_(Application.expires_at < func.now(), over))
    for application in db.session.scalars(gone):
        evidence.erase(application)
        db.session.delete(application)


def about(application: Application) -> Described:
    """Return what a named application says of its organisation."""
    return Described(**told(application, Described))


def reached(application: Application) -> Reached:
    """Return how the organisation of a named application is reached."""
    return Reached(**told(application, Reached))


def as_row(application: Application) -> Organisation:
    """Return the row that a named application would become, not added, to compare with others."""
    one = registering.described(about(application))
    matching.keep_keys(None, None, one)
    return one


def waiting() -> list[Application]:
    """Return the applications that wait for somebody, in the order of random ids."""
    query = db.select(Application).where(
        Application.confirmed_at.is_not(None),
        Application.admitted_at.is_(None),
        Application.refused_at.is_(None),
        Application.withdrawn_at.is_(None),
    )
    return list(db.session.scalars(query.order_by(Application.public_id)))


def for_custodians(application: Application) -> bool:
    """Tell whether an application waits for a custodian to open and check it."""
    return application.disclosure == Level.UNDISCLOSED and application.state == "confirmed"


def find(public_id: UUID) -> Application | None:
    query = db.select(Application).where(Application.public_id == public_id)
    return db.session.scalar(query)


def member_by_name(one: Organisation) -> Application | None:
    """Return the application by which an organisation is a member, if it came by one."""
    query = db.select(Application).where(
        Application.organisation_id == one.id,
        Application.admitted_at.is_not(None),
        or_(Application.left_at.is_(None), Application.left_at > func.now()),
    )
    return db.session.scalars(query.order_by(Application.id.desc())).first()


def columns_of(new: Applying) -> dict[str, Any]:
    """Return an application's columns: its identity in clear, or all of it sealed."""
    public_id = uuid4()
    columns: dict[str, Any] = {
        "public_id": public_id,
        "disclosure": new.level,
        "applied_at": moment(new.level),
        "sealed": None,
        **dict.fromkeys(IDENTITY),
    }
    if new.level == Level.UNDISCLOSED:
        secret = Secret(new.identity)
        columns["sealed"] = sealing.seal(secret, record=public_id, purpose=SEALED_FOR)
        return columns
    columns.update({name: value or None for name, value in new.identity.items()})
    return columns


def told(row: Any, kind: type[Described] | type[Reached]) -> dict[str, str]:
    return {name: getattr(row, name) or "" for name in kind.__dataclass_fields__}


def _own_row(application: Application) -> Organisation | None:
    """Return the row that is the applicant's beyond doubt; of one not named, none that is public.

    That the two are one is then for people to see.
    """
    known = matching.same(as_row(application))
    named = application.disclosure == Level.PUBLIC
    return known if known is None or named or not registering.stands_by_name(known) else None


def _take_place(application: Application) -> None:
    """Let the sealed application go whose place a named one has taken."""
    sealed = db.session.get(Application, application.replaces_id or 0)
    application.replaces_id = None
    if sealed is not None:
        evidence.erase(sealed)
        db.session.flush()
        db.session.delete(sealed)


def drop_if_replacing(application: Application) -> None:
    """Leave no row that would tell which sealed application a name belongs to."""
    if application.replaces_id is not None:
        evidence.erase(application)
        db.session.execute(delete(Application).where(Application.id == application.id))
        db.session.expunge(application)


def moment(level: str) -> ColumnElement[datetime]:
    """Return the database's moment; of an undisclosed organisation its day."""
    if level == Level.UNDISCLOSED:
        return func.date_trunc("day", func.now(), "Asia/Tokyo")
    return func.now()


def _end_of_link(level: str) -> ColumnElement[datetime]:
    """Return when a link expires: of an undisclosed organisation at the end of that day."""
    more = timedelta(days=1) if level == Level.UNDISCLOSED else timedelta()
    return moment(level) + cast(literal(LINK_LASTS + more), Interval)


def require(application: Application, *states: str) -> None:
    """Hold an application to the end of the transaction, and let it pass in these states alone."""
    db.session.refresh(application, with_for_update={"of": Application})
    if application.state not in states:
        raise NotNow(_l("Something else has been done with this application in the meantime."))
