"""openapi.json: every address of the API, every answer as it says, whatever is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from core.db import db
from petitions import rounds, submitting
from petitions.api import describing
from tests import factories, routes, scenery
from tests.petitions.api.schema import resolved, rule, wrong
from tests.petitions.submissions import hand_over

WHOLE = describing.described("https://hiroba.example", "office@hiroba.example")
PATHS = list(WHOLE["paths"])
VERBS = ("POST", "PUT", "PATCH", "DELETE")


@pytest.fixture(scope="module")
def scene(whole_app: Flask, emptied: Callable[[], None]) -> Iterator[FlaskClient]:
    """A visitor of an installation with signers of every kind, a closed round, a submission."""
    with whole_app.app_context():
        statement = scenery.make_scene()
        first = rounds.of(statement.id)[0]
        rounds.close(first)
        hand_over(submitting.prepare(statement, statement.offices, of_round=first), replied=True)
        factories.make_statement(slug="another", title_en="")
        db.session.commit()
        yield whole_app.test_client()
        db.session.remove()
    emptied()


def answers_of(path: str) -> dict[str, Any]:
    found: dict[str, Any] = WHOLE["paths"][path]["get"]["responses"]
    return found


def told(answer: TestResponse, path: str) -> list[str]:
    """Where an answer is not what the description says of its status."""
    assert answer.status_code < 500
    described = resolved(answers_of(path).get(str(answer.status_code), {}), WHOLE)
    if not described:
        return [f"{answer.status_code} is not described"]
    if answer.mimetype not in described["content"]:
        return [f"{answer.mimetype} is not described"]
    return wrong(answer.get_json(), described["content"][answer.mimetype]["schema"], WHOLE)


def address(path: str, slug: str = routes.SLUG, **query: str) -> str:
    asked = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
    return f"/api/v1{path.replace('{slug}', quote(slug, safe=''))}" + (f"?{asked}" if asked else "")


def test_every_address_is_described_and_no_other(app: Flask) -> None:
    served = {str(one) for one in app.url_map.iter_rules() if str(one).startswith("/api/")}

    assert {rule(path) for path in PATHS} == served


def test_the_description_that_is_served_is_this_one(client: FlaskClient) -> None:
    served = client.get("/api/v1/openapi.json").get_json()

    assert served["openapi"] == "3.1.0"
    assert served["servers"] == [{"url": "http://localhost/api/v1"}]
    assert served["paths"].keys() == WHOLE["paths"].keys()
    assert len({one["get"]["operationId"] for one in served["paths"].values()}) == len(PATHS)


@pytest.mark.parametrize("path", PATHS)
def test_each_example_is_as_its_schema_says(path: str) -> None:
    ((_, content),) = answers_of(path)["200"]["content"].items()

    assert wrong(content["example"], content["schema"], WHOLE) == []


@pytest.mark.parametrize("path", [path for path in PATHS if path != "/openapi.json"])
def test_each_answer_is_as_its_schema_says(scene: FlaskClient, path: str) -> None:
    answer = scene.get(address(path))

    assert answer.status_code == 200
    assert told(answer, path) == []
    listed = answer.get_json().get("items", ["not a list"])
    assert listed, "an empty list proves nothing"


@pytest.mark.parametrize("path", PATHS)
def test_nothing_can_be_written(scene: FlaskClient, path: str) -> None:
    for verb in VERBS:
        answer = scene.open(address(path), method=verb)

        assert answer.status_code == 405
        assert told(answer, path) == []
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def good(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    """Values of a parameter that its schema allows."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "integer":
        return st.integers(schema["minimum"], schema["maximum"]).map(str)
    return st.from_regex(schema["pattern"], fullmatch=True, alphabet=st.characters(codec="ascii"))


ANYTHING = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
BAD = (
    ANYTHING | st.integers().map(str) | st.sampled_from(["0", "-1", "９", "1e3", "null", "x" * 99])
)


@st.composite
def asked(draw: st.DrawFn, values: Callable[[dict[str, Any]], st.SearchStrategy[str]]) -> Any:
    """An address of the API with some of its parameters."""
    path = draw(st.sampled_from(PATHS))
    parameters = [resolved(one, WHOLE) for one in WHOLE["paths"][path]["get"]["parameters"]]
    in_query = [one for one in parameters if one["in"] == "query"]
    some = st.lists(st.sampled_from(in_query), unique_by=lambda one: one["name"])
    chosen = draw(some) if in_query else []
    return path, {one["name"]: draw(values(one["schema"])) for one in chosen}


@given(asked(good))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_what_is_allowed_is_answered(scene: FlaskClient, call: Any) -> None:
    path, query = call

    answer = scene.get(address(path, **query))

    assert answer.status_code == 200
    if path != "/openapi.json":
        assert told(answer, path) == []


@given(asked(lambda _schema: BAD), ANYTHING.filter(bool))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_whatever_is_asked_the_answer_is_a_described_one(
    scene: FlaskClient, call: Any, slug: str
) -> None:
    path, query = call

    for one in (routes.SLUG, slug):
        answer = scene.get(address(path, one, **query))
        if answer.status_code == 200 and path == "/openapi.json":
            continue
        # A slash or a dot in place of a slug leads to another address, or to none.
        if one == slug and answer.status_code == 404:
            assert answer.mimetype == "application/problem+json"
        elif one == routes.SLUG:
            assert told(answer, path) == []
