"""The custodians' page over HTTP: a key is added, proved and removed; records go out and in."""

from __future__ import annotations

import hashlib
import re
from io import BytesIO
from typing import Any

import pyrage
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core import audit
from core.db import db
from network import exporting, keeping_keys, resealing, sealing
from network.exporting import Kind
from network.models import Person
from network.staff import keys
from petitions.models import Disclosure
from tests import factories
from tests.conftest import Visit
from tests.journeys import pages

NAME = "名を出さない会"


@pytest.fixture
def fumi(app: Flask) -> tuple[Person, str]:
    return factories.make_custodian("fumi")


@pytest.fixture
def desk(fumi: tuple[Person, str], visit: Visit) -> FlaskClient:
    return visit(fumi[0])


@pytest.fixture
def newcomer(app: Flask, visit: Visit) -> FlaskClient:
    """The browser of a custodian who has no key."""
    return visit(factories.make_person("mamoru", "custodian"))


def send(desk: FlaskClient, name: str, **typed: Any) -> TestResponse:
    """Send the page's form that has a field of this name."""
    page = desk.get("/staff/keys")
    return pages.send(desk, page, pages.form_with(page, name), **typed)


def press(desk: FlaskClient, ending: str) -> TestResponse:
    """Press the page's button whose form goes to an address that ends so."""
    page = desk.get("/staff/keys")
    form = next(one for one in pages.forms(page) if one.action.endswith(ending))
    return pages.send(desk, page, form)


def hide_a_name() -> None:
    factories.make_custodians(2)
    factories.make_organisation_signature(
        factories.make_statement(), disclosure=Disclosure.UNDISCLOSED, organisation=NAME
    )


def bring(desk: FlaskClient, content: bytes) -> TestResponse:
    return send(desk, "file", file=(BytesIO(content), "answer.json"))


# ---- One's own key


def test_a_custodian_adds_their_public_key_and_proves_it(newcomer: FlaskClient) -> None:
    identity = pyrage.x25519.Identity.generate()

    assert send(newcomer, "public_key", public_key=str(identity.to_public())).status_code == 303
    test = newcomer.get("/staff/keys/test.json")
    [piece] = exporting.read(test.data, Kind.PROVE).pieces
    proved = send(newcomer, "word", word=keeping_keys.opened(piece.sealed, str(identity)))

    assert proved.status_code == 303
    assert sealing.public_keys() == [str(identity.to_public())]
    assert [entry.act for entry in audit.entries()] == ["prove key", "add key"]


@pytest.mark.parametrize(
    ("name", "typed"), [("public_key", "age1nothing"), ("public_key", ""), ("word", "a guess")]
)
def test_what_is_refused_is_told_at_its_field(newcomer: FlaskClient, name: str, typed: str) -> None:
    key = str(pyrage.x25519.Identity.generate().to_public())
    if name == "word":
        send(newcomer, "public_key", public_key=key)

    told = send(newcomer, name, **{name: typed})

    assert told.status_code == 422
    assert pages.wrong(told, name)
    assert not typed or f'value="{typed}"' in told.text


def test_a_key_in_use_is_replaced_by_the_one_that_is_proved(
    desk: FlaskClient, fumi: tuple[Person, str]
) -> None:
    old = sealing.public_keys()
    identity = pyrage.x25519.Identity.generate()
    send(desk, "public_key", public_key=str(identity.to_public()))
    between = sealing.public_keys()

    keeping_keys.prove_with(str(identity))

    assert between == old
    assert sealing.public_keys() == [str(identity.to_public())]


def test_a_custodian_removes_a_key_of_their_own_alone(
    desk: FlaskClient, fumi: tuple[Person, str]
) -> None:
    [other] = [keeping_keys.prove_with(one) for one in [keeping_keys.create("other")]]
    db.session.commit()

    strange = desk.post(f"/staff/keys/{other.id}/remove", data={})
    own = press(desk, "/remove")

    assert (strange.status_code, own.status_code) == (404, 303)
    assert sealing.public_keys() == [other.public_key]


