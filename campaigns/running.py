"""Which constituent organisation runs an activity, and so whose people see it.

The secretariat's work is shared (charter, section 5): whoever works for one organisation sees what
that organisation runs, and what nobody in particular does. Whoever works for the network as a whole
sees all of it.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, true

from campaigns.models import Campaign, Statement
from core.db import db
from network.models import Organisation
from network.roles import SignedIn


def seen_by(person: SignedIn) -> ColumnElement[bool]:
    """Return the SQL condition on Statement for what a person may see."""
    if person.everywhere:
        return true()
    return Statement.campaign_id.in_(db.select(Campaign.id).where(campaigns_seen_by(person)))


def campaigns_seen_by(person: SignedIn) -> ColumnElement[bool]:
    """Return the SQL condition on Campaign for what a person may see."""
    if person.everywhere:
        return true()
    theirs = db.select(Organisation.id).where(Organisation.code.in_(person.entries))
    return or_(Campaign.run_by_id.is_(None), Campaign.run_by_id.in_(theirs))


def sees(person: SignedIn, statement: Statement) -> bool:
    """Tell whether a person may see a statement's signatures and documents."""
    run_by = statement.campaign.run_by
    return person.everywhere or run_by is None or run_by.code in person.entries


def find(slug: str, person: SignedIn) -> Statement | None:
    """Return a statement in any state, if the person may see it."""
    query = db.select(Statement).where(Statement.slug == slug, seen_by(person))
    return db.session.scalar(query)


def find_campaign(slug: str, person: SignedIn) -> Campaign | None:
    """Return a campaign, if the person may see it."""
    query = db.select(Campaign).where(Campaign.slug == slug, campaigns_seen_by(person))
    return db.session.scalar(query)


def campaigns(person: SignedIn) -> list[Campaign]:
    """Return the campaigns that a person may see: those under way first, then the newest."""
    query = db.select(Campaign).where(campaigns_seen_by(person))
    ordered = query.order_by(Campaign.concluded_at.is_not(None), Campaign.id.desc())
    return list(db.session.scalars(ordered))
