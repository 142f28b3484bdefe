"""What petitions tell of a statement's course: rounds, what was moved, handed over and answered."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from flask import Flask

from campaigns.models import Statement
from campaigns.timeline import Fact, What
from core.db import db, now, today
from network.models import Office
from petitions import course, rounds, submitting
from petitions.models import Extension, Reply, Submission
from tests import factories

CountQueries = Callable[[], AbstractContextManager[list[str]]]
DAY = timedelta(days=1)


@pytest.fixture
def statement(app: Flask) -> Statement:
    return factories.make_statement()


def hand_over(statement: Statement, **changes: object) -> Submission:
    submission = submitting.prepare(statement, statement.offices, joint=True)
    submission.handed_over_at = now() - 2 * DAY
    for name, value in changes.items():
        setattr(submission, name, value)
    db.session.commit()
    return submission


def reply(submission: Submission, office: Office, day: date) -> Reply:
    new = Reply(office=office, received_on=day, text="回答", summary_ja="", summary_en="")
    submission.replies.append(new)
    db.session.commit()
    return new


def told(statement: Statement, *whats: What) -> list[Fact]:
    return [fact for fact in course.facts([statement]) if fact.what in whats]


def test_rounds_close_at_their_time(statement: Statement) -> None:
    closings = told(statement, What.CLOSING)

    assert [(one.number, one.at) for one in closings] == [
        (one.number, one.closes_at) for one in rounds.of(statement.id)
    ]


def test_the_only_round_has_no_number(app: Flask) -> None:
    statement = factories.make_statement(closes_in_days=(3,))

    assert [one.number for one in told(statement, What.CLOSING)] == [0]


def test_a_round_that_was_closed_before_its_time_closed_then(statement: Statement) -> None:
    first = rounds.of(statement.id)[0]
    rounds.close(first)
    db.session.commit()

    assert told(statement, What.CLOSING)[0].at == first.closed_at


def test_a_round_that_was_closed_late_closed_at_its_time(statement: Statement) -> None:
    first = rounds.of(statement.id)[0]
    first.closes_at = now() - DAY
    db.session.commit()
    rounds.close(first)
    db.session.commit()

    assert told(statement, What.CLOSING)[0].at == first.closes_at


def test_a_deadline_that_was_moved_tells_what_it_was(statement: Statement) -> None:
    first = rounds.of(statement.id)[0]
    db.session.add(Extension(round_id=first.id, was=now(), becomes=now() + DAY))
    db.session.commit()

    (moved,) = told(statement, What.EXTENDED)

    assert (moved.number, moved.was is None, moved.becomes is None) == (1, False, False)


def test_what_is_only_prepared_is_not_told(statement: Statement) -> None:
    submitting.prepare(statement, statement.offices, joint=True)
    db.session.commit()

    assert told(statement, What.HANDED_OVER, What.DUE) == []


def test_handing_over_names_each_addressee_once(statement: Statement) -> None:
    hand_over(statement)

    (handed,) = told(statement, What.HANDED_OVER)

    assert list(handed.names) == [office.title for office in statement.offices]


def test_an_answer_is_due_until_there_is_one(statement: Statement) -> None:
    submission = hand_over(statement, reply_due=today() + DAY)
    due = told(statement, What.DUE)

    reply(submission, statement.offices[0], today())

    assert [one.at for one in due] == [submission.reply_due]
    assert told(statement, What.DUE) == []
    assert [one.names for one in told(statement, What.ANSWERED)] == [(statement.offices[0].title,)]


def test_the_facts_of_many_statements_take_two_queries(
    statement: Statement, count_queries: CountQueries
) -> None:
    reply(hand_over(statement), statement.offices[0], today())
    another = factories.make_statement(slug="another")
    reply(hand_over(another), another.offices[0], today())
    db.session.expire_all()
    both = list(db.session.scalars(db.select(Statement)))

    with count_queries() as queries:
        facts = course.facts(both)

    assert len({one.key for one in facts}) == len(facts) == 8
    assert len(queries) == 2
