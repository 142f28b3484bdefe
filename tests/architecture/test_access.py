"""Who may open what: every route, for everybody."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.access import access_of
from network.models import Person
from tests import factories
from tests.access import EVERYBODY, TABLE
from tests.conftest import Visit
from tests.routes import PUBLIC_ROUTES, SLUG, STAFF_ROUTES, address
from tests.scenery import make_scene


def routes(app: Flask) -> set[tuple[str, str]]:
    """Return every (method, rule) of the application."""
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_endpoint_says_who_may_use_it(app: Flask) -> None:
    assert [name for name in app.view_functions if access_of(app, name) is None] == []


def test_every_route_stands_in_the_table(app: Flask) -> None:
    assert routes(app) == set(TABLE)


def test_what_is_public_is_listed_as_public(app: Flask) -> None:
    public = {
        rule.rule for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) == "public"
    }

    assert public == set(PUBLIC_ROUTES)


def test_what_needs_a_permission_is_listed_so_and_stands_under_staff(app: Flask) -> None:
    guarded = {
        rule.rule for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) != "public"
    }

    assert guarded == set(STAFF_ROUTES)
    assert [rule for rule in guarded if not rule.startswith("/staff/")] == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_route_answers_as_the_table_says(
    who: str,
    client: FlaskClient,
    visit: Visit,
    aki: Person,
    chie: Person,
    dai: Person,
) -> None:
    make_scene()
    people = {
        "aki": aki,
        "chie": chie,
        "dai": dai,
        "emi": factories.make_person("emi", "administrator"),
    }
    browser = visit(people[who]) if who in people else client

    answers = {
        (method, rule): browser.open(address(rule), method=method, buffered=True).status_code
        for method, rule in TABLE
    }

    place = EVERYBODY.index(who)
    expected = {
        route: told if isinstance(told, int) else told[place] for route, told in TABLE.items()
    }
    assert answers == expected


def test_a_guest_is_told_the_same_whether_or_not_there_is_something(client: FlaskClient) -> None:
    make_scene()
    guarded = [(method, address(rule)) for method, rule in TABLE if rule in STAFF_ROUTES]
    nowhere = [(method, path.replace(SLUG, "no-such-slug")) for method, path in guarded]

    answers = {
        (method, path): client.open(path, method=method) for method, path in guarded + nowhere
    }

    told = {
        (method, answer.status_code, answer.headers.get("Location", "").partition("?")[0])
        for (method, _path), answer in answers.items()
    }
    assert told == {("GET", 303, "/staff/sign-in"), ("POST", 403, "")}
