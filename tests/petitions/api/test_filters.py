"""Lists by status and by kind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from campaigns.models import Kind, Statement
from core.db import db, now
from petitions.api import schemas
from tests import factories
from tests.petitions.api.following import items

LATELY = now() - timedelta(hours=1)


STEPS: dict[str, dict[str, Any]] = {
    "open": {},
    "closed": {"closed_at": LATELY},
    "handed_over": {"closed_at": LATELY, "handed_over_at": LATELY},
    "answered": {"closed_at": LATELY, "handed_over_at": LATELY, "answered_at": LATELY},
}


@pytest.fixture
def each_status(client: FlaskClient) -> list[str]:
    """A statement at each step that the public may see, under its name."""
    for status, facts in STEPS.items():
        one = factories.make_statement(slug=status.replace("_", "-"))
        for name, value in facts.items():
            setattr(one, name, value)
    over = factories.make_statement(slug="over", closes_in_days=(-1.0,))
    concluded = factories.make_statement(slug="concluded", closes_in_days=(-1.0,))
    concluded.campaign.concluded_at, concluded.campaign.outcome = LATELY, "won"
    # One that is open still, however far it was carried.
    both = factories.make_statement(slug="open-and-answered")
    both.handed_over_at = both.answered_at = both.campaign.concluded_at = LATELY
    both.campaign.outcome = "won"
    db.session.commit()
    return [over.slug, *STEPS]


@pytest.mark.parametrize(
    ("status", "slugs"),
    [
        ("open", {"open", "open-and-answered"}),
        ("closed", {"closed", "over"}),
        ("handed_over", {"handed-over"}),
        ("answered", {"answered"}),
        ("concluded", {"concluded"}),
    ],
)
def test_a_list_of_one_status_has_those_that_say_so_of_themselves(
    client: FlaskClient, each_status: list[str], status: str, slugs: set[str]
) -> None:
    found = client.get(f"/api/v1/statements?status={status}").get_json()["items"]

    assert {one["slug"] for one in found} == slugs
    assert {one["status"] for one in found} == {status}


def test_the_lists_by_status_together_are_the_whole_list(
    client: FlaskClient, each_status: list[str]
) -> None:
    apart = [
        one["slug"]
        for status in schemas.STATUSES
        for one in client.get(f"/api/v1/statements?status={status}").get_json()["items"]
    ]

    assert sorted(apart) == sorted(one["slug"] for one in items(client, "/statements"))


def test_a_list_of_one_kind_has_that_alone(client: FlaskClient, statement: Statement) -> None:
    factories.make_statement(slug="protest", kind=Kind.PROTEST)

    found = client.get("/api/v1/statements?kind=protest").get_json()["items"]

    assert [one["slug"] for one in found] == ["protest"]


@pytest.mark.parametrize(
    "query", ["kind=", "kind=letter", "status=", "status=draft", "status=handed%20over"]
)
def test_what_is_no_kind_and_no_public_status_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/api/v1/statements?{query}").status_code == 400
