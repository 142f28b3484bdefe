"""Everybody's own account: setting up how to sign in, seeing where one is signed in, ending it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, update
from werkzeug.test import TestResponse

from core import audit
from core.db import db
from mailing import sending
from network import signing_in
from network.models import Passkey, Person, SignIn
from network.signing_in import factors
from tests import factories
from tests.conftest import Outbox, Visit
from tests.journeys import pages
from tests.journeys.scene import app_on, code_now, letters_on
from tests.network.device import Device


def arrive(app: Flask, person: Person) -> FlaskClient:
    """Use an invitation; return the browser."""
    _link, token = signing_in.invite(person)
    db.session.commit()
    browser = app.test_client()
    pressed = pages.press(browser, f"/staff/link/{token}")
    assert pressed.headers["Location"] == "/staff/account"
    return browser


def set_up_app(browser: FlaskClient) -> TOTP:
    """Set an app up by the letters on the page; return the app."""
    page = browser.get("/staff/account/app")
    app = app_on(page)
    code = code_now(app)
    sent = pages.send(browser, page, pages.form_with(page, "code"), code=code)
    assert sent.status_code == 303, sent.text
    return app


def set_up_passkey(browser: FlaskClient, name: str = "phone") -> Device:
    device, page = Device(), browser.get("/staff/account/passkeys")
    made = device.make(options_of(page))
    form = pages.form_with(page, "name")
    sent = pages.send(browser, page, form, name=name, credential=made)
    assert sent.status_code == 303, sent.text
    return device


def options_of(page: TestResponse) -> str:
    """Return what a page asks of a device."""
    found = re.search(r'data-options="([^"]+)"', page.text)
    assert found, page.text
    return found[1].replace("&#34;", '"').replace("&amp;", "&")


def by_passkey(browser: FlaskClient, where: str, device: Device) -> TestResponse:
    """Answer a page with a device."""
    page = browser.get(where)
    form = pages.form_with(page, "credential")
    return pages.send(browser, page, form, credential=device.answer(options_of(page)))


def remove(browser: FlaskClient, ending: str) -> TestResponse:
    """Press the button of the account's page whose address ends so."""
    page = browser.get("/staff/account")
    form = next(form for form in pages.forms(page) if form.action.endswith(ending))
    return pages.send(browser, page, form)


