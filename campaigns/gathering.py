"""Events of a campaign: the monitor keeps them, and here they belong to what they are held for."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from campaigns import running
from campaigns.models import Campaign, campaign_event
from core.db import db
from monitor import events
from monitor.events import EventOnPage, NewEvent
from monitor.models import Event
from network.roles import SignedIn

#: An event that is so near and has no place yet is a task.
NEAR = timedelta(days=7)


def plan(campaign: Campaign, new: NewEvent) -> Event:
    """Keep an event of a campaign, run by whoever runs that; the caller commits."""
    event = events.plan(new, run_by_id=campaign.run_by_id)
    campaign.events.append(event)
    db.session.flush()
    return event


def find(public_id: UUID, person: SignedIn) -> tuple[Event, Campaign] | None:
    """Return an event of a campaign that the person may see, and that campaign."""
    found = db.session.execute(
        db.select(Event, Campaign)
        .join(campaign_event, campaign_event.c.event_id == Event.id)
        .join(Campaign, campaign_event.c.campaign_id == Campaign.id)
        .where(Event.public_id == public_id, running.campaigns_seen_by(person))
        .order_by(Campaign.id)
    ).first()
    return (found[0], found[1]) if found else None


def shown(event: Event) -> EventOnPage:
    """Return an event as its public page shows it, published or not."""
    return events.on_page(event)


def without_place(person: SignedIn) -> list[Event]:
    """Return the events of the next days that do not say where, what begins first first."""
    seen = (
        db.select(campaign_event.c.event_id)
        .join(Campaign, campaign_event.c.campaign_id == Campaign.id)
        .where(running.campaigns_seen_by(person))
    )
    query = events.without_place(NEAR).where(Event.id.in_(seen))
    return list(db.session.scalars(query.order_by(Event.begins_at, Event.id)))
