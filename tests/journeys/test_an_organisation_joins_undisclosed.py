"""An organisation joins the register by name, or undisclosed: from the form to being counted."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from core import audit
from core.db import db
from network import registering, sealing
from network.models import Application, Level, Organisation, Person
from petitions import recognising
from tests import factories
from tests.conftest import Outbox, Visit
from tests.journeys import pages

KAZE = {
    "name_ja": "特定非営利活動法人 風の広場",
    "kana": "かぜのひろば",
    "name_en": "Kaze Square",
    "representative_title": "代表理事",
    "representative_name": "水無月 そよ",
    "contact_name": "文月 なぎ",
    "email": "office@kaze.example",
    "authority": "y",
}


@pytest.fixture
def keys(app: object) -> list[str]:
    """The custodians' secret keys."""
    return factories.make_custodians()


@pytest.fixture
def kiku(app: object) -> Person:
    """A custodian."""
    return factories.make_person("kiku", "custodian")


def join(client: FlaskClient, level: str, address: str = "/ja/join", **typed: str) -> TestResponse:
    page = client.get(address)
    values = {**KAZE, "disclosure": level, **typed}
    return pages.send(client, page, pages.form_with(page, "once"), **values)


def confirmed(client: FlaskClient, outbox: Outbox) -> str:
    """Confirm by the newest mail's link; return its path."""
    link = outbox.link()
    assert pages.press(client, link, action="confirm").status_code == 303
    return link


def waiting_at(staff: FlaskClient) -> list[str]:
    """Return the addresses of the applications that wait."""
    page = staff.get("/staff/applications").text
    return sorted({part.split('"')[0] for part in page.split('href="')[1:] if is_one(part)})


def is_one(part: str) -> bool:
    address = part.split('"')[0]
    return address.startswith("/staff/applications/") and not address.endswith("/new")


def press_at(staff: FlaskClient, address: str, ending: str) -> TestResponse:
    """Open a page and press the button of the form that leads to an address of this ending."""
    page = staff.get(address)
    form = next(one for one in pages.forms(page) if one.action.endswith(ending))
    return pages.send(staff, page, form)


def admit(staff: FlaskClient, address: str) -> TestResponse:
    """Note that the committee decided today."""
    page = staff.get(address)
    form = pages.form_with(page, "committee_on")
    return pages.send(staff, page, form, committee_on=registering.today().isoformat())


def test_joining_undisclosed_to_being_counted(
    client: FlaskClient,
    outbox: Outbox,
    visit: Visit,
    chie: Person,
    kiku: Person,
    keys: list[str],
    run_due: Callable[[], None],
) -> None:
    staff, custodian = visit(chie), visit(kiku)
    figures = []

    for number in range(3):
        typed = {"name_ja": f"秘匿の会 {number}", "email": f"{number}@hitoku.example"}
        assert join(client, "undisclosed", **typed).status_code == 303
        link = confirmed(client, outbox)
        # Out of band: the custodian opens the record with a key that this server never had.
        sealed = db.session.scalars(db.select(Application).order_by(Application.id.desc())).first()
        assert sealed is not None
        assert sealed.sealed is not None
        opened = sealing.open_sealed(
            sealed.sealed, keys[0], record=sealed.public_id, purpose="organisation"
        )
        assert opened.fields["name_ja"] == typed["name_ja"]
        assert press_at(custodian, "/staff/applications/sealed", "/opened").status_code == 303
        [address] = waiting_at(staff)
        assert admit(staff, address).status_code == 303
        run_due()
        figures.append(registering.supporting().unnamed)
        assert "秘匿の会" not in client.get(link).text

    assert figures == [0, 0, 3]
    assert registering.supporting().named == []
    assert db.session.scalar(db.select(Organisation)) is None


def test_a_named_one_is_checked_admitted_and_listed(
    client: FlaskClient, outbox: Outbox, visit: Visit, chie: Person
) -> None:
    staff = visit(chie)
    join(client, "public")
    confirmed(client, outbox)
    [address] = waiting_at(staff)

    press_at(staff, address, "/check")
    assert admit(staff, address).status_code == 303

    assert [one.name for one in registering.supporting().named] == ["特定非営利活動法人 風の広場"]
    application = db.session.scalars(db.select(Application)).one()
    acts = [(one.person, one.act) for one in audit.entries_of(application)]
    assert acts == [(chie.id, "check application"), (chie.id, "admit organisation")]


