"""The ends of collection rounds, as calendars have them."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Select, func
from sqlalchemy.orm import joinedload, selectinload

from campaigns.models import Statement
from core.calendar import Event
from core.db import db
from petitions import views
from petitions.models import Round


def dated() -> Iterator[Event]:
    """Yield when the signing of each public statement closes, round by round.

    Each extension of a round is a later revision of the same entry.
    """
    settings = current_app.config["SETTINGS"]
    for one in db.session.scalars(_rounds()):
        assert one.closes_at is not None
        statement, extended = one.statement, one.extensions
        title = _("%(title)s, round %(number)s", title=statement.version.title, number=one.number)
        yield Event(
            uid=f"round-{one.number}-{statement.slug}@{settings.hosts[0]}",
            starts_at=one.closes_at,
            ends_at=None,
            summary=_("Signing closes: %(title)s", title=title),
            url=f"{settings.base_url}{views.address(statement.slug)}",
            revision=len(extended),
            revised_at=extended[-1].extended_at if extended else statement.opened_at,
        )


def _rounds() -> Select[Round]:
    """Return the query for the rounds with an end of the statements that can be signed."""
    return (
        db.select(Round)
        .join(Statement, Round.statement_id == Statement.id)
        .where(
            Round.closes_at.is_not(None),
            Statement.opened_at <= func.now(),
            Statement.closed_at.is_(None),
            Statement.taken_down_at.is_(None),
        )
        .options(
            joinedload(Round.statement).selectinload(Statement.versions),
            selectinload(Round.extensions),
        )
    )