def test_an_invitation_leads_to_a_second_factor_and_then_to_all_the_rest(
    app: Flask, chie: Person
) -> None:
    browser = arrive(app, chie)
    before = browser.get("/staff/statements")

    set_up_app(browser)
    page = browser.get("/staff/account/recovery-codes")
    made = pages.send(browser, page, pages.forms(page)[-1])

    assert before.headers["Location"] == "/staff/prove?next=/staff/statements"
    assert browser.get("/staff/statements").status_code == 200
    assert len(re.findall(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", made.text)) == 10
    acts = [entry.act for entry in audit.entries()]
    assert acts == ["make recovery codes", "add authenticator", "sign in by link"]


def test_recovery_codes_are_shown_once(app: Flask, chie: Person) -> None:
    browser = arrive(app, chie)
    set_up_app(browser)
    page = browser.get("/staff/account/recovery-codes")
    made = pages.send(browser, page, pages.forms(page)[-1])
    code = re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", made.text)
    assert code

    later = [browser.get(f"/staff/account{page}").text for page in ("", "/recovery-codes")]

    assert not any(code[0] in text for text in later)


def test_a_passkey_signs_in_with_both_factors_at_once(app: Flask, chie: Person) -> None:
    device = set_up_passkey(arrive(app, chie))
    browser = app.test_client()

    arrived = by_passkey(browser, "/staff/sign-in?next=/staff/statements", device)

    assert arrived.headers["Location"] == "/staff/statements"
    assert browser.get("/staff/statements").status_code == 200
    assert audit.entries()[0].act == "sign in by passkey"


def test_a_passkeys_answer_signs_in_once(app: Flask, chie: Person) -> None:
    device = set_up_passkey(arrive(app, chie))
    page = app.test_client().get("/staff/sign-in")
    form = pages.form_with(page, "credential")
    answer = device.answer(options_of(page))

    sent = [
        pages.send(app.test_client(), page, form, credential=answer).status_code for _ in range(2)
    ]

    assert sent == [303, 422]


def test_a_passkey_is_a_second_factor_after_a_link(app: Flask, chie: Person) -> None:
    device = set_up_passkey(arrive(app, chie))
    db.session.execute(update(SignIn).values(ended_at=func.now()))
    _link, token = signing_in.invite(chie)
    db.session.commit()
    browser = app.test_client()
    half = pages.press(browser, f"/staff/link/{token}")

    given = by_passkey(browser, half.headers["Location"], device)

    assert half.headers["Location"] == "/staff/prove"
    assert given.headers["Location"] == "/staff/"
    assert browser.get("/staff/statements").status_code == 200


def test_a_later_invitation_does_not_pass_by_the_second_factor(app: Flask, chie: Person) -> None:
    set_up_app(arrive(app, chie))
    _link, token = signing_in.invite(chie)
    db.session.commit()
    thief = app.test_client()
    pages.press(thief, f"/staff/link/{token}")

    answers = [
        thief.open(f"/staff/account/{page}", method=method)
        for page, method in (
            ("app", "GET"),
            ("passkeys", "GET"),
            ("recovery-codes", "GET"),
            ("app/remove", "POST"),
            ("recovery-codes", "POST"),
        )
    ]

    told = {answer.headers.get("Location", "").partition("?")[0] for answer in answers}
    assert told == {"/staff/prove"}


def test_every_change_is_told_by_mail(
    app: Flask, chie: Person, outbox: Outbox, run_due: Callable[[], None]
) -> None:
    browser = arrive(app, chie)
    set_up_app(browser)
    set_up_passkey(browser)
    remove(browser, "/app/remove")
    sending.wake()
    run_due()

    subjects = [str(message["Subject"]) for message in outbox.messages]
    assert subjects == ["サインインの方法が変わりました"] * 3


def test_the_only_second_factor_stays(app: Flask, chie: Person) -> None:
    browser = arrive(app, chie)
    set_up_app(browser)
    set_up_passkey(browser)

    removed = remove(browser, "/app/remove")
    page = browser.get("/staff/account")
    key = db.session.scalars(db.select(Passkey)).one()
    form = pages.forms(page)[0].fields
    kept = browser.post(f"/staff/account/passkeys/{key.public_id}/remove", data=form)

    assert removed.status_code == 303
    assert kept.status_code == 409
    assert factors.of(chie.id).number == 1


def test_somebody_elses_passkey_cannot_be_removed(app: Flask, chie: Person, aki: Person) -> None:
    set_up_passkey(arrive(app, chie))
    akis = arrive(app, aki)
    set_up_passkey(akis)
    key = db.session.scalars(db.select(Passkey).where(Passkey.person_id == chie.id)).one()
    page = akis.get("/staff/account")
    form = pages.forms(page)[-1].fields

    answer = akis.post(f"/staff/account/passkeys/{key.public_id}/remove", data=form)

    assert answer.status_code == 404
    assert factors.of(chie.id).number == 1


def test_a_wrong_code_shows_the_same_picture_again(app: Flask, chie: Person) -> None:
    browser = arrive(app, chie)
    page = browser.get("/staff/account/app")
    form = pages.form_with(page, "code")

    again = pages.send(browser, page, form, code="wrong")

    assert again.status_code == 422
    assert pages.wrong(again, "code")
    assert letters_on(again) == letters_on(page)


def test_a_secret_given_to_somebody_else_is_refused(app: Flask, chie: Person, aki: Person) -> None:
    chies, akis = arrive(app, chie), arrive(app, aki)
    form = pages.form_with(chies.get("/staff/account/app"), "code")
    page = akis.get("/staff/account/app")
    own = pages.form_with(page, "code")

    sent = pages.send(akis, page, own, secret=form.fields["secret"], code="123456")

    assert sent.status_code == 303
    assert not factors.of(aki.id)


def test_a_session_is_seen_from_another_and_ended_at_once(
    app: Flask, visit: Visit, chie: Person
) -> None:
    here, there = visit(chie), visit(chie)
    page = here.get("/staff/account")
    assert page.text.count("/sessions/") == 3  # two, and a button for all others

    remove(here, "/sessions/end-others")

    assert here.get("/staff/").status_code == 200
    assert there.get("/staff/").status_code == 303


def test_one_session_is_ended_by_its_button(app: Flask, visit: Visit, chie: Person) -> None:
    here, there = visit(chie), visit(chie)
    first = db.session.scalars(db.select(SignIn).order_by(SignIn.id.desc())).first()
    assert first is not None

    remove(here, f"/sessions/{first.public_id}/end")

    assert here.get("/staff/").status_code == 200
    assert there.get("/staff/").status_code == 303


def test_nobody_ends_somebody_elses_session(visit: Visit, chie: Person, aki: Person) -> None:
    chies, akis = visit(chie), visit(aki)
    session = db.session.scalars(db.select(SignIn).where(SignIn.person_id == chie.id)).one()
    form = pages.forms(akis.get("/staff/account"))[-1].fields

    answer = akis.post(f"/staff/account/sessions/{session.public_id}/end", data=form)

    assert answer.status_code == 404
    assert chies.get("/staff/").status_code == 200


def test_the_list_says_in_plain_words_where_and_when(app: Flask, chie: Person) -> None:
    token = signing_in.link_for(chie.email)
    db.session.commit()
    browser = app.test_client()
    said = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; Kumonosu) Firefox/140.0"}
    form = factories.form_of(browser.get(f"/staff/link/{token}"))
    browser.post(f"/staff/link/{token}", data=form, headers=said)

    page = browser.get("/staff/account")

    assert "Firefox, Linux" in page.text
    assert "Kumonosu" not in page.text


# ---- By the operator


@pytest.fixture
def in_production(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "DEVELOPMENT", False)


def said(app: Flask, *arguments: str) -> str:
    """Run a command and return what it says."""
    result = app.test_cli_runner().invoke(args=["staff", *arguments])
    assert result.exit_code == 0, result.output
    db.session.rollback()
    return result.output


def token_in(text: str) -> str:
    return text.rpartition("/staff/link/")[2].strip()


def test_the_operator_invites_whoever_they_add(app: Flask, in_production: None) -> None:
    told = said(app, "create", "fumi@hiroba.example", "--role", "staff")

    browser = app.test_client()
    pages.press(browser, f"/staff/link/{token_in(told)}")
    set_up_app(browser)

    assert browser.get("/staff/statements").status_code == 200


def test_who_can_sign_in_already_is_not_invited_to_a_second_role(
    app: Flask, in_production: None, chie: Person
) -> None:
    factories.give_app(chie)

    told = said(app, "create", chie.email, "--role", "custodian")

    assert "/staff/link/" not in told


def test_a_lost_phone_is_reset_by_the_operator(
    app: Flask, chie: Person, outbox: Outbox, run_due: Callable[[], None]
) -> None:
    lost = arrive(app, chie)
    set_up_app(lost)

    told = said(app, "reset", chie.email)
    sending.wake()
    run_due()

    assert lost.get("/staff/").status_code == 303
    assert not factors.of(chie.id)
    assert str(outbox.last["Subject"]) == "サインインの方法を解除しました"
    entry = audit.entries()[0]
    assert (entry.act, entry.person) == ("reset factors", None)
    again = app.test_client()
    pages.press(again, f"/staff/link/{token_in(told)}")
    set_up_app(again)


def test_there_are_no_links_by_command_in_production(
    app: Flask, in_production: None, chie: Person
) -> None:
    result = app.test_cli_runner().invoke(args=["staff", "link", chie.email])

    assert result.exit_code == 1
    assert "/staff/link/" not in result.output


def test_a_stolen_database_opens_no_session(app: Flask, chie: Person, in_production: None) -> None:
    browser = arrive(app, chie)
    set_up_app(browser)
    signing_in.invite(chie)
    db.session.commit()
    rows = [
        *db.session.execute(db.text("SELECT * FROM sign_in")).all(),
        *db.session.execute(db.text("SELECT * FROM sign_in_link")).all(),
        *db.session.execute(db.text("SELECT * FROM recovery_code")).all(),
    ]
    values = [value for row in rows for value in row if isinstance(value, bytes)]

    found = [
        signing_in.signed_in_by(spelt) for value in values for spelt in (value.hex(), str(value))
    ]

    assert values
    assert set(found) == {None}
