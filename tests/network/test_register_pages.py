"""The register's pages for staff: who admits, what is refused beside its field, what is kept."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import audit
from core.db import db
from mailing import transports
from network import registering
from network.models import Application, Level, Organisation, Person, StandingKind
from network.registering import Described
from tests import factories
from tests.conftest import Visit
from tests.journeys import pages

TYPED = {"name_ja": "他分野の会", "kana": "たぶんやのかい"}


@pytest.fixture
def staff(visit: Visit, chie: Person) -> FlaskClient:
    return visit(chie)


@pytest.fixture
def checked(app: Flask, staff: FlaskClient) -> str:
    """The address of an application that was checked."""
    address = f"/staff/applications/{factories.apply().public_id}"
    page = staff.get(address)
    form = next(one for one in pages.forms(page) if one.action.endswith("/check"))
    assert pages.send(staff, page, form).status_code == 303
    return address


def test_the_committees_day_is_asked_for(staff: FlaskClient, checked: str) -> None:
    page = staff.get(checked)

    answer = pages.send(staff, page, pages.form_with(page, "committee_on"))

    assert answer.status_code == 422
    assert pages.wrong(answer, "committee_on")


def test_by_the_delegated_rule_staff_admit(
    staff: FlaskClient, checked: str, chie: Person, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.config["SETTINGS"].model_copy(update={"admission": "delegated"})
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    page = staff.get(checked)
    form = next(one for one in pages.forms(page) if one.action.endswith("/admit"))

    assert pages.send(staff, page, form).status_code == 303

    application = db.session.scalars(db.select(Application)).one()
    assert (application.decided_by, application.decided_on) == (chie.id, None)


def test_an_applicants_row_is_chosen_where_it_is_known(staff: FlaskClient, app: Flask) -> None:
    known = registering.add(Described(name_ja="（特活）風の広場"))
    db.session.commit()
    application = factories.apply()
    address = f"/staff/applications/{application.public_id}"
    assert "（特活）風の広場" in staff.get(address).text

    page = staff.get(address)
    pages.send(staff, page, next(f for f in pages.forms(page) if f.action.endswith("/check")))
    page = staff.get(address)
    form = pages.form_with(page, "into")
    day = registering.today().isoformat()
    pages.send(staff, page, form, into=str(known.public_id), committee_on=day)

    db.session.expire_all()
    assert application.organisation_id == known.id


def test_a_message_that_does_not_leave_is_told_and_nothing_typed_is_lost(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    def fail(*_: object) -> None:
        raise transports.NotSent("away")

    monkeypatch.setitem(transports.TRANSPORTS, "file", fail)
    page = client.get("/ja/join")
    typed = {
        **TYPED, "disclosure": "public", "representative_title": "代表", "authority": "y",
        "representative_name": "水無月 そよ", "contact_name": "文月", "email": "a@kaze.example",
    }  # fmt: skip

    answer = pages.send(client, page, pages.form_with(page, "once"), **typed)

    assert answer.status_code == 422
    assert 'value="他分野の会"' in answer.text
    assert pages.receipt(answer)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("corporate_number", "1234567890123"),
        ("kana", "漢字"),
        ("kana", ""),
        ("url", "tanpopo"),
        ("name_ja", ""),
        ("code", "日本"),
    ],
)
def test_what_is_unfit_is_told_at_its_field(staff: FlaskClient, field: str, typed: str) -> None:
    page = staff.get("/staff/organisations/new")

    values = {**TYPED, field: typed}
    answer = pages.send(staff, page, pages.form_with(page, "name_ja"), **values)

    assert answer.status_code == 422
    assert pages.wrong(answer, field)
    assert db.session.scalar(db.select(Organisation)) is None


def test_a_partner_of_another_field_is_added_and_its_standing_ends(
    staff: FlaskClient, chie: Person
) -> None:
    page = staff.get("/staff/organisations/new")
    added = pages.send(staff, page, pages.form_with(page, "name_ja"), **TYPED, code="tabunya")
    page = staff.get(added.headers["Location"])
    pages.send(staff, page, pages.form_with(page, "kind"), kind="partner")
    one = db.session.scalars(db.select(Organisation)).one()
    assert [standing.kind for standing in one.standings] == [StandingKind.PARTNER]

    address = f"/staff/standings/{one.standings[0].id}/end"
    page = staff.get(address)
    pages.send(staff, page, pages.form_with(page, "last"))

    db.session.expire_all()
    assert one.standings[0].ends_on == registering.today()
    acts = [entry.act for entry in audit.entries_of(one)]
    assert acts == ["add organisation", "give standing", "end standing"]


def test_a_list_goes_on_where_it_ended(staff: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(51):
        registering.add(Described(name_ja=f"第{number:03}の会"))
    db.session.commit()

    first = staff.get("/staff/organisations")
    following = next(part for part in first.text.split('"') if "after=" in part)
    second = staff.get(following.replace("&amp;", "&"))

    assert "第050の会" not in first.text
    assert "第050の会" in second.text


def test_what_waits_is_among_todays_tasks(staff: FlaskClient, app: Flask) -> None:
    factories.apply()
    registering.add(Described(name_ja="（特活）芳賀の水"))
    registering.add(Described(name_ja="芳賀の水"))
    db.session.commit()

    page = staff.get("/staff/").text

    assert "/staff/applications" in page
    assert "/staff/organisations/alike" in page


def test_a_custodian_is_told_what_to_open_and_staff_are_not_sent_there(
    visit: Visit, staff: FlaskClient
) -> None:
    factories.make_custodians()
    factories.apply(level=Level.UNDISCLOSED)
    custodian = visit(factories.make_person("kiku", "custodian"))

    assert "/staff/applications/sealed" in custodian.get("/staff/").text
    assert "/staff/applications/sealed" not in staff.get("/staff/").text
