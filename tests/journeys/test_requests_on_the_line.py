"""Requests that no browser of ours would send: each gets a plain answer, and none breaks us."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from core.db import db
from petitions import signing, views
from petitions.models import PendingSignature
from tests import factories
from tests.journeys import pages
from tests.journeys.conftest import AKARI, TANPOPO, Square
from tests.routes import PUBLIC_ROUTES, STAFF_ROUTES, address

BOTH = pytest.mark.parametrize("lang", ["ja", "en"])


def explained(answer: TestResponse, lang: str) -> bool:
    """Tell whether an answer is a page of ours, in the reader's language, with words on it."""
    return (
        answer.mimetype == "text/html"
        and f'<html lang="{lang}">' in answer.text
        and answer.text.count("<h1") == 1
        and answer.headers["Cache-Control"] == "no-store"
        and "Content-Security-Policy" in answer.headers
    )


def attempts() -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(PendingSignature)) or 0


# ---- Where it is sent


@BOTH
@pytest.mark.parametrize("page", ["", "/sent", "/signatories", "/sign/organisation"])
@pytest.mark.parametrize("slug", ["nobody-knows", "draft", "%00", "a%00b", "%FF", "x" * 3000])
def test_a_statement_that_is_not_there_is_404(
    square: Square, slug: str, page: str, lang: str
) -> None:
    factories.make_statement(slug="draft", opened=False)

    answer = square.client.get(f"/{lang}/statements/{slug}{page}")

    assert answer.status_code == 404
    assert explained(answer, lang)


@pytest.mark.parametrize("slug", ["nobody-knows", "draft", "%00"])
def test_signing_a_statement_that_is_not_there_is_404(square: Square, slug: str) -> None:
    factories.make_statement(slug="draft", opened=False)
    form = pages.form_with(square.client.get(square.address), "display")

    for way in ("sign", "sign/organisation"):
        answer = square.client.post(
            f"/ja/statements/{slug}/{way}", data={**form.fields, **AKARI, **TANPOPO}
        )
        assert answer.status_code == 404
    assert attempts() == 0


@pytest.mark.parametrize(
    "path",
    ["/fr/", "/JA/", "/ja", "/ja//", "/ja/statements/", "/ja/campaigns/%00", "/admin", "/.env",
     "/api/v1/", "/staff", "/static/../wsgi.py", "/static/%2e%2e/wsgi.py", "/static/%00", "/%00"],
)  # fmt: skip
def test_addresses_that_lead_nowhere_are_404_or_lead_home(square: Square, path: str) -> None:
    answer = square.client.get(path)

    assert answer.status_code in {404, 308}
    assert answer.headers.get("Location", "/").startswith(("/", "http://localhost/"))


@pytest.mark.parametrize("slug", ["nobody-knows", "draft", "%00"])
@pytest.mark.parametrize("page", ["", "/signatories"])
def test_the_api_answers_with_a_problem_too(square: Square, slug: str, page: str) -> None:
    factories.make_statement(slug="draft", opened=False)

    answer = square.client.get(f"/api/v1/statements/{slug}{page}")

    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.get_json()["status"] == 404


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=-1", "limit=x", "limit=", "limit=1e3", "limit=９",
     "cursor=x", "cursor=%00", "cursor=99999999999999999999"],
)  # fmt: skip
@pytest.mark.parametrize("page", ["", "/civic-space/signatories"])
def test_the_api_refuses_a_query_that_makes_no_sense(square: Square, page: str, query: str) -> None:
    answer = square.client.get(f"/api/v1/statements{page}?{query}")

    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


@BOTH
def test_a_wrong_cursor_on_the_wall_is_400(square: Square, lang: str) -> None:
    answer = square.client.get(f"/{lang}/statements/civic-space/signatories?cursor=x")

    assert answer.status_code == 400
    assert explained(answer, lang)


