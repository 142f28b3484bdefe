"""Emails about what is being written."""

from __future__ import annotations

from flask import current_app

from campaigns.models import Statement
from core.db import db
from core.i18n import language
from mailing.emails import Message, email, worded
from network.models import Person, Role


@email
def review_asked(about: int) -> Message | None:
    """Tell a facilitator which drafts the committee is asked to read; nothing if none waits."""
    person = db.session.get(Person, about)
    drafts = waiting()
    if person is None or Role.FACILITATOR not in person.roles or not drafts:
        return None
    base: str = current_app.config["SETTINGS"].base_url
    return worded(
        "campaigns/review_asked",
        to=person.email,
        drafts=[
            (one.version.title, f"{base}/staff/statements/{one.slug}/review?lang={language()}")
            for one in drafts
        ],
    )


def waiting() -> list[Statement]:
    """Return the drafts that were asked about, those asked about last standing first."""
    query = db.select(Statement).where(
        Statement.review_asked_at.is_not(None),
        Statement.approved_at.is_(None),
        Statement.rejected_at.is_(None),
    )
    return list(db.session.scalars(query.order_by(Statement.review_asked_at.desc(), Statement.id)))
