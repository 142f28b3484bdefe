"""A campaign from clone to conclusion, and one that needs two days, over HTTP and a moved clock."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from campaigns import drafting
from campaigns.models import Statement, Status
from core.db import db, now, today
from core.japanese import in_tokyo
from network import closing
from network.models import Motion, Person
from petitions import renewing
from petitions.models import Submission
from tests import factories
from tests.conftest import Outbox, Visit, work
from tests.journeys import pages
from tests.journeys.conftest import Square
from tests.journeys.visitor import Visitor

#: Every moment that a clock is held against, by its table: to move them back is to let time pass.
MOMENTS = {
    "statement": ("approved_at", "opened_at", "closes_at", "closed_at", "review_asked_at"),
    "round": ("closes_at", "closed_at"),
    "extension": ("was", "becomes"),
    "motion": ("opened_at", "deadline"),
    "motion_ballot": ("cast_at",),
    "submission": ("asked_at", "handed_over_at"),
    "submission_document": ("asked_at",),
    "signature": ("confirmed_at",),
    "event": ("begins_at", "ends_at"),
}
SLUG = "no-register"
PLACE = f"/staff/statements/{SLUG}"


def let_pass(time: timedelta) -> None:
    """Let time pass for all that is there, and the clock's own jobs run."""
    for table, columns in MOMENTS.items():
        moved = ", ".join(f"{column} = {column} - :time" for column in columns)
        db.session.execute(text(f"UPDATE {table} SET {moved}"), {"time": time})
    db.session.commit()
    closing.close_due()
    renewing.move_over()
    db.session.commit()
    work()
    db.session.expire_all()


def send(browser: FlaskClient, address: str, field: str, **typed: Any) -> TestResponse:
    """Fill in the form with a field on a page, and see that it was taken."""
    page = browser.get(address)
    assert page.status_code == 200, (address, page.status_code)
    answer = pages.send(browser, page, pages.form_with(page, field), **typed)
    assert answer.status_code == 303, pages.text_of(answer.text)
    return answer


def press(browser: FlaskClient, address: str, ending: str) -> None:
    """Press the button of the form that goes to an address with this ending."""
    page = browser.get(address)
    form = next(one for one in pages.forms(page) if one.action.endswith(ending))
    assert pages.send(browser, page, form).status_code == 303


def link_on(browser: FlaskClient, address: str, holding: str) -> str:
    links = re.findall(r'href="([^"]*)"', browser.get(address).text)
    return next(str(link).replace("&amp;", "&") for link in links if holding in link)


def statement(slug: str = SLUG) -> Statement:
    db.session.expire_all()
    found = drafting.find(slug)
    assert found is not None
    return found


def moment(days: float) -> dict[str, str]:
    """Return a moment in Tokyo as a form takes it, so many days from now."""
    at = in_tokyo(now() + timedelta(days=days))
    return {"day": str(at.date()), "hour": f"{at:%H:%M}"}


def begin_from(staff: FlaskClient, old: str) -> str:
    """Begin a campaign as a past one was; return its page."""
    return str(send(staff, f"/staff/campaigns/{old}/clone", "slug", slug=SLUG).location)


def write(staff: FlaskClient) -> None:
    """Write the text at the desk, in both languages, and make a version of it."""
    send(
        staff,
        f"{PLACE}/desk",
        "body_ja",
        title_ja="団体の届出制に反対する声明",
        title_en="Against a register of associations",
        body_ja="私たちは、団体の届出制に反対します。",
        body_en="We are against a register of associations.",
        demands_ja="法案を撤回すること。",
        demands_en="Withdraw the bill.",
        act="keep",
    )


def approve(visit: Visit, committee: list[Person], *, lasts: str, time: timedelta) -> None:
    """Put the text to the vote, have all vote for it, and let the deadline pass."""
    first, *_ = browsers = [visit(person) for person in committee]
    new = link_on(first, "/staff/motions/new", "matter=publish")
    send(first, new, "lasts", lasts=lasts)
    motion = f"/staff/motions/{db.session.scalars(db.select(Motion)).one().public_id}"
    for browser in browsers:
        page = browser.get(motion)
        form = next(one for one in pages.forms(page) if one.action.endswith("/vote"))
        assert pages.send(browser, page, form, choice="for").status_code == 303
    let_pass(time)
    assert statement().status == Status.APPROVED


def hand_over(staff: FlaskClient, run_due: Callable[[], None], language: str) -> str:
    """Have one letter made, and record that it was handed over; return the submission's page."""
    place = send(staff, PLACE, "addressees", joint="joint", language=language).headers["Location"]
    run_due()
    assert staff.get(link_on(staff, place, ".pdf")).data.startswith(b"%PDF")
    at = in_tokyo(now())
    send(
        staff,
        f"{place}/hand-over",
        "place",
        day=str(at.date()),
        hour="00:00" if at.hour == 0 else f"{at.hour - 1:02}:00",
        place="参議院議員会館",
        reply_due=str(today() + timedelta(days=14)),
    )
    return place


@pytest.fixture
def square(app: Flask, outbox: Outbox, run_due: Callable[[], None]) -> Square:
    """The public square, at a statement that there is not yet."""
    return Square(Visitor(app, app.response_class), outbox, run_due, slug=SLUG)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_campaign_from_clone_to_conclusion(
    square: Square, visit: Visit, chie: Person, aki: Person, ben: Person, lang: str
) -> None:
    factories.make_custodians()
    factories.make_statement(slug="a-past-one")
    square.lang, staff = lang, visit(chie)

    campaign = begin_from(staff, "a-past-one")
    write(staff)
    press(staff, f"{PLACE}/review", "/review/ask")
    assert statement().status == Status.IN_REVIEW
    assert square.client.get(square.address).status_code == 404
    approve(visit, [aki, ben], lasts="d3", time=timedelta(days=4))

    open_ahead(square, staff)
    sign_and_extend(square, staff)
    correct(square, staff)
    close_and_hand_over(square, staff)
    conclude(square, staff, campaign)


