"""Every public page, in both languages: what a reader, a browser and the database may count on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from flask import Flask, before_render_template, template_rendered
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.i18n import LANGUAGES
from network.models import Person
from tests import factories
from tests.architecture.markup import Page, read
from tests.conftest import Visit
from tests.routes import PUBLIC_ROUTES, STAFF_ROUTES, address
from tests.scenery import make_scene

CountQueries = Callable[[], AbstractContextManager[list[str]]]

#: SELECTs for one page. A page grows slow one query at a time.
MOST_QUERIES = {
    "/<lang:lang>/campaigns/<slug>": 12,
    "/<lang:lang>/": 6,
    "/<lang:lang>/campaigns/": 6,
    "/<lang:lang>/statements/<slug>": 12,
    "/<lang:lang>/statements/<slug>/sign/organisation": 10,
    "/<lang:lang>/statements/<slug>/signatories": 10,
    "/<lang:lang>/confirm/<token>": 10,
    "/<lang:lang>/confirm/<token>/thanks": 10,
    "/<lang:lang>/my/<token>": 12,
    "/<lang:lang>/my/<token>/name": 10,
}
MOST_OTHERWISE = 8

#: What is no page: a form's own address, a calendar, a file.
NO_PAGE = ("/sign", "/file", ".ics", "/papers/<uuid:public_id>", ".atom")
#: Pages in a language of their reader's.
SPOKEN = [
    rule
    for rule in PUBLIC_ROUTES
    if rule.startswith("/<lang:lang>/") and not rule.endswith(NO_PAGE)
]
#: Pages without a language in their address.
UNSPOKEN = [
    "/dev/outbox", "/dev/parts", "/embed/<slug>", "/staff/link/<token>", "/staff/sign-in",
    "/staff/sign-in/sent",
]  # fmt: skip
JSON = [rule for rule in PUBLIC_ROUTES if rule.startswith("/api/")]


@pytest.fixture(scope="module")
def answers(whole_app: Flask, emptied: Callable[[], None]) -> dict[str, TestResponse]:
    """Every public page's answer by its address, each spoken page in both languages."""
    with whole_app.app_context():
        make_scene()
    browser = whole_app.test_client()
    addresses = [address(rule, lang) for rule in SPOKEN for lang in LANGUAGES]
    addresses += [address(rule) for rule in [*UNSPOKEN, *JSON, "/"]]
    found = {path: browser.get(path) for path in addresses}
    emptied()
    return found


@pytest.fixture(scope="module")
def pages(answers: dict[str, TestResponse]) -> dict[str, Page]:
    """What of these is HTML and no redirection."""
    return {path: read(one.text) for path, one in answers.items() if is_page(one)}


def is_page(answer: TestResponse) -> bool:
    return answer.mimetype == "text/html" and answer.status_code != 302


def test_every_page_is_there(answers: dict[str, TestResponse]) -> None:
    expected = {address(rule, lang): 200 for rule in SPOKEN for lang in LANGUAGES}
    expected |= {address(rule): 200 for rule in [*UNSPOKEN, *JSON]} | {"/": 302}

    assert {path: answer.status_code for path, answer in answers.items()} == expected


def test_every_page_has_one_main_heading(pages: dict[str, Page]) -> None:
    assert {
        path: len(page.all("h1")) for path, page in pages.items() if len(page.all("h1")) != 1
    } == {}


def test_every_page_has_a_title_of_its_own(pages: dict[str, Page]) -> None:
    titles = {path: page.title.partition("|")[0].strip() for path, page in pages.items()}

    assert [path for path, title in titles.items() if not title] == []


def test_every_page_says_the_language_of_its_address(pages: dict[str, Page]) -> None:
    spoken = {address(rule, lang): lang for rule in SPOKEN for lang in LANGUAGES}

    assert {path: pages[path].language for path in spoken} == spoken


def test_every_page_links_to_itself_in_each_language(pages: dict[str, Page]) -> None:
    expected = {
        address(rule, lang): {
            other: f"http://localhost{address(rule, spoken)}"
            for other, spoken in (("ja", "ja"), ("en", "en"), ("x-default", "ja"))
        }
        for rule in SPOKEN
        for lang in LANGUAGES
    }

    assert {path: pages[path].alternates for path in expected} == expected


def test_no_page_holds_a_script_or_a_style_of_its_own(pages: dict[str, Page]) -> None:
    assert {path: page.inline for path, page in pages.items() if page.inline} == {}


def test_no_public_answer_sets_a_cookie(answers: dict[str, TestResponse]) -> None:
    assert [path for path, answer in answers.items() if "Set-Cookie" in answer.headers] == []


def test_no_policy_allows_what_is_unsafe(answers: dict[str, TestResponse]) -> None:
    policies = {
        path: answer.headers["Content-Security-Policy"]
        for path, answer in answers.items()
        if is_page(answer)
    }

    assert [path for path, policy in policies.items() if "unsafe-" in policy] == []
    assert [path for path, policy in policies.items() if "default-src 'none'" not in policy] == []


def test_a_public_page_asks_the_database_seldom(
    client: FlaskClient, count_queries: CountQueries
) -> None:
    make_scene()
    rules = {address(rule): rule for rule in [*SPOKEN, *UNSPOKEN, *JSON]}

    found = counted(client, count_queries, list(rules))

    limits = {path: MOST_QUERIES.get(rule, MOST_OTHERWISE) for path, rule in rules.items()}
    assert {path: n for path, n in found.items() if n > limits[path]} == {}


def test_a_page_asks_no_more_where_there_is_more_to_show(
    client: FlaskClient, count_queries: CountQueries
) -> None:
    statement = make_scene()
    paths = [address(rule) for rule in [*SPOKEN, *JSON]]
    few = counted(client, count_queries, paths)

    for number in range(3):
        factories.make_statement(slug=f"another-{number}")
        signer = {"email": f"more{number}@mail.example", "name": f"師走 {number}"}
        factories.make_signature(statement, **signer)
    more = counted(client, count_queries, paths)

    assert more == few


def counted(client: FlaskClient, count_queries: CountQueries, paths: list[str]) -> dict[str, int]:
    """Return how many queries each page takes."""
    found = {}
    for path in paths:
        with count_queries() as queries:
            client.get(path)
        found[path] = len(queries)
    return found


def test_no_template_asks_the_database(
    app: Flask, client: FlaskClient, visit: Visit, chie: Person, count_queries: CountQueries
) -> None:
    make_scene()
    staff = visit(chie)
    public = [address(rule) for rule in [*SPOKEN, *UNSPOKEN]]
    signed_in = [address(rule) for rule in STAFF_ROUTES if "<uuid" not in rule]
    asked = {}

    with count_queries() as queries, watched(app, queries) as during:
        for browser, paths in ((client, public), (staff, signed_in)):
            for path in paths:
                browser.get(path)
                asked[path] = during.copy()
                during.clear()

    assert {path: found for path, found in asked.items() if found} == {}


@contextmanager
def watched(app: Flask, queries: list[str]) -> Iterator[list[str]]:
    """Collect the queries made between the start and the end of a template."""
    during: list[str] = []
    started: list[int] = []

    def start(_app: Flask, **_: object) -> None:
        started.append(len(queries))

    def end(_app: Flask, **_: object) -> None:
        during.extend(queries[started.pop() :])

    with (
        before_render_template.connected_to(start, app),
        template_rendered.connected_to(end, app),
    ):
        yield during
