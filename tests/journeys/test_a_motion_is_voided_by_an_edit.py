"""A statement is put to the vote, rewritten, put to the vote again, and carried."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from werkzeug.test import TestResponse

from campaigns.models import Statement
from core import audit
from core.db import db
from network import closing, deciding
from network.models import Motion, MotionBallot, MotionVoter, Person
from tests import factories
from tests.conftest import Outbox, Visit
from tests.journeys import pages
from tests.network.motions import date_back, post
from tests.network.test_deciding import rewrite


@pytest.fixture
def draft(app: Flask) -> Statement:
    """A statement that waits for approval."""
    return factories.make_statement(opened=False)


def form_to(page: TestResponse, act: str) -> pages.WebForm:
    """Return the form of a motion's page that leads to an act."""
    return next(form for form in pages.forms(page) if form.action.endswith(f"/{act}"))


def send(browser: FlaskClient, address: str, act: str, **typed: str) -> TestResponse:
    """Fill in a form on the page of a motion and send it."""
    page = browser.get(address)
    return pages.send(browser, page, form_to(page, act), **typed)


def propose(browser: FlaskClient, **typed: str) -> str:
    """Propose a motion by the form; return its address."""
    page = browser.get("/staff/motions/new")
    values = {"title": "事務所の移転", "text": "事務所を移す。\n\n費用は予備費から。", **typed}
    answer = pages.send(browser, page, pages.form_with(page, "lasts"), **values)
    assert answer.status_code == 303, pages.text_of(answer.text)
    return address_of(db.session.scalars(db.select(Motion).order_by(Motion.id)).all()[-1])


def address_of(motion: Motion) -> str:
    return f"/staff/motions/{motion.public_id}"


def let_it_end(motion: Motion, run_due: Callable[[], None]) -> None:
    """Let the deadline pass, and the worker do what is due."""
    date_back(motion, motion.deadline - deciding.database_time() + timedelta(seconds=1))
    closing.close_due()
    db.session.commit()
    run_due()
    post(run_due)
    db.session.expire_all()


def test_an_edit_voids_the_votes_and_what_is_carried_is_the_new_text(
    draft: Statement,
    visit: Visit,
    aki: Person,
    ben: Person,
    run_due: Callable[[], None],
    outbox: Outbox,
) -> None:
    akis, bens = visit(aki), visit(ben)

    # Aki puts the statement to the vote.
    motion = put_to_the_vote(akis)
    address = address_of(motion)
    post(run_due)
    assert {str(one["To"]) for one in outbox.messages} == {aki.email, ben.email}

    # Ben is told what waits for him, and votes.
    assert factories.DRAFT.title_ja in bens.get("/staff/").text
    assert send(bens, address, "vote", choice="for").status_code == 303
    assert factories.DRAFT.title_ja not in bens.get("/staff/").text

    # The statement is rewritten; Aki puts the new text to the vote, and Ben's vote is void.
    before = bens.get(address)
    rewrite(draft, "私たちは、記録の全文の公表を求めます。")
    assert send(akis, address, "vote", choice="for").status_code == 422
    page = akis.get(f"{address}/edit")
    assert "記録の全文の公表" in page.text
    assert pages.send(akis, page, pages.forms(page)[-1]).status_code == 303
    post(run_due)
    assert "無効" in str(outbox.last["Subject"])
    assert factories.DRAFT.title_ja in bens.get("/staff/").text
    assert "<ins>" in bens.get(address).text

    # A page that was open since before the edit cannot vote on what its reader has not read.
    old = pages.send(bens, before, form_to(before, "vote"), choice="against")
    assert old.status_code == 422
    assert db.session.scalars(db.select(MotionBallot.choice)).all() == ["for"]

    # Both vote on the new text, and it is carried.
    assert send(akis, address, "vote", choice="for").status_code == 303
    assert send(bens, address, "vote", choice="for").status_code == 303
    let_it_end(motion, run_due)
    assert draft.approved_by == f"committee, on {draft.version.text_hash}"
    assert "記録の全文の公表" in draft.version.body_ja
    assert "可決" in str(outbox.last["Subject"])

    # The minutes hold it all.
    printed = minutes_of(akis, address, run_due)
    expected = ("可決", "賛成2票", "第2版", "記録の全文の公表", "aki", "ben")
    for part in (*expected, motion.version.text_hash):
        assert part in printed, part


