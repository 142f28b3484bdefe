"""Voting on a motion: by name or in secret, for oneself or as a proxy; and who must not vote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from typing import Any
from uuid import uuid4

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, insert

from core.db import db
from core.errors import DomainError
from network import deciding
from network.deciding import TextChanged
from network.models import (
    Choice,
    Motion,
    MotionBallot,
    MotionProxy,
    MotionSeat,
    MotionSecretBallot,
    MotionTurnout,
    MotionVersion,
    MotionVoter,
    Role,
)

_random = SystemRandom()


class NotEntitled(DomainError):
    """The person was no facilitator when the motion opened, is none now, or holds no proxy."""

    status = 403


class InConflict(DomainError):
    """Whoever declared a conflict of interest does not vote, and holds no proxy."""


class HasVoted(DomainError):
    """A secret ballot cannot be found again, so it can be neither changed nor taken out."""


class ProxyRefused(DomainError):
    """The proxy cannot be given to this person."""


@dataclass(frozen=True)
class Voted:
    """Whose vote was cast, and by whom."""

    seat_id: int
    voter_id: int
    as_proxy: bool


def vote(motion: Motion, choice: Choice, *, by: int, seat_id: int | None = None, text: str) -> None:
    """Cast a person's vote, or that of a seat whose proxy they hold; the caller commits.

    `text` is the hash of the text that was read. By name the latest ballot of a seat stands, until
    the deadline; in secret the first.

    :raises MotionEnded: the deadline has passed, by the database's clock.
    :raises TextChanged: the text is no longer the one that was read.
    :raises NotEntitled: the person has no vote, or not that one.
    :raises InConflict: the person has declared a conflict of interest.
    :raises HasVoted: a secret ballot of this seat was cast before.
    """
    moment = deciding.hold_open(motion)
    if text != motion.version.text_hash or deciding.is_stale(motion):
        raise TextChanged(
            _l("The text has changed since you opened the page. Read it again, then vote.")
        )
    voter = _free_voter(motion, by)
    seat_id = seat_id or voter.seat_id
    as_proxy = seat_id != voter.seat_id
    if as_proxy and seat_id not in {proxy.seat_id for proxy in held_by(voter)}:
        raise NotEntitled(_l("You do not hold this proxy."))
    if not as_proxy:
        # Whoever votes after all needs nobody to vote for them.
        _end_proxies(MotionProxy.seat_id == seat_id)
    if motion.secret:
        _cast_in_secret(motion.version, seat_id, voter, choice, as_proxy=as_proxy)
    else:
        _cast_by_name(motion.version, seat_id, voter, choice, as_proxy=as_proxy, at=moment)
    db.session.flush()


def declare_conflict(motion: Motion, in_what: str, *, by: int) -> None:
    """Take a person out of the vote for their interest in it; the caller commits.

    Their ballots go, and the proxies they hold; it cannot be undone.

    :raises MotionEnded: it is too late.
    :raises NotEntitled: the person has no vote.
    :raises InConflict: they have declared it before.
    :raises HasVoted: they have voted in secret, and nobody can tell which ballot is theirs.
    """
    deciding.hold_open(motion)
    voter = _free_voter(motion, by)
    alone = {one.id for one in voter.seat.voters if one.free} == {voter.id}
    own = [voter.seat_id] if alone else []
    turnout = db.select(MotionTurnout).where(
        MotionTurnout.version_id == motion.version.id,
        (MotionTurnout.voter_id == voter.id) | MotionTurnout.seat_id.in_(own),
    )
    if db.session.scalars(turnout).first() is not None:
        raise HasVoted(_l("Your secret vote has been cast and cannot be found to be taken out."))
    mine = (MotionBallot.voter_id == voter.id) | MotionBallot.seat_id.in_(own)
    db.session.execute(delete(MotionBallot).where(mine))
    _end_proxies((MotionProxy.holder_id == voter.id) | (MotionProxy.given_by_id == voter.id))
    voter.free, voter.conflict, voter.conflict_at = False, in_what, func.clock_timestamp()
    db.session.flush()


def give_proxy(motion: Motion, *, by: int, to: int) -> MotionProxy:
    """Entrust a person's vote to another voter, by that voter's id; the caller commits.

    :raises MotionEnded: it is too late.
    :raises NotEntitled: the person has no vote.
    :raises InConflict: either has declared a conflict of interest.
    :raises HasVoted: the secret ballot of this seat is cast.
    :raises ProxyRefused: the other has the same vote, or holds as many proxies as they may.
    """
    deciding.hold_open(motion)
    voter = _free_voter(motion, by)
    holder = next((one for one in motion.voters if one.id == to and one.free), None)
    if holder is None or holder.seat_id == voter.seat_id:
        raise ProxyRefused(_l("Choose somebody who has a vote of their own."), field="holder")
    others = [one for one in held_by(holder) if one.seat_id != voter.seat_id]
    if len(others) >= current_app.config["SETTINGS"].motion_proxies:
        raise ProxyRefused(_l("They hold as many proxies as one may."), field="holder")
    if motion.secret and voter.seat_id in voted(motion):
        raise HasVoted(_l("This vote has been cast, and a secret vote cannot be changed."))
    _end_proxies(MotionProxy.seat_id == voter.seat_id)
    proxy = MotionProxy(seat_id=voter.seat_id, given_by=voter, holder=holder)
    db.session.add(proxy)
    db.session.flush()
    return proxy


def take_back_proxy(motion: Motion, *, by: int) -> None:
    """End the proxy that a person's vote is entrusted by, if there is one; the caller commits.

    :raises MotionEnded: it is too late.
    :raises NotEntitled: the person has no vote.
    """
    deciding.hold_open(motion)
    _end_proxies(MotionProxy.seat_id == _voter(motion, by).seat_id)


def voter_of(motion: Motion, person_id: int) -> MotionVoter | None:
    """Return a person as a voter of the motion, if they are one and still a facilitator."""
    voter = next((one for one in motion.voters if one.person_id == person_id), None)
    return voter if voter is not None and Role.FACILITATOR in voter.person.roles else None


def voted(motion: Motion) -> dict[int, Voted]:
    """Return whose votes on the present text have been cast, by seat; never what was voted."""
    cast = MotionTurnout if motion.secret else MotionBallot
    query = db.select(cast.seat_id, cast.voter_id, cast.as_proxy)
    rows = db.session.execute(query.where(cast.version_id == motion.version.id))
    return {seat_id: Voted(seat_id, voter_id, as_proxy) for seat_id, voter_id, as_proxy in rows}


def ballots(version: MotionVersion) -> list[MotionBallot]:
    """Return the ballots by name on one text."""
    query = (
        db.select(MotionBallot)
        .where(MotionBallot.version_id == version.id)
        .order_by(MotionBallot.seat_id)
    )
    return list(db.session.scalars(query))


def secret_choices(version: MotionVersion) -> list[Choice]:
    """Return what was voted in secret on one text, in no order."""
    query = db.select(MotionSecretBallot.choice).where(MotionSecretBallot.version_id == version.id)
    return [Choice(choice) for choice in db.session.scalars(query.order_by(MotionSecretBallot.id))]


def proxies(motion: Motion) -> list[MotionProxy]:
    """Return the proxies that stand in a motion."""
    query = db.select(MotionProxy).join(MotionSeat, MotionSeat.id == MotionProxy.seat_id)
    query = query.where(MotionSeat.motion_id == motion.id, MotionProxy.withdrawn_at.is_(None))
    return list(db.session.scalars(query.order_by(MotionProxy.id)))


def held_by(voter: MotionVoter) -> list[MotionProxy]:
    """Return the proxies that a voter holds."""
    query = db.select(MotionProxy).where(
        MotionProxy.holder_id == voter.id, MotionProxy.withdrawn_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(MotionProxy.id)))


def _voter(motion: Motion, person_id: int) -> MotionVoter:
    voter = voter_of(motion, person_id)
    if voter is None:
        raise NotEntitled(
            _l("Only those vote who were facilitators when the motion opened, and still are.")
        )
    return voter


def _free_voter(motion: Motion, person_id: int) -> MotionVoter:
    voter = _voter(motion, person_id)
    db.session.refresh(voter)
    if not voter.free:
        raise InConflict(_l("You have declared a conflict of interest, so you do not vote."))
    return voter


def _end_proxies(which: Any) -> None:
    standing = db.select(MotionProxy).where(which, MotionProxy.withdrawn_at.is_(None))
    for proxy in db.session.scalars(standing):
        proxy.withdrawn_at = func.clock_timestamp()
    db.session.flush()


def _cast_by_name(
    version: MotionVersion,
    seat_id: int,
    voter: MotionVoter,
    choice: Choice,
    *,
    as_proxy: bool,
    at: datetime,
) -> None:
    query = db.select(MotionBallot).where(
        MotionBallot.version_id == version.id, MotionBallot.seat_id == seat_id
    )
    ballot = db.session.scalar(query)
    if ballot is None:
        ballot = MotionBallot(version_id=version.id, text_hash=version.text_hash, seat_id=seat_id)
        db.session.add(ballot)
    ballot.voter_id, ballot.free, ballot.as_proxy = voter.id, True, as_proxy
    ballot.choice, ballot.cast_at = choice, at


def _cast_in_secret(
    version: MotionVersion, seat_id: int, voter: MotionVoter, choice: Choice, *, as_proxy: bool
) -> None:
    """Add to who has voted, and apart from it to what was voted.

    Both tables are written anew as a whole, each in an order of its own: PostgreSQL keeps rows
    where they were written and marks each with its transaction, and either would tell which ballot
    came with whom.
    """
    here = MotionTurnout.version_id == version.id
    earlier = list(db.session.scalars(db.select(MotionTurnout).where(here)))
    if any(one.seat_id == seat_id for one in earlier):
        raise HasVoted(_l("This vote has been cast, and a secret vote cannot be changed."))
    who = [(one.seat_id, one.voter_id, one.as_proxy) for one in earlier]
    what = [*secret_choices(version), choice]
    turnouts: list[dict[str, object]] = [
        {
            "version_id": version.id,
            "text_hash": version.text_hash,
            "seat_id": seat,
            "voter_id": by,
            "as_proxy": proxied,
        }
        for seat, by, proxied in [*who, (seat_id, voter.id, as_proxy)]
    ]
    secrets: list[dict[str, object]] = [{"version_id": version.id, "choice": one} for one in what]
    for table, rows in ((MotionTurnout, turnouts), (MotionSecretBallot, secrets)):
        db.session.execute(delete(table).where(table.version_id == version.id))
        _random.shuffle(rows)
        db.session.execute(insert(table), [{"id": uuid4(), **row} for row in rows])
