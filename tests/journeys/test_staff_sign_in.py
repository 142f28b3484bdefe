"""Staff sign in: by a link from the mailbox and a second factor, and by nothing less."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask.testing import FlaskClient
from sqlalchemy import func, update
from werkzeug.test import TestResponse

from core import audit
from core.db import db, now
from mailing import sending
from network import signing_in
from network.models import Person, SignIn, SignInLink
from network.signing_in import recovery
from tests import factories
from tests.conftest import Outbox, Visit
from tests.journeys import pages
from tests.journeys.conftest import Square


@pytest.fixture
def desk(square: Square, visit: Visit, chie: Person) -> FlaskClient:
    """The browser of a member of the staff."""
    return visit(chie)


def is_closed(browser: FlaskClient) -> bool:
    """Tell whether a browser is sent to the sign-in."""
    answer = browser.get("/staff/")
    return answer.headers.get("Location") == "/staff/sign-in?next=/staff/"


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
    assert is_closed(stranger)


def test_a_sign_in_link_expires(client: FlaskClient, chie: Person) -> None:
    link = link_of(chie)
    db.session.execute(update(SignInLink).values(expires_at=now() - timedelta(seconds=1)))
    db.session.commit()

    pressed = pages.press(client, link)

    assert pressed.status_code == 410
    assert is_closed(client)


def test_signing_out_ends_the_session_for_a_copied_cookie_too(desk: FlaskClient) -> None:
    copied = desk.application.test_client()
    cookie = desk.get_cookie("staff", path="/staff")
    assert cookie is not None
    copied.set_cookie("staff", cookie.value, path="/staff")
    assert copied.get("/staff/").status_code == 200

    pages.press(desk, "/staff/")

    assert is_closed(desk)
    assert is_closed(copied)


def test_public_pages_set_no_cookie_even_for_staff(desk: FlaskClient, square: Square) -> None:
    answers = [desk.get(address) for address in ("/ja/", square.address, "/api/v1/statements")]

    assert [answer.headers.get("Set-Cookie") for answer in answers] == [None, None, None]


# ---- The whole way


@pytest.fixture
def chies_app(chie: Person) -> TOTP:
    """Chie's authenticator app."""
    return factories.give_app(chie)


def ask(client: FlaskClient, email: str, onward: str = "/staff/statements") -> TestResponse:
    """Type an address into the sign-in page."""
    page = client.get(f"/staff/sign-in?next={onward}")
    return pages.send(client, page, pages.form_with(page, "email"), email=email)


def follow_mail(client: FlaskClient, outbox: Outbox) -> TestResponse:
    """Press the button behind the newest mail's link."""
    return pages.press(client, outbox.link())


def give(client: FlaskClient, where: str, code: str) -> TestResponse:
    page = client.get(where)
    return pages.send(client, page, pages.form_with(page, "code"), code=code)


def now_shown(app: TOTP) -> str:
    return app.generate(int(time.time())).decode()


def test_a_link_and_a_code_lead_to_the_page_that_was_wanted(
    square: Square, client: FlaskClient, chie: Person, chies_app: TOTP
) -> None:
    wanted = client.get("/staff/statements").headers["Location"]
    assert wanted == "/staff/sign-in?next=/staff/statements"

    sent = ask(client, chie.email)
    square.work()
    half = follow_mail(client, square.outbox)
    arrived = give(client, half.headers["Location"], now_shown(chies_app))

    assert sent.headers["Location"] == "/staff/sign-in/sent"
    assert half.headers["Location"] == "/staff/prove?next=/staff/statements"
    assert (arrived.status_code, arrived.headers["Location"]) == (303, "/staff/statements")
    assert client.get("/staff/statements").status_code == 200
    acts = [entry.act for entry in audit.entries()]
    assert acts[:2] == ["give second factor", "sign in by link"]


def test_a_link_alone_opens_no_page_with_names(
    square: Square, client: FlaskClient, chie: Person, chies_app: TOTP
) -> None:
    ask(client, chie.email)
    square.work()
    follow_mail(client, square.outbox)

    looked = client.get(f"/staff/statements/{square.slug}")
    sent = client.post(f"/staff/statements/{square.slug}/submissions")

    assert looked.headers["Location"] == f"/staff/prove?next=/staff/statements/{square.slug}"
    assert sent.headers["Location"] == "/staff/prove"
    assert client.get("/staff/").status_code == 200


def test_the_answer_is_the_same_whoever_asks_for_whom(
    square: Square, chie: Person, aki: Person, chies_app: TOTP
) -> None:
    answers = []
    for email in (chie.email, aki.email, "nobody@hiroba.example"):
        stranger = square.client.application.test_client()
        asked = ask(stranger, email)
        answers.append((pages.alike(asked), pages.alike(stranger.get("/staff/sign-in/sent"))))

    assert answers[0] == answers[1] == answers[2]


def test_who_asks_for_hundreds_of_links_is_told_the_same_and_gets_none(
    square: Square, client: FlaskClient, chie: Person, chies_app: TOTP
) -> None:
    page = client.get("/staff/sign-in")
    form = pages.form_with(page, "email")

    answers = [
        pages.alike(pages.send(client, page, form, email=f"person{one}@hiroba.example"))
        for one in range(65)
    ]

    assert all(answer == answers[0] for answer in answers)
    assert len(db.session.scalars(db.select(SignInLink.id)).all()) == 60


