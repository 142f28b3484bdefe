"""The public list of events, in the order in which readers need them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import Flask
from flask.testing import FlaskClient

from tests import factories
from tests.campaigns import told


def test_the_empty_list_of_events_says_what_will_be_there(client: FlaskClient) -> None:
    page = client.get("/ja/events").text

    assert "いま予定されているイベントはありません" in page
    assert "http://localhost/ja/calendar.ics" in page


def test_events_that_are_over_stand_below_those_to_come(app: Flask, client: FlaskClient) -> None:
    campaign = factories.make_statement().campaign
    told.publish_event(
        campaign,
        title_ja="過ぎた会",
        begins_at=told.evening(-3),
        ends_at=told.evening(-2),
    )
    told.publish_event(campaign, title_ja="次の次の会", begins_at=told.evening(4))
    told.publish_event(campaign, title_ja="次の会", begins_at=told.evening(3))

    page = client.get("/ja/events").text

    places = [page.index(title) for title in ("次の会", "次の次の会", "過ぎた会")]
    assert places == sorted(places)


def test_the_calendar_asks_no_more_where_more_is_dated(
    client: FlaskClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def asked() -> int:
        with count_queries() as queries:
            assert client.get("/en/calendar.ics").status_code == 200
        return len(queries)

    told.publish_event(factories.make_statement().campaign)
    few = asked()
    for slug in ("second", "third"):
        told.publish_event(factories.make_statement(slug=slug).campaign)

    assert asked() == few


def test_the_calendar_is_in_the_language_of_its_address(client: FlaskClient) -> None:
    event = told.publish_event(factories.make_statement().campaign)

    japanese, english = (client.get(f"/{lang}/calendar.ics").text for lang in ("ja", "en"))

    assert "SUMMARY:学習会「集会の自由」" in japanese
    assert "SUMMARY:Freedom of assembly" in english
    for made in (japanese, english):
        assert made.count(f"UID:{event.public_id}@localhost\r\n") == 1
