"""Every route, asked in ways that no browser of ours would: a plain answer, and none breaks us.

The routes are those of tests/routes.py, of which tests/architecture sees that it has them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core import uploads
from core.health import PATHS
from network import keeping_library
from network.staff import comparing
from network.staff.keys import MOST_BYTES
from tests.access import TABLE
from tests.journeys.fields import RULES, URLENCODED, places
from tests.journeys.sampling import share
from tests.journeys.scene import Browsers, Scene
from tests.routes import PUBLIC_ROUTES, STAFF_ROUTES, address, reader

ROUTES = {**PUBLIC_ROUTES, **STAFF_ROUTES}
BOTH = pytest.mark.parametrize("lang", ["ja", "en"])
EACH_ROUTE = pytest.mark.parametrize("rule", ROUTES)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "霜月")

#: Names that pages read from a query, and names that the code which makes addresses has uses for.
NAMES = (
    *("page", "lang", "via", "q", "v", "cursor[]"),
    *("slug", "token", "number", "filename", "public_id"),
    *("endpoint", "self", "values", "method", "_external", "_scheme", "_anchor"),
)
#: Names whose values have to make sense, or nothing else is read.
ENDING = ("cursor", "limit")
QUERIES = (
    *("", "0", "-1", "1e9", "9" * 5000, "９", "NaN", "null", "true", "x" * 5000),
    *("%00", "%ED%A0%80", "%FF", "%", "%0d%0aSet-Cookie:%20a=b", "%E2%80%AE", "ja", "fr", "EN"),
    *("%3Cscript%3Ezq%3C/script%3E", "%22%20onfocus=zq()%20x=%22", "{{7*7}}", "//evil.example"),
    *("https://evil.example", "1&{}=2", "%7B%22a%22:1%7D", "00000000-0000-4000-8000-000000000000"),
)
#: What stands in a path where a name of ours should.
PLACES = (
    *("%00", "a%00b", "%2e%2e", "..", ".", "%2F", "%2Fevil.example", "%5C", "%FF", "%ED%A0%80"),
    *("x" * 3000, "9" * 30, "9" * 5000, "-1", "０", "%E3%81%82", "%E2%80%AE", "%0D%0Ax:y", "%20"),
    *("CIVIC-SPACE", "civic-space%20", "%3Cscript%3Ezq%3C/script%3E", "{{7*7}}", "%25s", "*", "~"),
    *("%F0%A0%AE%B7", "00000000-0000-0000-0000-00000000000G", "'%3B--", "null"),
)
#: Where a language should stand.
LANGUAGES = ("JA", "En", "fr", "ja-JP", "jp", "%00", "%E6%97%A5", "ja%20", "x" * 3000, "..")

SEVERAL_PARTS = "multipart/form-data; boundary=x"
PLACE = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


@pytest.fixture
def browsers(app: Flask, every_form: Callable[[], Scene]) -> Browsers:
    """Those who between them can open every page, in the scene."""
    return Browsers(app, every_form())


def assert_plain(answer: TestResponse) -> None:
    """Nothing broke, nothing was taken for markup or a header, and nobody is led elsewhere."""
    assert answer.status_code < 500, answer.status_code
    for sign in (b"Traceback", b"<script>zq", b'" onfocus=zq', b">49<"):
        assert sign not in answer.data
    assert re.match(r"(http://localhost)?/(?!/)", answer.headers.get("Location", "/"))
    assert "a=b" not in answer.headers.get("Set-Cookie", "")
    if answer.status_code >= 400:
        assert answer.headers["Cache-Control"] == "no-store"


def assert_explained(answer: TestResponse, path: str, lang: str) -> None:
    """An error is a page of ours in the reader's language; below /api/, it is a problem."""
    assert answer.headers["Cache-Control"] == "no-store"
    if path.startswith("/api/"):
        assert answer.mimetype == "application/problem+json"
        assert answer.get_json()["status"] == answer.status_code
        return
    assert answer.mimetype == "text/html"
    assert f'<html lang="{lang}">' in answer.text
    assert answer.text.count("<h1") == 1


def ask(browsers: Browsers, path: str, method: str = "GET") -> TestResponse:
    """Ask as somebody who may open the page."""
    return browsers[reader(path)].open(path, method=method, buffered=True)


