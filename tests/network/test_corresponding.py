"""Letters of the contact form: kept for the queue, done once, deleted when their time is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask, g
from sqlalchemy import func, update
from sqlalchemy.exc import IntegrityError

from core.db import db
from core.settings import Settings
from mailing import emails
from network import corresponding
from network.corresponding import AlreadyDone, NoAddress
from network.models import Letter, Person
from tests.network import house


def done_days_ago(letter: Letter, days: float) -> None:
    """Let a letter have been closed so many days ago."""
    when = func.now() - timedelta(days=days)
    db.session.execute(update(Letter).where(Letter.id == letter.id).values(closed_at=when))
    db.session.commit()


def left() -> int:
    return db.session.scalar(db.select(func.count()).select_from(Letter)) or 0


def test_letters_wait_oldest_first_whatever_they_look_like(app: Flask) -> None:
    first, second = house.make_letter(trapped=True), house.make_letter(hurried=True)

    assert corresponding.waiting() == [first, second]


@pytest.mark.parametrize(("days", "number"), [(90.01, 0), (89.9, 1)])
def test_a_letter_is_deleted_when_its_days_are_over_and_not_before(
    app: Flask, settings: Settings, days: float, number: int
) -> None:
    assert settings.letter_days == 90
    done_days_ago(house.make_letter(), days)

    corresponding.purge()
    db.session.commit()

    assert left() == number


def test_an_answered_letter_is_deleted_with_its_answer(app: Flask, chie: Person) -> None:
    letter = house.make_letter()
    corresponding.answer(letter, "ご連絡します。", chie.id)
    db.session.execute(update(Letter).values(answered_at=func.now() - timedelta(days=91)))
    db.session.commit()

    corresponding.purge()
    db.session.commit()

    assert left() == 0


def test_what_waits_is_not_deleted_however_old_it_is(app: Flask) -> None:
    house.make_letter()
    db.session.execute(update(Letter).values(received_at=func.now() - timedelta(days=1000)))
    db.session.commit()

    corresponding.purge()

    assert left() == 1


def test_an_answer_goes_out_once_in_the_language_of_the_form(app: Flask, chie: Person) -> None:
    g.lang = "en"
    letter = house.make_letter()
    g.lang = "ja"
    corresponding.answer(letter, "Please call us.", chie.id)
    db.session.commit()

    with pytest.raises(AlreadyDone):
        corresponding.answer(letter, "Once more.", chie.id)

    db.session.rollback()
    delivery = corresponding.delivery(letter)
    assert delivery is not None
    assert delivery.language == "en"
    assert letter.answer == "Please call us."


def test_an_answer_quotes_nothing_of_the_letter(app: Flask, chie: Person) -> None:
    letter = house.make_letter()
    corresponding.answer(letter, "ご連絡します。", chie.id)

    message = emails.composed("letter_answer", letter.id, "ja")

    assert message is not None
    assert message.to == "rin@mail.example"
    assert "ご連絡します。" in message.text
    assert house.WORDS not in message.text
    assert "花岡" not in message.text


def test_a_letter_deleted_before_its_answer_left_is_answered_no_more(
    app: Flask, chie: Person
) -> None:
    letter = house.make_letter()
    corresponding.answer(letter, "ご連絡します。", chie.id)
    number = letter.id
    db.session.delete(letter)
    db.session.flush()

    assert emails.composed("letter_answer", number, "ja") is None


def test_a_letter_without_an_address_can_be_closed_and_not_answered(
    app: Flask, chie: Person
) -> None:
    letter = house.make_letter(email=None)

    with pytest.raises(NoAddress):
        corresponding.answer(letter, "どちらへ？", chie.id)
    corresponding.close(letter)

    assert letter.done


def test_no_row_is_answered_to_nobody(app: Flask, chie: Person) -> None:
    letter = house.make_letter(email=None)
    letter.answer, letter.answered_at, letter.answered_by_id = "x", letter.received_at, chie.id

    with pytest.raises(IntegrityError, match="letter_is_answered_to_an_address"):
        db.session.flush()
    db.session.rollback()
