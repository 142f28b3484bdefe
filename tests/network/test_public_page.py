"""The network's own page: who may be named there, and who is in any case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient

from core import audit
from core.db import db, now
from core.japanese import in_tokyo
from network import people, registering
from network.models import Person, Role, StandingKind
from network.registering import Decision, Described
from tests import factories
from tests.conftest import Visit
from tests.journeys import pages

TODAY = in_tokyo(now()).date()


def read(client: FlaskClient, lang: str = "ja") -> str:
    return pages.text_of(client.get(f"/{lang}/network").text)


def appoint(name: str, role: Role, *, of: str | None = None, shown: bool = False) -> Person:
    person = people.appoint(
        f"{ord(name[0])}@hiroba.example",
        role,
        name_ja=name,
        of=factories.make_organisation(of) if of else None,
        since=factories.LONG_AGO,
        shown=shown,
    )
    db.session.commit()
    return person


def test_co_representatives_are_named_as_on_every_letter(client: FlaskClient) -> None:
    appoint("皐月 かおる", Role.CO_REPRESENTATIVE)

    assert "皐月 かおる" in read(client)


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.COORDINATOR, Role.ADVISOR])
@pytest.mark.parametrize("shown", [True, False])
def test_others_are_named_only_where_their_term_says_so(
    client: FlaskClient, role: Role, shown: bool
) -> None:
    appoint("皐月 かおる", role, of="hokkaido", shown=shown)

    assert ("皐月 かおる" in read(client)) == shown


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMINISTRATOR, Role.CUSTODIAN])
def test_staff_and_custodians_are_not_named(client: FlaskClient, role: Role) -> None:
    appoint("皐月 かおる", role, shown=True)

    assert "皐月 かおる" not in read(client)


def test_who_no_longer_holds_a_role_is_not_named(client: FlaskClient) -> None:
    person = appoint("皐月 かおる", Role.FACILITATOR, of="hokkaido", shown=True)
    person.terms[0].ends_on = TODAY - timedelta(days=1)
    db.session.commit()

    assert "皐月 かおる" not in read(client)


def test_people_stand_with_their_constituent_organisation(client: FlaskClient) -> None:
    appoint("一月 光", Role.FACILITATOR, of="hokkaido", shown=True)
    appoint("二月 望", Role.FACILITATOR, of="okinawa", shown=True)

    text = read(client)

    assert (
        text.index("hokkaidoネットワーク")
        < text.index("一月 光")
        < text.index("okinawaネットワーク")
        < text.index("二月 望")
    )


def test_custodians_are_counted(client: FlaskClient) -> None:
    factories.make_custodians(3)

    text = read(client, "en")

    assert "3 custodians hold the keys." in text
    assert "custodian 0" not in text


@dataclass(frozen=True)
class Supporter:
    name: str
    kana: str = ""
    url: str = ""


@dataclass(frozen=True)
class Supporting:
    named: list[Supporter]
    unnamed: int


def test_supporting_organisations_are_named_and_the_others_counted(app: Flask) -> None:
    supporting = Supporting([Supporter("たんぽぽ水路", url="https://tanpopo.example/")], 4)

    with app.test_request_context("/ja/network"):
        text = pages.text_of(render_template("network/network.html", supporting=supporting))

    assert "たんぽぽ水路" in text
    assert "4団体" in text


def test_partners_of_other_fields_are_named(client: FlaskClient) -> None:
    partner = registering.add(Described(name_ja="記者クラブ連絡会", name_en="Press Liaison"))
    ended = registering.add(Described(name_ja="昔の協力団体"))
    for one in (partner, ended):
        registering.begin(one, StandingKind.PARTNER, TODAY, Decision(committee_on=TODAY))
    registering.end(ended.standings[0], TODAY - timedelta(days=1))
    db.session.commit()

    assert "協力団体 記者クラブ連絡会" in read(client)
    assert "Partner organisations Press Liaison" in read(client, "en")
    assert "昔の協力団体" not in read(client)


def test_the_administrator_lets_a_name_be_shown_and_takes_it_off_again(
    client: FlaskClient, visit: Visit, aki: Person
) -> None:
    browser = visit(factories.make_person("emi", "administrator"))
    address = f"/staff/people/terms/{aki.terms[0].id}/shown"

    answers = []
    for said in ("yes", "no"):
        form = pages.form_with(browser.get("/staff/people"), "shown")
        browser.post(address, data={**form.fields, "shown": said})
        answers.append("aki" in read(client))

    assert answers == [True, False]
    assert [one.act for one in audit.entries()] == ["stop showing name", "show name"]


def test_a_term_with_a_number_that_none_can_have_is_not_there(visit: Visit) -> None:
    browser = visit(factories.make_person("emi", "administrator"))

    assert browser.post(f"/staff/people/terms/{2**40}/shown").status_code == 404


def test_a_fax_number_is_shown_only_where_there_is_one(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "FAX" not in read(client)

    faxed = app.config["SETTINGS"].model_copy(update={"contact_fax": "03-1111-2222"})
    monkeypatch.setitem(app.config, "SETTINGS", faxed)

    assert "FAX 03-1111-2222" in read(client)
    assert "FAX 03-1111-2222" in pages.text_of(client.get("/ja/contact").text)


def test_how_names_are_kept_is_told_with_the_days_of_backups(client: FlaskClient) -> None:
    assert "35" in pages.text_of(client.get("/ja/network/names").text)