@BOTH
@EACH_ROUTE
def test_a_wrong_method_is_405_and_tells_the_right_ones(
    app: Flask, browsers: Browsers, rule: str, lang: str
) -> None:
    right = {method for method, one in TABLE if one == rule}
    path = address(rule, lang)

    for method in METHODS:
        if method in right:
            continue
        answer = browsers["guest"].open(path, method=method, headers={"Accept-Language": lang})

        assert answer.status_code == 405
        assert right <= set(answer.headers["Allow"].split(", "))
        assert_explained(answer, path, lang)


@EACH_ROUTE
def test_a_host_that_is_not_ours_is_400_and_is_not_repeated(
    app: Flask, client: FlaskClient, rule: str
) -> None:
    for host in ("evil.example", "localhost.evil.example", "evil.example:80", "[", "evil.example@"):
        answer = client.get(address(rule), headers={"Host": host})

        # Those who watch a site ask by its IP address; what these answer depends on no host.
        assert answer.status_code in ({200, 403} if rule in PATHS else {400})
        assert "evil" not in answer.text + str(answer.headers)


@EACH_ROUTE
def test_any_query_is_answered(app: Flask, browsers: Browsers, rule: str) -> None:
    for value in share(QUERIES, 4, rule):
        for names in ([*NAMES], [*ENDING, *NAMES]):
            query = "&".join(f"{quote(name)}={value.replace('{}', name)}" for name in names)
            assert_plain(ask(browsers, f"{address(rule)}?{query}"))


def with_other_places(rule: str) -> Iterator[str]:
    """Yield the path of a rule with each of its places, one after the other, filled otherwise."""
    for name in ROUTES[rule]:
        for value in share(PLACES, 4, rule, name):
            yield filled(rule, {"lang": "en", **ROUTES[rule], name: value})


def filled(rule: str, arguments: Mapping[str, str]) -> str:
    return PLACE.sub(lambda place: arguments[place[1]], rule)


@EACH_ROUTE
def test_whatever_stands_in_a_path_is_answered(app: Flask, browsers: Browsers, rule: str) -> None:
    for path in with_other_places(rule):
        for method in ("GET", "POST"):
            answer = ask(browsers, path, method)

            assert_plain(answer)
            if answer.status_code >= 400 and rule.startswith("/<lang"):
                assert_explained(answer, path, "en")


@pytest.mark.parametrize("rule", [rule for rule in ROUTES if rule.startswith("/<lang")])
def test_a_language_that_is_none_of_ours_is_404_in_the_readers(
    app: Flask, client: FlaskClient, rule: str
) -> None:
    for spelt in LANGUAGES:
        path = address(rule).replace("/ja/", f"/{spelt}/", 1)

        answer = client.get(path, headers={"Accept-Language": "en"})

        assert_plain(answer)
        assert answer.status_code == 404, path
        assert_explained(answer, path, "en")


#: What takes a file, and how large it may be.
FILES = {
    "/staff/applications/<uuid:public_id>/evidence": uploads.FORM_WITH_FILE,
    "/staff/applications/new": uploads.FORM_WITH_FILE,
    "/staff/campaigns/<slug>/papers/new": uploads.FORM_WITH_FILE,
    "/staff/keys/answers": MOST_BYTES,
    "/staff/keys/decisions": comparing.MOST_BYTES,
    "/staff/library/new": keeping_library.FORM_WITH_FILE,
}


TOO_LARGE = [
    (size, kind) for size in (300_000, 600_000, 5_000_000) for kind in (URLENCODED, SEVERAL_PARTS)
]


@BOTH
@pytest.mark.parametrize("rule", RULES)
def test_a_body_that_is_too_large_is_413(
    app: Flask, browsers: Browsers, rule: str, lang: str
) -> None:
    place = places(app, browsers, rule, lang)[0]
    largest = FILES.get(rule, 0)
    for size, kind in share(TOO_LARGE, 4, rule, lang):
        answer = place.send_body(b"name=" + b"x" * (largest + size), kind)

        assert answer.status_code == 413
        assert_explained(answer, place.path, lang)


@pytest.mark.parametrize("rule", RULES)
def test_a_form_of_twenty_thousand_fields_is_413(app: Flask, browsers: Browsers, rule: str) -> None:
    different = b"&".join(b"a%d=1" % number for number in range(20_000))
    alike = b"&".join([b"name=1"] * 20_000)
    parts = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 4_000 + b"--x--"

    place = places(app, browsers, rule)[0]
    for body, kind in (
        (different, URLENCODED),
        (alike, URLENCODED),
        (parts, SEVERAL_PARTS),
    ):
        assert place.send_body(body, kind).status_code == 413
