"""An administrator gives roles and ends them; what a role opened is closed with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from core import audit, japanese
from core.db import db, now
from network.models import Person, Role
from petitions.models import Disclosure
from tests import factories
from tests.conftest import Visit

TODAY = japanese.in_tokyo(now()).date()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def emi(app: object) -> Person:
    """An administrator."""
    return factories.make_person("emi", "administrator")


def give(browser: FlaskClient, **changes: str) -> object:
    typed = {"name_ja": "五月 文", "email": "fumi@hiroba.example", "role": "staff"}
    form = factories.form_of(browser.get("/staff/people"))
    return browser.post("/staff/people", data=form | typed | {"since": TODAY.isoformat()} | changes)


def end(browser: FlaskClient, person: Person, last: str) -> object:
    address = f"/staff/people/terms/{person.terms[0].id}/end"
    return browser.post(address, data=factories.form_of(browser.get(address), last=last))


def test_yesterdays_facilitator_has_today_no_access(visit: Visit, emi: Person, aki: Person) -> None:
    facilitator, administrator = visit(aki), visit(emi)
    assert facilitator.get("/staff/entry").status_code == 200

    end(administrator, aki, YESTERDAY.isoformat())

    assert facilitator.get("/staff/entry").status_code == 403
    assert facilitator.get("/staff/").status_code == 403


def test_who_gave_and_ended_a_role_stands_in_the_journal(
    visit: Visit, emi: Person, aki: Person
) -> None:
    administrator = visit(emi)

    give(administrator)
    end(administrator, aki, TODAY.isoformat())

    acts = [(one.person, one.act, one.fact) for one in audit.entries()]
    assert acts == [(emi.id, "end role", "facilitator"), (emi.id, "give role", "staff")]


def test_a_new_person_can_sign_in_with_what_the_role_opens(visit: Visit, emi: Person) -> None:
    give(visit(emi))

    fumi = db.session.scalars(db.select(Person).where(Person.email == "fumi@hiroba.example")).one()
    assert visit(fumi).get("/staff/statements").status_code == 200


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("role", "facilitator", "構成団体"),
        ("role", "king", "一覧"),
        ("since", "2026-13-40", "2026-12-10"),
        ("until", YESTERDAY.isoformat(), "最終日"),
        ("email", "nobody", "メール"),
        ("name_ja", " ", "名前"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_typed_is_lost(
    visit: Visit, emi: Person, field: str, typed: str, words: str
) -> None:
    answer = give(visit(emi), **{"name_en": "Fumi Satsuki", field: typed})

    assert answer.status_code == 422  # type: ignore[attr-defined]  # a test response
    text = answer.text  # type: ignore[attr-defined]  # as above
    assert 'value="Fumi Satsuki"' in text
    assert 'class="error"' in text
    assert words in text


def test_the_last_administrator_is_told_why_it_cannot_end(visit: Visit, emi: Person) -> None:
    answer = end(visit(emi), emi, YESTERDAY.isoformat())

    assert answer.status_code == 422  # type: ignore[attr-defined]  # a test response
    assert emi.roles == {Role.ADMINISTRATOR}


def test_each_network_sees_who_came_in_by_its_own_entry_and_no_other(
    visit: Visit, aki: Person, ben: Person
) -> None:
    factories.make_custodians()
    statement = factories.make_statement()
    for number, (via, level) in enumerate(
        [
            ("hokkaido", Disclosure.PUBLIC),
            ("okinawa", Disclosure.ADDRESSEE),
            ("hokkaido", Disclosure.UNDISCLOSED),
        ]
    ):
        factories.make_organisation_signature(
            statement,
            organisation=f"{via} の会 {level}",
            email=f"{number}@mail.example",
            via=via,
            disclosure=level,
        )

    pages = [visit(one).get(f"/staff/entry/{statement.slug}").text for one in (aki, ben)]
    lists = [visit(one).get("/staff/entry").text for one in (aki, ben)]

    assert "hokkaido の会 public" in pages[0]
    assert "okinawa の会 addressee" in pages[1]
    assert "okinawa の会" not in pages[0] + lists[0]
    assert "hokkaido の会" not in pages[1] + lists[1]
    assert "undisclosed" not in "".join(pages + lists)


def test_a_facilitators_page_of_a_statement_that_nobody_signed_by_their_entry_says_so(
    visit: Visit, aki: Person
) -> None:
    statement = factories.make_statement()

    assert "入口" in visit(aki).get(f"/staff/entry/{statement.slug}").text
