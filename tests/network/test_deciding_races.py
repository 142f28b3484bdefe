"""Facilitators who act on a motion in the same moment, and at its deadline."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask

from core import audit
from core.db import db
from mailing.models import Delivery
from network import closing, deciding, voting
from network.deciding import Wording
from network.models import (
    Choice,
    Motion,
    MotionBallot,
    MotionSecretBallot,
    MotionTurnout,
    Person,
    Result,
)
from tests.network.motions import PROPOSAL, cast, date_back, make_motion
from tests.petitions.moments import (
    PATIENCE,
    at_once,
    in_transaction,
    number_of,
    transaction,
    wait_for_lock,
)


def voting_as(motion_id: int, person_id: int, choice: str, read: str) -> Callable[[], str]:
    """Return the act of voting, which tells whether it was accepted."""

    def act() -> str:
        motion = db.session.get_one(Motion, motion_id)
        try:
            voting.vote(motion, Choice(choice), by=person_id, text=read)
        except (voting.HasVoted, deciding.MotionEnded, deciding.TextChanged) as refused:
            db.session.rollback()
            return type(refused).__name__
        return "cast"

    return act


@pytest.mark.parametrize("secret", [False, True], ids=["named", "secret"])
def test_two_ballots_at_once_are_one(app: Flask, aki: Person, secret: bool) -> None:
    motion = make_motion(aki, secret=secret)
    read = motion.version.text_hash

    acts = [voting_as(motion.id, aki.id, choice, read) for choice in ("for", "against")]
    told = at_once(app, *acts)

    assert sorted(told) == (["HasVoted", "cast"] if secret else ["cast", "cast"])
    assert number_of(MotionSecretBallot if secret else MotionBallot) == 1
    assert number_of(MotionTurnout) == int(secret)


@pytest.mark.parametrize("secret", [False, True], ids=["named", "secret"])
def test_everybody_who_votes_at_once_is_counted(
    app: Flask, aki: Person, ben: Person, secret: bool
) -> None:
    motion = make_motion(aki, secret=secret)
    read = motion.version.text_hash

    told = at_once(
        app,
        voting_as(motion.id, aki.id, "for", read),
        voting_as(motion.id, ben.id, "against", read),
    )

    assert told == ["cast", "cast"]
    found = closing.counted(motion)
    assert (found.votes_for, found.votes_against) == (1, 1)


def test_a_vote_that_waits_past_the_deadline_is_refused(
    app: Flask, aki: Person, ben: Person
) -> None:
    motion = make_motion(aki)
    motion_id, read = motion.id, motion.version.text_hash
    date_back(motion, motion.deadline - deciding.database_time() - timedelta(seconds=1))

    with ThreadPoolExecutor() as pool:
        with transaction(app):
            deciding.lock(db.session.get_one(Motion, motion_id))
            act = voting_as(motion_id, ben.id, "for", read)
            voted = pool.submit(in_transaction, app, act)
            wait_for_lock(app)
            db.session.execute(db.text("SELECT pg_sleep(1.2)"))
        assert voted.result(PATIENCE) == "MotionEnded"

    assert number_of(MotionBallot) == 0


def test_a_vote_on_its_way_when_the_motion_is_closed_is_waited_for(
    app: Flask, aki: Person, ben: Person
) -> None:
    motion = make_motion(aki)
    cast(motion, aki, "for")
    motion_id = motion.id
    date_back(motion, motion.deadline - deciding.database_time() - timedelta(seconds=1))

    with ThreadPoolExecutor() as pool:
        with transaction(app):
            held = db.session.get_one(Motion, motion_id)
            voting.vote(held, Choice.FOR, by=ben.id, text=held.version.text_hash)
            db.session.execute(db.text("SELECT pg_sleep(1.2)"))
            closed = pool.submit(in_transaction, app, lambda: close(motion_id))
            wait_for_lock(app)
        assert closed.result(PATIENCE) == "closed"

    db.session.refresh(motion)
    assert (motion.result, motion.votes_for) == (Result.CARRIED, 2)


def test_an_edit_and_a_vote_at_once_leave_no_vote_on_the_new_text(
    app: Flask, aki: Person, ben: Person
) -> None:
    motion = make_motion(aki)
    motion_id, read = motion.id, motion.version.text_hash

    def edit() -> str:
        edited = db.session.get_one(Motion, motion_id)
        deciding.edit(edited, Wording(PROPOSAL.title, "別の文言。"), by=aki.id)
        return "edited"

    told = at_once(app, edit, voting_as(motion_id, ben.id, "for", read))

    db.session.refresh(motion)
    assert told[0] == "edited"
    assert told[1] in {"cast", "TextChanged"}
    assert voting.ballots(motion.version) == []


def close(motion_id: int) -> str:
    found = closing.close(db.session.get_one(Motion, motion_id))
    return "nothing" if found is None else "closed"


def test_a_motion_closed_by_two_at_once_is_closed_once(
    app: Flask, aki: Person, ben: Person
) -> None:
    motion = make_motion(aki)
    cast(motion, aki)
    cast(motion, ben)
    motion_id = motion.id
    date_back(motion, timedelta(days=8))

    told = at_once(app, lambda: close(motion_id), lambda: close(motion_id))

    assert sorted(told) == ["closed", "nothing"]
    assert len(audit.entries_of(motion)) == 1
    mails = db.select(db.func.count()).where(Delivery.email == "motion_ended")
    assert db.session.scalar(mails) == 2