def open_ahead(square: Square, staff: FlaskClient) -> None:
    """Open it ahead of time: it is nowhere before, and opens by itself."""
    send(staff, f"{PLACE}/open", "when", when="later", **moment(1), **closings(8, 15))
    assert square.client.get(square.address).status_code == 404
    let_pass(timedelta(days=1, minutes=1))
    assert square.client.get(square.address).status_code == 200


def sign_and_extend(square: Square, staff: FlaskClient) -> None:
    """People and organisations sign, one of them without its name; the deadline is moved."""
    square.person_joins()
    square.organisation_joins("public", organisation="早瀬の会")
    square.organisation_joins("undisclosed", organisation="名のない会")
    send(staff, f"{PLACE}/rounds/1/extend", "day", **moment(9))
    said = {"ja": "締切延長", "en": "Deadline extended"}[square.lang]
    assert said in square.client.get(square.address).text


def correct(square: Square, staff: FlaskClient) -> None:
    """Correct a slip: it stands on the page, and those who can be reached are told."""
    notes = {"ja": "題名に「共同」を補いました。", "en": "“Joint” was missing in the title."}
    before = len(square.outbox)
    send(
        staff,
        f"{PLACE}/correct",
        "note_ja",
        title_ja="団体の届出制に反対する共同声明",
        note_ja=notes["ja"],
        note_en=notes["en"],
    )
    # Whom to tell is one job, and telling them another, which may have run before it.
    for _ in range(2):
        square.work()
    assert len(square.outbox) - before == 2
    assert notes[square.lang] in pages.text_of(square.client.get(square.address).text)


def close_and_hand_over(square: Square, staff: FlaskClient) -> None:
    """Its rounds end by themselves; the lists are fixed, the letter handed over and answered."""
    let_pass(timedelta(days=20))
    assert statement().status == Status.CLOSED
    for number in (1, 2):
        press(staff, PLACE, f"/rounds/{number}/close")
    place = hand_over(staff, square.work, square.lang)
    assert statement().status == Status.HANDED_OVER

    let_pass(timedelta(days=1))
    submission = db.session.scalars(db.select(Submission)).one()
    submission.reply_due = today() - timedelta(days=1)
    db.session.commit()
    assert f'href="{place}"' in staff.get("/staff/").text
    send(
        staff,
        f"{place}/reply",
        "received_on",
        office="mofa",
        received_on=str(today()),
        text="検討します。",
        summary_ja="検討するとのこと。",
        summary_en="It will be considered.",
    )
    assert statement().status == Status.ANSWERED


def conclude(square: Square, staff: FlaskClient, campaign: str) -> None:
    """Conclude the campaign with a word to all; its pages tell the way, and no locked name."""
    closing_words = {"ja": "法案は廃案になりました。", "en": "The bill was dropped."}
    send(
        staff,
        f"{campaign}/conclude",
        "outcome",
        outcome="won",
        closing_ja=closing_words["ja"],
        closing_en=closing_words["en"],
    )
    told = pages.text_of(square.client.get(f"/{square.lang}/campaigns/{SLUG}").text)
    read = pages.text_of(square.client.get(square.address).text)

    assert closing_words[square.lang] in told
    assert {"ja": "検討するとのこと。", "en": "It will be considered."}[square.lang] in read
    assert statement().status == Status.CONCLUDED
    assert "名のない会" not in read + told


def closings(*days: float) -> dict[str, str]:
    """Return the ends of rounds as the form takes them."""
    found: dict[str, str] = {}
    for number, one in enumerate(days, start=1):
        at = moment(one)
        found |= {f"round_{number}_day": at["day"], f"round_{number}_hour": at["hour"]}
    return found


def test_two_days_from_the_event_to_the_ministry(
    square: Square, visit: Visit, chie: Person, aki: Person, ben: Person
) -> None:
    factories.make_statement(slug="a-past-one")
    staff = visit(chie)

    # Day 0: it happens in the morning. The text is before the committee by noon, for six hours.
    begin_from(staff, "a-past-one")
    write(staff)
    press(staff, f"{PLACE}/review", "/review/ask")
    let_pass(timedelta(hours=3))
    approve(visit, [aki, ben], lasts="h6", time=timedelta(hours=6, seconds=1))

    # The same night it is open, until the evening of the next day.
    send(staff, f"{PLACE}/open", "when", when="now", **closings(1))
    for number in range(12):
        square.organisation_joins(
            "public", organisation=f"団体 {number}", email=f"office@dantai-{number}.example"
        )
    let_pass(timedelta(hours=26))
    assert statement().status == Status.CLOSED

    # Day 2: the list is fixed, the letter made and handed over; and so the page says.
    press(staff, PLACE, "/rounds/1/close")
    hand_over(staff, square.work, "ja")
    listed = square.client.get(f"/api/v1/statements/{SLUG}").get_json()
    assert listed["counts"]["organisations"]["named"] == 12
    shown = pages.text_of(square.client.get(f"/ja/statements/{SLUG}").text)
    assert str(Status.HANDED_OVER.label) in shown
    assert statement().status == Status.HANDED_OVER
