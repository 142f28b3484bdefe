"""What scripts of other sites may read, and what they are told of errors."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaigns.models import Statement
from core.access import public
from core.db import now

LATELY = now() - timedelta(hours=1)


@pytest.mark.parametrize(
    "path", ["/api/v1/statements", "/api/v1/nowhere", "/api/v1/statements?limit=0"]
)
def test_scripts_of_any_site_may_read_answers_and_errors(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Origin": "https://partner.example"})

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


def test_a_browser_that_asks_first_is_let_through(client: FlaskClient) -> None:
    asked = {
        "Origin": "https://partner.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }

    answer = client.options("/api/v1/statements", headers=asked)

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert answer.headers["Access-Control-Allow-Headers"] == "If-None-Match"


def test_nothing_else_of_the_site_may_be_read_by_scripts(
    client: FlaskClient, statement: Statement
) -> None:
    for path in ("/ja/", "/ja/statements/civic-space", "/staff/sign-in", "/oembed"):
        assert "Access-Control-Allow-Origin" not in client.get(path).headers


def test_head_answers_like_get_without_a_body(client: FlaskClient, statement: Statement) -> None:
    got, headed = (
        client.open("/api/v1/statements/civic-space/counts", method=one) for one in ("GET", "HEAD")
    )

    assert headed.data == b""
    assert headed.headers["ETag"] == got.headers["ETag"]
    assert headed.headers["Content-Length"] == got.headers["Content-Length"]


def test_an_error_of_ours_is_a_problem_too(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks() -> None:
        raise RuntimeError("a secret")

    monkeypatch.setitem(app.view_functions, "api.statements", public(breaks))

    answer = client.get("/api/v1/statements")

    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert answer.get_json()["status"] == 500
    assert "secret" not in answer.text
