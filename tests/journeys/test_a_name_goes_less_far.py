"""An organisation changes its mind about its name, or asks the secretariat to take it off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core import audit
from core.db import db
from network.models import Person
from petitions import signing
from petitions.models import Disclosure, Signature
from tests import factories, routes
from tests.conftest import Visit
from tests.factories import KAZE, TANPOPO

NAME = TANPOPO.organisation
TOKEN = "an-organisations-own-link".ljust(43, "-")
PUBLIC_PLACES = (
    "/ja/statements/civic-space",
    "/en/statements/civic-space",
    "/ja/statements/civic-space/signatories",
    "/api/v1/statements/civic-space/signatories",
)


@pytest.fixture
def signature(app: object) -> Signature:
    """A public organisation's signature, whose link is TOKEN."""
    factories.make_custodians()
    signing.sign_as_organisation(factories.make_statement(), TANPOPO, token=TOKEN)
    return db.session.get_one(Signature, factories.confirm(TOKEN).signature_id)


def press(browser: FlaskClient, address: str, **fields: str) -> TestResponse:
    return browser.post(address, data=factories.form_of(browser.get(address), **fields))


def places_with(client: FlaskClient, name: str) -> list[str]:
    return [place for place in PUBLIC_PLACES if name in client.get(place).get_data(as_text=True)]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("level", ["addressee", "undisclosed"])
def test_the_name_is_gone_from_every_public_place_at_once(
    client: FlaskClient, signature: Signature, level: str, lang: str
) -> None:
    assert places_with(client, NAME) == list(PUBLIC_PLACES)

    answer = press(client, f"/{lang}/my/{TOKEN}", action="disclosure", disclosure=level)

    assert answer.status_code == 303
    assert places_with(client, NAME) == []


def test_no_cache_shows_a_page_that_names_somebody_while_it_asks_for_a_newer_one(
    client: FlaskClient, signature: Signature
) -> None:
    factories.admit(factories.apply())
    addresses = [routes.address(rule) for rule in routes.PUBLIC_ROUTES]
    answers = {address: client.get(address, buffered=True) for address in addresses}
    naming = [
        address
        for address, answer in answers.items()
        if any(name.encode() in answer.get_data() for name in (NAME, KAZE.name_ja))
    ]

    assert {*naming} >= {*PUBLIC_PLACES} - {"/en/statements/civic-space"} | {"/ja/network"}
    for address in naming:
        assert "stale-while-revalidate" not in answers[address].headers["Cache-Control"]
    assert "stale-while-revalidate" in answers["/ja/"].headers["Cache-Control"]


def test_the_signers_own_page_names_nobody_after_the_name_was_locked(
    client: FlaskClient, signature: Signature
) -> None:
    press(client, f"/ja/my/{TOKEN}", action="disclosure", disclosure="undisclosed")

    page = client.get(f"/ja/my/{TOKEN}").text

    assert NAME not in page
    assert f"/ja/my/{TOKEN}/name" in page


def test_the_page_says_until_when_backups_keep_the_name(
    client: FlaskClient, signature: Signature
) -> None:
    assert "バックアップ" in client.get(f"/ja/my/{TOKEN}").text


def test_a_change_to_nothing_is_told_at_its_field(
    client: FlaskClient, signature: Signature
) -> None:
    answer = press(client, f"/ja/my/{TOKEN}", action="disclosure", disclosure="")

    assert answer.status_code == 422
    assert 'id="disclosure-error"' in answer.text


def test_a_locked_organisation_signs_anew_with_its_name_and_stays_counted_once(
    client: FlaskClient, signature: Signature, outbox: object, run_due: Callable[[], None]
) -> None:
    press(client, f"/ja/my/{TOKEN}", action="disclosure", disclosure="undisclosed")
    typed = {
        "disclosure": "addressee",
        "organisation": NAME,
        "kana": TANPOPO.kana,
        "representative_title": "代表理事",
        "representative_name": "早瀬 湊",
        "contact_name": "浅葱 ゆう",
        "email": TANPOPO.email,
        "board": "agreed",
        "authority": "y",
    }

    assert press(client, f"/ja/my/{TOKEN}/name", **typed).status_code == 303
    link = outbox.link()  # type: ignore[attr-defined]  # the outbox of conftest
    assert press(client, link).status_code == 303

    counted = db.session.scalars(db.select(Signature.disclosure).where(Signature.counts)).all()
    assert counted == [Disclosure.ADDRESSEE]


def test_staying_undisclosed_by_that_form_is_told_at_its_field(
    client: FlaskClient, signature: Signature
) -> None:
    press(client, f"/ja/my/{TOKEN}", action="disclosure", disclosure="undisclosed")

    answer = press(
        client,
        f"/ja/my/{TOKEN}/name",
        disclosure="undisclosed",
        organisation=NAME,
        kana=TANPOPO.kana,
        representative_title="x",
        representative_name="x",
        contact_name="x",
        email=TANPOPO.email,
        board="agreed",
        authority="y",
    )

    assert answer.status_code == 422
    assert 'id="disclosure-error"' in answer.text


def test_staff_take_a_name_off_and_cannot_put_it_back(
    client: FlaskClient, signature: Signature, visit: Visit, chie: Person
) -> None:
    staff, page = visit(chie), f"/staff/signatures/{signature.public_id}"

    press(staff, page)
    assert staff.post(f"{page}/hide", data=factories.form_of(staff.get(page))).status_code == 303

    assert places_with(client, NAME) == []
    assert "<form" not in staff.get(page).text.split("<main")[1]
    assert [one.act for one in audit.entries()] == ["hide name"]


def test_the_organisation_puts_a_hidden_name_back_by_its_link(
    client: FlaskClient, signature: Signature, visit: Visit, chie: Person
) -> None:
    staff, page = visit(chie), f"/staff/signatures/{signature.public_id}"
    staff.post(f"{page}/hide", data=factories.form_of(staff.get(page)))
    assert "事務局" in client.get(f"/ja/my/{TOKEN}").text

    press(client, f"/ja/my/{TOKEN}", action="disclosure", disclosure="public")

    assert places_with(client, NAME) == list(PUBLIC_PLACES)


def test_an_undisclosed_signature_has_no_page_for_staff(
    client: FlaskClient, signature: Signature, visit: Visit, chie: Person
) -> None:
    press(client, f"/ja/my/{TOKEN}", action="disclosure", disclosure="undisclosed")
    db.session.expire_all()

    page = visit(chie).get(f"/staff/signatures/{signature.public_id}")

    assert page.status_code == 404


def test_a_person_changes_how_they_are_shown(client: FlaskClient) -> None:
    token = factories.sign(factories.make_statement())
    factories.confirm(token)

    press(client, f"/ja/my/{token}", action="display", display="hidden")

    assert "霜月" not in client.get("/ja/statements/civic-space/signatories").text
