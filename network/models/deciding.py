"""Motions before the committee: their exact text, who may vote, and the ballots."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    func,
)
from sqlalchemy import text as sql
from sqlalchemy.orm import relationship

from core.db import Mapped, Model, Moment, mapped_column
from network.models.organisations import Organisation
from network.models.people import Person


class Electorate(StrEnum):
    """Who has a vote: each facilitator, or each constituent organisation through its own."""

    FACILITATORS = "facilitators"
    ORGANISATIONS = "organisations"


class Majority(StrEnum):
    """How many of the votes must be for a motion."""

    SIMPLE = "simple"
    TWO_THIRDS = "two-thirds"
    UNANIMITY = "unanimity"


class Choice(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Result(StrEnum):
    CARRIED = "carried"
    REJECTED = "rejected"


class Reason(StrEnum):
    """Why a motion ended as it did."""

    ENOUGH = "enough"
    TOO_FEW = "too few"
    TIE = "tie"
    NO_QUORUM = "no quorum"


class VoidReason(StrEnum):
    """Why a motion came to nothing before it was decided."""

    TEXT_CHANGED = "text changed"
    MATTER_GONE = "matter gone"
    WITHDRAWN = "withdrawn"


class Motion(Model):
    """What the committee is asked to decide. Its status is derived from what has happened to it.

    The rule it is decided by is kept with it, so that a setting changed later changes no decision.
    """

    __tablename__ = "motion"
    __table_args__ = (
        CheckConstraint("deadline > opened_at", name="deadline_after_opening"),
        CheckConstraint("quorum BETWEEN 0 AND 100", name="quorum_is_a_percentage"),
        CheckConstraint(
            "(closed_at IS NULL) = (result IS NULL) AND (result IS NULL) = (reason IS NULL)"
            " AND (result IS NULL) = (votes_for IS NULL)",
            name="closed_with_an_outcome",
        ),
        CheckConstraint("closed_at >= deadline", name="closed_after_the_deadline"),
        CheckConstraint(
            "closed_at IS NULL OR voided_at IS NULL", name="decided_or_voided_not_both"
        ),
        CheckConstraint("(voided_at IS NULL) = (void_reason IS NULL)", name="voided_for_a_reason"),
        Index(
            "one_open_motion_on_a_matter",
            "kind",
            "about",
            unique=True,
            postgresql_where=sql("closed_at IS NULL AND voided_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    #: One of network.matters.KINDS.
    kind: Mapped[str]
    #: The row that it is about, as its kind of matter knows; None for a text of its own.
    about: Mapped[int | None]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[Moment] = mapped_column(server_default=func.now())
    deadline: Mapped[Moment]
    urgent: Mapped[bool]
    secret: Mapped[bool]
    electorate: Mapped[str]
    #: Per cent of the votes that must be cast, abstentions included.
    quorum: Mapped[int]
    majority: Mapped[str]
    #: Whether an abstention counts among the votes of which the majority is taken.
    counts_abstentions: Mapped[bool]
    #: When the job that closes it was asked for.
    closing_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]
    result: Mapped[str | None]
    reason: Mapped[str | None]
    entitled: Mapped[int | None]
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    abstained: Mapped[int | None]
    voided_at: Mapped[Moment | None]
    void_reason: Mapped[str | None]

    proposed_by: Mapped[Person] = relationship()
    versions: Mapped[list[MotionVersion]] = relationship(
        order_by="MotionVersion.number", back_populates="motion"
    )
    seats: Mapped[list[MotionSeat]] = relationship(order_by="MotionSeat.id")
    voters: Mapped[list[MotionVoter]] = relationship(
        order_by="MotionVoter.id", back_populates="motion"
    )

    @property
    def version(self) -> MotionVersion:
        """The text that is voted on."""
        return self.versions[-1]

    @property
    def ended(self) -> bool:
        return self.closed_at is not None or self.voided_at is not None


class MotionVersion(Model):
    """The exact text of a motion at one time. A ballot is bound to one, by its hash."""

    __tablename__ = "motion_version"
    __table_args__ = (
        UniqueConstraint("motion_id", "number", name="one_motion_version_a_number"),
        UniqueConstraint("id", "text_hash", name="a_motion_version_has_one_hash"),
        CheckConstraint(
            "text_hash = encode(sha256(convert_to(text, 'UTF8')), 'hex')",
            name="motion_hash_is_of_its_text",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"))
    number: Mapped[int]
    title: Mapped[str]
    text: Mapped[str]
    #: SHA-256 of the text in UTF-8, hexadecimal.
    text_hash: Mapped[str]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[Moment] = mapped_column(server_default=func.clock_timestamp())
    motion: Mapped[Motion] = relationship(back_populates="versions")
    written_by: Mapped[Person] = relationship()


class MotionSeat(Model):
    """One vote in a motion: a person's, or an organisation's, which its facilitators share."""

    __tablename__ = "motion_seat"
    id: Mapped[int] = mapped_column(primary_key=True)
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"), index=True)
    #: Whose vote it is, where it is an organisation's.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    organisation: Mapped[Organisation | None] = relationship()
    voters: Mapped[list[MotionVoter]] = relationship(
        order_by="MotionVoter.id", back_populates="seat"
    )


class MotionVoter(Model):
    """A person who was entitled to vote on the day the motion opened, and for whom mail is about.

    Who declares a conflict of interest is no longer free to vote. Ballots point at the voter *and*
    that freedom, so the database holds none of anybody in conflict.
    """

    __tablename__ = "motion_voter"
    __table_args__ = (
        UniqueConstraint("motion_id", "person_id", name="one_voter_a_person"),
        UniqueConstraint("id", "free", name="a_voter_is_free_or_not"),
        CheckConstraint("free = (conflict IS NULL)", name="a_conflict_takes_the_vote"),
        CheckConstraint(
            "(conflict IS NULL) = (conflict_at IS NULL)", name="a_conflict_is_declared_once"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("motion_seat.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    #: For which network the person sat on that day.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    free: Mapped[bool] = mapped_column(default=True)
    #: In which way the person is involved, in their own words.
    conflict: Mapped[str | None]
    conflict_at: Mapped[Moment | None]
    #: When they were reminded that the present text still waits for their vote.
    reminded_at: Mapped[Moment | None]
    motion: Mapped[Motion] = relationship(back_populates="voters")
    seat: Mapped[MotionSeat] = relationship(back_populates="voters")
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()


class MotionBallot(Model):
    """A vote on one text, given by name."""

    __tablename__ = "motion_ballot"
    __table_args__ = (
        UniqueConstraint("version_id", "seat_id", name="one_ballot_a_vote"),
        ForeignKeyConstraint(
            ["version_id", "text_hash"],
            ["motion_version.id", "motion_version.text_hash"],
            name="ballot_is_on_its_text",
        ),
        ForeignKeyConstraint(
            ["voter_id", "free"],
            ["motion_voter.id", "motion_voter.free"],
            name="who_votes_has_no_conflict",
        ),
        CheckConstraint("free", name="ballot_is_of_a_free_voter"),
        CheckConstraint("choice IN ('for', 'against', 'abstain')", name="ballot_is_a_choice"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int]
    text_hash: Mapped[str]
    seat_id: Mapped[int] = mapped_column(ForeignKey("motion_seat.id"))
    #: Who cast it: one of the seat's own, or somebody who holds its proxy.
    voter_id: Mapped[int] = mapped_column(index=True)
    free: Mapped[bool] = mapped_column(default=True)
    as_proxy: Mapped[bool] = mapped_column(default=False)
    choice: Mapped[str]
    #: By the database's clock.
    cast_at: Mapped[Moment]
    voter: Mapped[MotionVoter] = relationship(foreign_keys=[voter_id, free])


class MotionTurnout(Model):
    """That somebody has voted in a secret motion: never what, and not when.

    Neither this table nor the next says which row of the other belongs to a row of it.
    """

    __tablename__ = "motion_turnout"
    __table_args__ = (
        UniqueConstraint("version_id", "seat_id", name="one_secret_ballot_a_vote"),
        ForeignKeyConstraint(
            ["version_id", "text_hash"],
            ["motion_version.id", "motion_version.text_hash"],
            name="turnout_is_on_its_text",
        ),
        ForeignKeyConstraint(
            ["voter_id", "free"],
            ["motion_voter.id", "motion_voter.free"],
            name="who_turns_out_has_no_conflict",
        ),
        CheckConstraint("free", name="turnout_is_of_a_free_voter"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    version_id: Mapped[int]
    text_hash: Mapped[str]
    seat_id: Mapped[int] = mapped_column(ForeignKey("motion_seat.id"))
    voter_id: Mapped[int]
    free: Mapped[bool] = mapped_column(default=True)
    as_proxy: Mapped[bool] = mapped_column(default=False)


class MotionSecretBallot(Model):
    """A vote in a secret motion: never whose, and not when."""

    __tablename__ = "motion_secret_ballot"
    __table_args__ = (
        CheckConstraint(
            "choice IN ('for', 'against', 'abstain')", name="secret_ballot_is_a_choice"
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    version_id: Mapped[int] = mapped_column(ForeignKey("motion_version.id"), index=True)
    choice: Mapped[str]


class MotionProxy(Model):
    """A vote entrusted to another voter of the same motion."""

    __tablename__ = "motion_proxy"
    __table_args__ = (
        CheckConstraint("given_by_id <> holder_id", name="proxy_is_given_to_another"),
        Index(
            "one_proxy_a_seat",
            "seat_id",
            unique=True,
            postgresql_where=sql("withdrawn_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("motion_seat.id"))
    given_by_id: Mapped[int] = mapped_column(ForeignKey("motion_voter.id"))
    holder_id: Mapped[int] = mapped_column(ForeignKey("motion_voter.id"), index=True)
    given_at: Mapped[Moment] = mapped_column(server_default=func.now())
    withdrawn_at: Mapped[Moment | None]
    seat: Mapped[MotionSeat] = relationship()
    given_by: Mapped[MotionVoter] = relationship(foreign_keys=[given_by_id])
    holder: Mapped[MotionVoter] = relationship(foreign_keys=[holder_id])


class MotionComment(Model):
    """What somebody says about a motion, or about one paragraph of a version of it."""

    __tablename__ = "motion_comment"
    __table_args__ = (CheckConstraint("paragraph >= 1", name="comment_on_a_paragraph"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("motion_version.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: Counted from 1; None for the whole.
    paragraph: Mapped[int | None]
    text: Mapped[str]
    written_at: Mapped[Moment] = mapped_column(server_default=func.now())
    version: Mapped[MotionVersion] = relationship()
    person: Mapped[Person] = relationship()


class MotionMinutes(Model):
    """The record of how a motion ended, as a PDF in one language."""

    __tablename__ = "motion_minutes"
    __table_args__ = (
        UniqueConstraint("motion_id", "language", name="one_record_a_language"),
        CheckConstraint(
            "(built_at IS NULL) = (storage_key IS NULL)", name="minutes_are_kept_when_built"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"))
    language: Mapped[str]
    asked_at: Mapped[Moment] = mapped_column(server_default=func.now())
    built_at: Mapped[Moment | None]
    storage_key: Mapped[str | None]
    sha256: Mapped[str | None]
    pages: Mapped[int | None]
    failed_at: Mapped[Moment | None]
    failure: Mapped[str | None]
    motion: Mapped[Motion] = relationship()


def hash_of(text: str) -> str:
    """Return the SHA-256 of a motion's text, as anybody can compute it from the text itself."""
    return hashlib.sha256(text.encode()).hexdigest()