def put_to_the_vote(browser: FlaskClient) -> Motion:
    """Choose the statement that waits, read it, and open the vote for three days."""
    links = re.findall(r'href="([^"]*)"', browser.get("/staff/motions/new").text)
    page = browser.get(next(link for link in links if "matter=" in link))
    assert factories.DRAFT.body_ja in page.text
    answer = pages.send(browser, page, pages.form_with(page, "lasts"), lasts="d3")
    assert answer.status_code == 303
    return db.session.scalars(db.select(Motion)).one()


def minutes_of(browser: FlaskClient, address: str, run_due: Callable[[], None]) -> str:
    """Ask for the minutes, let the worker make them, and read them."""
    assert send(browser, address, "minutes", language="ja").status_code == 303
    post(run_due)
    links = re.findall(r'href="([^"]*)"', browser.get(address).text)
    return text_of_pdf(browser.get(next(link for link in links if ".pdf" in link)).data)


def text_of_pdf(pdf: bytes) -> str:
    """Return what a PDF says, line ends and spaces left out."""
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return re.sub(r"\s", "", text)


def test_every_act_is_journalled(
    visit: Visit, aki: Person, ben: Person, run_due: Callable[[], None]
) -> None:
    akis, bens = visit(aki), visit(ben)
    address = propose(akis)
    holder = db.session.scalars(
        db.select(MotionVoter.id).where(MotionVoter.person_id == aki.id)
    ).one()

    send(bens, address, "comments", comment="費用の額も書いてください。", paragraph="2")
    send(bens, address, "proxy", holder=str(holder))
    send(bens, address, "end")
    send(akis, address, "vote", choice="abstain")
    page = akis.get(f"{address}/edit")
    pages.send(akis, page, pages.form_with(page, "text"), text="事務所を三月に移す。")
    send(bens, address, "conflict", conflict="大家の親族です。")
    send(akis, address, "withdraw")
    send(akis, address, "minutes", language="en")

    told = [(one.person, one.act) for one in reversed(audit.entries()) if "sign" not in one.act]
    assert told == [
        (aki.id, "propose motion"),
        (ben.id, "comment on motion"),
        (ben.id, "give proxy"),
        (ben.id, "take back proxy"),
        (aki.id, "vote"),
        (aki.id, "edit motion"),
        (ben.id, "declare conflict"),
        (aki.id, "withdraw motion"),
        (aki.id, "ask for minutes"),
    ]


def test_until_the_end_nobody_sees_what_anybody_voted(
    visit: Visit, aki: Person, ben: Person, chie: Person, run_due: Callable[[], None]
) -> None:
    akis, bens, chies = visit(aki), visit(ben), visit(chie)
    address = propose(akis)
    motion = db.session.scalars(db.select(Motion)).one()
    send(bens, address, "vote", choice="against")
    open_pages = [browser.get(address).text for browser in (akis, chies)]

    send(akis, address, "vote", choice="for")
    let_it_end(motion, run_due)

    closed = chies.get(address).text
    cells = re.compile(r"<b>(?:For|Against|賛成|反対)</b>")
    assert [cells.findall(page) for page in open_pages] == [[], []]
    assert len(cells.findall(closed)) == 2


def test_of_a_secret_motion_nobody_ever_sees_what_anybody_voted(
    visit: Visit, aki: Person, ben: Person, run_due: Callable[[], None]
) -> None:
    akis, bens = visit(aki), visit(ben)
    address = propose(akis, secret="y")
    motion = db.session.scalars(db.select(Motion)).one()
    send(akis, address, "vote", choice="for")
    send(bens, address, "vote", choice="for")

    let_it_end(motion, run_due)

    assert (motion.result, motion.votes_for) == ("carried", 2)
    assert not re.search(r"<b>(?:For|賛成)</b>", akis.get(address).text)


def test_what_was_typed_wrongly_stays_in_the_form(visit: Visit, aki: Person) -> None:
    akis = visit(aki)
    page = akis.get("/staff/motions/new")

    answer = pages.send(
        akis, page, pages.form_with(page, "lasts"), title="", text="事務所を移す。", lasts="d14"
    )

    form = pages.form_with(answer, "lasts")
    assert answer.status_code == 422
    assert pages.wrong(answer, "title")
    assert (form.fields["text"], form.fields["lasts"]) == ("事務所を移す。", "d14")


def test_who_is_no_member_of_the_committee_neither_votes_nor_reads(
    visit: Visit, aki: Person, chie: Person, dai: Person, client: FlaskClient
) -> None:
    address = propose(visit(aki))
    chies, dais = visit(chie), visit(dai)

    assert [one.get(address).status_code for one in (chies, dais, client)] == [200, 403, 303]
    assert not [form for form in pages.forms(chies.get(address)) if form.action.endswith("/vote")]
    assert chies.post(f"{address}/vote", data={"choice": "for"}).status_code == 403