def test_each_level_gets_the_same_answer_and_mail(
    client: FlaskClient, outbox: Outbox, keys: list[str]
) -> None:
    answers = [join(client, level) for level in ("public", "addressee", "undisclosed")]

    assert len({str(pages.alike(answer)) for answer in answers}) == 1
    assert len({pages.plain(text) for text in outbox.texts}) == 1
    assert len({str(message["Subject"]) for message in outbox.messages}) == 1


def test_whoever_is_in_the_register_already_is_answered_alike(
    client: FlaskClient, outbox: Outbox
) -> None:
    factories.admit(factories.apply(name_ja=KAZE["name_ja"]))

    again, new = join(client, "public"), join(client, "public", name_ja="まだいない会")

    assert pages.alike(again) == pages.alike(new)


def test_nothing_of_an_undisclosed_one_stands_in_clear_anywhere(
    client: FlaskClient,
    outbox: Outbox,
    visit: Visit,
    chie: Person,
    keys: list[str],
    run_due: Callable[[], None],
) -> None:
    join(client, "undisclosed", name_ja="蜻蛉玉秘匿検体", kana="とんぼだま", url="")
    confirmed(client, outbox)
    run_due()

    names = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    tables = db.session.scalars(text(names)).all()
    rows = [
        str(row)
        for table in tables
        for row in db.session.execute(text(f'SELECT t::text FROM "{table}" AS t'))
    ]
    whole = "".join(rows) + visit(chie).get("/staff/applications").text
    assert "蜻蛉玉" not in whole
    assert "とんぼだま" not in whole
    assert "office@kaze.example" not in whole


def test_its_moments_are_days(client: FlaskClient, outbox: Outbox, keys: list[str]) -> None:
    join(client, "undisclosed")
    confirmed(client, outbox)

    one = db.session.scalars(db.select(Application)).one()
    for moment in (one.applied_at, one.confirmed_at):
        assert moment is not None
        assert (moment.hour, moment.minute, moment.second) == (15, 0, 0)


def test_what_was_not_confirmed_waits_for_nobody(
    client: FlaskClient, outbox: Outbox, visit: Visit, chie: Person
) -> None:
    join(client, "public")

    assert waiting_at(visit(chie)) == []


def test_staff_cannot_check_a_sealed_application(
    client: FlaskClient, outbox: Outbox, visit: Visit, chie: Person, keys: list[str]
) -> None:
    join(client, "undisclosed")
    confirmed(client, outbox)
    staff = visit(chie)
    [address] = waiting_at(staff)

    assert staff.post(f"{address}/check").status_code == 403
    assert "committee_on" not in staff.get(address).text


def test_a_member_leaves_by_its_link(
    client: FlaskClient, outbox: Outbox, visit: Visit, chie: Person
) -> None:
    token = "m" * 43
    factories.admit(factories.apply(token=token))

    pages.press(client, f"/ja/organisation/{token}", action="leave")

    assert registering.supporting().named == []
    standing = db.session.scalars(db.select(Organisation)).one().standings[0]
    assert standing.ends_on is not None


def test_a_member_changes_what_is_said_of_it_and_what_was_said_is_kept(
    client: FlaskClient, visit: Visit, chie: Person
) -> None:
    token = "m" * 43
    factories.admit(factories.apply(token=token))

    page = client.get(f"/ja/organisation/{token}/change")
    form = pages.form_with(page, "name_ja")
    pages.send(client, page, form, name_ja="風の大広場", kana="かぜのおおひろば")

    assert [one.name for one in registering.supporting().named] == ["風の大広場"]
    one = db.session.scalars(db.select(Organisation)).one()
    shown = visit(chie).get(f"/staff/organisations/{one.public_id}").text
    assert "特定非営利活動法人 風の広場" in shown


def test_a_named_member_becomes_undisclosed_and_leaves_no_row_behind(
    client: FlaskClient, keys: list[str], run_due: Callable[[], None]
) -> None:
    token = "m" * 43
    before = factories.admit(factories.apply(token=token)).public_id

    pages.press(client, f"/ja/organisation/{token}", action="disclosure", disclosure="undisclosed")
    run_due()

    assert db.session.scalar(db.select(Organisation)) is None
    sealed = db.session.scalars(db.select(Application)).one()
    assert (sealed.disclosure, sealed.state) == (Level.UNDISCLOSED, "admitted")
    assert sealed.public_id != before
    opened = sealing.open_sealed(
        sealed.sealed or b"", keys[1], record=sealed.public_id, purpose="organisation"
    )
    assert opened.fields["email"] == "office@kaze.example"
    assert client.get(f"/ja/organisation/{token}").status_code == 200


