"""Somebody writes to the network, staff answer by mail, and after its days the letter is gone."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, update
from werkzeug.test import TestResponse

from core import audit
from core.db import db
from network import corresponding
from network.models import Letter, Person
from tests.conftest import Outbox, Visit
from tests.journeys import pages
from tests.network import house

LETTER = {
    "name": "花岡 りん",
    "email": "rin@mail.example",
    "topic": "joining",
    "text": "会場の使用を断られました。",
}


@pytest.fixture
def writes(client: FlaskClient) -> Callable[..., TestResponse]:
    """Sends the contact form, as its page holds it, a minute after it was opened."""

    def write(lang: str = "ja", **typed: Any) -> TestResponse:
        page = client.get(f"/{lang}/contact")
        form = pages.form_with(page, "text")
        opened = str(int(time.time()) - 60)
        return pages.send(client, page, form, **{**LETTER, "opened": opened, **typed})

    return write


def only() -> Letter:
    return db.session.scalars(db.select(Letter)).one()


def at_desk(desk: FlaskClient, act: str, **typed: str) -> TestResponse:
    address = f"/staff/letters/{only().public_id}"
    page = desk.get(address)
    form = next(one for one in pages.forms(page) if one.action.endswith(act))
    return pages.send(desk, page, form, **typed)


def test_a_letter_is_answered_and_after_its_days_it_is_gone(
    writes: Callable[..., TestResponse],
    visit: Visit,
    chie: Person,
    outbox: Outbox,
    run_due: Callable[[], None],
) -> None:
    assert writes("en").status_code == 303
    desk = visit(chie)
    assert "/staff/letters" in desk.get("/staff/").text

    at_desk(desk, "/take")
    assert at_desk(desk, "/answer", answer="Please call us.\nWe will listen.").status_code == 303
    run_due()

    assert outbox.last["To"] == "rin@mail.example"
    assert "Please call us." in outbox.text()
    page = desk.get(f"/staff/letters/{only().public_id}?lang=en").text
    assert "We will listen." in page
    assert '<span class="tag on">sent</span>' in page
    db.session.execute(update(Letter).values(answered_at=func.now() - timedelta(days=91)))
    db.session.commit()
    corresponding.purge()
    db.session.commit()
    assert db.session.scalar(db.select(func.count()).select_from(Letter)) == 0


def test_what_staff_did_stands_in_the_journal_by_number(
    writes: Callable[..., TestResponse], visit: Visit, chie: Person
) -> None:
    writes()
    desk = visit(chie)
    at_desk(desk, "/take")
    at_desk(desk, "/answer", answer="お電話ください。")

    found = [(one.person, one.act, one.thing) for one in audit.entries()]

    thing = f"letter:{only().id}"
    assert found == [(chie.id, "answer letter", thing), (chie.id, "take letter", thing)]


def test_every_letter_is_answered_by_the_same_page(
    writes: Callable[..., TestResponse], client: FlaskClient
) -> None:
    answers = [
        writes(),
        writes(email="", name=""),
        writes(homepage="https://spam.example"),
        writes(opened=str(int(time.time()))),
    ]

    assert len({(one.status_code, one.headers["Location"]) for one in answers}) == 1
    assert client.get(answers[0].headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    "sign",
    [
        {"homepage": "https://spam.example"},
        {"opened": str(int(time.time()) + 1000)},
        {"opened": ""},
        {"opened": "１２３"},
    ],
)
def test_a_suspect_letter_lands_in_the_queue_marked(
    writes: Callable[..., TestResponse], visit: Visit, chie: Person, sign: dict[str, str]
) -> None:
    writes(**sign)

    queue = visit(chie).get("/staff/letters").text

    assert 'class="tag late"' in queue


def test_a_letter_written_at_leisure_is_not_marked(
    writes: Callable[..., TestResponse], visit: Visit, chie: Person
) -> None:
    writes()

    assert 'class="tag late"' not in visit(chie).get("/staff/letters").text


def test_a_letter_without_an_address_is_closed(
    writes: Callable[..., TestResponse], visit: Visit, chie: Person
) -> None:
    writes(email="", name="")
    desk = visit(chie)
    page = desk.get(f"/staff/letters/{only().public_id}")
    assert [one.action.rpartition("/")[2] for one in pages.forms(page)][-2:] == ["take", "close"]

    at_desk(desk, "/close")

    assert only().closed_at is not None


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("text", " "),
        ("topic", ""),
        ("topic", "gossip"),
        ("email", "nobody"),
        ("name", "ア\u202eイ"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field_and_nothing_typed_is_lost(
    writes: Callable[..., TestResponse], field: str, typed: str
) -> None:
    answer = writes(**{field: typed})

    assert answer.status_code == 422
    assert pages.wrong(answer, field)
    kept = pages.form_with(answer, "text").fields
    assert {name: kept[name] for name in LETTER if name not in {field, "topic"}} == {
        name: value for name, value in LETTER.items() if name not in {field, "topic"}
    }


def test_a_second_answer_is_refused_and_stays_in_its_field(
    visit: Visit, chie: Person, client: FlaskClient
) -> None:
    letter = house.make_letter()
    desk = visit(chie)
    address = f"/staff/letters/{letter.public_id}"
    page = desk.get(address)
    form = next(one for one in pages.forms(page) if one.action.endswith("/answer"))
    pages.send(desk, page, form, answer="一通目")

    again = pages.send(desk, page, form, answer="二通目")

    assert again.status_code == 422
    assert only().answer == "一通目"


def test_the_form_says_who_reads_it_and_for_how_long_it_is_kept(client: FlaskClient) -> None:
    text = pages.text_of(client.get("/en/contact").text)

    assert "the secretariat can read it" in text
    assert "deleted 90 days after" in text
    assert "another 35 days" in text
