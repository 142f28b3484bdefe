"""A sealed name is opened: one custodian asks, another agrees, and the facilitators see it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core import audit
from core.db import db
from network import exporting, sealing
from network.exporting import Kind
from network.models import Person, Reveal
from petitions.models import Disclosure
from tests import factories
from tests.conftest import Visit
from tests.journeys import pages
from tests.journeys.conftest import Square

NAME = "名を出さない会"


@pytest.fixture
def fumi(square: Square) -> tuple[Person, str]:
    """A custodian who is there before the name is sealed."""
    return factories.make_custodian("fumi")


@pytest.fixture
def mamoru(square: Square) -> tuple[Person, str]:
    return factories.make_custodian("mamoru")


def ask(desk: FlaskClient, record: str, **typed: str) -> TestResponse:
    page = desk.get(f"/staff/reveals/new?purpose=signature&record={record}&lang=en")
    values = {"reason": "duplicate", "note": "two of the same day", **typed}
    return pages.send(desk, page, pages.form_with(page, "reason"), **values)


def press(desk: FlaskClient, ending: str) -> TestResponse:
    page = desk.get("/staff/reveals?lang=en")
    form = next(one for one in pages.forms(page) if one.action.endswith(ending))
    return pages.send(desk, page, form)


def offers(desk: FlaskClient, ending: str) -> bool:
    page = desk.get("/staff/reveals")
    return any(one.action.endswith(ending) for one in pages.forms(page))


def hidden(square: Square, desk: FlaskClient) -> str:
    """The random number of an undisclosed signature, as staff find it on the statement's page."""
    square.organisation_joins(Disclosure.UNDISCLOSED, organisation=NAME)
    page = desk.get("/staff/statements/civic-space")
    link = re.search(r"/staff/reveals/new\?purpose=signature&amp;record=([0-9a-f-]{36})", page.text)
    assert link, page.text
    return link.group(1)


def test_a_name_is_opened_by_one_when_another_agrees_and_the_facilitators_see_it(
    square: Square,
    visit: Visit,
    aki: Person,
    chie: Person,
    fumi: tuple[Person, str],
    mamoru: tuple[Person, str],
) -> None:
    record = hidden(square, visit(chie))
    first, second, facilitator = visit(fumi[0]), visit(mamoru[0]), visit(aki)

    assert ask(first, record).status_code == 303
    assert not offers(first, "/approve")
    assert "reveal waits for your approval" in second.get("/staff/?lang=en").text
    assert press(second, "/approve").status_code == 303
    assert "record is ready to open" in first.get("/staff/?lang=en").text
    assert not offers(second, "/file")
    file = press(first, "/file")

    [piece] = exporting.read(file.data, Kind.OPEN).pieces
    opened = sealing.open_sealed(piece.sealed, fumi[1], record=piece.record, purpose=piece.purpose)
    assert opened.fields["organisation"] == NAME
    shown = facilitator.get("/staff/reveals?lang=en").text
    for told in (record, "fumi", "mamoru", "two of the same day", "second signature", "taken"):
        assert told in shown
    acts = [entry.act for entry in reversed(audit.entries())]
    assert acts == ["ask for reveal", "approve reveal", "take sealed record"]


def test_nobody_approves_what_they_asked_for_however_it_is_sent(
    square: Square, visit: Visit, chie: Person, fumi: tuple[Person, str]
) -> None:
    desk = visit(fumi[0])
    ask(desk, hidden(square, visit(chie)))
    reveal = db.session.scalars(db.select(Reveal)).one()
    page = desk.get("/staff/reveals")
    fields = next(one for one in pages.forms(page) if one.action.endswith("/refuse")).fields

    answer = desk.post(f"/staff/reveals/{reveal.public_id}/approve", data=fields)

    assert answer.status_code == 409
    db.session.refresh(reveal)
    assert reveal.approved_at is None


def test_what_the_staff_ask_for_two_custodians_decide_and_open(
    square: Square,
    visit: Visit,
    chie: Person,
    fumi: tuple[Person, str],
    mamoru: tuple[Person, str],
) -> None:
    desk = visit(chie)
    ask(desk, hidden(square, desk))
    press(visit(fumi[0]), "/approve")

    file = press(visit(mamoru[0]), "/file")

    assert exporting.read(file.data, Kind.OPEN)
    assert desk.get("/staff/reveals").status_code == 403
    assert "taken" in desk.get("/staff/reveals/new?lang=en").text


def test_a_record_that_was_taken_is_not_given_again(
    square: Square,
    visit: Visit,
    chie: Person,
    fumi: tuple[Person, str],
    mamoru: tuple[Person, str],
) -> None:
    first = visit(fumi[0])
    ask(first, hidden(square, visit(chie)))
    press(visit(mamoru[0]), "/approve")
    page = first.get("/staff/reveals")
    form = next(one for one in pages.forms(page) if one.action.endswith("/file"))

    answers = [pages.send(first, page, form).status_code for _ in range(2)]

    assert answers == [200, 409]


@pytest.mark.parametrize(
    ("typed", "field"), [({"reason": ""}, "reason"), ({"record": "nonsense"}, "record")]
)
def test_what_is_missing_is_told_at_its_field_and_nothing_typed_is_lost(
    square: Square,
    visit: Visit,
    chie: Person,
    typed: dict[str, str],
    field: str,
) -> None:
    desk = visit(chie)
    record = hidden(square, desk)

    told = ask(desk, **{"record": record, **typed})

    assert told.status_code == 422
    assert pages.wrong(told, field)
    assert "two of the same day" in told.text


def test_no_page_file_or_journal_holds_the_name(
    square: Square,
    visit: Visit,
    aki: Person,
    chie: Person,
    fumi: tuple[Person, str],
    mamoru: tuple[Person, str],
) -> None:
    record = hidden(square, visit(chie))
    first, second, facilitator = visit(fumi[0]), visit(mamoru[0]), visit(aki)
    ask(first, record)
    press(second, "/approve")
    file = press(first, "/file")

    everything = [
        desk.get(path).text
        for desk in (first, second, facilitator)
        for path in ("/staff/", "/staff/reveals", "/staff/reveals/new", "/staff/keys")
    ]
    everything += [file.text, str(file.headers), repr([vars(one) for one in audit.entries()])]

    assert re.search(
        r"filename=sealed-open-\d{4}-\d\d-\d\d-[0-9a-f]{8}\.json",
        file.headers["Content-Disposition"],
    )
    assert not any(NAME in one or "tanpopo" in one for one in everything)
