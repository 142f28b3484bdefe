"""What returning officers do: take the sealed ballots, open them elsewhere, hand in what they held.

The server cannot open a ballot, and no officer can say of one what was not in it: each was
committed to when it was cast. So all that could be done is to leave ballots out, and for that two
officers would have to hand in the same.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from random import SystemRandom
from uuid import UUID, uuid4

import pyrage
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, insert

from core import audit
from core.db import db
from core.errors import DomainError
from network import electing, people, sealing
from network.balloting import Ballot, purpose
from network.counting_ballots import Winners, approvals, elected
from network.electing import WrongTime
from network.emails import elections as emails
from network.models import (
    Candidate,
    CountedBallot,
    Election,
    ElectionCount,
    Outcome,
    Role,
    SealedBallot,
)

#: As in the files that go to custodians: the same opener reads both.
FORMAT = "hiroba sealed records"
VERSION = 1

_random = SystemRandom()


class NotTheseBallots(DomainError):
    """A file is not what an opener makes of this election's ballots; the message says why."""


class NothingOpens(Exception):
    """None of the ballots in a file is sealed to this key."""


@dataclass(frozen=True)
class Opened:
    """A ballot by the number under which it was sealed."""

    record: UUID
    ballot: Ballot


@dataclass(frozen=True)
class HandedIn:
    """What became of a count: `stands` once two officers have handed in the same."""

    opened: int
    unreadable: int
    stands: bool


def sealed_ballots(election: Election) -> bytes:
    """Return the file with the sealed ballots, in the order of their random numbers.

    :raises WrongTime: voting has not ended, or the ballots were counted.
    """
    # Ballots under way are waited for: each was before the end, or was refused.
    electing.lock(election)
    _require_counting(election)
    content = {
        "format": FORMAT,
        "version": VERSION,
        "kind": "open",
        "keys": [one.public_key for one in election.officers],
        "records": [
            {
                "id": str(one.id),
                "purpose": purpose(election),
                "sealed": base64.b64encode(one.sealed).decode(),
            }
            for one in _sealed(election).values()
        ],
    }
    return json.dumps(content, indent=1).encode() + b"\n"


def open_ballots(content: bytes, secret_key: str) -> tuple[bytes, int]:
    """Return the file to hand in, a line of JSON a ballot, and how many could not be opened.

    It asks no database: this is done where the key is.

    :raises NotTheseBallots: this is no file of sealed ballots.
    :raises NothingOpens: none of them is sealed to this key.
    """
    records = _records(content)
    lines = [line for one in records if (line := _line(one, secret_key)) is not None]
    if records and not lines:
        raise NothingOpens
    return "".join(f"{line}\n" for line in sorted(lines)).encode(), len(records) - len(lines)


def hand_in(election: Election, content: bytes, *, by: int) -> HandedIn:
    """Take in what an officer opened. Once a second has handed in the same, the result stands.

    Then, in this one transaction: the ballots are written in a random order, the sealed ones are
    deleted, and the terms of those elected follow. The caller commits.

    :raises WrongTime: voting has not ended, or the result stands.
    :raises NotForACandidate: this person stands in the election.
    :raises NotTheseBallots: a ballot in it is not of this election, is there twice, or was changed.
    """
    electing.lock(election)
    _require_counting(election)
    electing.refuse_candidate(election, by)
    opened = _checked(election, content)
    sealed = db.session.scalar(
        db.select(func.count()).where(SealedBallot.election_id == election.id)
    )
    unreadable = (sealed or 0) - len(opened)
    digest = _digest(opened)
    agreeing = db.select(ElectionCount.id).where(
        ElectionCount.election_id == election.id,
        ElectionCount.person_id != by,
        ElectionCount.digest == digest,
    )
    _keep(election, digest, len(opened), by)
    stands = db.session.scalar(agreeing.limit(1)) is not None
    if stands:
        _let_stand(election, opened, unreadable, by)
    return HandedIn(len(opened), unreadable, stands)


def counts(election: Election) -> list[ElectionCount]:
    """Return what officers have handed in, in the order in which they first did."""
    query = db.select(ElectionCount).where(ElectionCount.election_id == election.id)
    return list(db.session.scalars(query.order_by(ElectionCount.id)))


def counted(election: Election) -> list[CountedBallot]:
    """Return the ballots that were counted, by their receipts."""
    query = db.select(CountedBallot).where(CountedBallot.election_id == election.id)
    return list(db.session.scalars(query.order_by(CountedBallot.receipt)))


def _require_counting(election: Election) -> None:
    if election.ended or election.opened_at is None:
        raise WrongTime(_l("There is nothing to count in this election."))
    if electing.database_time() < election.voting_until:
        raise WrongTime(_l("Ballots stay closed until voting has ended."))


def _sealed(election: Election) -> dict[UUID, SealedBallot]:
    query = db.select(SealedBallot).where(SealedBallot.election_id == election.id)
    return {one.id: one for one in db.session.scalars(query.order_by(SealedBallot.id))}


