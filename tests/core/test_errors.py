"""What a visitor reads when something is wrong, and what nobody reads anywhere."""

from __future__ import annotations

import re

import psycopg
import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from werkzeug.exceptions import MethodNotAllowed, TooManyRequests
from werkzeug.test import TestResponse

from core import errors
from core.access import public
from core.errors import DomainError
from core.settings import Settings
from tests.leaks.listening import listening
from wsgi import create_app

NAME = "たんぽぽ水路"


class Refused(DomainError):
    status = 410


ERRORS = {
    "domain": DomainError("This statement is not for you."),
    "gone": Refused("It was there once."),
    "unforeseen": RuntimeError(f"the name is {NAME}"),
    "key": KeyError(NAME),
    "integrity": IntegrityError("INSERT", {"n": NAME}, psycopg.errors.UniqueViolation(NAME)),
    "away": OperationalError("SELECT", {}, psycopg.OperationalError("server closed")),
    "broken": InterfaceError("SELECT", {}, psycopg.InterfaceError("closed")),
    "limited": TooManyRequests(retry_after=60),
    "method": MethodNotAllowed(valid_methods=["POST"]),
}


@pytest.fixture(scope="module")
def app_with_errors(settings: Settings, whole_app: Flask) -> Flask:
    """An application with pages that fail in each way."""
    made = create_app(settings)

    @public
    def fail(how: str) -> str:
        raise ERRORS[how]

    @public
    def refuse(code: int) -> str:
        abort(code)

    for lang in ("/<lang:lang>", "/api/v1"):
        made.add_url_rule(f"{lang}/fail/<how>", f"fail{lang}", fail)
        made.add_url_rule(f"{lang}/refuse/<int:code>", f"refuse{lang}", refuse)
    return made


@pytest.fixture
def visitor(app_with_errors: Flask) -> FlaskClient:
    return app_with_errors.test_client()


def words(answer: TestResponse) -> str:
    """Return what the page says, between its heading and the foot."""
    return answer.text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("code", sorted(errors.PAGES))
def test_each_error_has_a_page_in_the_readers_language(
    visitor: FlaskClient, code: int, lang: str
) -> None:
    answer = visitor.get(f"/{lang}/refuse/{code}")

    assert answer.status_code == code
    assert f'<html lang="{lang}">' in answer.text
    assert words(answer).count("<h1") == 1
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("code", sorted(errors.PAGES))
def test_under_api_each_error_is_a_problem(visitor: FlaskClient, code: int) -> None:
    answer = visitor.get(f"/api/v1/refuse/{code}")

    assert (answer.status_code, answer.mimetype) == (code, "application/problem+json")
    problem = answer.get_json()
    assert (problem["status"], problem["type"]) == (code, "about:blank")
    assert problem["title"]
    assert problem["detail"]


@pytest.mark.parametrize("code", [406, 418, 451, 501, 505])
def test_an_error_without_words_of_its_own_has_those_of_its_class(
    visitor: FlaskClient, code: int
) -> None:
    answer = visitor.get(f"/en/refuse/{code}")

    assert answer.status_code == code
    assert str(errors.PAGES[400 if code < 500 else 500].title) in words(answer)


@pytest.mark.parametrize(("how", "code"), [("domain", 409), ("gone", 410)])
def test_what_the_domain_refuses_is_told_in_its_words(
    visitor: FlaskClient, how: str, code: int
) -> None:
    answer = visitor.get(f"/en/fail/{how}")

    assert answer.status_code == code
    assert str(ERRORS[how].args[0]) in words(answer)


@pytest.mark.parametrize("where", ["/ja", "/en", "/api/v1"])
@pytest.mark.parametrize("how", ["unforeseen", "key", "integrity"])
def test_what_nobody_foresaw_tells_and_logs_no_value(
    visitor: FlaskClient, how: str, where: str
) -> None:
    with listening() as said:
        answer = visitor.get(f"{where}/fail/{how}")

    assert answer.status_code == 500
    assert NAME not in answer.text + str(answer.headers) + said()
    assert type(ERRORS[how]).__name__ in said()


@pytest.mark.parametrize("where", ["/ja", "/en", "/api/v1"])
@pytest.mark.parametrize("how", ["away", "broken"])
def test_a_database_that_is_away_asks_to_come_back(
    visitor: FlaskClient, how: str, where: str
) -> None:
    answer = visitor.get(f"{where}/fail/{how}")

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("where", ["/ja", "/en", "/api/v1"])
def test_whoever_is_to_come_back_is_told_when(visitor: FlaskClient, where: str) -> None:
    told = {
        code: visitor.get(f"{where}/refuse/{code}").headers.get("Retry-After")
        for code in errors.PAGES
    }

    assert {code: after for code, after in told.items() if after} == {429: "120", 503: "60"}


@pytest.mark.parametrize("where", ["/ja", "/en", "/api/v1"])
def test_headers_that_help_are_kept(visitor: FlaskClient, where: str) -> None:
    assert visitor.get(f"{where}/fail/limited").headers["Retry-After"] == "60"
    assert visitor.get(f"{where}/fail/method").headers["Allow"] == "POST"


def test_in_a_language_of_ours_all_words_are_in_it(visitor: FlaskClient) -> None:
    for code in errors.PAGES:
        for lang in ("ja", "en"):
            said = words(visitor.get(f"/{lang}/refuse/{code}")).partition("<h1")[2]
            title, _, rest = said.partition("</h1>")
            for part in (title, rest.partition("</p>")[0]):
                assert bool(re.search("[ぁ-ん一-龠]", part)) == (lang == "ja"), (code, part)


def test_an_error_page_leads_home_in_its_language(visitor: FlaskClient) -> None:
    assert 'href="/en/"' in words(visitor.get("/en/nowhere"))


def test_every_page_of_errors_says_what_to_do_next() -> None:
    for code, page in errors.PAGES.items():
        assert len(str(page.text).split()) > 5, code
        assert str(page.title) != str(page.text)
