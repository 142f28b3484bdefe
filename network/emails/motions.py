"""Emails about motions, each to one voter, whose row it is about, in that person's language."""

from __future__ import annotations

from typing import Any

from flask import current_app

from core.db import db
from core.i18n import language
from mailing.emails import Message, email, worded
from network.models import Motion, MotionBallot, MotionTurnout, MotionVoter, Role


@email
def motion_opened(about: int) -> Message | None:
    """Tell a voter that a motion waits for their vote; nothing once it has ended."""
    voter = _voter(about)
    if voter is None or voter.motion.ended:
        return None
    return worded("network/motion_opened", to=voter.person.email, **_facts(voter.motion))


@email
def motion_edited(about: int) -> Message | None:
    """Tell a voter that the text has changed, so that what was voted is void."""
    voter = _voter(about)
    if voter is None or voter.motion.ended:
        return None
    return worded("network/motion_edited", to=voter.person.email, **_facts(voter.motion))


@email
def motion_closing(about: int) -> Message | None:
    """Remind a voter; nothing once they have voted, or do not vote."""
    voter = _voter(about)
    if voter is None or voter.motion.ended or not voter.free or _has_voted(voter):
        return None
    return worded("network/motion_closing", to=voter.person.email, **_facts(voter.motion))


@email
def motion_ended(about: int) -> Message | None:
    """Tell a voter how a motion ended."""
    voter = _voter(about)
    if voter is None or not voter.motion.ended:
        return None
    return worded("network/motion_ended", to=voter.person.email, **_facts(voter.motion))


def _voter(about: int) -> MotionVoter | None:
    """Return a voter who is still a facilitator: yesterday's gets no mail today."""
    voter = db.session.get(MotionVoter, about)
    if voter is None or Role.FACILITATOR not in voter.person.roles:
        return None
    return voter


def _facts(motion: Motion) -> dict[str, Any]:
    base: str = current_app.config["SETTINGS"].base_url
    return {
        "motion": motion,
        "title": motion.version.title,
        "proposer": motion.proposed_by.name,
        "url": f"{base}/staff/motions/{motion.public_id}?lang={language()}",
    }


def _has_voted(voter: MotionVoter) -> bool:
    cast = MotionTurnout if voter.motion.secret else MotionBallot
    query = db.select(cast.id).where(
        cast.version_id == voter.motion.version.id, cast.seat_id == voter.seat_id
    )
    return db.session.scalar(query) is not None