def _records(content: bytes) -> list[dict[str, str]]:
    try:
        found = json.loads(content)
        if (found["format"], found["version"], found["kind"]) != (FORMAT, VERSION, "open"):
            raise ValueError
        return [
            {name: str(one[name]) for name in ("id", "purpose", "sealed")}
            for one in found["records"]
        ]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _not_these() from None


def _line(record: dict[str, str], secret_key: str) -> str | None:
    """Return a ballot as a line of the file to hand in, None where it cannot be opened."""
    try:
        found = sealing.open_sealed(
            base64.b64decode(record["sealed"]),
            secret_key,
            record=UUID(record["id"]),
            purpose=record["purpose"],
        )
    except (pyrage.DecryptError, sealing.NotThisRecord, ValueError, KeyError):
        return None
    return json.dumps({"id": record["id"], **found.fields})


def _checked(election: Election, content: bytes) -> list[Opened]:
    """Return the ballots in a file, each once, each as it was cast."""
    sealed = _sealed(election)
    standing = {one.id for one in election.standing}
    opened: dict[UUID, Opened] = {}
    for one in _read(content):
        if one.record not in sealed:
            raise NotTheseBallots(_l("A ballot in it is not of this election."), field="file")
        if one.record in opened:
            raise NotTheseBallots(_l("A ballot is in it twice."), field="file")
        if one.ballot.commitment(one.record) != sealed[one.record].commitment:
            raise NotTheseBallots(
                _l("A ballot in it is not what was cast: it was changed."), field="file"
            )
        if not one.ballot.numbers <= standing:
            raise NotTheseBallots(_l("A ballot names somebody who does not stand."), field="file")
        opened[one.record] = one
    return list(opened.values())


def _read(content: bytes) -> list[Opened]:
    try:
        told = [json.loads(line) for line in content.decode().splitlines() if line.strip()]
        return [
            Opened(
                UUID(one["id"]),
                Ballot(str(one["approved"]), str(one["receipt"]), str(one["nonce"])),
            )
            for one in told
        ]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _not_these() from None


def _digest(opened: list[Opened]) -> bytes:
    commitments = sorted(one.ballot.commitment(one.record) for one in opened)
    return hashlib.sha256(b"".join(commitments)).digest()


def _keep(election: Election, digest: bytes, number: int, by: int) -> None:
    """Keep that an officer has handed in a count, in the place of what they did before."""
    mine = (one for one in counts(election) if one.person_id == by)
    count = next(mine, None) or ElectionCount(election_id=election.id, person_id=by)
    count.digest, count.opened, count.handed_in_at = digest, number, func.clock_timestamp()
    db.session.add(count)
    db.session.flush()


def _let_stand(election: Election, opened: list[Opened], unreadable: int, by: int) -> None:
    ballots = [one.ballot for one in opened]
    _random.shuffle(ballots)
    db.session.execute(delete(SealedBallot).where(SealedBallot.election_id == election.id))
    rows = [
        {
            "id": uuid4(),
            "election_id": election.id,
            "receipt": one.receipt,
            "approved": sorted(one.numbers),
        }
        for one in ballots
    ]
    if rows:
        db.session.execute(insert(CountedBallot), rows)
    _write_results(election, ballots)
    election.unreadable, election.closed_at = unreadable, func.clock_timestamp()
    audit.record(by, "close election", election)
    for candidate in election.standing:
        if candidate.result == Outcome.ELECTED:
            _appoint(candidate, by)
    for voter in election.voters:
        emails.election_ended.later(voter.id, lang=voter.person.language)


def _write_results(election: Election, ballots: list[Ballot]) -> None:
    standing = {one.id: one for one in election.standing}
    choices = [one.numbers for one in ballots]
    outcome = elected(election.seats, choices, standing)
    tied = frozenset[int]() if isinstance(outcome, Winners) else outcome.tied
    for number, approved in approvals(choices, standing).items():
        candidate = standing[number]
        candidate.approvals, candidate.result = approved, Outcome.NOT_ELECTED
        if number in outcome.elected:
            candidate.result = Outcome.ELECTED
        elif number in tied:
            candidate.result = Outcome.TIED
    db.session.flush()


def _appoint(candidate: Candidate, by: int) -> None:
    """Give a candidate who was elected the term of office."""
    person, election = candidate.person, candidate.election
    people.appoint(
        person.email,
        Role.CO_REPRESENTATIVE,
        name_ja=person.name_ja,
        since=election.term_starts_on,
        until=election.term_ends_on,
    )
    audit.record(by, "give role", person, Role.CO_REPRESENTATIVE)


def _not_these() -> NotTheseBallots:
    return NotTheseBallots(
        _l("This is not the file that is wanted here: hand in what the opener made of it."),
        field="file",
    )
