"""Staff close a round, and make the letters that are handed over."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import update
from werkzeug.test import TestResponse

from core.db import db, now
from network.models import Person
from petitions import submitting
from petitions.models import Disclosure, RollEntry, Round, Signature, SubmissionDocument
from tests import factories
from tests.conftest import Visit
from tests.journeys import pages
from tests.journeys.conftest import Square


@pytest.fixture
def desk(square: Square, visit: Visit, chie: Person) -> FlaskClient:
    """The browser of a member of the staff."""
    return visit(chie)


# ---- Seeing signatures


def test_staff_see_signatures_but_not_the_name_of_an_undisclosed_one(
    desk: FlaskClient, square: Square
) -> None:
    square.person_joins(display="hidden")
    square.organisation_joins(Disclosure.PUBLIC, organisation="名を出す会")
    square.organisation_joins(Disclosure.ADDRESSEE, organisation="宛先だけの会")
    square.organisation_joins(Disclosure.UNDISCLOSED, organisation="名を出さない会")

    page = desk.get("/staff/statements/civic-space")

    assert page.headers["Cache-Control"] == "no-store"
    for name in ("霜月 あかり", "名を出す会", "宛先だけの会"):
        assert name in page.text
    assert "名を出さない会" not in page.text
    assert page.text.count('class="sealed"') == 1


def test_staff_see_exact_figures_and_the_published_one(desk: FlaskClient, square: Square) -> None:
    square.many_join(Disclosure.UNDISCLOSED, 2)
    square.organisation_joins(Disclosure.PUBLIC)

    page = desk.get("/staff/statements/civic-space").text

    figures = re.findall(r'<dd class="num">(\d+)</dd>', page)
    assert figures[:3] == ["1", "0", "2"]
    assert square.published().undisclosed == 0


# ---- Closing a round


def close(desk: FlaskClient, number: int = 1) -> TestResponse:
    page = desk.get("/staff/statements/civic-space")
    form = next(one for one in pages.forms(page) if one.action.endswith(f"/rounds/{number}/close"))
    return pages.send(desk, page, form)


@pytest.mark.parametrize(("signed", "shown"), [(1, 0), (2, 0), (3, 3), (4, 4), (5, 5)])
def test_closing_makes_the_published_figure_exact_from_three_up(
    desk: FlaskClient, square: Square, signed: int, shown: int
) -> None:
    square.many_join(Disclosure.UNDISCLOSED, signed)

    assert close(desk).status_code == 303

    assert square.published().undisclosed == shown


def test_what_the_page_says_of_a_closed_round_does_not_give_away_one_or_two(
    desk: FlaskClient, square: Square
) -> None:
    square.organisation_joins(Disclosure.PUBLIC)
    square.many_join(Disclosure.UNDISCLOSED, 2)
    close(desk)

    page = square.client.get(square.address).text

    closed = page.split('<li class="closed">')[1].split("</li>")[0]
    assert re.findall(r">\s*(\d+) ", closed.split("</time>")[1]) in (["1"], [])
    assert "1" in pages.text_of(closed.split("</time>")[1])


def test_after_the_first_round_signing_goes_on_in_the_second(
    desk: FlaskClient, square: Square
) -> None:
    square.person_joins()
    close(desk)

    square.person_joins(name="葉月 りん", email="rin@mail.example")
    close(desk, 2)

    rolls = {
        number: db.session.scalars(
            db.select(RollEntry.name)
            .join(Round, Round.id == RollEntry.round_id)
            .where(Round.number == number)
            .order_by(RollEntry.name)
        ).all()
        for number in (1, 2)
    }
    assert rolls == {1: ["霜月 あかり"], 2: sorted(["霜月 あかり", "葉月 りん"])}


def test_after_the_last_round_nobody_can_sign(desk: FlaskClient, square: Square) -> None:
    page = square.client.get(square.address)
    form = pages.form_with(page, "display")
    close(desk)
    close(desk, 2)

    sent = pages.send(
        square.client, page, form, name="霜月", email="a@mail.example", display="public"
    )

    assert sent.status_code == 409, sent.text
    closed = square.client.get(square.address)
    assert not [one for one in pages.forms(closed) if one.method == "post"]
    assert square.client.get("/api/v1/statements/civic-space").get_json()["status"] == "closed"


def test_closing_twice_is_refused_and_adds_nothing(desk: FlaskClient, square: Square) -> None:
    square.person_joins()
    page = desk.get("/staff/statements/civic-space")
    form = next(one for one in pages.forms(page) if one.action.endswith("/rounds/1/close"))

    answers = [pages.send(desk, page, form).status_code for _ in range(2)]

    assert answers == [303, 409]
    assert db.session.scalar(db.select(db.func.count()).select_from(RollEntry)) == 1


def test_a_frozen_roll_does_not_change_with_what_happens_later(
    desk: FlaskClient, square: Square
) -> None:
    square.person_joins()
    square.organisation_joins(Disclosure.PUBLIC)
    square.organisation_joins(Disclosure.ADDRESSEE, organisation="宛先だけの会")
    close(desk)
    before = roll()

    db.session.execute(
        update(Signature).where(Signature.kind == "person").values(display="hidden", name="別の名")
    )
    db.session.execute(
        update(Signature)
        .where(Signature.disclosure == Disclosure.ADDRESSEE)
        .values(disclosure=Disclosure.PUBLIC, organisation="改めた名")
    )
    db.session.execute(
        update(Signature)
        .where(Signature.organisation.contains("たんぽぽ"))
        .values(withdrawn_at=now())
    )
    db.session.commit()

    assert roll() == before
    assert len(before) == 3


def roll() -> list[tuple[object, ...]]:
    rows = db.session.execute(db.select(*RollEntry.__table__.columns).order_by(RollEntry.id)).all()
    db.session.rollback()
    return [tuple(row) for row in rows]


# ---- The letters


def ask_for_letters(desk: FlaskClient, **chosen: object) -> str:
    """Send the staff's form for new documents; return the address of the submission's page."""
    page = desk.get("/staff/statements/civic-space")
    form = pages.form_with(page, "addressees")
    sent = pages.send(desk, page, form, **chosen)
    assert sent.status_code == 303, sent.text
    return sent.headers["Location"]


def letters(desk: FlaskClient, submission: str) -> list[bytes]:
    """Return the PDFs that a submission's page leads to."""
    page = desk.get(submission).text
    found = []
    for link in re.findall(r'href="(/staff/documents/[^"]*\.pdf)"', page):
        answer = desk.get(link)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Expires" not in answer.headers
        found.append(answer.data)
    return found


