"""A statement outside our pages: picture, QR code, card in frames, short address, oEmbed."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import update
from werkzeug.test import TestResponse

from campaigns.models import Statement
from core.db import db, now
from petitions import counting
from petitions.models import Disclosure
from tests import factories

PAGE = "/ja/statements/civic-space"
ALL = (
    "/og/civic-space.png",
    "/qr/civic-space.svg",
    "/embed/civic-space",
    "/s/civic-space",
    "/oembed?url=http://localhost/ja/statements/civic-space",
)


@pytest.fixture
def statement(client: FlaskClient) -> Statement:
    factories.make_custodians()
    return factories.make_statement()


def meta(page: TestResponse, name: str) -> str:
    """The content of a page's `meta` by its property or name."""
    found = re.search(rf'<meta (?:property|name)="{name}" content="([^"]*)">', page.text)
    assert found, name
    return unescape(found[1])


@pytest.mark.parametrize("path", ALL)
def test_a_draft_is_nowhere(client: FlaskClient, path: str) -> None:
    factories.make_statement(opened=False)

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ALL)
def test_what_was_taken_down_is_nowhere_any_more(
    client: FlaskClient, statement: Statement, path: str
) -> None:
    before = client.get(path).status_code
    db.session.execute(update(Statement).values(taken_down_at=now(), taken_down_for="withdrawn"))
    db.session.commit()

    assert before in {200, 302}
    assert client.get(path).status_code in {404, 410}


@pytest.mark.parametrize("path", ALL)
def test_all_may_be_kept_by_a_cache_and_set_no_cookie(
    client: FlaskClient, statement: Statement, path: str
) -> None:
    answer = client.get(path)

    assert answer.headers["Cache-Control"].startswith("public, max-age=5")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", [path for path in ALL if not path.startswith("/s/")])
def test_what_has_not_changed_is_not_sent_again(
    client: FlaskClient, statement: Statement, path: str
) -> None:
    mark = client.get(path).headers["ETag"]

    again = client.get(path, headers={"If-None-Match": mark})

    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("path", "shown_by"),
    [
        ("/og/civic-space.png", "cross-origin"),
        ("/qr/civic-space.svg", "cross-origin"),
        ("/embed/civic-space", "cross-origin"),
        (PAGE, "same-origin"),
    ],
)
def test_other_sites_may_show_what_is_meant_for_them_alone(
    client: FlaskClient, statement: Statement, path: str, shown_by: str
) -> None:
    assert client.get(path).headers["Cross-Origin-Resource-Policy"] == shown_by


# ---- The picture


def test_the_picture_has_the_size_that_others_ask_for(
    client: FlaskClient, statement: Statement
) -> None:
    answer = client.get("/og/civic-space.png")

    assert answer.mimetype == "image/png"
    with Image.open(BytesIO(answer.data)) as picture:
        assert picture.size == (1200, 630)


def test_the_picture_is_in_the_language_asked_for_and_not_in_the_browsers(
    client: FlaskClient, statement: Statement
) -> None:
    japanese = client.get("/og/civic-space.png").data
    english = client.get("/og/civic-space.png?lang=en").data
    english_browser = client.get("/og/civic-space.png", headers={"Accept-Language": "en"}).data

    assert japanese != english
    assert english_browser == japanese


def test_the_picture_changes_with_the_published_counts(
    client: FlaskClient, statement: Statement
) -> None:
    before = client.get("/og/civic-space.png").headers["ETag"]
    factories.make_organisation_signature(statement)

    after = client.get("/og/civic-space.png", headers={"If-None-Match": before})

    assert after.status_code == 200


def test_the_picture_does_not_move_with_an_undisclosed_organisation(
    client: FlaskClient, statement: Statement
) -> None:
    before = client.get("/og/civic-space.png").data
    factories.make_organisation_signature(statement, disclosure=Disclosure.UNDISCLOSED)
    counting.publish_unnamed(statement.id)
    db.session.commit()

    assert client.get("/og/civic-space.png").data == before


@pytest.mark.parametrize("path", [PAGE, "/ja/campaigns/civic-space"])
def test_a_page_tells_of_its_picture(client: FlaskClient, statement: Statement, path: str) -> None:
    page = client.get(path)

    assert meta(page, "og:image") == "http://localhost/og/civic-space.png?lang=ja"
    assert meta(page, "og:url") == f"http://localhost{path}"
    assert meta(page, "twitter:card") == "summary_large_image"
    assert statement.version.title_ja in meta(page, "og:image:alt")
    assert client.get(meta(page, "og:image")).status_code == 200


def test_the_words_for_the_picture_have_counts_and_deadline(
    client: FlaskClient, statement: Statement
) -> None:
    factories.make_signature(statement)

    told = meta(client.get("/en/statements/civic-space"), "og:image:alt")

    assert " / 0 organisations named / " not in told
    assert " / 1 person signed / " in told
    assert re.search(r"Open until (Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ \w+, \d\d:\d\d", told)


