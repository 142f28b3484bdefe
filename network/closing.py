"""Closing motions: by the database's clock, once each, and what follows from the outcome."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func

from core import audit
from core.db import db
from core.errors import DomainError
from core.jobs import every, job
from network import deciding, matters, voting
from network.emails import motions as emails
from network.models import Choice, Majority, Motion, Result, VoidReason
from network.tallying import Cast, Outcome, Rule, Vote, decided, entitled, outcome

#: Whoever has not voted is reminded this long before the end, and not before half of the time.
REMINDED_BEFORE = timedelta(hours=24)


@every("* * * * * */10")
@job()
def close_due() -> None:
    """Ask for the closing of every motion whose deadline is past: once, each in a job of its own.

    So one that cannot be closed waits for a person, and the others do not wait for it.
    """
    due = db.select(Motion).where(
        Motion.closed_at.is_(None),
        Motion.voided_at.is_(None),
        Motion.closing_at.is_(None),
        Motion.deadline <= func.clock_timestamp(),
    )
    for motion in db.session.scalars(due.with_for_update(skip_locked=True)):
        motion.closing_at = func.clock_timestamp()
        close_motion.later(motion_id=motion.id)


@job()
def close_motion(motion_id: int) -> None:
    """Close one motion, if it is due and nobody has."""
    motion = db.session.get(Motion, motion_id)
    if motion is not None:
        close(motion)


@every("*/5 * * * *")
@job()
def remind() -> None:
    """Remind whoever has a vote and has not cast it, once for each text."""
    left = Motion.deadline - func.clock_timestamp()
    soon = db.select(Motion).where(
        Motion.closed_at.is_(None),
        Motion.voided_at.is_(None),
        left > timedelta(),
        left <= REMINDED_BEFORE,
        left <= Motion.deadline - Motion.opened_at - left,
    )
    for motion in db.session.scalars(soon.with_for_update(skip_locked=True)):
        done = voting.voted(motion)
        for voter in motion.voters:
            if voter.free and voter.reminded_at is None and voter.seat_id not in done:
                voter.reminded_at = func.clock_timestamp()
                emails.motion_closing.later(voter.id, lang=voter.person.language)


def close(motion: Motion) -> Outcome | None:
    """End a motion whose deadline is past, and do what was decided; the caller commits.

    Returns None where there was nothing to close, or where it was voided because its matter's text
    is no longer the one that was voted on.
    """
    # Ballots under way are waited for: each was before the deadline, or was refused.
    deciding.lock(motion)
    if motion.ended or deciding.database_time() < motion.deadline:
        return None
    found = counted(motion)
    matter = matters.matter(motion.kind)
    if matter is None or motion.about is None:
        _keep(motion, found)
        return found
    if deciding.is_stale(motion):
        gone = matter.text(motion.about) is None
        _void(motion, VoidReason.MATTER_GONE if gone else VoidReason.TEXT_CHANGED)
        return None
    try:
        with db.session.begin_nested():
            _keep(motion, found)
            act = matter.carried if found.result is Result.CARRIED else matter.rejected
            act(motion.about)
    except DomainError:
        db.session.refresh(motion)
        _void(motion, VoidReason.MATTER_GONE)
        return None
    return found


def counted(motion: Motion) -> Outcome:
    """Return how a motion stands by the ballots on its present text."""
    rule = Rule(motion.quorum, Majority(motion.majority), motion.counts_abstentions)
    electorate = votes(motion)
    if motion.secret:
        return decided(rule, entitled(electorate), voting.secret_choices(motion.version))
    cast = [
        Cast(one.seat_id, one.voter_id, Choice(one.choice), one.cast_at)
        for one in voting.ballots(motion.version)
    ]
    return outcome(rule, electorate, cast, motion.deadline)


def votes(motion: Motion) -> list[Vote]:
    """Return the electorate of a motion, with who of it has declared a conflict of interest."""
    return [
        Vote(
            seat.id,
            frozenset(voter.id for voter in seat.voters),
            frozenset(voter.id for voter in seat.voters if not voter.free),
        )
        for seat in motion.seats
    ]


def _keep(motion: Motion, found: Outcome) -> None:
    motion.closed_at = func.clock_timestamp()
    motion.result, motion.reason = found.result, found.reason
    motion.entitled, motion.abstained = found.entitled, found.abstained
    motion.votes_for, motion.votes_against = found.votes_for, found.votes_against
    audit.record(None, "close motion", motion, found.result)
    deciding.tell_the_end(motion)


def _void(motion: Motion, reason: VoidReason) -> None:
    deciding.void(motion, reason)
    audit.record(None, "void motion", motion, reason)
