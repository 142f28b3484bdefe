"""The public list of events, in the order in which readers need them."""

from __future__ import annotations

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
