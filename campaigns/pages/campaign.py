"""What the page of a campaign shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from flask_babel import LazyString
from markupsafe import Markup

from campaigns import reading, timeline
from campaigns.models import Campaign, Outcome, Statement, Topic
from campaigns.reading import Call
from campaigns.timeline import Happening
from campaigns.wording import html_of


@dataclass(frozen=True)
class CampaignOnPage:
    """A campaign with what it has published."""

    slug: str
    title: str
    goal: str
    topic: LazyString | None
    occasion: str
    occasion_url: str
    begun_at: datetime
    concluded_at: datetime | None
    outcome: LazyString | None
    closing: Markup
    addressees: Sequence[str]
    calling: Sequence[str]
    statements: Sequence[Call]
    #: The call that its head tells of: one that can be signed, else the newest.
    leading: Call
    events: Sequence[Happening]


def on_page(statements: Sequence[Statement]) -> CampaignOnPage:
    """Return a campaign as its page shows it, from its published statements."""
    campaign: Campaign = statements[0].campaign
    calls = reading.calls(statements)
    return CampaignOnPage(
        slug=campaign.slug,
        title=campaign.title,
        goal=campaign.goal,
        topic=Topic(campaign.topic).label if campaign.topic else None,
        occasion=campaign.occasion,
        occasion_url=_web_address(campaign.occasion_url),
        begun_at=timeline.begun_at(campaign, statements),
        concluded_at=campaign.concluded_at,
        outcome=Outcome(campaign.outcome).label if campaign.outcome else None,
        closing=html_of(campaign.closing) if campaign.concluded_at else Markup(),
        addressees=_once(call.addressees for call in calls),
        calling=_once(call.calling for call in calls),
        statements=calls,
        leading=next((call for call in calls if call.status == "open"), calls[-1]),
        events=timeline.timeline(statements),
    )


def _web_address(given: str) -> str:
    """Return an address that a link may lead to: nothing that a browser would run."""
    return given if given.startswith(("https://", "http://")) else ""


def _once(lists: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(lists)))
