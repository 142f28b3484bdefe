"""Staff sign in by a one-time link: a button, once, for ten minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from core.db import db, now
from network import signing_in
from network.models import Person, SignIn
from tests.conftest import Visit
from tests.journeys import pages
from tests.journeys.conftest import Square


@pytest.fixture
def desk(square: Square, visit: Visit, chie: Person) -> FlaskClient:
    """The browser of a member of the staff."""
    return visit(chie)


def link_of(person: Person) -> str:
    token = signing_in.link_for(person.email)
    db.session.commit()
    return f"/staff/link/{token}"


def test_opening_a_sign_in_link_does_not_use_it_up(client: FlaskClient, chie: Person) -> None:
    link = link_of(chie)

    opened = {client.get(link).status_code for _ in range(20)}
    pressed = pages.press(client, link)

    assert opened == {200}
    assert (pressed.status_code, pressed.headers["Location"]) == (303, "/staff/")
    assert client.get("/staff/").status_code == 200


def test_a_sign_in_link_works_once(client: FlaskClient, chie: Person) -> None:
    link = link_of(chie)
    page = client.get(link)
    form = pages.posted(page)
    pages.send(client, page, form)
    stranger = client.application.test_client()

    again = pages.send(stranger, page, form)

    assert again.status_code == 410
    assert stranger.get("/staff/").status_code == 403


def test_a_sign_in_link_expires(client: FlaskClient, chie: Person) -> None:
    link = link_of(chie)
    db.session.execute(update(SignIn).values(expires_at=now() - timedelta(seconds=1)))
    db.session.commit()

    pressed = pages.press(client, link)

    assert pressed.status_code == 410
    assert client.get("/staff/").status_code == 403


def test_signing_out_ends_the_session_for_a_copied_cookie_too(desk: FlaskClient) -> None:
    copied = desk.application.test_client()
    cookie = desk.get_cookie("staff", path="/staff")
    assert cookie is not None
    copied.set_cookie("staff", cookie.value, path="/staff")
    assert copied.get("/staff/").status_code == 200

    pages.press(desk, "/staff/")

    assert desk.get("/staff/").status_code == 403
    assert copied.get("/staff/").status_code == 403


def test_public_pages_set_no_cookie_even_for_staff(desk: FlaskClient, square: Square) -> None:
    answers = [desk.get(address) for address in ("/ja/", square.address, "/api/v1/statements")]

    assert [answer.headers.get("Set-Cookie") for answer in answers] == [None, None, None]