def test_the_mail_and_the_pages_are_in_the_readers_language(
    square: Square, chie: Person, chies_app: TOTP
) -> None:
    client = square.client
    english = {"Accept-Language": "en"}
    page = client.get("/staff/sign-in", headers=english)
    form = pages.form_with(page, "email")
    client.post("/staff/sign-in", data={**form.fields, "email": chie.email}, headers=english)
    square.work()

    assert square.outbox.last["Subject"] == "Your link to sign in"
    assert 'lang="en"' in client.get(square.outbox.link()).text


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example/",
        "//evil.example/staff/",
        "/staff/../ja/",
        "/staff/\\evil.example",
        "/staff//evil.example",
        "/ja/",
        "staff/",
        "/staffs",
        "/staff/%0d%0aSet-Cookie:x",
        "javascript:alert(1)",
        "/staff/" + "a" * 600,
    ],
)
def test_the_sign_in_leads_nowhere_but_to_staff_pages(
    square: Square, client: FlaskClient, chie: Person, chies_app: TOTP, where: str
) -> None:
    page = client.get("/staff/sign-in")
    form = pages.form_with(page, "email")
    pages.send(client, page, form, email=chie.email, next=where)
    square.work()
    half = follow_mail(client, square.outbox)
    page = client.get(half.headers["Location"])
    form = pages.form_with(page, "code")

    arrived = pages.send(client, page, form, code=now_shown(chies_app), next=where)

    assert half.headers["Location"] == "/staff/prove"
    assert arrived.headers["Location"] == "/staff/"


def test_a_session_put_into_somebodys_browser_beforehand_is_not_theirs(
    square: Square, client: FlaskClient, chie: Person, chies_app: TOTP
) -> None:
    ask(client, chie.email)
    square.work()
    follow_mail(client, square.outbox)
    planted = client.application.test_client()
    cookie = client.get_cookie("staff", path="/staff")
    assert cookie is not None
    planted.set_cookie("staff", cookie.value, path="/staff")
    assert planted.get("/staff/").status_code == 200

    give(client, "/staff/prove", now_shown(chies_app))

    assert client.get("/staff/statements").status_code == 200
    assert is_closed(planted)


def test_a_used_code_opens_no_second_session(square: Square, chie: Person, chies_app: TOTP) -> None:
    code, answers = now_shown(chies_app), []
    for _ in range(2):
        client = square.client.application.test_client()
        ask(client, chie.email)
        square.work()
        half = follow_mail(client, square.outbox)
        answers.append(give(client, half.headers["Location"], code))

    assert [answer.status_code for answer in answers] == [303, 422]
    assert pages.wrong(answers[1], "code")


def test_five_wrong_codes_lock_the_second_factor_and_are_told_by_mail(
    square: Square, client: FlaskClient, chie: Person, chies_app: TOTP
) -> None:
    ask(client, chie.email)
    square.work()
    follow_mail(client, square.outbox)

    wrong = [give(client, "/staff/prove", "not a code").status_code for _ in range(5)]
    right = give(client, "/staff/prove", now_shown(chies_app))
    sending.wake()
    square.work()

    assert wrong == [422] * 5
    assert right.status_code == 429
    assert "/staff/account" in square.outbox.link()
    assert audit.entries()[0].act == "second factor locked"
    assert client.get("/staff/statements").status_code == 303


def test_a_new_browser_is_told_by_mail_once(
    square: Square, client: FlaskClient, chie: Person, chies_app: TOTP
) -> None:
    codes = iter(recovery.make(chie.id))
    db.session.commit()
    for _ in range(2):
        ask(client, chie.email)
        square.work()
        half = follow_mail(client, square.outbox)
        give(client, half.headers["Location"], next(codes))
        sending.wake()
        square.work()

    subjects = [str(message["Subject"]) for message in square.outbox.messages]
    assert [one for one in subjects if "ブラウザ" in one] == ["新しいブラウザからのサインイン"]


# ---- Fresh


@pytest.fixture
def late_desk(desk: FlaskClient, chie: Person) -> FlaskClient:
    """The browser of somebody who gave their second factor 31 minutes ago."""
    db.session.execute(update(SignIn).values(proved_at=func.now() - timedelta(minutes=31)))
    db.session.commit()
    return desk


def test_what_cannot_be_taken_back_asks_for_the_second_factor_again(
    late_desk: FlaskClient, chies_app: TOTP
) -> None:
    document = f"/staff/documents/{UUID(int=9)}.pdf"

    asked = late_desk.get(document)
    page = late_desk.get(asked.headers["Location"])
    given = give(late_desk, asked.headers["Location"], now_shown(chies_app))

    assert asked.headers["Location"] == f"/staff/prove?next={document}"
    assert page.status_code == 200
    assert given.headers["Location"] == document
    assert late_desk.get(document).status_code == 404  # let in, where there is nothing


def test_all_else_goes_on_without(late_desk: FlaskClient, chies_app: TOTP) -> None:
    assert late_desk.get("/staff/statements").status_code == 200


@pytest.mark.parametrize(("minutes", "asked"), [(44, False), (46, True)])
def test_a_form_that_was_opened_in_time_may_be_sent_a_quarter_of_an_hour_later(
    desk: FlaskClient, chie: Person, chies_app: TOTP, minutes: int, asked: bool
) -> None:
    form = factories.form_of(desk.get("/staff/account/app"))
    before = func.now() - timedelta(minutes=minutes)
    db.session.execute(update(SignIn).values(proved_at=before))
    db.session.commit()

    sent = desk.post("/staff/account/app", data={**form, "code": "0"})

    assert (sent.status_code == 303) is asked


def test_a_development_link_counts_as_fresh_to_its_end(desk: FlaskClient) -> None:
    db.session.execute(update(SignIn).values(opened_at=func.now() - timedelta(hours=11)))
    db.session.commit()

    assert desk.get(f"/staff/documents/{UUID(int=9)}.pdf").status_code == 404
