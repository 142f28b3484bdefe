"""Handing over and answers: what is recorded, and what a statement says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from campaigns.models import Status
from core.db import db, now, today
from petitions import handing_over, rounds, submitting
from petitions.handing_over import Answer, HandingOver, NotHandedOver, NotMadeYet, UnfitDay
from petitions.models import Submission
from tests import factories


@pytest.fixture
def submission(app: Flask) -> Submission:
    """A closed statement's letters, made the day before yesterday."""
    statement = factories.make_statement(closes_in_days=(3.0,))
    rounds.close(rounds.of(statement.id)[0])
    made = submitting.prepare(statement, statement.offices)
    db.session.flush()
    made.asked_at = now() - timedelta(days=2)
    for document in made.documents:
        document.storage_key, document.sha256 = "submissions/made.pdf", "0" * 64
        document.built_at = now()
    db.session.commit()
    return made


def told(at: datetime | None = None, **changes: Any) -> HandingOver:
    due = today() + timedelta(days=14)
    return replace(HandingOver(at or now(), "参議院議員会館", "市民協力課", due), **changes)


def answer(submission: Submission, **changes: Any) -> Answer:
    office = handing_over.addressees(submission)[0]
    return replace(Answer(office, today(), "検討します。", "検討するとのこと。", ""), **changes)


def test_a_statement_is_handed_over_and_answered(submission: Submission) -> None:
    found = [status_of(submission)]

    handing_over.hand_over(submission, told())
    found.append(status_of(submission))
    handing_over.answer(submission, answer(submission))
    found.append(status_of(submission))

    assert found == [Status.CLOSED, Status.HANDED_OVER, Status.ANSWERED]


def status_of(submission: Submission) -> Status:
    return submission.statement.status


def test_a_later_answer_revises_the_one_before_and_both_stay(submission: Submission) -> None:
    handing_over.hand_over(submission, told())

    for said in ("検討します。", "見直します。"):
        handing_over.answer(submission, answer(submission, text=said))

    assert [reply.text for reply in submission.replies] == ["検討します。", "見直します。"]
    assert len(handing_over.waiting_for(submission)) == len(submission.statement.offices) - 1


def test_an_answer_is_overdue_the_day_after_it_was_due(submission: Submission) -> None:
    handing_over.hand_over(submission, told(now() - timedelta(days=1), reply_due=today()))
    assert handing_over.overdue() == []

    submission.reply_due = today() - timedelta(days=1)
    db.session.flush()
    assert handing_over.overdue() == [submission]

    for office in handing_over.addressees(submission):
        handing_over.answer(submission, answer(submission, office=office))
    assert handing_over.overdue() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"at": now() + timedelta(days=1)}, "day"),
        ({"at": now() - timedelta(days=9)}, "day"),
        ({"reply_due": today() - timedelta(days=5)}, "reply_due"),
    ],
)
def test_days_that_cannot_be_are_refused(
    submission: Submission, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(UnfitDay) as refused:
        handing_over.hand_over(submission, told(**changes))
    assert refused.value.field == field


def test_what_has_not_been_made_is_not_handed_over(submission: Submission) -> None:
    submission.documents[0].built_at = None

    with pytest.raises(NotMadeYet):
        handing_over.hand_over(submission, told())


def test_nobody_answers_what_they_were_not_given(submission: Submission) -> None:
    with pytest.raises(NotHandedOver):
        handing_over.answer(submission, answer(submission))


@pytest.mark.parametrize("days", [-30, 1])
def test_an_answer_comes_after_the_handing_over_and_not_from_the_future(
    submission: Submission, days: int
) -> None:
    handing_over.hand_over(submission, told())

    with pytest.raises(UnfitDay):
        handing_over.answer(
            submission, answer(submission, received_on=today() + timedelta(days=days))
        )
