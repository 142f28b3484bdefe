"""Feeds of what is new: of all campaigns, and of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from campaigns import reading, timeline
from campaigns.models import Statement
from campaigns.timeline import Fact, What
from core import atom, japanese
from core.access import public
from core.atom import Entry, Feed
from core.db import now
from core.headers import shared
from core.i18n import LANGUAGES, language
from core.pages import network
from core.sitemap import Place

bp = Blueprint("campaign_feeds", __name__)

MOST_ENTRIES = 50
#: The year in which these feeds began: part of every id, and so for ever the same (RFC 4151).
SINCE = "2026"

#: What is news; that something begins, closes or is due is told before, on the pages.
NEWS = frozenset(
    {
        What.OPENED, What.CORRECTED, What.EXTENDED, What.HANDED_OVER, What.ANSWERED,
        What.CONCLUDED,
    }
)  # fmt: skip


@bp.get("/feed.atom")
@public
def front() -> ResponseReturnValue:
    """Lead to the feed in the network's own language."""
    return redirect(url_for(".everything", lang=LANGUAGES[0]))


@bp.get("/<lang:lang>/feed.atom")
@public
@shared
def everything() -> Response:
    """Return what is new in all campaigns."""
    return answer(
        reading.moved_last(MOST_ENTRIES),
        name="feed",
        title=_("News of all campaigns"),
        page_url=url_for("campaigns.home"),
        url=url_for(".everything"),
    )


@bp.get("/<lang:lang>/campaigns/<slug>/feed.atom")
@public
@shared
def of_campaign(slug: str) -> Response:
    """Return what is new in one campaign."""
    statements = reading.of_campaign(slug) or abort(404)
    return answer(
        statements,
        name=f"campaigns/{slug}/feed",
        title=statements[0].campaign.title,
        page_url=url_for("campaigns.campaign", slug=slug),
        url=url_for(".of_campaign", slug=slug),
    )


def answer(
    statements: Sequence[Statement], *, name: str, title: str, page_url: str, url: str
) -> Response:
    facts = [fact for fact in timeline.facts_of(statements) if is_news(fact)]
    newest = timeline.in_order(facts)[::-1][:MOST_ENTRIES]
    feed = Feed(
        id=tag(name),
        title=title,
        author=network().name,
        language=language(),
        page_url=whole(page_url),
        url=whole(url),
        entries=list(entries(newest, statements)),
    )
    return Response(atom.document(feed), mimetype=atom.MEDIA_TYPE)


def entries(facts: Iterable[Fact], statements: Sequence[Statement]) -> Iterable[Entry]:
    """Yield an entry for each fact, which leads to the page that it is told on."""
    about = {one.id: one for one in statements}
    of_campaigns = {f"campaigns/{one.campaign.slug}": one.campaign for one in statements}
    for fact in facts:
        statement = about.get(fact.statement_id or 0)
        if statement is not None:
            title, place = statement.version.title, reading.url_of(statement)
        else:
            campaign = of_campaigns[fact.key.rpartition("/")[0]]
            title, place = campaign.title, url_for("campaigns.campaign", slug=campaign.slug)
        sentence = timeline.in_words(fact, {})
        yield Entry(
            id=tag(fact.key),
            title=title if fact.what == What.OPENED else _told(title, sentence),
            url=whole(place),
            updated=moment(fact),
            summary=summary(fact, sentence, statement),
        )


def summary(fact: Fact, sentence: str, statement: Statement | None) -> str:
    """Return what happened as HTML; of a new statement, its text."""
    told = Markup("<p>{}</p>").format(sentence)
    if fact.what == What.OPENED and statement is not None:
        return told + reading.in_reader_language(statement).body
    return told


def is_news(fact: Fact) -> bool:
    return fact.what in NEWS and moment(fact) <= now()


def moment(fact: Fact) -> datetime:
    """Return when it happened: where only the day is known, as it began."""
    if isinstance(fact.at, datetime):
        return fact.at
    return datetime.combine(fact.at, time.min, japanese.TOKYO)


def tag(key: str) -> str:
    """Return the id of something in this language, which stays the same whatever its address."""
    host = urlsplit(current_app.config["SETTINGS"].base_url).hostname
    return f"tag:{host},{SINCE}:{language()}/{key}"


def whole(path: str) -> str:
    return f"{current_app.config['SETTINGS'].base_url}{path}"


def places() -> list[Place]:
    """Return the pages of this room that search engines may find."""
    campaigns = reading.all_campaigns()
    return [
        Place("campaigns.home"),
        Place("campaigns.all_calls"),
        *(Place("campaigns.campaign", {"slug": slug}, at) for slug, at in campaigns),
    ]


def _told(title: str, sentence: str) -> str:
    return str(_("“%(title)s”: %(text)s", title=title, text=sentence))
