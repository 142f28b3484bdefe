"""A supporting organisation that is named to the secretariat alone, shows itself, and is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core import audit
from core.db import db
from network import deciding, joining, registering
from network.models import Application, Level, Organisation, Person, StandingKind
from tests import factories
from tests.conftest import Outbox, Visit
from tests.journeys import pages

NAME = factories.KAZE.name_ja
TOKEN = "m" * 43
OWN = f"/ja/organisation/{TOKEN}"
TYPED = {
    "name_ja": NAME,
    "kana": "かぜのひろば",
    "name_en": "Kaze Square",
    "representative_title": "代表理事",
    "representative_name": "水無月 そよ",
    "contact_name": "文月 なぎ",
    "email": "office@kaze.example",
    "authority": "y",
}


@pytest.fixture
def member(app: object) -> Organisation:
    """A member to addressees, whose link is TOKEN."""
    factories.make_custodians()
    found = factories.admit(factories.apply(token=TOKEN, level=Level.ADDRESSEE)).organisation
    assert found is not None
    return found


def join(client: FlaskClient, address: str, level: str) -> TestResponse:
    page = client.get(address)
    return pages.send(client, page, pages.form_with(page, "once"), **TYPED, disclosure=level)


def choose(client: FlaskClient, level: str) -> TestResponse:
    return pages.press(client, OWN, action="disclosure", disclosure=level)


def listed(client: FlaskClient) -> bool:
    """Tell whether the page of the network names it, in either language."""
    japanese, english = (client.get(f"/{lang}/network").text for lang in ("ja", "en"))
    assert (NAME in japanese) is (factories.KAZE.name_en in english)
    return NAME in japanese


def hide(staff: FlaskClient, one: Organisation) -> TestResponse:
    page = staff.get(f"/staff/organisations/{one.public_id}")
    form = next(form for form in pages.forms(page) if form.action.endswith("/hide"))
    return pages.send(staff, page, form)


def test_from_the_form_to_the_register_it_is_in_no_public_place(
    client: FlaskClient, outbox: Outbox, visit: Visit, chie: Person
) -> None:
    assert join(client, "/ja/join", "addressee").status_code == 303
    pages.press(client, outbox.link(), action="confirm")
    application = db.session.scalars(db.select(Application)).one()
    factories.admit(application)

    assert not listed(client)
    staff = visit(chie)
    found = staff.get("/staff/organisations").text
    assert NAME in found
    assert "宛先にだけ公表" in found
    assert NAME in staff.get(f"/staff/applications/{application.public_id}").text


def test_it_is_looked_for_among_the_rows_there_are_and_checked_by_staff(
    client: FlaskClient, visit: Visit, chie: Person
) -> None:
    known = registering.add(registering.Described(name_ja="（特活）風の広場"))
    address = f"/staff/applications/{factories.apply(level=Level.ADDRESSEE).public_id}"
    staff = visit(chie)
    assert known.name_ja in staff.get(address).text

    page = staff.get(address)
    form = next(one for one in pages.forms(page) if one.action.endswith("/check"))
    assert pages.send(staff, page, form).status_code == 303

    assert "into" in pages.form_with(staff.get(address), "committee_on").offered


def test_it_shows_itself_and_steps_back_by_its_link_at_once(
    client: FlaskClient, member: Organisation
) -> None:
    assert NAME in client.get(OWN).text

    assert choose(client, "public").status_code == 303
    assert listed(client)

    assert choose(client, "addressee").status_code == 303
    assert not listed(client)


def test_it_goes_on_to_be_named_to_nobody(client: FlaskClient, member: Organisation) -> None:
    assert choose(client, "undisclosed").status_code == 303

    assert db.session.scalar(db.select(Organisation)) is None
    assert NAME not in client.get(OWN).text


def test_the_page_says_until_when_backups_keep_the_name(
    client: FlaskClient, member: Organisation
) -> None:
    assert re.search("バックアップには、令和.*日.*まで", pages.text_of(client.get(OWN).text))


def test_a_change_to_nothing_is_told_at_its_field(
    client: FlaskClient, member: Organisation
) -> None:
    answer = choose(client, "")

    assert answer.status_code == 422
    assert pages.wrong(answer, "disclosure")


def test_without_custodians_undisclosed_is_refused_at_its_field(client: FlaskClient) -> None:
    factories.admit(factories.apply(token=TOKEN, level=Level.ADDRESSEE))

    answer = choose(client, "undisclosed")

    assert answer.status_code == 422
    assert pages.wrong(answer, "disclosure")
    assert db.session.scalar(db.select(Organisation)) is not None


def test_one_that_stands_by_name_is_offered_no_level(
    client: FlaskClient, visit: Visit, chie: Person
) -> None:
    one = factories.admit(factories.apply(token=TOKEN)).organisation
    assert one is not None
    decided = registering.Decision(committee_on=registering.today())
    registering.begin(one, StandingKind.PARTNER, registering.today(), decided)
    db.session.commit()

    assert 'name="disclosure"' not in client.get(OWN).text
    assert "/hide" not in visit(chie).get(f"/staff/organisations/{one.public_id}").text
    assert choose_by_hand(client, "addressee").status_code == 409


def choose_by_hand(client: FlaskClient, level: str) -> TestResponse:
    """Send what the page does not offer."""
    page = client.get(OWN)
    form = pages.form_with(page, "action")
    return pages.send(client, page, form, action="disclosure", disclosure=level)


def test_staff_take_a_name_off_and_only_the_organisation_puts_it_back(
    client: FlaskClient, member: Organisation, visit: Visit, chie: Person
) -> None:
    choose(client, "public")
    staff = visit(chie)

    assert hide(staff, member).status_code == 303

    assert not listed(client)
    page = staff.get(f"/staff/organisations/{member.public_id}").text
    assert "/hide" not in page
    assert "サイトから外した日" in page
    assert ("hide name", chie.id) in [(one.act, one.person) for one in audit.entries_of(member)]
    assert "事務局がこのサイトから名称を外しました" in client.get(OWN).text

    choose(client, "public")
    assert listed(client)
    assert "事務局がこのサイトから名称を外しました" not in client.get(OWN).text


def test_a_coordinator_reads_the_register_and_takes_no_name_off(
    client: FlaskClient, member: Organisation, visit: Visit
) -> None:
    choose(client, "public")
    coordinator = visit(factories.make_person("haru", "coordinator"))

    assert "/hide" not in coordinator.get(f"/staff/organisations/{member.public_id}").text


def test_staff_give_no_standing_that_would_name_it(
    member: Organisation, visit: Visit, chie: Person
) -> None:
    staff = visit(chie)
    page = staff.get(f"/staff/organisations/{member.public_id}")

    answer = pages.send(staff, page, pages.form_with(page, "kind"), kind="constituent")

    assert answer.status_code == 422
    assert pages.wrong(answer, "kind")


def test_a_row_that_stands_in_public_is_refused_at_its_field(
    visit: Visit, chie: Person, app: object
) -> None:
    partner = registering.add(registering.Described(name_ja="（特活）風の広場"))
    decided = registering.Decision(committee_on=registering.today())
    registering.begin(partner, StandingKind.PARTNER, registering.today(), decided)
    application = factories.apply(level=Level.ADDRESSEE)
    joining.check(application, by=chie.id)
    db.session.commit()
    staff = visit(chie)
    page = staff.get(f"/staff/applications/{application.public_id}")

    day, into = registering.today().isoformat(), str(partner.public_id)
    form = pages.form_with(page, "into")
    answer = pages.send(staff, page, form, into=into, committee_on=day)

    assert answer.status_code == 422
    assert pages.wrong(answer, "into")


@pytest.mark.parametrize(("level", "shown"), [("public", True), ("addressee", False)])
def test_an_undisclosed_member_chooses_how_far_it_discloses_itself(
    client: FlaskClient, outbox: Outbox, level: str, shown: bool
) -> None:
    factories.make_custodians()
    factories.admit(factories.apply(token=TOKEN, level=Level.UNDISCLOSED))

    assert join(client, f"{OWN}/disclose", level).status_code == 303
    pages.press(client, outbox.link(), action="confirm")
    factories.admit(
        db.session.scalars(
            db.select(Application).where(Application.disclosure != Level.UNDISCLOSED)
        ).one()
    )

    assert listed(client) is shown
    assert db.session.scalars(db.select(Application.disclosure)).all() == [level]


def test_disclosing_to_nobody_is_told_at_its_field(client: FlaskClient) -> None:
    factories.make_custodians()
    factories.admit(factories.apply(token=TOKEN, level=Level.UNDISCLOSED))
    page = client.get(f"{OWN}/disclose")
    assert pages.form_with(page, "disclosure").offered["disclosure"] == ["public", "addressee"]

    answer = join(client, f"{OWN}/disclose", "undisclosed")

    assert answer.status_code == 422
    assert pages.wrong(answer, "disclosure")


def test_its_entrys_people_see_it_with_its_level(
    client: FlaskClient, outbox: Outbox, aki: Person, visit: Visit
) -> None:
    join(client, "/ja/join?via=hokkaido", "addressee")
    pages.press(client, outbox.link(), action="confirm")
    factories.admit(db.session.scalars(db.select(Application)).one())

    page = visit(aki).get("/staff/entry").text

    assert NAME in page
    assert "宛先にだけ公表" in page


def test_the_committee_reads_the_name_in_the_motion_and_no_mail_tells_it(
    client: FlaskClient,
    outbox: Outbox,
    aki: Person,
    chie: Person,
    visit: Visit,
    run_due: Callable[[], None],
) -> None:
    application = factories.apply(level=Level.ADDRESSEE)
    joining.check(application, by=chie.id)
    db.session.commit()
    facilitator = visit(aki)
    matter = f"admit organisation:{application.id}"
    assert NAME in facilitator.get("/staff/motions/new").text

    page = facilitator.get(f"/staff/motions/new?matter={matter}")
    made = pages.send(facilitator, page, pages.form_with(page, "text_hash"))
    run_due()

    [motion] = deciding.open_now()
    assert made.status_code == 303
    assert NAME in facilitator.get(f"/staff/motions/{motion.public_id}").text
    assert NAME not in motion.version.title
    assert outbox.texts
    subjects = [str(message["Subject"]) for message in outbox.messages]
    assert not any(NAME in text for text in [*outbox.texts, *subjects])
