"""Custodians and their public keys, reveals, and ciphertexts that were sealed anew."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import relationship

from core.db import Mapped, Model, Moment, mapped_column
from network.models.people import Person


class Custodian(Model):
    """A person who keeps a key that opens sealed names. Only the public half is here.

    Names are sealed to a key once its keeper has shown, by opening a test, that they can read.
    """

    __tablename__ = "custodian"
    __table_args__ = (
        CheckConstraint("starts_with(public_key, 'age1')", name="custodian_key_is_public"),
        CheckConstraint(
            "(challenge IS NULL) = (word_hash IS NULL)", name="challenge_has_its_answer"
        ),
        CheckConstraint("proved_at IS NULL OR asked_at IS NOT NULL", name="proof_was_asked_for"),
        Index(
            "one_active_key_each",
            "public_key",
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    public_key: Mapped[str]
    #: Who may sign in as this custodian; None for one who is known by name alone.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    #: The key of theirs that this one takes the place of, once it is proved.
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("custodian.id"))
    #: A random word sealed to this key alone, and the word's SHA-256; none once it is proved.
    challenge: Mapped[bytes | None]
    word_hash: Mapped[bytes | None]
    asked_at: Mapped[Moment | None]
    proved_at: Mapped[Moment | None]
    added_at: Mapped[Moment] = mapped_column(server_default=func.now())
    removed_at: Mapped[Moment | None]


class Reveal(Model):
    """A request to open one sealed record: who, when and why; never what is in it."""

    __tablename__ = "reveal"
    __table_args__ = (
        CheckConstraint("approved_by <> asked_by", name="nobody_approves_their_own_reveal"),
        CheckConstraint(
            "(approved_by IS NULL) = (approved_at IS NULL)", name="approval_has_its_time"
        ),
        CheckConstraint("(taken_by IS NULL) = (taken_at IS NULL)", name="taking_has_its_time"),
        CheckConstraint("taken_at IS NULL OR approved_at IS NOT NULL", name="taken_after_approval"),
        CheckConstraint("taken_by <> approved_by", name="who_approved_does_not_take"),
        CheckConstraint("refused_at IS NULL OR approved_at IS NULL", name="approved_or_refused"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    #: Which record, by the purpose it was sealed for and its random id.
    purpose: Mapped[str]
    record: Mapped[UUID]
    reason: Mapped[str]
    #: A few words of the asker's, who is told to name nobody in them.
    note: Mapped[str]
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[Moment] = mapped_column(server_default=func.now())
    expires_at: Mapped[Moment]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[Moment | None]
    refused_at: Mapped[Moment | None]
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[Moment | None]
    asker: Mapped[Person] = relationship(foreign_keys=[asked_by], lazy="joined")
    approver: Mapped[Person | None] = relationship(foreign_keys=[approved_by], lazy="joined")
    taker: Mapped[Person | None] = relationship(foreign_keys=[taken_by], lazy="joined")


class EarlierSeal(Model):
    """What a record was before it was sealed anew, until another custodian has read the new one."""

    __tablename__ = "earlier_seal"
    __table_args__ = (UniqueConstraint("purpose", "record", name="one_earlier_seal_a_record"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    record: Mapped[UUID]
    sealed: Mapped[bytes]
    #: The custodian who sealed it anew, and so may not be the one who says that it can be read.
    resealed_by: Mapped[int] = mapped_column(ForeignKey("custodian.id"))
    replaced_at: Mapped[Moment] = mapped_column(server_default=func.now())