def text_of(pdf: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


@pytest.fixture
def collected(desk: FlaskClient, square: Square) -> Square:
    """Five organisations, two named in public, one to the addressee; two people of three named."""
    square.organisation_joins(Disclosure.PUBLIC, organisation="一番目の会", kana="いちばんめのかい")
    square.organisation_joins(Disclosure.PUBLIC, organisation="二番目の会", kana="にばんめのかい")
    square.organisation_joins(Disclosure.ADDRESSEE, organisation="宛先だけの会", kana="あてさき")
    square.organisation_joins(Disclosure.UNDISCLOSED, organisation="名を出さない会")
    square.organisation_joins(Disclosure.UNDISCLOSED, organisation="匿名の会")
    for number, display in enumerate(("public", "initials", "hidden")):
        square.person_joins(
            name=f"霜月 {'一二三'[number]}", email=f"p{number}@mail.example", display=display
        )
    return square


def test_a_letter_to_two_ministers_together_names_both_and_counts_exactly(
    desk: FlaskClient, collected: Square
) -> None:
    submission = ask_for_letters(desk, joint="joint")
    waiting = desk.get(submission).text
    collected.work()

    made = letters(desk, submission)

    assert ".pdf" not in waiting
    assert len(made) == 1
    text = text_of(made[0])
    assert "外務大臣" in text
    assert "財務大臣" in text
    for name in ("一番目の会", "二番目の会", "宛先だけの会", "霜月一"):
        assert name in text
    assert not any(name in text for name in ("名を出さない会", "匿名の会", "霜月二", "霜月三"))
    assert "5団体" in text
    assert "ほか2団体（団体名非公表）" in text
    assert "3名" in text
    document = db.session.scalars(db.select(SubmissionDocument)).one()
    assert (document.named, document.unnamed, document.people) == (3, 2, 3)
    assert document.sha256 == hashlib.sha256(made[0]).hexdigest()


def test_separate_letters_name_one_minister_each(desk: FlaskClient, collected: Square) -> None:
    submission = ask_for_letters(desk, joint="separate")
    collected.work()

    texts = [text_of(pdf) for pdf in letters(desk, submission)]

    assert [("外務大臣" in text, "財務大臣" in text) for text in texts] == [
        (True, False),
        (False, True),
    ]
    assert all("5団体" in text for text in texts)


def test_a_letter_to_one_minister_in_english(desk: FlaskClient, collected: Square) -> None:
    submission = ask_for_letters(desk, addressees=["mof"], language="en")
    collected.work()

    texts = [text_of(pdf) for pdf in letters(desk, submission)]

    assert len(texts) == 1
    assert "MinisterofFinance" in texts[0]
    assert "MinisterforForeignAffairs" not in texts[0]


def test_a_closed_rounds_letter_is_the_same_bytes_whatever_happens_later(
    desk: FlaskClient, collected: Square
) -> None:
    close(desk)
    submission = ask_for_letters(desk, joint="joint", round="1")
    collected.work()
    first = letters(desk, submission)[0]
    db.session.execute(update(Signature).values(withdrawn_at=now()))
    square_after = collected.published()

    document = db.session.scalars(db.select(SubmissionDocument)).one()
    again = submitting.build(document).pdf

    assert square_after.people == 3
    assert again == first


def test_making_letters_for_nobody_is_refused_beside_the_field(
    desk: FlaskClient, square: Square
) -> None:
    page = desk.get("/staff/statements/civic-space")
    form = pages.form_with(page, "addressees")
    form.fields.pop("addressees", None)

    sent = pages.send(desk, page, form)

    assert sent.status_code == 422
    assert pages.wrong(sent, "addressees")


@pytest.mark.parametrize(
    "chosen",
    [
        {"addressees": ["nobody"]},
        {"round": "9"},
        {"round": "1"},
        {"joint": "both"},
        {"language": "xx"},
    ],
)
def test_choices_that_are_not_offered_are_refused(
    desk: FlaskClient, square: Square, chosen: dict[str, object]
) -> None:
    page = desk.get("/staff/statements/civic-space")
    form = pages.form_with(page, "addressees")

    sent = pages.send(desk, page, form, **chosen)

    assert sent.status_code == 422
    assert db.session.scalars(db.select(SubmissionDocument)).all() == []


def test_a_document_that_is_not_made_yet_is_not_there(desk: FlaskClient, square: Square) -> None:
    ask_for_letters(desk)
    document = db.session.scalars(db.select(SubmissionDocument)).first()
    assert document is not None

    for public_id in (document.public_id, UUID(int=7)):
        assert desk.get(f"/staff/documents/{public_id}.pdf").status_code == 404


@pytest.fixture
def stranger(visit: Visit) -> Callable[[str], FlaskClient]:
    """The browser of a person in some role."""

    def with_role(role: str) -> FlaskClient:
        return visit(factories.make_person(f"{role}-person", role))

    return with_role


def test_a_coordinator_makes_letters_but_closes_no_round(
    square: Square, stranger: Callable[[str], FlaskClient]
) -> None:
    desk = stranger("coordinator")

    page = desk.get("/staff/statements/civic-space")
    asked = ask_for_letters(desk)
    closing = desk.post("/staff/statements/civic-space/rounds/1/close")

    assert not [one for one in pages.forms(page) if one.action.endswith("/close")]
    assert asked.startswith("/staff/submissions/")
    assert closing.status_code == 403
    assert db.session.scalars(db.select(Round.closed_at)).all() == [None, None]
