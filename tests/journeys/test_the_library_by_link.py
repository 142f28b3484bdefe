"""A supporting organisation reads the library by a link that names it nowhere."""

from __future__ import annotations

import io
import re
from io import BytesIO
from urllib.parse import quote

import pytest
import structlog
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from core import audit
from core.db import db
from network import keeping_library
from network.models import LibraryItem, LibraryLink, Person
from tests.conftest import Visit
from tests.journeys import pages
from tests.network import house


def add(desk: FlaskClient, content: bytes | None = house.PDF, **changes: str) -> TestResponse:
    page = desk.get("/staff/library/new")
    typed: dict[str, object] = {**pages.form_with(page, "title_ja").fields}
    typed |= {"title_ja": "学習会の資料", "title_en": "Materials"} | changes
    typed["file"] = FileStorage(BytesIO(content or b""), "秘密の名前.pdf" if content else "")
    # Written in memory: the client would leave a temporary file open.
    boundary, body = encode_multipart(typed)
    sent_as = f"multipart/form-data; boundary={boundary}"
    return desk.post("/staff/library/new", data=body, content_type=sent_as)


def link_for(desk: FlaskClient) -> str:
    """Make a link, as staff do, and return its path."""
    page = desk.get("/staff/library/links")
    form = next(one for one in pages.forms(page) if one.method == "post" and not one.action)
    told = pages.send(desk, page, form)
    found = re.search(r"http://localhost(/ja/library/[\w-]{43})", told.text)
    assert found, told.status_code
    return found[1]


def only() -> LibraryItem:
    return db.session.scalars(db.select(LibraryItem)).one()


@pytest.fixture
def desk(visit: Visit, chie: Person) -> FlaskClient:
    return visit(chie)


def test_by_its_link_an_organisation_reads_what_staff_have_added(
    desk: FlaskClient, client: FlaskClient
) -> None:
    assert add(desk).status_code == 303
    link = link_for(desk)

    page = client.get(link, buffered=True)
    file = client.get(f"{link}/{only().public_id}/file", buffered=True)

    assert "学習会の資料" in page.text
    assert f"{link}/{only().public_id}/file" in page.text
    assert file.data == house.PDF


def test_a_file_is_saved_and_kept_by_no_cache(desk: FlaskClient, client: FlaskClient) -> None:
    add(desk)
    link = link_for(desk)

    file = client.get(f"{link}/{only().public_id}/file", buffered=True)

    assert file.headers["Cache-Control"] == "no-store"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Referrer-Policy"] == "no-referrer"
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert quote("学習会の資料.pdf") in file.headers["Content-Disposition"]
    assert file.mimetype == "application/pdf"


def test_a_revoked_link_stops_at_once(desk: FlaskClient, client: FlaskClient) -> None:
    add(desk)
    link, other = link_for(desk), link_for(desk)
    paths = [link, f"{link}/{only().public_id}/file"]
    assert [client.get(path, buffered=True).status_code for path in paths] == [200, 200]

    page = desk.get("/staff/library/links")
    first = min(one.id for one in keeping_library.links())
    form = next(one for one in pages.forms(page) if one.action.endswith(f"/{first}/revoke"))
    pages.send(desk, page, form)

    assert [client.get(path, buffered=True).status_code for path in paths] == [404, 404]
    assert client.get(other).status_code == 200


def test_nothing_tells_which_link_opened_what(desk: FlaskClient, client: FlaskClient) -> None:
    add(desk)
    link = link_for(desk)
    lines = io.StringIO()
    before = structlog.get_config()["logger_factory"]
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=lines))
    try:
        answers = [
            client.get(link, buffered=True),
            client.get(f"{link}/{only().public_id}/file", buffered=True),
        ]
    finally:
        structlog.configure(logger_factory=before)

    assert [one.headers.getlist("Set-Cookie") for one in answers] == [[], []]
    written = lines.getvalue()
    assert '"/<lang:lang>/library/<token>"' in written
    assert '"/<lang:lang>/library/<token>/<uuid:public_id>/file"' in written
    assert link.rpartition("/")[2] not in written
    assert str(only().public_id) not in written


def test_a_link_is_known_by_its_number_and_told_once(desk: FlaskClient) -> None:
    token = link_for(desk).rpartition("/")[2]

    page = desk.get("/staff/library/links").text

    assert token not in page
    number = db.session.scalars(db.select(LibraryLink.id)).one()
    assert f"library_link:{number}" in {one.thing for one in audit.entries()}


def test_the_name_with_which_a_file_came_is_kept_nowhere(
    desk: FlaskClient, client: FlaskClient
) -> None:
    add(desk)
    link = link_for(desk)

    answers = [
        client.get(link, buffered=True),
        client.get(f"{link}/{only().public_id}/file", buffered=True),
    ]

    assert all("秘密" not in f"{one.headers}{one.get_data()!r}" for one in answers)
    assert "秘密" not in (only().storage_key or "")


def test_a_facilitator_reads_and_does_not_add(desk: FlaskClient, visit: Visit, aki: Person) -> None:
    add(desk)
    committee = visit(aki)

    assert committee.get(f"/staff/library/{only().public_id}", buffered=True).data == house.PDF
    assert "/staff/library/new" not in committee.get("/staff/library").text
    assert committee.get("/staff/library/new").status_code == 403


def test_an_address_stands_in_the_library_as_it_is(desk: FlaskClient, client: FlaskClient) -> None:
    add(desk, None, url="https://example.org/report")

    page = client.get(link_for(desk)).text

    assert 'href="https://example.org/report" rel="noopener noreferrer"' in page


@pytest.mark.parametrize(
    ("content", "url", "field"),
    [
        (None, "", "file"),
        (house.PDF, "https://example.org/", "file"),
        (b"MZ\x90 a program", "", "file"),
        (None, "ftp://example.org/", "url"),
    ],
)
def test_what_is_not_kept_is_told_at_its_field_and_nothing_typed_is_lost(
    desk: FlaskClient, content: bytes | None, url: str, field: str
) -> None:
    answer = add(desk, content, url=url)

    assert answer.status_code == 422
    assert pages.wrong(answer, field)
    assert 'value="学習会の資料"' in answer.text
    assert list(db.session.scalars(db.select(LibraryItem))) == []


def test_a_file_as_large_as_allowed_is_kept_and_a_larger_form_is_not(desk: FlaskClient) -> None:
    most = b"%PDF-".ljust(keeping_library.LARGEST, b"0")

    assert add(desk, most).status_code == 303
    answer = add(desk, most.ljust(keeping_library.FORM_WITH_FILE, b"0"))

    assert answer.status_code == 413
    assert pages.wrong(answer, "file")


def test_no_other_form_takes_as_much(desk: FlaskClient) -> None:
    page = desk.get("/staff/meetings/new")

    answer = pages.send(desk, page, pages.posted(page), agenda="議" * 200_000)

    assert answer.status_code == 413


def test_what_is_taken_out_can_be_opened_no_more(desk: FlaskClient, client: FlaskClient) -> None:
    add(desk)
    link, number = link_for(desk), only().public_id
    page = desk.get("/staff/library")
    form = next(one for one in pages.forms(page) if one.action.endswith("/remove"))

    pages.send(desk, page, form)

    assert client.get(f"{link}/{number}/file", buffered=True).status_code == 404
