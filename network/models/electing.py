"""Elections of co-representatives: who stands, who has voted, and apart from it what was voted.

No row of `SealedBallot` or `CountedBallot` leads to a voter: they share an election and nothing
else, have random ids, and no time. docs/decisions/0026-secret-ballots.md says why and how far.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import relationship

from core.db import Mapped, Model, Moment, mapped_column
from network.models.people import Person


class Outcome(StrEnum):
    """How a candidate came out."""

    ELECTED = "elected"
    TIED = "tied"
    NOT_ELECTED = "not elected"


class Election(Model):
    """An election of co-representatives. Where it stands is derived from what has happened."""

    __tablename__ = "election"
    __table_args__ = (
        CheckConstraint("seats >= 1", name="election_fills_a_seat"),
        CheckConstraint("term_ends_on >= term_starts_on", name="elected_term_ends_after_start"),
        CheckConstraint("nominations_until <= voting_from", name="nominated_before_voting"),
        CheckConstraint("voting_from < voting_until", name="voting_ends_after_it_begins"),
        CheckConstraint("opened_at >= voting_from", name="voting_opened_when_it_begins"),
        CheckConstraint(
            "closed_at IS NULL OR (closed_at >= voting_until AND opened_at IS NOT NULL)",
            name="counted_after_voting",
        ),
        CheckConstraint(
            "closed_at IS NULL OR cancelled_at IS NULL", name="counted_or_cancelled_not_both"
        ),
        CheckConstraint("electorate IN ('facilitators', 'organisations')", name="who_elects"),
        Index(
            "one_run_off_an_election",
            "run_off_of_id",
            unique=True,
            postgresql_where=text("cancelled_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    seats: Mapped[int]
    #: The term of those who are elected, first and last day.
    term_starts_on: Mapped[date]
    term_ends_on: Mapped[date]
    nominations_until: Mapped[Moment]
    voting_from: Mapped[Moment]
    voting_until: Mapped[Moment]
    #: Whether each facilitator has a ballot, or each constituent organisation.
    electorate: Mapped[str]
    run_off_of_id: Mapped[int | None] = mapped_column(ForeignKey("election.id"))
    called_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    called_at: Mapped[Moment] = mapped_column(server_default=func.now())
    #: When the electorate was fixed and told.
    opened_at: Mapped[Moment | None]
    #: When the result stood.
    closed_at: Mapped[Moment | None]
    cancelled_at: Mapped[Moment | None]
    #: How many ballots could not be opened.
    unreadable: Mapped[int | None]

    run_off_of: Mapped[Election | None] = relationship(remote_side="Election.id")
    officers: Mapped[list[ReturningOfficer]] = relationship(order_by="ReturningOfficer.id")
    candidates: Mapped[list[Candidate]] = relationship(
        order_by="Candidate.id", back_populates="election"
    )
    voters: Mapped[list[ElectionVoter]] = relationship(
        order_by="ElectionVoter.id", back_populates="election"
    )

    @property
    def ended(self) -> bool:
        return self.closed_at is not None or self.cancelled_at is not None

    @property
    def standing(self) -> list[Candidate]:
        """Those who have accepted to stand, in the order of the ballot: by name."""
        accepted = [one for one in self.candidates if one.accepted_at is not None]
        return sorted(accepted, key=lambda one: (one.person.name_ja, one.id))


class ReturningOfficer(Model):
    """Whoever opens the ballots of one election: a name and a public key, fixed when it is called.

    The secret half was never here.
    """

    __tablename__ = "returning_officer"
    __table_args__ = (
        UniqueConstraint("election_id", "public_key", name="one_officer_a_key"),
        CheckConstraint("starts_with(public_key, 'age1')", name="officers_key_is_public"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    name: Mapped[str]
    public_key: Mapped[str]


class Candidate(Model):
    """A person who was nominated, by themselves or another; who accepts stands on the ballot."""

    __tablename__ = "candidate"
    __table_args__ = (
        UniqueConstraint("election_id", "person_id", name="nominated_once"),
        CheckConstraint(
            "accepted_at IS NULL OR declined_at IS NULL", name="accepted_or_declined_not_both"
        ),
        CheckConstraint(
            "(approvals IS NULL) = (result IS NULL)"
            " AND (result IS NULL OR accepted_at IS NOT NULL)",
            name="who_stood_has_a_result",
        ),
        CheckConstraint(
            "result IN ('elected', 'tied', 'not elected')", name="candidates_result_is_known"
        ),
        CheckConstraint(
            "result = 'not elected' OR approvals > 0", name="nobody_is_elected_without_approval"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    nominated_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    nominated_at: Mapped[Moment] = mapped_column(server_default=func.now())
    accepted_at: Mapped[Moment | None]
    declined_at: Mapped[Moment | None]
    #: On how many ballots they were approved of, once the result stands.
    approvals: Mapped[int | None]
    result: Mapped[str | None]
    election: Mapped[Election] = relationship(back_populates="candidates")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    nominated_by: Mapped[Person] = relationship(foreign_keys=[nominated_by_id])


class ElectionVoter(Model):
    """A facilitator of the day on which the voting opened.

    `seat` says whose ballot they cast: their own, by the person's number, or the one that the
    facilitators of an organisation share, by the organisation's.
    """

    __tablename__ = "election_voter"
    __table_args__ = (
        UniqueConstraint("election_id", "person_id", name="one_elector_a_person"),
        UniqueConstraint("id", "election_id", "seat", name="an_elector_has_one_seat"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    seat: Mapped[int]
    election: Mapped[Election] = relationship(back_populates="voters")
    person: Mapped[Person] = relationship()


class Turnout(Model):
    """That somebody has voted, and on which day: never what."""

    __tablename__ = "turnout"
    __table_args__ = (
        UniqueConstraint("election_id", "seat", name="one_turnout_a_seat"),
        ForeignKeyConstraint(
            ["voter_id", "election_id", "seat"],
            ["election_voter.id", "election_voter.election_id", "election_voter.seat"],
            name="turnout_is_of_an_elector",
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    seat: Mapped[int]
    voter_id: Mapped[int]
    day: Mapped[date]


class SealedBallot(Model):
    """A vote, sealed to the returning officers: never whose, and not when.

    `commitment` is a hash of what is sealed, in which are 256 random bits: it tells nothing, and
    proves that what an officer says was in it was in it.
    """

    __tablename__ = "sealed_ballot"
    __table_args__ = (
        CheckConstraint(
            "starts_with(encode(sealed, 'escape'), 'age-encryption.org/')",
            name="ballot_is_sealed",
        ),
        CheckConstraint("length(commitment) = 32", name="ballot_is_committed_to"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    commitment: Mapped[bytes] = mapped_column(LargeBinary)


class ElectionCount(Model):
    """That an officer handed in the opened ballots: a hash of them, in which are random bits.

    The ballots are kept once a second officer has handed in the same.
    """

    __tablename__ = "election_count"
    __table_args__ = (UniqueConstraint("election_id", "person_id", name="one_count_an_officer"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    opened: Mapped[int]
    handed_in_at: Mapped[Moment] = mapped_column(server_default=func.now())
    person: Mapped[Person] = relationship()


class CountedBallot(Model):
    """A ballot as it was counted, with the receipt that its voter alone was told."""

    __tablename__ = "counted_ballot"
    __table_args__ = (UniqueConstraint("election_id", "receipt", name="one_ballot_a_receipt"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    receipt: Mapped[str]
    #: The candidates who were approved of, by number.
    approved: Mapped[list[int]] = mapped_column(ARRAY(Integer))