def test_one_that_signed_by_name_keeps_that_and_nothing_of_its_membership(
    client: FlaskClient, keys: list[str], run_due: Callable[[], None]
) -> None:
    token = "m" * 43
    one = factories.admit(factories.apply(token=token)).organisation
    signature = factories.make_organisation_signature(
        factories.make_statement(), organisation=one and one.name_ja, kana="かぜのひろば"
    )
    recognising.recognise()
    db.session.commit()
    assert one is not None
    assert signature.organisation_id == one.id

    pages.press(client, f"/ja/organisation/{token}", action="disclosure", disclosure="undisclosed")

    left = db.session.scalars(db.select(Organisation)).one()
    assert left.standings == []
    assert registering.contact_of(left) is None


def test_an_undisclosed_member_applies_by_name_and_stays_sealed_until_it_is_admitted(
    client: FlaskClient, outbox: Outbox, visit: Visit, chie: Person, keys: list[str]
) -> None:
    token = "m" * 43
    factories.admit(factories.apply(token=token, level=Level.UNDISCLOSED))

    assert join(client, "public", f"/ja/organisation/{token}/disclose").status_code == 303
    confirmed(client, outbox)
    assert registering.supporting().named == []
    named = db.session.scalars(
        db.select(Application).where(Application.disclosure == Level.PUBLIC)
    ).one()
    factories.admit(named)

    assert [one.disclosure for one in db.session.scalars(db.select(Application))] == ["public"]
    assert len(registering.supporting().named) == 1


def test_an_entry_is_shown_and_kept_and_an_unknown_one_dropped(
    client: FlaskClient, outbox: Outbox, aki: Person, ben: Person, visit: Visit
) -> None:
    page = client.get("/ja/join?via=hokkaido")
    assert "hokkaidoネットワーク" in page.text
    unknown = pages.form_with(client.get("/ja/join?via=nowhere"), "once")
    assert unknown.fields["via"] == ""

    join(client, "public", "/ja/join?via=hokkaido")
    confirmed(client, outbox)
    factories.admit(db.session.scalars(db.select(Application)).one())

    assert "風の広場" in visit(aki).get("/staff/entry").text
    assert "風の広場" not in visit(ben).get("/staff/entry").text


def test_an_application_from_fax_is_typed_with_its_paper(
    visit: Visit, chie: Person, client: FlaskClient
) -> None:
    staff = visit(chie)

    typed = fax(staff, "public", b"%PDF-1.7 the fax")

    assert typed.status_code == 200
    link = next(word for word in pages.text_of(typed.text).split() if "/organisation/" in word)
    assert client.get(link.removeprefix("http://localhost")).status_code == 200
    [address] = waiting_at(staff)
    file = next(part for part in staff.get(address).text.split('"') if "/staff/evidence/" in part)
    assert staff.get(file).data == b"%PDF-1.7 the fax"


def test_the_paper_of_an_undisclosed_one_is_sealed_as_it_is_read(
    visit: Visit, chie: Person, keys: list[str], settings: object
) -> None:
    fax(visit(chie), "undisclosed", b"%PDF-1.7 the fax of a hidden one")

    kept = db.session.scalars(db.select(Application)).one().evidence[0]
    folder = settings.instance_path / "files"  # type: ignore[attr-defined]  # the tests' settings
    stored = (folder / kept.storage_key).read_bytes()
    assert b"hidden one" not in stored
    opened = sealing.open_sealed(stored, keys[0], record=kept.public_id, purpose="evidence")
    assert opened.fields["kind"] == "pdf"


def test_a_file_is_judged_by_its_content(visit: Visit, chie: Person) -> None:
    answer = fax(visit(chie), "public", b"MZ not a paper at all")

    assert answer.status_code == 422
    assert pages.wrong(answer, "file")


def fax(staff: FlaskClient, level: str, content: bytes) -> TestResponse:
    page = staff.get("/staff/applications/new")
    form = pages.form_with(page, "source")
    values: dict[str, Any] = {**form.fields, **KAZE, "disclosure": level, "source": "fax"}
    values["file"] = (BytesIO(content), "風の広場.pdf")
    return staff.post("/staff/applications/new", data=values, content_type="multipart/form-data")


def test_whoever_was_declined_is_told_by_its_link(
    client: FlaskClient, outbox: Outbox, visit: Visit, chie: Person
) -> None:
    join(client, "public")
    link = confirmed(client, outbox)
    staff = visit(chie)
    [address] = waiting_at(staff)

    page = staff.get(address)
    pages.send(staff, page, pages.form_with(page, "reason"), reason="not fitting")

    assert client.get(link).status_code == 200
    application = db.session.scalars(db.select(Application)).one()
    assert (application.state, application.refusal) == ("refused", "not fitting")
