"""Closing: at the deadline by the database's clock, once, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from campaigns import drafting
from campaigns.models import Statement
from core import audit
from core.db import db
from network import closing, deciding
from network.models import Motion, Person, Reason, Result, VoidReason
from tests import factories
from tests.conftest import Outbox
from tests.network.motions import cast, date_back, end, make_motion, post
from tests.network.test_deciding import rewrite


@pytest.fixture
def statement(app: Flask) -> Statement:
    return factories.make_statement(opened=False)


@pytest.fixture
def motion(statement: Statement, aki: Person, ben: Person) -> Motion:
    """A motion to publish a statement."""
    return make_motion(aki, kind="publish statement", about=statement.id)


def test_before_its_deadline_nothing_is_closed(motion: Motion) -> None:
    assert closing.close(motion) is None
    assert not motion.ended


def test_the_worker_closes_what_is_due(
    motion: Motion, aki: Person, ben: Person, run_due: Callable[[], None]
) -> None:
    cast(motion, aki)
    cast(motion, ben)
    date_back(motion, timedelta(days=8))

    closing.close_due()
    db.session.commit()
    post(run_due)

    db.session.refresh(motion)
    assert (motion.result, motion.reason) == (Result.CARRIED, Reason.ENOUGH)
    assert (motion.entitled, motion.votes_for) == (2, 2)


def test_a_closing_is_asked_for_once(motion: Motion) -> None:
    date_back(motion, timedelta(days=8))

    closing.close_due()
    closing.close_due()
    db.session.commit()

    asked = db.session.scalar(
        db.select(db.func.count())
        .select_from(db.text("procrastinate_jobs"))
        .where(db.text("task_name = 'network.closing.close_motion'"))
    )
    assert asked == 1


def test_a_carried_motion_approves_exactly_the_text_that_was_voted_on(
    motion: Motion, statement: Statement, aki: Person, ben: Person
) -> None:
    cast(motion, aki)
    cast(motion, ben)

    end(motion)

    assert statement.approved_at is not None
    assert statement.approved_by == f"committee, on {statement.version.text_hash}"


def test_a_rejected_motion_approves_nothing(
    motion: Motion, statement: Statement, aki: Person, ben: Person
) -> None:
    cast(motion, aki)
    cast(motion, ben, "against")

    end(motion)

    assert (motion.result, motion.reason) == (Result.REJECTED, Reason.TIE)
    assert statement.approved_at is None


def test_without_a_quorum_nothing_is_carried(aki: Person, ben: Person) -> None:
    factories.make_person("eri", "facilitator", of="nagoya")
    motion = make_motion(aki)
    cast(motion, aki)

    end(motion)

    assert (motion.result, motion.reason) == (Result.REJECTED, Reason.NO_QUORUM)


def test_a_motion_whose_text_has_changed_is_voided_and_approves_nothing(
    motion: Motion, statement: Statement, aki: Person, ben: Person
) -> None:
    cast(motion, aki)
    cast(motion, ben)
    rewrite(statement, "書き改めた本文。")

    end(motion)

    assert motion.void_reason == VoidReason.TEXT_CHANGED
    assert (motion.result, statement.approved_at) == (None, None)


def test_a_motion_on_what_is_gone_is_voided(
    motion: Motion, statement: Statement, aki: Person, ben: Person
) -> None:
    cast(motion, aki)
    cast(motion, ben)
    drafting.approve(statement, by="operator")
    drafting.open_for_signing(statement)
    db.session.commit()

    end(motion)

    assert motion.void_reason == VoidReason.MATTER_GONE


def test_a_second_closing_changes_nothing(motion: Motion, aki: Person, ben: Person) -> None:
    cast(motion, aki)
    cast(motion, ben)
    end(motion)
    closed_at = motion.closed_at

    again = closing.close(motion)

    assert again is None
    assert motion.closed_at == closed_at


def test_the_end_is_told_and_journalled(
    motion: Motion, aki: Person, ben: Person, run_due: Callable[[], None], outbox: Outbox
) -> None:
    cast(motion, aki)
    cast(motion, ben)
    post(run_due)
    before = len(outbox)

    end(motion)
    post(run_due)

    assert {str(one["Subject"]).partition("：")[0] for one in outbox.messages[before:]} == {
        "可決されました"
    }
    assert [(one.act, one.fact) for one in audit.entries_of(motion)] == [
        ("close motion", "carried")
    ]


def test_a_secret_motion_is_counted(aki: Person, ben: Person) -> None:
    motion = make_motion(aki, secret=True)
    cast(motion, aki)
    cast(motion, ben, "abstain")

    end(motion)

    assert (motion.result, motion.votes_for, motion.abstained) == (Result.CARRIED, 1, 1)


# ---- Reminders


def reminded(motion: Motion, run_due: Callable[[], None], outbox: Outbox) -> list[str]:
    """Let all reminders leave that are due; return who got one."""
    post(run_due)
    before = len(outbox)
    closing.remind()
    db.session.commit()
    post(run_due)
    return [str(one["To"]) for one in outbox.messages[before:]]


def test_who_has_not_voted_is_reminded_once_a_day_before_the_end(
    motion: Motion, aki: Person, ben: Person, run_due: Callable[[], None], outbox: Outbox
) -> None:
    cast(motion, aki)
    early = reminded(motion, run_due, outbox)
    date_back(motion, motion.deadline - deciding.database_time() - timedelta(hours=23))

    first = reminded(motion, run_due, outbox)
    second = reminded(motion, run_due, outbox)

    assert (early, first, second) == ([], [ben.email], [])


def test_who_is_in_conflict_is_not_reminded(
    motion: Motion, aki: Person, ben: Person, run_due: Callable[[], None], outbox: Outbox
) -> None:
    from_ben = next(one for one in motion.voters if one.person_id == ben.id)
    from_ben.free, from_ben.conflict, from_ben.conflict_at = False, "x", motion.opened_at
    db.session.commit()
    date_back(motion, motion.deadline - deciding.database_time() - timedelta(hours=23))

    assert reminded(motion, run_due, outbox) == [aki.email]
