"""Motions for tests, made by the real activities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from core.db import db
from mailing import sending
from network import closing, deciding, voting
from network.deciding import Proposal
from network.models import Choice, Motion, MotionBallot, Person

PROPOSAL = Proposal(
    lasts=timedelta(days=7),
    title="事務所の移転について",
    text="事務所を令和9年4月1日に移す。\n\n費用は予備費から支出する。",
)


def make_motion(by: Person, **changes: Any) -> Motion:
    """A motion that is open for a week, on which the facilitators of today vote."""
    motion = deciding.propose(replace(PROPOSAL, **changes), by=by.id)
    db.session.commit()
    return motion


def cast(motion: Motion, person: Person, choice: str = "for", **changes: Any) -> None:
    """Vote on the present text."""
    told = {"text": motion.version.text_hash, **changes}
    voting.vote(motion, Choice(choice), by=person.id, **told)
    db.session.commit()


def date_back(motion: Motion, by: timedelta) -> None:
    """Let a motion have been opened, voted on and due so much earlier."""
    db.session.flush()
    db.session.execute(
        update(Motion)
        .where(Motion.id == motion.id)
        .values(opened_at=Motion.opened_at - by, deadline=Motion.deadline - by)
    )
    versions = [version.id for version in motion.versions]
    db.session.execute(
        update(MotionBallot)
        .where(MotionBallot.version_id.in_(versions))
        .values(cast_at=MotionBallot.cast_at - by)
    )
    db.session.commit()


def end(motion: Motion) -> Motion:
    """Let the deadline have passed, and close the motion."""
    date_back(motion, motion.deadline - deciding.database_time() + timedelta(seconds=1))
    closing.close(motion)
    db.session.commit()
    return motion


def post(run_due: Callable[[], None]) -> None:
    """Run every job that is due, and let the mail that was asked for leave."""
    sending.wake()
    run_due()
