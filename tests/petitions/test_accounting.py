"""The account of what was handed over and answered, and of who signs without a name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func

from campaigns import accounting as of_statements
from campaigns.models import Rejected, Statement, Status, TakenDown
from core.db import db, now, today
from network import accounting as of_motions
from network.accounting import Decided
from petitions import accounting, submitting
from petitions.accounting import Handed, Replies
from petitions.models import Reply
from tests import factories
from tests.network import motions

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)


@pytest.fixture
def statement(app: Flask) -> Statement:
    return factories.make_statement()


def handed(due: int | None = None, answered: int | None = None) -> Handed:
    """A submission of a Monday, with days counted from it."""
    return Handed(
        slug="civic-space",
        title="要請書",
        on=MONDAY,
        due=None if due is None else MONDAY + due * DAY,
        answered_on=None if answered is None else MONDAY + answered * DAY,
    )


@pytest.mark.parametrize(
    ("submissions", "expected"),
    [
        ([], Replies(0, 0, 0, None)),
        ([handed()], Replies(1, 0, 0, None)),
        ([handed(due=10)], Replies(1, 0, 0, None)),
        ([handed(due=9)], Replies(1, 0, 1, None)),
        ([handed(due=9, answered=10)], Replies(1, 1, 0, 10)),
        ([handed(answered=3), handed(answered=8)], Replies(2, 2, 0, 3)),
        ([handed(answered=0), handed(answered=8), handed(answered=9)], Replies(3, 3, 0, 8)),
    ],
)
def test_replies_are_counted_with_the_time_they_took(
    submissions: list[Handed], expected: Replies
) -> None:
    assert accounting.replies(submissions, today=MONDAY + 10 * DAY) == expected


def test_the_first_reply_of_a_submission_is_the_one_that_counts(statement: Statement) -> None:
    submission = submitting.prepare(statement, statement.offices, joint=True)
    submission.handed_over_at = now() - 10 * DAY
    for days in (4, 6):
        submission.replies.append(
            Reply(
                office=statement.offices[0],
                received_on=today() - days * DAY,
                text="回答",
                summary_ja="",
                summary_en="",
            )
        )
    submitting.prepare(statement, statement.offices, joint=True)
    db.session.commit()

    (one,) = accounting.handed_over()

    assert one.answered_on == today() - 6 * DAY


def test_what_was_taken_down_is_named_in_no_account(statement: Statement) -> None:
    submission = submitting.prepare(statement, statement.offices, joint=True)
    submission.handed_over_at = now()
    statement.taken_down_at, statement.taken_down_for = func.now(), TakenDown.DANGER
    db.session.commit()

    assert accounting.handed_over() == []
    assert [(one.kind, one.reason) for one in of_statements.taken_down()] == [
        ("request", TakenDown.DANGER)
    ]


@pytest.mark.parametrize(("published", "expected"), [(0, None), (4, None), (5, 5), (17, 17)])
def test_few_that_are_not_named_are_not_told(
    statement: Statement, published: int, expected: int | None
) -> None:
    statement.unnamed_published = published
    db.session.commit()

    assert accounting.not_named() == expected


def test_drafts_are_in_no_account_but_those_not_taken_up(statement: Statement) -> None:
    factories.make_statement(slug="draft", opened=False)
    rejected = factories.make_statement(slug="rejected", opened=False)
    rejected.rejected_at, rejected.rejected_for = func.now(), Rejected.UNCLEAR
    db.session.commit()

    numbers = {one.status: one.number for one in of_statements.standings() if one.number}

    assert numbers == {Status.OPEN: 1}
    assert [one.reason for one in of_statements.not_taken_up()] == [Rejected.UNCLEAR]


def test_a_statement_that_was_stopped_before_its_day_is_in_no_account(app: Flask) -> None:
    scheduled = factories.make_statement()
    scheduled.opened_at = now() + DAY
    scheduled.taken_down_at, scheduled.taken_down_for = func.now(), TakenDown.WITHDRAWN
    db.session.commit()

    assert of_statements.taken_down() == []


def test_motions_are_counted_by_how_they_ended(app: Flask) -> None:
    fumi = factories.make_person("fumi", "facilitator", of="nagoya")
    motions.make_motion(fumi, title="まだ開いている")
    motions.end(motions.make_motion(fumi, title="終わった"))

    decided = of_motions.decided()

    assert decided.carried + decided.rejected == 1
    assert decided == Decided(decided.carried, decided.rejected, 0)
