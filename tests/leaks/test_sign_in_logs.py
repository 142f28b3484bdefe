"""Nothing that opens a door stands in a log: no link, code, secret or session, and no address."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.db import db
from mailing import sending
from network import signing_in
from network.models import Person
from tests.conftest import Outbox, text_of
from tests.journeys import pages
from tests.journeys.scene import app_on, code_now, letters_on
from tests.leaks.captured import ADDRESS, BROWSER
from tests.leaks.listening import listening
from tests.network.device import Device


@pytest.fixture
def visitor(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Chie's browser, at an address of its own."""
    monkeypatch.setitem(app.config, "DEVELOPMENT", False)
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = ADDRESS
    client.environ_base["HTTP_USER_AGENT"] = BROWSER["User-Agent"]
    return client


def set_up(visitor: FlaskClient, person: Person) -> set[str]:
    """Set an app, a passkey and recovery codes up; return all that is secret of them."""
    _link, token = signing_in.invite(person)
    db.session.commit()
    pages.press(visitor, f"/staff/link/{token}")
    page = visitor.get("/staff/account/app")
    letters = letters_on(page)
    form = pages.form_with(page, "code")
    pages.send(visitor, page, form, code=code_now(app_on(page)))
    page = visitor.get("/staff/account/recovery-codes")
    made = pages.send(visitor, page, pages.forms(page)[-1])
    codes = re.findall(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", made.text)
    page = visitor.get("/staff/account/passkeys")
    options = re.findall(r'data-options="([^"]+)"', page.text)[0].replace("&#34;", '"')
    device = Device()
    form = pages.form_with(page, "name")
    pages.send(visitor, page, form, name="青い鍵", credential=device.make(options))
    secret = form.fields["challenge"]
    return {token, letters, letters.replace(" ", ""), *codes, "青い鍵", secret}


def session_of(visitor: FlaskClient) -> str:
    cookie = visitor.get_cookie("staff", path="/staff")
    assert cookie is not None
    return cookie.value


def test_signing_in_leaves_nothing_in_a_log(
    visitor: FlaskClient, chie: Person, outbox: Outbox, run_due: Callable[[], None]
) -> None:
    with listening() as said:
        secrets = set_up(visitor, chie)
        page = visitor.get("/staff/sign-in")
        form = pages.form_with(page, "email")
        pages.send(visitor, page, form, email=chie.email)
        sending.wake()
        run_due()
        link = next(
            found[1]
            for message in outbox.messages
            if (found := re.search(r"(/staff/link/\S+)", text_of(message)))
        )
        pages.press(visitor, link)
        page = visitor.get("/staff/prove")
        form = pages.form_with(page, "code")
        recovery = next(one for one in secrets if one.count("-") == 3)
        pages.send(visitor, page, form, code="654321 wrong")
        pages.send(visitor, page, form, code=recovery)
        visitor.get("/staff/account")
        everything = said()

    secrets |= {link.partition("?")[0].rpartition("/")[2], session_of(visitor)}
    secrets |= {chie.email, ADDRESS, BROWSER["User-Agent"], "654321"}
    assert '"rule": "/staff/prove"' in everything
    assert [secret for secret in secrets if secret in everything] == []


def test_a_dump_of_the_database_holds_no_secret_of_the_sign_in(
    visitor: FlaskClient, chie: Person
) -> None:
    secrets = set_up(visitor, chie) - {"青い鍵"}

    rows = [
        str(row)
        for table in db.metadata.sorted_tables
        if not table.info.get("view")
        for row in db.session.execute(db.select(table))
    ]

    secrets |= {session_of(visitor), ADDRESS, BROWSER["User-Agent"]}
    assert any("gAAAA" in row for row in rows)  # the app's secret, encrypted
    assert [secret for secret in secrets if any(secret in row for row in rows)] == []
