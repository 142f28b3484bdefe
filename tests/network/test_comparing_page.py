"""Custodians compare the undisclosed over HTTP: records go out in a file, a decision comes in."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from core import audit
from core.db import db
from network import comparing, exporting, sealing
from network.exporting import Kind
from network.models import Person
from petitions import rounds
from petitions.models import Disclosure, Signature
from tests import factories
from tests.conftest import Visit
from tests.journeys import pages
from tests.leaks.listening import listening

NAME = "特定非営利活動法人 名を出さない会"


@pytest.fixture
def fumi(app: Flask) -> tuple[Person, str]:
    factories.make_custodian("mamoru")
    return factories.make_custodian("fumi")


@pytest.fixture
def desk(fumi: tuple[Person, str], visit: Visit) -> FlaskClient:
    return visit(fumi[0])


@pytest.fixture
def hidden(fumi: tuple[Person, str]) -> list[UUID]:
    """Two signatures of one undisclosed organisation, on a list that is closed."""
    statement = factories.make_statement()
    found = [
        factories.make_organisation_signature(
            statement, disclosure=Disclosure.UNDISCLOSED, organisation=name
        ).public_id
        for name in (NAME, "(特活)名を出さない会")
    ]
    rounds.close(rounds.of(statement.id)[0])
    db.session.commit()
    return found


def press(desk: FlaskClient, ending: str) -> TestResponse:
    """Press the page's button whose form goes to an address that ends so."""
    page = desk.get("/staff/keys")
    form = next(one for one in pages.forms(page) if one.action.endswith(ending))
    return pages.send(desk, page, form)


def bring(desk: FlaskClient, content: bytes) -> TestResponse:
    page = desk.get("/staff/keys")
    form = pages.form_with(page, "decision")
    return pages.send(desk, page, form, decision=(BytesIO(content), "decision.json"))


def decided(taken: bytes, same: bool | None) -> bytes:
    """What a custodian saves who has found the two records in a file to be the same, or not."""
    told: dict[str, Any] = json.loads(taken)
    records = sorted(one["id"] for one in told["records"])
    verdict = {
        "format": "hiroba duplicates",
        "version": 1,
        "group": told["group"],
        "records": records,
        "pairs": [{"pair": records, "same": same}],
    }
    return json.dumps(verdict).encode()


def test_a_custodian_takes_the_records_and_brings_a_decision_back(
    desk: FlaskClient, fumi: tuple[Person, str], hidden: list[UUID]
) -> None:
    taken = press(desk, "/compare")
    pieces = exporting.read(taken.data, Kind.COMPARE).pieces

    brought = bring(desk, decided(taken.data, same=True))

    opened = [
        sealing.open_sealed(one.sealed, fumi[1], record=one.record, purpose=one.purpose)
        for one in pieces
    ]
    assert NAME in {one.fields["organisation"] for one in opened}
    assert re.search(r'filename="?sealed-compare-', taken.headers["Content-Disposition"])
    assert brought.status_code == 303
    counts = db.select(Signature.public_id).where(Signature.counts)
    assert list(db.session.scalars(counts)) == hidden[:1]
    assert [entry.act for entry in audit.entries()] == [
        "compare records",
        "take records to compare",
    ]


def test_what_was_decided_stands_on_the_page_and_can_be_asked_again(
    desk: FlaskClient, hidden: list[UUID]
) -> None:
    bring(desk, decided(press(desk, "/compare").data, same=True))
    between = desk.get("/staff/keys?lang=en").text

    again = press(desk, "/ask-again")

    assert "/staff/keys/compare" not in between
    assert str(hidden[0])[:8] in between
    assert again.status_code == 303
    assert "/staff/keys/compare" in desk.get("/staff/keys").text
    assert db.session.query(Signature).filter(Signature.counts).count() == 2
    assert audit.entries()[0].act == "ask again"


def test_the_day_of_a_custodian_begins_with_what_is_to_be_compared(
    desk: FlaskClient, hidden: list[UUID], visit: Visit
) -> None:
    other = visit(factories.make_person("chie", "staff")).get("/staff/?lang=en").text

    today = desk.get("/staff/?lang=en").text

    told = "undisclosed organisations to be compared"
    assert told in today
    assert "round 1" in today
    assert told not in other


@pytest.mark.parametrize("role", ["staff", "facilitator", "administrator"])
def test_nobody_else_takes_records_or_decides(
    desk: FlaskClient, hidden: list[UUID], visit: Visit, role: str
) -> None:
    taken = press(desk, "/compare").data
    bring(desk, decided(taken, same=True))
    [word] = comparing.decisions()
    of = "hokkaido" if role == "facilitator" else None
    other = visit(factories.make_person("chie", role, of=of))
    form = factories.form_of(other.get("/staff/account"))

    answers = [
        other.post(path, data=form | {"group": comparing.groups()[0].code})
        for path in (
            "/staff/keys/compare",
            "/staff/keys/decisions",
            f"/staff/keys/decisions/{word.id}/ask-again",
        )
    ]

    assert {one.status_code for one in answers} == {403}
    assert comparing.decisions() == [word]


def test_a_custodian_without_a_proved_key_can_take_nothing(
    hidden: list[UUID], visit: Visit
) -> None:
    newcomer = visit(factories.make_person("toru", "custodian"))
    page = newcomer.get("/staff/keys")

    sent = newcomer.post(
        "/staff/keys/compare",
        data=factories.form_of(page) | {"group": comparing.due()[0].code},
    )

    assert "/staff/keys/compare" not in page.text
    assert sent.status_code == 403


@pytest.mark.parametrize("content", [b"", b"{}", b'{"name": "x"}', b"x" * 2_000])
def test_a_file_that_is_no_decision_is_told_at_its_field(
    desk: FlaskClient, hidden: list[UUID], content: bytes
) -> None:
    told = bring(desk, content)

    assert told.status_code == 422
    assert pages.wrong(told, "decision")
    assert 'href="#decision"' in told.text
    assert comparing.decisions() == []


def test_a_file_that_is_too_large_is_refused(desk: FlaskClient, hidden: list[UUID]) -> None:
    sent = desk.post(
        "/staff/keys/decisions",
        data=b" " * 1_100_000,
        content_type="multipart/form-data; boundary=edge",
    )

    assert sent.status_code == 413


def test_a_group_that_nobody_offers_is_not_there(desk: FlaskClient, hidden: list[UUID]) -> None:
    page = desk.get("/staff/keys")
    form = pages.form_with(page, "group")

    assert pages.send(desk, page, form, group="signature-0").status_code == 404


def test_no_name_is_in_any_answer_row_or_log(desk: FlaskClient, hidden: list[UUID]) -> None:
    with listening() as said:
        taken = press(desk, "/compare")
        spoilt = json.loads(decided(taken.data, same=True)) | {"name": NAME}
        answers = [taken, bring(desk, json.dumps(spoilt).encode())]
        answers += [bring(desk, decided(taken.data, same=True)), desk.get("/staff/keys")]
        answers += [press(desk, "/ask-again"), desk.get("/staff/")]
        logged = said()

    tables = [one.name for one in db.metadata.sorted_tables if not one.info.get("view")]
    rows = [
        str(row)
        for table in [*tables, "procrastinate_jobs", "procrastinate_events"]
        for row in db.session.execute(text(f"SELECT to_jsonb(t)::text FROM {table} AS t"))
    ]
    for told in (NAME, "名を出さない会", json.dumps("名を出さない会")[1:-1]):
        assert not any(told in answer.text for answer in answers)
        assert not any(told in row for row in rows)
        assert told not in logged
