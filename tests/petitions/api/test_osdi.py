"""Statements by the names of OSDI: published figures, people apart from organisations, by links."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from petitions import counting
from petitions.models import Disclosure
from tests import factories

ALL = "/api/v1/osdi/petitions"


def test_a_statement_is_a_petition(client: FlaskClient) -> None:
    factories.make_statement()

    found = client.get(f"{ALL}/civic-space?lang=en")

    told = found.get_json()
    assert found.mimetype == "application/hal+json"
    assert told["identifiers"] == ["hiroba:civic-space"]
    assert told["title"] == "Guarantee the space in which civil society acts"
    assert told["target"] == [
        {"name": "Minister for Foreign Affairs"},
        {"name": "Minister of Finance"},
    ]
    assert client.get(told["browser_url"]).status_code == 200
    assert client.get(told["_links"]["self"]["href"]).get_json() == told


def test_signatures_are_peoples_and_organisations_are_not_added(client: FlaskClient) -> None:
    factories.make_custodians()
    statement = factories.make_statement()
    factories.make_signature(statement)
    factories.make_organisation_signature(statement)
    factories.make_organisation_signature(
        statement, email="b@x.example", disclosure=Disclosure.UNDISCLOSED
    )
    counting.publish_unnamed(statement.id)

    told = client.get(f"{ALL}/civic-space").get_json()

    assert told["total_signatures"] == 1
    assert told["hiroba:counts"]["organisations"] == {"named": 1, "undisclosed": 0, "total": 1}


def test_all_petitions_are_reached_by_following_links(client: FlaskClient) -> None:
    for number in range(5):
        factories.make_statement(slug=f"another-{number}")
    found: list[str] = []
    address: str | None = f"{ALL}?limit=2&lang=en"
    while address:
        page = client.get(address).get_json()
        found += [one["name"] for one in page["_embedded"]["osdi:petitions"]]
        assert client.get(page["_links"]["osdi:petitions"][0]["href"]).status_code == 200
        address = page["_links"].get("next", {}).get("href")

    assert found == [f"another-{number}" for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize("path", [ALL, f"{ALL}/civic-space"])
def test_a_language_that_is_none_of_ours_is_refused(client: FlaskClient, path: str) -> None:
    factories.make_statement()

    assert client.get(f"{path}?lang=fr").status_code == 400
