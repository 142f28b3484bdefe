"""Casting a secret ballot: sealed here and now to the returning officers, apart from who votes.

docs/decisions/0026-secret-ballots.md says what this keeps secret, from whom, and what it does not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from random import SystemRandom
from uuid import UUID, uuid4

import pyrage
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, insert

from core import tokens
from core.db import db
from core.errors import DomainError
from core.japanese import in_tokyo
from network import electing, sealing
from network.electing import NotAFacilitator, WrongTime
from network.models import Election, ElectionVoter, SealedBallot, Turnout
from network.sealing import Secret

_random = SystemRandom()


class HasVoted(DomainError):
    """A secret ballot cannot be found again, so it can be neither changed nor taken out."""


class NotOnTheBallot(DomainError):
    """Somebody was chosen who does not stand."""


@dataclass(frozen=True)
class Ballot:
    """What is in a ballot. Its repr shows none of it, so that no log or error report can.

    `approved` are the candidates' numbers, rising, with spaces between; `nonce` is what makes its
    commitment impossible to guess.
    """

    approved: str
    receipt: str
    nonce: str

    def __repr__(self) -> str:
        return "Ballot(…)"

    @property
    def numbers(self) -> frozenset[int]:
        return frozenset(int(one) for one in self.approved.split())

    def commitment(self, record: UUID) -> bytes:
        """Return the hash that binds a sealed ballot's number to what is in it."""
        content = "\0".join((str(record), self.approved, self.receipt, self.nonce))
        return hashlib.sha256(content.encode()).digest()


def cast(election: Election, approved: Collection[int], *, by: int) -> str:
    """Cast a person's ballot and return its receipt, told once; the caller commits.

    :raises WrongTime: voting has not begun or has ended, by the database's clock.
    :raises NotAFacilitator: the person was none when voting opened, or is none now.
    :raises HasVoted: they have voted, or somebody has for their organisation.
    :raises NotOnTheBallot: somebody is chosen who does not stand.
    """
    electing.lock(election)
    moment = electing.database_time()
    if election.opened_at is None or election.ended or moment >= election.voting_until:
        raise WrongTime(_l("Voting is not open."))
    voter = elector(election, by)
    if voter is None:
        raise NotAFacilitator(
            _l("Only those vote who were facilitators when the voting opened, and still are.")
        )
    if has_voted(voter):
        raise HasVoted(_l("This ballot has been cast. A secret ballot cannot be changed."))
    if not set(approved) <= {one.id for one in election.standing}:
        raise NotOnTheBallot(_l("Choose only those who stand."), field="approved")
    ballot = Ballot(
        approved=" ".join(str(one) for one in sorted(set(approved))),
        receipt=tokens.receipt(tokens.fresh()),
        nonce=tokens.fresh(),
    )
    _write_turnout(voter, in_tokyo(moment).date())
    _write_ballot(election, ballot)
    return ballot.receipt


def elector(election: Election, person_id: int) -> ElectionVoter | None:
    """Return a person as an elector, if they are one and still a facilitator."""
    voter = next((one for one in election.voters if one.person_id == person_id), None)
    return voter if voter is not None and electing.is_facilitator(person_id) else None


def has_voted(voter: ElectionVoter) -> bool:
    """Tell whether the ballot of an elector, or of their organisation, has been cast."""
    query = db.select(Turnout.id).where(
        Turnout.election_id == voter.election_id, Turnout.seat == voter.seat
    )
    return db.session.scalar(query) is not None


def turnout(election: Election) -> tuple[int, int]:
    """Return how many ballots have been cast, and how many there could be."""
    query = db.select(func.count()).where(Turnout.election_id == election.id)
    return db.session.scalar(query) or 0, len({one.seat for one in election.voters})


def who_voted(election: Election) -> list[str]:
    """Return the names of those who have cast a ballot, in their own order."""
    voters = {one.id: one.person.name for one in election.voters}
    query = db.select(Turnout.voter_id).where(Turnout.election_id == election.id)
    return sorted(voters[number] for number in db.session.scalars(query))


def purpose(election: Election) -> str:
    """Return what a ballot is sealed for, which binds it to its election."""
    return f"ballot {election.public_id}"


def sealed_ballot(election: Election, record: UUID, ballot: Ballot) -> bytes:
    """Return a ballot encrypted to every returning officer: one block, whatever is in it.

    A block is more than the most crowded ballot takes, so that no choice shows in the length. That
    of the age file varies nevertheless: its header ends with a line of random length.
    """
    plain = sealing.padded(Secret(vars(ballot)), record, purpose(election))
    assert len(plain) == sealing.BLOCK
    recipients = [pyrage.x25519.Recipient.from_str(one.public_key) for one in election.officers]
    made: bytes = pyrage.encrypt(plain, recipients)
    return made


def _write_turnout(voter: ElectionVoter, day: date) -> None:
    """Add to who has voted, and write all of it anew.

    PostgreSQL keeps rows where they were written and marks each with its transaction: either would
    tell which ballot came with whom. So each vote writes all turnouts and all ballots of its
    election again, each in a random order of its own.
    """
    here = Turnout.election_id == voter.election_id
    query = db.select(Turnout.seat, Turnout.voter_id, Turnout.day).where(here)
    rows = [*db.session.execute(query), (voter.seat, voter.id, day)]
    _random.shuffle(rows)
    db.session.execute(delete(Turnout).where(here))
    db.session.execute(
        insert(Turnout),
        [
            {
                "id": uuid4(),
                "election_id": voter.election_id,
                "seat": seat,
                "voter_id": voter_id,
                "day": on,
            }
            for seat, voter_id, on in rows
        ],
    )


def _write_ballot(election: Election, ballot: Ballot) -> None:
    """Add a ballot, and write all of them anew, as above."""
    here = SealedBallot.election_id == election.id
    query = db.select(SealedBallot.id, SealedBallot.sealed, SealedBallot.commitment).where(here)
    number = uuid4()
    new = (number, sealed_ballot(election, number, ballot), ballot.commitment(number))
    rows = [*db.session.execute(query), new]
    _random.shuffle(rows)
    db.session.execute(delete(SealedBallot).where(here))
    db.session.execute(
        insert(SealedBallot),
        [
            {"id": one, "election_id": election.id, "sealed": sealed, "commitment": commitment}
            for one, sealed, commitment in rows
        ],
    )
