"""What is told and done in a campaign beside its statements: one page of it, and its tasks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from campaigns import gathering, reporting, running, telling
from campaigns.models import Campaign
from core.access import Permission, requires
from core.tasks import Task
from monitor.models import Event, EventKind

bp = Blueprint("campaigns_told", __name__, url_prefix="/staff")


@dataclass(frozen=True)
class Row:
    """One of what is told: `state` is "draft", "public", "cancelled" or "ended"."""

    title: str
    url: str
    about: str
    state: str


@bp.get("/campaigns/<slug>/told")
@requires(Permission.WRITE)
def told(slug: str) -> ResponseReturnValue:
    """List news, events, actions and papers of a campaign, drafts among them."""
    campaign = running.find_campaign(slug, g.person) or abort(404)
    return render_template(
        "campaigns/staff/told.html",
        slug=campaign.slug,
        title=campaign.title,
        has_a_page=telling.has_a_page(campaign),
        news=list(news_rows(campaign)),
        events=list(event_rows(campaign)),
        actions=list(action_rows(campaign)),
        papers=list(paper_rows(campaign)),
    )


def news_rows(campaign: Campaign) -> Iterator[Row]:
    for one in reversed(campaign.news):
        url = url_for("campaigns_news.news", public_id=one.public_id)
        yield Row(one.title, url, "", "public" if one.published_at else "draft")


def event_rows(campaign: Campaign) -> Iterator[Row]:
    for one in reversed(campaign.events):
        shown = gathering.shown(one)
        place = one.place or _("no place yet")
        state = "public" if one.published_at else "draft"
        yield Row(
            title=one.title,
            url=url_for("campaigns_events.event", public_id=one.public_id),
            about=f"{EventKind(one.kind).label}, {shown.when} / {place}",
            state="cancelled" if one.cancelled_at else state,
        )


def action_rows(campaign: Campaign) -> Iterator[Row]:
    for one in reversed(campaign.actions):
        state = "public" if one.published_at else "draft"
        yield Row(
            title=one.title,
            url=url_for("campaigns_actions.action", public_id=one.public_id),
            about=ngettext("done once", "done %(num)s times", one.done),
            state="ended" if one.ended_at else state,
        )


def paper_rows(campaign: Campaign) -> Iterator[Row]:
    for one in reversed(campaign.papers):
        shown = telling.paper_on_page(one)
        yield Row(
            title=one.title,
            url=url_for("campaigns_papers.paper", public_id=one.public_id),
            about=f"{shown.kind}, {_('%(size)s MB', size=f'{shown.megabytes:.1f}')}",
            state="public" if one.published_at else "draft",
        )


def tasks() -> list[Task]:
    """Return news that waits to be published, and events near by without a place."""
    found: list[Task] = []
    if g.person.may(Permission.PUBLISH) and (unpublished := reporting.waiting(g.person)):
        found.append(
            Task(
                number=len(unpublished),
                title=ngettext(
                    "News waits to be published", "News waits to be published", len(unpublished)
                ),
                detail=unpublished[0].title,
                url=url_for("campaigns_news.news", public_id=unpublished[0].public_id),
                action=_("Read the news"),
                harm=1,
            )
        )
    if g.person.may(Permission.WRITE) and (nowhere := without_place()):
        found.append(
            Task(
                number=len(nowhere),
                title=ngettext(
                    "An event of this week has no place",
                    "Events of this week have no place",
                    len(nowhere),
                ),
                detail=nowhere[0].title,
                url=url_for("campaigns_events.change", public_id=nowhere[0].public_id),
                action=_("Write the place"),
                harm=2,
            )
        )
    return found


def without_place() -> list[Event]:
    """Return the events near by without a place that this person may change."""
    publishes = g.person.may(Permission.PUBLISH)
    near = gathering.without_place(g.person)
    return [one for one in near if publishes or one.published_at is None]