@pytest.mark.parametrize(
    "search", ["", " ", "%00", "%FF", "%", "_", "'", "x" * 5000, "<b>外務</b>"]
)
def test_any_search_is_answered(square: Square, search: str) -> None:
    answer = square.client.get(f"/ja/campaigns/?q={search}")

    assert answer.status_code == 200
    assert "<b>外務" not in answer.text


# ---- How it is sent


def test_a_proxy_nobody_trusts_changes_no_address(square: Square) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https",
              "X-Forwarded-For": "203.0.113.9", "Forwarded": "host=evil.example"}  # fmt: skip

    answer = square.client.get(square.address, headers=forged)

    assert answer.status_code == 200
    assert "evil" not in answer.text
    assert "Strict-Transport-Security" not in answer.headers


def test_a_mail_asked_for_under_any_header_leads_to_our_own_address(square: Square) -> None:
    page = square.client.get(square.address)
    form = pages.form_with(page, "display")

    square.client.post(
        form.action, data={**form.fields, **AKARI}, headers={"X-Forwarded-Host": "evil.example"}
    )
    square.work()

    assert "http://localhost/ja/confirm/" in square.outbox.text()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"[1]", "application/json"),
        (b'{"name": 5, "disclosure": ["public"]}', "application/json"),
        (b"\xff\xfe", "text/plain"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"anything", "multipart/form-data"),
        (b"=&==&&&%%%", "application/x-www-form-urlencoded; charset=utf-7"),
        (b"name=x", ""),
    ],
)
@pytest.mark.parametrize("way", ["sign", "sign/organisation"])
def test_a_body_of_another_kind_signs_nothing(
    square: Square, way: str, body: bytes, kind: str
) -> None:
    answer = square.client.post(f"{square.address}/{way}", data=body, content_type=kind)

    assert 400 <= answer.status_code < 500
    assert answer.headers["Cache-Control"] == "no-store"
    assert attempts() == 0


def test_a_form_sent_as_json_signs_nothing(square: Square) -> None:
    form = pages.form_with(square.client.get(square.address), "display")

    answer = square.client.post(form.action, json={**form.fields, **AKARI})

    assert answer.status_code == 422
    assert attempts() == 0


def test_a_file_is_no_tick(square: Square) -> None:
    page = square.client.get(f"{square.address}/sign/organisation")
    form = pages.form_with(page, "disclosure")
    file = (BytesIO(b"y"), "y.txt")

    answer = pages.send(
        square.client, page, form, **{**TANPOPO, "disclosure": "public", "authority": file}
    )

    assert answer.status_code == 422
    assert pages.wrong(answer, "authority")
    assert attempts() == 0


# ---- Who sent it


FORGERIES = {
    "no token": ({"csrf_token": ""}, {}),
    "a made-up token": ({"csrf_token": "495000." + "0" * 32}, {}),
    "a token of letters": ({"csrf_token": "あ.い"}, {}),
    "another site by Origin": ({}, {"Origin": "https://evil.example"}),
    "no site at all by Origin": ({}, {"Origin": "http://["}),
    "another port by Origin": ({}, {"Origin": "http://localhost:8080"}),
    "another site by Sec-Fetch-Site": ({}, {"Sec-Fetch-Site": "cross-site"}),
    "a sister site": ({}, {"Sec-Fetch-Site": "same-site"}),
}


@BOTH
@pytest.mark.parametrize("forgery", FORGERIES)
@pytest.mark.parametrize(
    "typed", [AKARI, {**TANPOPO, "disclosure": "undisclosed"}], ids=["person", "org"]
)
def test_a_form_that_is_not_ours_signs_nothing_and_keeps_what_was_typed(
    square: Square, typed: dict[str, str], forgery: str, lang: str
) -> None:
    square.lang = lang
    fields, headers = FORGERIES[forgery]
    marker = "disclosure" if "disclosure" in typed else "display"
    path = f"{square.address}/sign/organisation" if marker == "disclosure" else square.address
    form = pages.form_with(square.client.get(path), marker)

    answer = square.client.post(
        form.action or path, data={**form.fields, **typed, **fields}, headers=headers
    )

    assert answer.status_code == 422
    assert explained(answer, lang)
    kept = pages.form_with(answer, marker).fields
    assert {name: kept.get(name) for name in typed} == {
        name: [value] if name == "authority" else value for name, value in typed.items()
    }
    assert 'class="summary-of-errors"' in answer.text
    assert attempts() == 0


