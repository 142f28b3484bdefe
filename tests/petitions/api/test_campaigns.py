"""Campaigns as JSON: those with something published, with their statements."""

from __future__ import annotations

from flask.testing import FlaskClient

from campaigns.models import Outcome
from core.db import db, now
from tests import factories

ALL = "/api/v1/campaigns"


def slugs(client: FlaskClient, query: str = "") -> list[str]:
    return [one["slug"] for one in client.get(f"{ALL}{query}").get_json()["items"]]


def test_a_campaign_without_a_published_statement_is_not_there(client: FlaskClient) -> None:
    factories.make_statement(opened=False)

    assert slugs(client) == []
    assert client.get(f"{ALL}/civic-space").status_code == 404


def test_a_campaign_whose_only_statement_was_taken_down_is_not_there(client: FlaskClient) -> None:
    statement = factories.make_statement()
    statement.taken_down_at, statement.taken_down_for = now(), "withdrawn"
    db.session.commit()

    assert slugs(client) == []


def test_a_campaign_names_its_published_statements_alone(client: FlaskClient) -> None:
    campaign = factories.make_statement().campaign
    second = factories.make_statement(slug="second")
    hidden = factories.make_statement(slug="hidden", opened=False)
    second.campaign = hidden.campaign = campaign
    db.session.commit()

    listed = client.get(ALL).get_json()["items"]
    one = client.get(f"{ALL}/civic-space").get_json()

    assert [found["statements"] for found in listed] == [["civic-space", "second"]]
    assert {found["slug"] for found in one["statements"]} == {"civic-space", "second"}


def test_closing_words_are_told_once_it_is_concluded(client: FlaskClient) -> None:
    campaign = factories.make_statement().campaign
    campaign.closing_ja = "ありがとうございました。"
    db.session.commit()
    before = client.get(f"{ALL}/civic-space").get_json()
    campaign.concluded_at, campaign.outcome = now(), Outcome.GOING_ON
    db.session.commit()

    after = client.get(f"{ALL}/civic-space").get_json()

    assert (before["closing"], before["outcome"]) == (None, None)
    assert after["closing"] == {"ja": "ありがとうございました。", "en": ""}
    assert after["outcome"] == "going_on"


def test_campaigns_are_paged(client: FlaskClient) -> None:
    for number in range(5):
        factories.make_statement(slug=f"campaign-{number}")
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(f"{ALL}?limit=2&cursor={cursor}").get_json()
        found, cursor = found + [one["slug"] for one in page["items"]], page["next"]

    assert found == [f"campaign-{number}" for number in (4, 3, 2, 1, 0)]