# ---- The QR code and the short address


def test_the_qr_code_holds_the_short_address(client: FlaskClient, statement: Statement) -> None:
    drawn = client.get("/qr/civic-space.svg")

    assert drawn.mimetype == "image/svg+xml"
    assert "<title>http://localhost/s/civic-space</title>" in drawn.text
    assert not re.search(r"<script|style=|href", drawn.text)


@pytest.mark.parametrize(("asked", "led"), [("en-GB,en", "en"), ("ja", "ja"), ("fr", "ja")])
def test_the_short_address_leads_on_in_the_readers_language(
    client: FlaskClient, statement: Statement, asked: str, led: str
) -> None:
    answer = client.get("/s/civic-space", headers={"Accept-Language": asked})

    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/{led}/statements/civic-space",
    )
    assert answer.headers["Vary"] == "Accept-Language"


# ---- The card in frames


def test_the_card_may_stand_in_any_frame_and_nothing_else_is_loosened(
    client: FlaskClient, statement: Statement
) -> None:
    card, page = client.get("/embed/civic-space"), client.get(PAGE)

    assert "X-Frame-Options" not in card.headers
    assert card.headers["Content-Security-Policy"] == page.headers[
        "Content-Security-Policy"
    ].replace("frame-ancestors 'none'", "frame-ancestors *").replace(
        re.findall(r"script-src ([^;]*);", page.headers["Content-Security-Policy"])[0], "'none'"
    )
    assert page.headers["X-Frame-Options"] == "DENY"


def test_an_error_in_place_of_a_card_may_stand_in_no_frame(client: FlaskClient) -> None:
    answer = client.get("/embed/nowhere")

    assert answer.status_code == 404
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_the_card_has_one_button_that_opens_the_statement_beside_it(
    client: FlaskClient, statement: Statement
) -> None:
    card = client.get("/embed/civic-space?lang=en")

    links = re.findall(r"<a [^>]*>", card.text)
    assert len(links) == 1
    assert 'href="http://localhost/en/statements/civic-space"' in links[0]
    assert 'target="_blank" rel="noopener"' in links[0]
    assert not re.search(r"<(script|form|iframe|img)", card.text)


# ---- oEmbed


def oembed(client: FlaskClient, url: str, **asked: str) -> TestResponse:
    return client.get("/oembed", query_string={"url": url, **asked})


@pytest.mark.parametrize(
    ("path", "lang"),
    [
        ("/ja/statements/civic-space", "ja"),
        ("/en/statements/civic-space", "en"),
        ("/s/civic-space", "ja"),
        ("/embed/civic-space?lang=en", "en"),
    ],
)
def test_an_address_is_told_as_a_frame(
    client: FlaskClient, statement: Statement, path: str, lang: str
) -> None:
    told = oembed(client, f"http://localhost{path}").get_json()

    assert (told["version"], told["type"]) == ("1.0", "rich")
    assert f'src="http://localhost/embed/civic-space?lang={lang}"' in told["html"]
    assert told["title"] in unescape(told["html"])


def test_a_frame_is_no_larger_than_was_asked_for(client: FlaskClient, statement: Statement) -> None:
    told = oembed(client, f"http://localhost{PAGE}", maxwidth="320", maxheight="9999").get_json()

    assert (told["width"], told["height"]) == (320, 600)
    assert 'width="320" height="600"' in told["html"]


@pytest.mark.parametrize(
    ("url", "asked", "status"),
    [
        (f"http://localhost{PAGE}", {"format": "xml"}, 501),
        (f"http://localhost{PAGE}", {"maxwidth": "wide"}, 400),
        (f"https://elsewhere.example{PAGE}", {}, 404),
        (f"http://localhost.example{PAGE}", {}, 404),
        (PAGE, {}, 404),
        ("", {}, 404),
        (f"http://localhost{PAGE}/signatories", {}, 404),
    ],
)
def test_what_oembed_cannot_tell(
    client: FlaskClient, statement: Statement, url: str, asked: dict[str, str], status: int
) -> None:
    assert oembed(client, url, **asked).status_code == status


def test_a_page_leads_to_its_oembed(client: FlaskClient, statement: Statement) -> None:
    page = client.get(PAGE)
    found = re.search(r'type="application/json\+oembed" href="([^"]+)"', page.text)
    assert found

    told = client.get(unescape(found[1])).get_json()

    assert told["title"] == statement.version.title_ja


def test_a_title_cannot_break_out_of_the_frame(client: FlaskClient) -> None:
    factories.make_statement(slug="quoted", title_ja='"><script>alert(1)</script>')

    told = oembed(client, "http://localhost/s/quoted").get_json()

    assert "<script" not in told["html"]
