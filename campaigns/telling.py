"""What is told and done in a campaign beside its statements, as the public reads it.

Nothing of a campaign is public before one of its statements is: its own page is not there either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, func

from campaigns import acting, filing
from campaigns.acting import Way
from campaigns.models import Action, Campaign, News, Paper, Statement, campaign_event
from campaigns.wording import html_of
from core.db import db
from core.i18n import in_language, language_of
from monitor import events
from monitor.events import EventOnPage
from monitor.models import Event

Row = TypeVar("Row", News, Action, Paper)


@dataclass(frozen=True)
class NewsOnPage:
    """News in the reader's language; where it has no text in it, in the one it has."""

    public_id: UUID
    title: str
    body: Markup
    text_language: str
    published_at: datetime | None
    campaign: str
    slug: str


@dataclass(frozen=True)
class ActionOnPage:
    """An action in the reader's language; `letter` is the address of an email with the words."""

    id: int
    public_id: UUID
    title: str
    text: str
    text_language: str
    office: str
    address: str
    way: Way
    letter: str
    done: int
    ended_at: datetime | None
    campaign: str
    slug: str


@dataclass(frozen=True)
class PaperOnPage:
    """A paper in a list, with what is needed to send it. Its size is in megabytes."""

    public_id: UUID
    slug: str
    title: str
    text_language: str
    kind: str
    megabytes: float
    media_type: str
    storage_key: str
    sha256: str
    published_at: datetime | None

    @property
    def file_name(self) -> str:
        """The name under which it is saved, in the reader's language."""
        return f"{self.title}.{self.kind.lower()}"

    @property
    def plain_file_name(self) -> str:
        """The same for a program that knows ASCII alone."""
        return f"{self.slug}-{self.sha256[:8]}.{self.kind.lower()}"


@dataclass(frozen=True)
class Told:
    """All that a campaign's page shows beside its statements."""

    news: Sequence[NewsOnPage]
    events: Sequence[EventOnPage]
    actions: Sequence[ActionOnPage]
    papers: Sequence[PaperOnPage]

    def __bool__(self) -> bool:
        return bool(self.news or self.events or self.actions or self.papers)


def told_of(campaign: Campaign) -> Told:
    """Return what is public of a campaign: news the latest first, actions that go on first."""
    return Told(
        news=[news_on_page(one) for one in _of(News, campaign, News.published_at.desc())],
        events=_events_of(campaign),
        actions=[
            action_on_page(one)
            for one in _of(Action, campaign, Action.ended_at.desc().nulls_first())
        ],
        papers=[paper_on_page(one) for one in _of(Paper, campaign, Paper.published_at.desc())],
    )


def news(slug: str, public_id: UUID) -> NewsOnPage | None:
    """Return public news of a campaign."""
    query = _public(News).where(News.public_id == public_id, Campaign.slug == slug)
    found = db.session.scalar(query)
    return news_on_page(found) if found is not None else None


def action(public_id: UUID) -> ActionOnPage | None:
    """Return a public action; one that has ended is."""
    found = db.session.scalar(_public(Action).where(Action.public_id == public_id))
    return action_on_page(found) if found is not None else None


def paper(slug: str, public_id: UUID) -> PaperOnPage | None:
    """Return a public paper of a campaign."""
    query = _public(Paper).where(Paper.public_id == public_id, Campaign.slug == slug)
    found = db.session.scalar(query)
    return paper_on_page(found) if found is not None else None


def campaigns_of(event_id: int) -> list[Campaign]:
    """Return the campaigns with a page that an event belongs to."""
    query = (
        db.select(Campaign)
        .join(campaign_event, campaign_event.c.campaign_id == Campaign.id)
        .where(campaign_event.c.event_id == event_id, _has_a_page())
    )
    return list(db.session.scalars(query.order_by(Campaign.id)))


def has_a_page(campaign: Campaign) -> bool:
    """Tell whether the public can open a campaign's page."""
    query = db.select(Campaign.id).where(Campaign.id == campaign.id, _has_a_page())
    return db.session.scalar(query) is not None


def news_on_page(news: News) -> NewsOnPage:
    return NewsOnPage(
        public_id=news.public_id,
        title=news.title,
        body=html_of(in_language(news.body_ja, news.body_en)),
        text_language=language_of(news.body_ja, news.body_en),
        published_at=news.published_at,
        campaign=news.campaign.title,
        slug=news.campaign.slug,
    )


def action_on_page(action: Action) -> ActionOnPage:
    way = acting.way_of(action.address)
    letter = _letter(action.address, action.title, action.text) if way == Way.EMAIL else ""
    return ActionOnPage(
        id=action.id,
        public_id=action.public_id,
        title=action.title,
        text=action.text,
        text_language=language_of(action.text_ja, action.text_en),
        office=action.office.title if action.office is not None else "",
        address=action.address,
        way=way,
        letter=letter,
        done=action.done,
        ended_at=action.ended_at,
        campaign=action.campaign.title,
        slug=action.campaign.slug,
    )


def paper_on_page(paper: Paper) -> PaperOnPage:
    return PaperOnPage(
        public_id=paper.public_id,
        slug=paper.campaign.slug,
        title=paper.title,
        text_language=language_of(paper.title_ja, paper.title_en),
        kind=filing.kind_of(paper).upper(),
        megabytes=max(0.1, paper.size / 1_000_000),
        media_type=paper.media_type,
        storage_key=paper.storage_key,
        sha256=paper.sha256,
        published_at=paper.published_at,
    )


def _letter(address: str, subject: str, text: str) -> str:
    """Return the address of an email that is filled in (RFC 6068: lines end with CRLF)."""
    body = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject)}&body={quote(body, safe='')}"


def _public(model: type[Row]) -> Select[Row]:
    return db.select(model).join(Campaign).where(model.published_at.is_not(None), _has_a_page())


def _of(model: type[Row], campaign: Campaign, order: ColumnElement[Any]) -> list[Row]:
    query = _public(model).where(Campaign.id == campaign.id).order_by(order, model.id.desc())
    return list(db.session.scalars(query))


def _events_of(campaign: Campaign) -> list[EventOnPage]:
    query = (
        db.select(Event)
        .join(campaign_event, campaign_event.c.event_id == Event.id)
        .where(campaign_event.c.campaign_id == campaign.id, Event.published_at.is_not(None))
        .order_by(Event.begins_at.desc(), Event.id)
    )
    found = [events.on_page(one) for one in db.session.scalars(query)]
    to_come = [one for one in found if not one.over]
    return [*reversed(to_come), *(one for one in found if one.over)]


def _has_a_page() -> ColumnElement[bool]:
    opened = db.select(Statement.campaign_id).where(
        Statement.opened_at <= func.now(), Statement.taken_down_at.is_(None)
    )
    return Campaign.id.in_(opened)