def test_the_day_begins_with_what_is_missing(newcomer: FlaskClient) -> None:
    before = newcomer.get("/staff/?lang=en").text
    send(newcomer, "public_key", public_key=str(pyrage.x25519.Identity.generate().to_public()))

    after = newcomer.get("/staff/?lang=en").text

    assert "Make your key" in before
    assert "Prove your key" in after


# ---- What the page may do


def test_the_page_may_send_nothing_but_its_forms(desk: FlaskClient) -> None:
    page = desk.get("/staff/keys")

    policy = page.headers["Content-Security-Policy"]
    scripts = re.findall(r'<script src="/static/([^"?]+)[^>]* nonce="([^"]+)"', page.text)
    assert "connect-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert [name for name, _ in scripts] == [
        "vendor/age.js",
        "sealed.js",
        "comparing.js",
        "custodian.js",
    ]
    assert {f"script-src 'nonce-{nonce}'" in policy for _, nonce in scripts} == {True}
    assert page.text.count("<script") == 4


def test_no_field_for_a_secret_is_part_of_a_form(desk: FlaskClient) -> None:
    page = desk.get("/staff/keys")

    fields = {name for form in pages.forms(page) for name in form.fields}
    loose = [
        re.search(rf'<input id="{name}"[^>]*>', page.text) for name in ("key-file", "key-words")
    ]
    assert all(one and "name=" not in one.group() for one in loose)
    assert fields <= {"csrf_token", "public_key", "word", "file", "lang"}


def test_the_opener_is_a_file_and_no_page(desk: FlaskClient) -> None:
    given = desk.get("/staff/keys/opener.html", buffered=True)

    told = hashlib.sha256(given.data).hexdigest()
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert given.mimetype == "application/octet-stream"
    assert told == keys.opener_hash(keys.opener_file())
    assert told in desk.get("/staff/keys").text


# ---- Sealing anew


def test_old_records_are_sealed_anew_by_one_and_checked_by_another(
    desk: FlaskClient, fumi: tuple[Person, str], visit: Visit
) -> None:
    hide_a_name()
    other, other_secret = factories.make_custodian("mamoru")
    second = visit(other)
    assert "record is sealed to an old set" in desk.get("/staff/?lang=en").text

    taken = press(desk, "/reseal")
    assert bring(desk, resealing.reseal(taken.data, fumi[1])).status_code == 303
    given = press(second, "/check")
    assert bring(second, resealing.check(given.data, other_secret)).status_code == 303

    assert resealing.waiting() == 0
    assert resealing.unchecked(keeping_keys.named("mamoru")) == 0
    for file in (taken, given):
        assert re.fullmatch(
            r"attachment; filename=sealed-(reseal|check)-\d{4}-\d\d-\d\d-[0-9a-f]{8}\.json",
            file.headers["Content-Disposition"],
        )
        assert NAME.encode() not in file.data


def test_a_wrong_file_is_told_at_its_field_and_changes_nothing(
    desk: FlaskClient, fumi: tuple[Person, str]
) -> None:
    factories.make_custodians(1)
    hide_a_name_to_old_keys()

    told = bring(desk, b"{}")

    assert told.status_code == 422
    assert pages.wrong(told, "file")
    assert resealing.waiting() == 1


def hide_a_name_to_old_keys() -> None:
    factories.make_organisation_signature(
        factories.make_statement(), disclosure=Disclosure.UNDISCLOSED, organisation=NAME
    )
    keeping_keys.remove(keeping_keys.named("custodian 0"))
    db.session.commit()


def test_who_has_not_proved_a_key_takes_no_records(newcomer: FlaskClient) -> None:
    hide_a_name()

    answers = [
        newcomer.post(f"/staff/keys/{what}", data={}).status_code
        for what in ("reseal", "check", "answers")
    ]

    assert answers == [403, 403, 403]


def test_a_file_too_large_is_refused(desk: FlaskClient) -> None:
    told = desk.post(
        "/staff/keys/answers",
        data=b" " * (keys.MOST_BYTES + 1),
        content_type="multipart/form-data; boundary=x",
    )

    assert told.status_code == 413


def test_no_name_of_a_custodian_is_public(desk: FlaskClient, client: FlaskClient) -> None:
    assert "fumi" not in client.get("/en/network").text
    assert "fumi" in desk.get("/staff/keys").text
