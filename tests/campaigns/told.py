"""Makes what is told and done in a campaign: news, events, actions and papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from campaigns import acting, filing, gathering, reporting
from campaigns.acting import NewAction
from campaigns.filing import Titles
from campaigns.models import Action, Campaign, News, Paper
from campaigns.reporting import NewNews
from core import uploads
from core.db import db, now
from core.japanese import in_tokyo
from monitor import events
from monitor.events import NewEvent
from monitor.models import Event, EventKind
from network.models import Person

PDF = b"%PDF-1.7 a press release"
NEWS = NewNews(
    title_ja="二つの省に手渡しました",
    title_en="Handed to two ministries",
    body_ja="本日、要請書を**手渡し**ました。",
    body_en="Today the request was **handed over**.",
)
ACTION = NewAction(
    title_ja="大臣に手紙を書く",
    title_en="Write to the minister",
    text_ja="要請に賛同します。\n協議の場を設けてください。",
    text_en="I support the request.\nPlease consult civil society.",
    address="minister@mofa.example",
    office="mofa",
)
TITLES = Titles("記者発表資料", "Press release")


def evening(days: float = 5, hour: int = 18) -> datetime:
    """Some days from now, at an hour of Tokyo's clock."""
    day = in_tokyo(now()) + timedelta(days=days)
    return day.replace(hour=hour, minute=30, second=0, microsecond=0)


def planned(**changes: Any) -> NewEvent:
    """A study session in five days, unless said otherwise."""
    new = NewEvent(
        kind=EventKind.STUDY,
        begins_at=evening(),
        ends_at=evening(hour=20),
        title_ja="学習会「集会の自由」",
        title_en="Freedom of assembly, a study session",
        place_ja="参議院議員会館 B104",
        place_en="House of Councillors Members’ Building, B104",
        about_ja="弁護士が*判例*を話します。",
        about_en="A lawyer speaks of *cases*.",
        registration="https://hiroba.example/register",
    )
    return replace(new, **changes)


def writer() -> Person:
    """Whoever wrote it all."""
    found = db.session.scalar(db.select(Person).where(Person.email == "writer@hiroba.example"))
    if found is None:
        found = Person(email="writer@hiroba.example", name_ja="書き手")
        db.session.add(found)
        db.session.flush()
    return found


def write_news(campaign: Campaign, **changes: Any) -> News:
    """News that nobody has published."""
    news = reporting.write(campaign, replace(NEWS, **changes), by=writer().id)
    db.session.commit()
    return news


def publish_news(campaign: Campaign, **changes: Any) -> News:
    news = write_news(campaign, **changes)
    reporting.publish(news)
    db.session.commit()
    return news


def plan_event(campaign: Campaign, **changes: Any) -> Event:
    """An event that nobody has published."""
    event = gathering.plan(campaign, planned(**changes))
    db.session.commit()
    return event


def publish_event(campaign: Campaign, **changes: Any) -> Event:
    event = plan_event(campaign, **changes)
    events.publish(event)
    db.session.commit()
    return event


def prepare_action(campaign: Campaign, **changes: Any) -> Action:
    """An action that nobody has published."""
    action = acting.prepare(campaign, replace(ACTION, **changes))
    db.session.commit()
    return action


def publish_action(campaign: Campaign, **changes: Any) -> Action:
    action = prepare_action(campaign, **changes)
    acting.publish(action)
    db.session.commit()
    return action


def keep_paper(campaign: Campaign, content: bytes = PDF, titles: Titles = TITLES) -> Paper:
    """A paper that nobody has published."""
    paper = filing.keep(campaign, titles, uploads.looked_at(content))
    db.session.commit()
    return paper


def publish_paper(campaign: Campaign, **changes: Any) -> Paper:
    paper = keep_paper(campaign, **changes)
    filing.publish(paper)
    db.session.commit()
    return paper


def make_public(campaign: Campaign, news: UUID, event: UUID, action: UUID, paper: UUID) -> None:
    """One of each kind under these ids, all of them public."""
    publish_news(campaign).public_id = news
    publish_event(campaign).public_id = event
    publish_action(campaign).public_id = action
    publish_paper(campaign).public_id = paper
    db.session.commit()


def make_drafts(campaign: Campaign, public_id: UUID) -> None:
    """One of each kind under this id, none of them published."""
    for make in (write_news, plan_event, prepare_action, keep_paper):
        make(campaign).public_id = public_id
    db.session.commit()
