"""What is handed over, and what is answered."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import relationship

from campaigns.models import Statement
from core.db import Mapped, Model, Moment, mapped_column
from network.models import Office
from petitions.models.signatures import Round


class Submission(Model):
    """Documents to be handed to addressees, from one round's roll or from all confirmed so far."""

    __tablename__ = "submission"
    __table_args__ = (
        CheckConstraint(
            "handed_over_at IS NOT NULL OR (place = '' AND received_by = '' AND reply_due IS NULL)",
            name="handing_over_is_told_once_done",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    asked_at: Mapped[Moment] = mapped_column(server_default=func.now())
    #: Signatures on the roll that custodians had found to be an organisation's second one by then.
    left_out: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list, server_default="{}")
    #: When, where and to whom it was handed over: the section that received it, never a person.
    handed_over_at: Mapped[Moment | None]
    place: Mapped[str] = mapped_column(default="", server_default="")
    received_by: Mapped[str] = mapped_column(default="", server_default="")
    #: The day by which an answer was asked for.
    reply_due: Mapped[date | None]
    statement: Mapped[Statement] = relationship()
    replies: Mapped[list[Reply]] = relationship(order_by="Reply.id", back_populates="submission")
    round: Mapped[Round | None] = relationship()
    documents: Mapped[list[SubmissionDocument]] = relationship(
        order_by="SubmissionDocument.id", back_populates="submission"
    )


class Reply(Model):
    """What an addressee answered, in its own words; one that comes later revises the one before."""

    __tablename__ = "reply"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    received_on: Mapped[date]
    #: As it was received, in the language that it came in.
    text: Mapped[str]
    #: What it says, in our words; either may be empty.
    summary_ja: Mapped[str]
    summary_en: Mapped[str]
    recorded_at: Mapped[Moment] = mapped_column(server_default=func.now())
    submission: Mapped[Submission] = relationship(back_populates="replies")
    office: Mapped[Office] = relationship(lazy="joined")


class SubmissionDocument(Model):
    """One letter with its list, to one addressee or to several together."""

    __tablename__ = "submission_document"
    __table_args__ = (
        CheckConstraint(
            "built_at IS NULL OR (storage_key IS NOT NULL AND sha256 IS NOT NULL)",
            name="built_is_stored",
        ),
        Index("document_queue", "asked_at", postgresql_where=text("built_at IS NULL")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    language: Mapped[str]
    #: The day printed on it: fixed when it is asked for, so that it can be built again to the byte.
    asked_at: Mapped[Moment] = mapped_column(server_default=func.now())
    built_at: Mapped[Moment | None]
    failed_at: Mapped[Moment | None]
    failure: Mapped[str | None]
    storage_key: Mapped[str | None]
    sha256: Mapped[str | None]
    pages: Mapped[int | None]
    #: What the letter counts, exact: named to the addressee, not named, people.
    named: Mapped[int | None]
    unnamed: Mapped[int | None]
    people: Mapped[int | None]
    submission: Mapped[Submission] = relationship(back_populates="documents")
    recipients: Mapped[list[Recipient]] = relationship(order_by="Recipient.position")


class Recipient(Model):
    """An addressee of one document, in its place in the order."""

    __tablename__ = "recipient"
    document_id: Mapped[int] = mapped_column(ForeignKey("submission_document.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    office: Mapped[Office] = relationship(lazy="joined")


class IssuedName(Model):
    """A document that was issued with a signer's name, which by now goes less far."""

    __tablename__ = "issued_name"
    document_id: Mapped[int] = mapped_column(ForeignKey("submission_document.id"), primary_key=True)
    signature_id: Mapped[int] = mapped_column(
        ForeignKey("signature.id"), primary_key=True, index=True
    )
    noted_at: Mapped[Moment] = mapped_column(server_default=func.now())
