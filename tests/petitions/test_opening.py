"""Opening a statement, now or later, and moving the end of a round."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from campaigns import drafting, reading
from campaigns.drafting import NotApproved
from campaigns.models import Statement, Status
from core.db import db, now
from petitions import opening, rounds, signing
from petitions.opening import AlreadyPublic, UnfitMoment
from petitions.rounds import RoundClosed, StatementClosed
from tests import factories
from tests.factories import AKARI


@pytest.fixture
def approved(app: Flask) -> Statement:
    statement = factories.make_statement(opened=False)
    drafting.approve(statement, by="committee")
    db.session.commit()
    return statement


def in_days(days: float) -> datetime:
    return now() + timedelta(days=days)


def test_a_statement_is_opened_with_the_rounds_that_are_given(approved: Statement) -> None:
    opening.open_for_signing(approved, [in_days(3), in_days(9)])

    assert [one.number for one in rounds.of(approved.id)] == [1, 2]
    assert approved.status == Status.OPEN
    assert approved.closes_at == rounds.of(approved.id)[0].closes_at


def test_what_opens_later_is_not_read_and_not_signed_before(approved: Statement) -> None:
    opening.open_for_signing(approved, [in_days(9)], at=in_days(1))
    db.session.commit()

    assert approved.status == Status.APPROVED
    assert reading.published(approved.slug) is None
    with pytest.raises(StatementClosed):
        signing.sign_as_person(approved, AKARI)


def test_what_opens_later_opens_by_itself(approved: Statement) -> None:
    opening.open_for_signing(approved, [in_days(9)], at=in_days(1))
    db.session.execute(update(Statement).values(opened_at=now() - timedelta(seconds=1)))
    db.session.commit()

    assert reading.published(approved.slug) is not None
    assert signing.sign_as_person(approved, AKARI)


@pytest.mark.parametrize(
    ("at", "closings"),
    [(-1.0, [3.0]), (None, [-1.0]), (None, [3.0, 2.0]), (4.0, [3.0])],
)
def test_moments_that_cannot_be_are_refused(
    approved: Statement, at: float | None, closings: list[float]
) -> None:
    begins = in_days(at) if at is not None else None

    with pytest.raises(UnfitMoment):
        opening.open_for_signing(approved, [in_days(one) for one in closings], at=begins)


def test_what_nobody_has_approved_is_not_opened(app: Flask) -> None:
    with pytest.raises(NotApproved):
        opening.open_for_signing(factories.make_statement(opened=False), [])


def test_what_is_public_is_not_opened_again(app: Flask) -> None:
    with pytest.raises(AlreadyPublic):
        opening.open_for_signing(factories.make_statement(), [])


def test_a_deadline_is_moved_and_what_it_was_is_shown(app: Flask) -> None:
    statement = factories.make_statement(closes_in_days=(3.0, 9.0))
    first = rounds.of(statement.id)[0]
    was, until = first.closes_at, in_days(5)

    opening.extend(first, until)
    db.session.commit()

    shown = rounds.on_page(statement)[0]
    assert (shown.closes_at, shown.was) == (until, was)
    assert statement.closes_at == until


def test_a_deadline_that_was_moved_twice_shows_the_first(app: Flask) -> None:
    statement = factories.make_statement(closes_in_days=(3.0,))
    one = rounds.of(statement.id)[0]
    was = one.closes_at

    for days in (4.0, 5.0):
        opening.extend(one, in_days(days))
    db.session.commit()

    assert rounds.on_page(statement)[0].was == was


def test_a_round_that_ended_unclosed_may_go_on(app: Flask) -> None:
    statement = factories.make_statement(closes_in_days=(3.0,))
    one = rounds.of(statement.id)[0]
    one.closes_at = statement.closes_at = in_days(-1)
    db.session.commit()

    opening.extend(one, in_days(2))
    db.session.commit()

    assert statement.status == Status.OPEN
    assert signing.sign_as_person(statement, AKARI)


@pytest.mark.parametrize("days", [2.0, -1.0, 9.0, 10.0])
def test_a_deadline_moves_to_later_and_not_past_the_next_round(app: Flask, days: float) -> None:
    statement = factories.make_statement(closes_in_days=(3.0, 9.0))

    with pytest.raises(UnfitMoment):
        opening.extend(rounds.of(statement.id)[0], in_days(days))


def test_a_closed_round_is_not_extended(app: Flask) -> None:
    one = rounds.of(factories.make_statement(closes_in_days=(3.0,)).id)[0]
    rounds.close(one)

    with pytest.raises(RoundClosed):
        opening.extend(one, in_days(9))