@pytest.mark.parametrize("headers", [
    {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, {"Origin": "null"}, {},
])  # fmt: skip
def test_a_form_of_ours_is_taken_from_new_and_old_browsers(
    square: Square, headers: dict[str, str]
) -> None:
    form = pages.form_with(square.client.get(square.address), "display")

    answer = square.client.post(form.action, data={**form.fields, **AKARI}, headers=headers)

    assert answer.status_code == 303


@pytest.mark.parametrize("page", ["confirm", "my"])
def test_another_site_cannot_press_the_button_behind_a_link(square: Square, page: str) -> None:
    square.sign()
    square.work()
    link = square.outbox.link()
    form = pages.posted(square.client.get(link))
    if page == "my":
        square.confirm()
        link = link.replace("confirm", "my")
        form = pages.form_with(square.client.get(link), "action")
    before = square.published()

    answer = square.client.post(
        link, data={**form.fields, "action": "withdraw"}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 422
    assert square.published() == before


@pytest.mark.parametrize("cookie", ["", "x", "eyJ4IjoxfQ.x.y", "\x7f", "a" * 4000])
def test_a_made_up_session_is_nobody(square: Square, cookie: str) -> None:
    square.client.set_cookie("staff", cookie, path="/staff")

    for page in ("/staff/", "/staff/statements"):
        answer = square.client.get(page)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/staff/sign-in?next=")


@pytest.mark.parametrize("rule", STAFF_ROUTES)
def test_no_staff_page_opens_without_signing_in(square: Square, rule: str) -> None:
    for method, closed in (("GET", {303, 405}), ("POST", {403, 405})):
        answer = square.client.open(address(rule), method=method)

        assert answer.status_code in closed
        assert answer.headers.get("Location", "/staff/sign-in?").startswith("/staff/sign-in?")
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("accept", ["en", "en-GB,en;q=0.9", "fr", "*", "", "x" * 5000, "ja;q=x"])
def test_the_front_door_leads_to_a_language(square: Square, accept: str) -> None:
    answer = square.client.get("/", headers={"Accept-Language": accept})

    assert answer.status_code == 302
    assert answer.headers["Location"] == ("/en/" if accept.startswith("en") else "/ja/")
    assert "Accept-Language" in answer.headers["Vary"]


# ---- When something is wrong on our side


@BOTH
def test_a_database_that_is_away_is_503_with_the_words_to_try_again(
    square: Square, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    square.lang = lang
    form = pages.form_with(square.client.get(square.address), "display")

    def away(*_all: object) -> None:
        raise OperationalError("SELECT", {}, Exception("server closed the connection"))

    monkeypatch.setattr(signing, "sign_as_person", away)
    answer = square.client.post(form.action, data={**form.fields, **AKARI})

    assert answer.status_code == 503
    assert explained(answer, lang)
    assert answer.headers["Retry-After"]


@BOTH
def test_what_nobody_foresaw_is_500_and_tells_nothing(
    square: Square, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    def broken(*_all: object) -> None:
        raise RuntimeError("the name is 霜月")

    monkeypatch.setattr(views, "common", broken)
    monkeypatch.setattr(views, "statement_page", broken)

    answer = square.client.get(f"/{lang}/statements/civic-space")

    assert answer.status_code == 500
    assert explained(answer, lang)
    assert "霜月" not in answer.text


def test_every_public_page_answers_a_head_request_like_a_get(square: Square) -> None:
    for rule in PUBLIC_ROUTES:
        with square.client.get(address(rule)) as got, square.client.head(address(rule)) as asked:
            assert asked.status_code == got.status_code, rule
            assert asked.data == b""
