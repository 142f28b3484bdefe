"""One organisation is one row over all statements: what is merely alike is for people to decide."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from core import audit
from core.db import db
from network import merging, registering
from network.models import Likeness, Merge, Organisation, Person
from petitions import counting, recognising
from petitions.models import Disclosure, Signature
from tests import factories
from tests.conftest import Visit
from tests.journeys import pages

LONG = "特定非営利活動法人 芳賀の水"
SHORT = "（特活）芳賀の水"


def sign(name: str, kana: str, slug: str = "civic-space", **typed: Any) -> Signature:
    """Sign a statement by name, and have the register look whose signature it is."""
    signature = factories.make_organisation_signature(
        statements[slug],
        organisation=name,
        kana=kana,
        **{"email": f"{len(name)}@x.example"} | typed,
    )
    recognising.recognise()
    db.session.commit()
    return signature


statements: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def _statements(app: Flask) -> None:
    for slug in ("civic-space", "second"):
        statements[slug] = factories.make_statement(slug=slug)


def rows() -> list[str]:
    query = db.select(Organisation).where(Organisation.merged_into_id.is_(None))
    return sorted(one.name_ja for one in db.session.scalars(query))


def answer(staff: FlaskClient, word: str) -> TestResponse:
    """Press a button of the first pair."""
    page = staff.get("/staff/organisations/alike")
    return pages.send(staff, page, pages.form_with(page, "answer"), answer=word)


def undo(staff: FlaskClient) -> TestResponse:
    page = staff.get("/staff/organisations/alike")
    form = next(one for one in pages.forms(page) if one.action.endswith("/undo"))
    return pages.send(staff, page, form)


def pointing() -> dict[str, list[str]]:
    """Return every row that points at an organisation, and what organisations are."""
    found = {}
    for table in ("signature", "term", "application", "standing", "former", "organisation_contact"):
        query = f"SELECT t::text FROM {table} AS t ORDER BY 1"
        found[table] = list(db.session.scalars(text(query)))
    found["organisation"] = list(
        db.session.scalars(text("SELECT t::text FROM organisation AS t ORDER BY 1"))
    )
    return found


def test_the_same_name_and_reading_is_one_row_over_two_statements() -> None:
    first = sign(LONG, "はがのみず")
    second = sign(LONG, "ハガノミズ", "second")

    assert first.organisation_id == second.organisation_id
    assert rows() == [LONG]
    assert merging.undecided() == []


def test_a_short_legal_form_and_another_contact_are_decided_by_a_person(
    visit: Visit, chie: Person
) -> None:
    sign(LONG, "はがのみず", email="first@haga.example")
    sign(SHORT, "はがのみず", email="second@haga.example")
    assert rows() == sorted([LONG, SHORT])
    assert counting.exact(statements["civic-space"].id).public == 2

    assert answer(visit(chie), "keep-first").status_code == 303

    assert len(rows()) == 1
    assert counting.exact(statements["civic-space"].id).public == 1
    merge = db.session.scalars(db.select(Merge)).one()
    assert [(one.person, one.act) for one in audit.entries_of(merge)] == [
        (chie.id, "merge organisations")
    ]


def test_a_merge_is_undone_exactly(visit: Visit, chie: Person) -> None:
    factories.admit(factories.apply(name_ja=LONG, kana="はがのみず"))
    sign(SHORT, "はがのみず", "second")
    sign(LONG, "はがのみず")
    before = pointing()
    staff = visit(chie)

    answer(staff, "keep-second")
    db.session.expire_all()
    assert pointing() != before
    assert undo(staff).status_code == 303

    assert pointing() == before
    assert len(merging.undecided()) == 1


def test_what_was_said_to_be_two_is_never_asked_again(visit: Visit, chie: Person) -> None:
    sign(LONG, "はがのみず")
    sign(SHORT, "はがのみず")

    answer(visit(chie), "apart")
    one = db.session.scalars(db.select(Organisation).order_by(Organisation.id)).first()
    assert one is not None
    registering.change(one, registering.Described(name_ja=LONG, kana="ハガのミズ"), by=chie.id)
    db.session.commit()

    assert merging.undecided() == []
    assert len(rows()) == 2


def test_entered_twice_by_two_staff_it_is_found(visit: Visit, chie: Person) -> None:
    staff, other = visit(chie), visit(factories.make_person("haru", "coordinator"))

    for browser in (staff, other):
        page = browser.get("/staff/organisations/new")
        typed = {"name_ja": "北国人権ネットワーク", "kana": "きたぐにじんけんねっとわーく"}
        assert (
            pages.send(browser, page, pages.form_with(page, "name_ja"), **typed).status_code == 303
        )

    assert len(merging.undecided()) == 1
    assert "北国人権ネットワーク" in staff.get("/staff/organisations/alike").text


def test_signed_twice_by_the_same_name_it_counts_twice_until_a_person_decides(
    visit: Visit, chie: Person
) -> None:
    sign(LONG, "はがのみず", email="a@haga.example")
    sign(LONG, "はがのみず", email="b@haga.example")
    assert len(merging.undecided()) == 1

    answer(visit(chie), "keep-first")

    assert counting.exact(statements["civic-space"].id).public == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("株式会社あおぞら", "あおぞら"), ("あおぞら労働組合", "あおぞらろうどうくみあい")),
        (("「沖縄の声」事務局", "おきなわのこえじむきょく"), ("沖縄の声", "おきなわのこえ")),
        (("starharbor.asia.pte.ltd", ""), ("starharbor", "")),
    ],
    ids=["company-and-union", "a-secretariat", "a-domain-like-name"],
)
def test_what_only_looks_related_is_two_rows(one: tuple[str, str], other: tuple[str, str]) -> None:
    for name, kana in (one, other):
        sign(name, kana, country="JP" if kana else "SG")

    assert rows() == sorted([one[0], other[0]])
    assert merging.undecided() == []


def test_a_company_and_an_npo_of_one_name_are_asked_about_and_not_joined() -> None:
    sign("株式会社あおぞら", "あおぞら", prefecture="東京都")
    sign("NPO法人あおぞら", "あおぞら", prefecture="東京都")

    assert len(rows()) == 2
    assert [one.reason for one in merging.undecided()] == ["name"]


def test_an_undisclosed_signature_is_compared_with_nothing() -> None:
    factories.make_custodians()
    sign(LONG, "はがのみず")

    hidden = sign(SHORT, "はがのみず", disclosure=Disclosure.UNDISCLOSED)

    assert hidden.organisation_id is None
    assert rows() == [LONG]
    assert db.session.scalar(db.select(Likeness)) is None


def test_a_later_merge_has_to_be_undone_first(visit: Visit, chie: Person) -> None:
    one, two, three = (factories.make_organisation(code) for code in ("aa", "bb", "cc"))
    merging.merge(two, one, by=chie.id)
    merging.merge(three, two, by=chie.id)
    db.session.commit()
    first = db.session.scalars(db.select(Merge).order_by(Merge.id)).first()
    assert first is not None

    with pytest.raises(merging.MergedFurther):
        merging.undo(first, by=chie.id)


def test_a_signature_that_is_no_longer_named_leaves_no_trace_of_whose_it_was(
    visit: Visit, chie: Person
) -> None:
    sign(LONG, "はがのみず")
    signature = sign(SHORT, "はがのみず", "second")
    answer(visit(chie), "keep-first")

    recognising.let_go(signature)
    db.session.commit()

    assert signature.organisation_id is None
    merge = db.session.scalars(db.select(Merge)).one()
    assert signature.id not in [number for ids in merge.moved.values() for number in ids]


def test_a_row_that_nothing_holds_any_more_goes_with_its_last_signature() -> None:
    signature = sign(LONG, "はがのみず")

    recognising.let_go(signature)
    db.session.commit()

    assert rows() == []


def test_staff_find_an_organisation_by_two_characters(visit: Visit, chie: Person) -> None:
    sign(LONG, "はがのみず")
    sign("別の会", "べつのかい")

    found = visit(chie).get("/staff/organisations?q=芳賀").text

    assert "芳賀の水" in found
    assert "別の会" not in found
