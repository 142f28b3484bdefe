"""What the home page shows, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func

from campaigns import reading
from campaigns.models import Outcome, Statement, TakenDown
from core.db import db, now
from tests import factories

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _page(app: Flask) -> Iterator[None]:
    with app.test_request_context("/ja/"):
        yield


def make(slug: str, **changes: Any) -> Statement:
    statement = factories.make_statement(slug=slug)
    for name, value in changes.items():
        setattr(statement, name, value)
    db.session.commit()
    return statement


def over(slug: str, **changes: Any) -> Statement:
    """A statement that can no longer be signed."""
    return make(slug, closes_at=now() - 90 * DAY, **changes)


def ago(days: int) -> datetime:
    return now() - days * DAY


def test_what_closes_first_stands_first_and_what_never_closes_last() -> None:
    make("no-end", closes_at=None)
    make("later", closes_at=now() + 9 * DAY)
    make("soon", closes_at=now() + DAY)

    assert [call.slug for call in reading.home().open] == ["soon", "later", "no-end"]


def test_what_was_carried_further_stands_by_its_last_step() -> None:
    over("handed-over", handed_over_at=ago(3))
    over("answered", handed_over_at=ago(40), answered_at=ago(2))
    ended = over("concluded", handed_over_at=ago(60), answered_at=ago(50))
    ended.campaign.concluded_at, ended.campaign.outcome = ago(1), Outcome.LOST
    over("only-closed")
    db.session.commit()

    moved = reading.home().moved

    assert [(call.slug, call.status) for call in moved] == [
        ("concluded", "concluded"),
        ("answered", "answered"),
        ("handed-over", "handed over"),
    ]


def test_what_can_still_be_signed_stands_there_alone_though_it_was_handed_over() -> None:
    make("open", handed_over_at=ago(1))

    shown = reading.home()

    assert [call.slug for call in shown.open] == ["open"]
    assert shown.moved == []


def test_no_more_of_the_past_is_shown_than_there_is_room_for() -> None:
    for number in range(reading.LATELY + 2):
        over(f"call-{number}", handed_over_at=ago(number))

    slugs = [call.slug for call in reading.home().moved]

    assert slugs == [f"call-{number}" for number in range(reading.LATELY)]


def test_what_was_taken_down_is_not_shown() -> None:
    make("open", taken_down_at=func.now(), taken_down_for=TakenDown.UNLAWFUL)
    over("past", handed_over_at=ago(1), taken_down_at=func.now(), taken_down_for=TakenDown.DANGER)

    shown = reading.home()

    assert (shown.open, shown.moved) == ([], [])
