"""Lists of what is public for those who read all of it: narrowed down, and page by page."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement

from campaigns import finding, reading
from campaigns.models import Campaign, Statement, Status
from core.db import db

#: No published statement stands there.
NEVER_PUBLIC = frozenset(
    {Status.DRAFT, Status.IN_REVIEW, Status.APPROVED, Status.TAKEN_DOWN, Status.REJECTED}
)


def stands_at(status: Status) -> ColumnElement[bool]:
    """Return the SQL condition for published statements that have this `Statement.status`."""
    standing = db.select(Statement.id).join(Campaign).where(finding.status() == status)
    return Statement.id.in_(standing)


def campaigns(*, after: int | None, limit: int) -> list[Campaign]:
    """Return a page of campaigns with something published, newest first, from below an id on."""
    query = db.select(Campaign).where(_has_something()).order_by(Campaign.id.desc()).limit(limit)
    if after is not None:
        query = query.where(Campaign.id < after)
    return list(db.session.scalars(query))


def campaign(slug: str) -> Campaign | None:
    """Return a campaign with something published."""
    return db.session.scalar(db.select(Campaign).where(_has_something(), Campaign.slug == slug))


def slugs_of(campaign_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the slugs of the published statements of each campaign, the first one first."""
    query = (
        db.select(Statement.campaign_id, Statement.slug)
        .where(Statement.campaign_id.in_(campaign_ids), reading.is_shown())
        .order_by(Statement.opened_at, Statement.id)
    )
    found: dict[int, list[str]] = {campaign_id: [] for campaign_id in campaign_ids}
    for campaign_id, slug in db.session.execute(query):
        found[campaign_id].append(slug)
    return found


def _has_something() -> ColumnElement[bool]:
    return (
        db.select(Statement.id)
        .where(Statement.campaign_id == Campaign.id, reading.is_shown())
        .exists()
    )
