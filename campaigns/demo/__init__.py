"""The demonstration's statement, as `flask statements load` reads it, and what it tells."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from markupsafe import Markup

from campaigns import acting, filing, gathering, reporting
from campaigns.acting import NewAction
from campaigns.filing import Titles
from campaigns.models import Campaign
from campaigns.reporting import NewNews
from core import documents, japanese, uploads
from core.db import now
from core.wording import html_of
from monitor import events
from monitor.events import NewEvent
from monitor.models import EventKind

FOLDER = Path(__file__).parent
DATA = FOLDER / "statement.json"
TOLD = FOLDER / "told.json"
THURSDAY = 3
PAGE = Markup(
    '<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>{title}</title>'
    '<link rel="stylesheet" href="print.css"></head><body><main class="minutes">'
    '<header><p class="from">{before}</p><h1>{title}</h1></header>'
    '<section class="body">{body}</section></main></body></html>'
)


def statement() -> dict[str, Any]:
    """Return the statement with closing times counted from today, each at 18:00 in Tokyo."""
    given: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    evening = japanese.in_tokyo(now()).replace(hour=18, minute=0, second=0, microsecond=0)
    given["rounds"] = [
        {"closes_at": (evening + timedelta(days=days)).isoformat()}
        for days in given.pop("closes_in_days")
    ]
    return given


def tell(campaign: Campaign, *, by: int) -> None:
    """Add news, an event to come, an action and a paper, all of them public; commits nothing."""
    given = json.loads(TOLD.read_text(encoding="utf-8"))
    news = reporting.write(campaign, NewNews(**given["news"]), by=by)
    reporting.publish(news)
    events.publish(gathering.plan(campaign, _event(given["event"])))
    done = given["action"].pop("done")
    action = acting.prepare(campaign, NewAction(**given["action"]))
    acting.publish(action)
    action.done = done
    titles = Titles(given["paper"]["title_ja"], given["paper"]["title_en"])
    paper = filing.keep(campaign, titles, uploads.looked_at(_printed(given["paper"])))
    filing.publish(paper)


def _event(given: dict[str, Any]) -> NewEvent:
    day = japanese.in_tokyo(now()).date() + timedelta(days=given.pop("in_days"))
    # Members of the Diet are met on a working day.
    day += timedelta(days=(THURSDAY - day.weekday()) % 7)
    begins, ends = (
        datetime.combine(day, time.fromisoformat(given.pop(name)), tzinfo=japanese.TOKYO)
        for name in ("begins", "ends")
    )
    return NewEvent(kind=EventKind(given.pop("kind")), begins_at=begins, ends_at=ends, **given)


def _printed(given: dict[str, str]) -> bytes:
    """Return a press release as a PDF."""
    title = given["title_ja"]
    html = PAGE.format(title=title, before=given["from"], body=html_of(given["text"]))
    return documents.render(
        html, title=title, language="ja", author="NANCiS", created=now(), identifier="demo"
    ).pdf
