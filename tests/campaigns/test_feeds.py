"""Feeds as a strict reader takes them: each MUST of RFC 4287 that applies, and what they tell."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func

from campaigns.models import Outcome, Statement, TakenDown
from core.atom import NAMESPACE
from core.db import db, now, today
from petitions import submitting
from petitions.models import Reply, Submission
from tests import factories

CountQueries = Callable[[], AbstractContextManager[list[str]]]
ATOM = f"{{{NAMESPACE}}}"
FEEDS = ["/ja/feed.atom", "/en/feed.atom", "/ja/campaigns/civic-space/feed.atom"]
DAY = timedelta(days=1)
#: RFC 3339, with a capital T and Z (RFC 4287, 3.3).
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
#: RFC 4151.
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d){0,2}:[A-Za-z0-9._~!$&'()*+,;=:@/?%-]+")


@pytest.fixture
def statement(client: FlaskClient) -> Statement:
    """A statement that was handed over and answered, in a campaign that has ended."""
    made = factories.make_statement(title_ja="<要請書> & 「声」", closes_in_days=(14,))
    submission = submitting.prepare(made, made.offices, joint=True)
    submission.handed_over_at = now() - 3 * DAY
    submission.reply_due = today() + DAY
    answer = Reply(
        office=made.offices[0],
        received_on=today() - DAY,
        text="",
        summary_ja="",
        summary_en="",
    )
    submission.replies.append(answer)
    made.opened_at = made.campaign.begun_at = now() - 9 * DAY
    made.campaign.concluded_at, made.campaign.outcome = now(), Outcome.WON
    db.session.commit()
    return made


def read(client: FlaskClient, where: str) -> Element:
    """Fetch a feed and check all that RFC 4287 demands of one, and of each of its entries."""
    answer = client.get(where)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    feed = ElementTree.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        assert TAG.fullmatch(element.findtext(f"{ATOM}id") or "")
        assert MOMENT.fullmatch(element.findtext(f"{ATOM}updated") or "")
        assert (element.findtext(f"{ATOM}title") or "").strip()
        for link in element.findall(f"{ATOM}link"):
            assert urlsplit(link.attrib["href"]).scheme in {"http", "https"}
        alternates = links(element, "alternate")
        assert len({(one.get("type"), one.get("hreflang")) for one in alternates}) == len(
            alternates
        )
    assert_a_feed(feed, where)
    return feed


def assert_a_feed(feed: Element, where: str) -> None:
    """What holds of a feed, and of its entries together."""
    assert [author.findtext(f"{ATOM}name") or "" for author in feed.findall(f"{ATOM}author")] != []
    assert [urlsplit(one.attrib["href"]).path for one in links(feed, "self")] == [where]
    assert len(links(feed, "alternate")) == 1
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in entries:
        # Without content, there must be an alternate link, and one summary at most.
        assert len(links(entry, "alternate")) == 1
        (summary,) = entry.findall(f"{ATOM}summary")
        assert summary.get("type") == "html"
        assert len(summary) == 0
        assert ElementTree.fromstring(f"<div>{summary.text}</div>") is not None


def links(element: Element, relation: str) -> list[Element]:
    return [one for one in element.findall(f"{ATOM}link") if one.get("rel") == relation]


def titles(feed: Element) -> list[str]:
    return [entry.findtext(f"{ATOM}title") or "" for entry in feed.findall(f"{ATOM}entry")]


@pytest.mark.parametrize("where", FEEDS)
def test_a_feed_is_what_the_standard_asks_for(
    client: FlaskClient, statement: Statement, where: str
) -> None:
    assert len(read(client, where).findall(f"{ATOM}entry")) == 4


@pytest.mark.parametrize("where", FEEDS[:2])
def test_a_feed_without_news_is_one_too(client: FlaskClient, where: str) -> None:
    assert read(client, where).findall(f"{ATOM}entry") == []


def test_a_feed_tells_what_has_happened_and_nothing_that_is_only_planned(
    client: FlaskClient, statement: Statement
) -> None:
    assert titles(read(client, "/en/feed.atom")) == [
        "“Guarantee the space in which civil society acts”: The campaign has ended: Won.",
        "“Guarantee the space in which civil society acts”: "
        "Answered: Minister for Foreign Affairs.",
        "“Guarantee the space in which civil society acts”: "
        "Handed over to: Minister for Foreign Affairs, Minister of Finance.",
        "Guarantee the space in which civil society acts",
    ]


def test_each_entry_leads_to_a_page_that_is_there(
    client: FlaskClient, statement: Statement
) -> None:
    entries = read(client, "/en/feed.atom").findall(f"{ATOM}entry")
    places = [urlsplit(links(entry, "alternate")[0].attrib["href"]).path for entry in entries]

    assert [client.get(place).status_code for place in places] == [200] * 4


def test_an_id_stays_the_same_when_everything_else_changes(
    client: FlaskClient, statement: Statement
) -> None:
    def ids() -> set[str]:
        found = read(client, "/ja/feed.atom")
        return {element.text or "" for element in found.iter(f"{ATOM}id")}

    before = ids()
    statement.opened_at = now() - 8 * DAY
    statement.campaign.title_ja, statement.campaign.outcome = "別の題名", Outcome.LOST
    (submission,) = db.session.scalars(db.select(Submission))
    submission.handed_over_at, submission.replies[0].received_on = now() - DAY, today()
    db.session.commit()

    assert ids() == before


def test_the_same_news_in_another_language_has_another_id(
    client: FlaskClient, statement: Statement
) -> None:
    ja, en = ({one.text for one in read(client, where).iter(f"{ATOM}id")} for where in FEEDS[:2])

    assert ja & en == set()


def test_a_feed_that_has_not_changed_is_not_sent_again(
    client: FlaskClient, statement: Statement
) -> None:
    first = client.get("/ja/feed.atom")
    again = client.get("/ja/feed.atom", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"].startswith("public")
    assert (again.status_code, again.data) == (304, b"")
    statement.campaign.concluded_at = statement.campaign.outcome = None
    db.session.commit()
    changed = client.get("/ja/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_the_feed_without_a_language_leads_to_the_japanese_one(client: FlaskClient) -> None:
    answer = client.get("/feed.atom", headers={"Accept-Language": "en"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/ja/feed.atom")


def test_what_was_taken_down_is_in_no_feed(client: FlaskClient, statement: Statement) -> None:
    statement.taken_down_at, statement.taken_down_for = func.now(), TakenDown.DANGER
    db.session.commit()

    assert titles(read(client, "/ja/feed.atom")) == []
    assert client.get("/ja/campaigns/civic-space/feed.atom").status_code == 410


def test_pages_tell_readers_of_feeds_where_they_are(
    client: FlaskClient, statement: Statement
) -> None:
    page = client.get("/en/campaigns/civic-space").text
    told = re.findall(
        r'<link rel="alternate" type="application/atom\+xml"[^>]*href="([^"]+)"', page
    )

    assert [urlsplit(unescape(one)).path for one in told] == [
        "/en/feed.atom",
        "/en/campaigns/civic-space/feed.atom",
    ]


def test_more_news_takes_no_more_queries(
    client: FlaskClient, statement: Statement, count_queries: CountQueries
) -> None:
    needed = []
    for number in range(2):
        factories.make_statement(slug=f"another-{number}")
        with count_queries() as queries:
            client.get("/ja/feed.atom")
        needed.append(len(queries))

    assert needed[0] == needed[1] <= 8
