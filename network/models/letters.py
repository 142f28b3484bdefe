"""Letters that come in through the contact form."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, func
from sqlalchemy.orm import relationship

from core.db import Mapped, Model, Moment, mapped_column
from network.models.people import Person


class Topic(StrEnum):
    """What a letter is about, as its writer chose."""

    NETWORK = "network"
    JOINING = "joining"
    STATEMENT = "statement"
    PRESS = "press"
    PERSONAL_DATA = "personal data"
    OTHER = "other"


class Letter(Model):
    """What somebody wrote, and what became of it.

    It is deleted with its answer some days after it was answered or closed: see `LETTER_DAYS`.
    """

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint(
            "(answered_at IS NULL) = (answer IS NULL)"
            " AND (answered_at IS NULL) = (answered_by_id IS NULL)",
            name="letter_is_answered_by_somebody_with_something",
        ),
        CheckConstraint(
            "answered_at IS NULL OR email IS NOT NULL", name="letter_is_answered_to_an_address"
        ),
        CheckConstraint(
            "answered_at IS NULL OR closed_at IS NULL", name="letter_is_answered_or_closed"
        ),
        Index(
            "letter_waiting",
            "received_at",
            postgresql_where="answered_at IS NULL AND closed_at IS NULL",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    received_at: Mapped[Moment] = mapped_column(server_default=func.now())
    language: Mapped[str]
    topic: Mapped[str]
    name: Mapped[str | None]
    email: Mapped[str | None]
    text: Mapped[str] = mapped_column(Text)
    #: Signs of a machine: a field that nobody sees was filled in; the form was sent at once. They
    #: mark a letter in the queue and decide nothing.
    trapped: Mapped[bool] = mapped_column(default=False)
    hurried: Mapped[bool] = mapped_column(default=False)
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[Moment | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[Moment | None]
    assigned_to: Mapped[Person | None] = relationship(foreign_keys=[assigned_to_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])

    @property
    def done(self) -> bool:
        """Whether it was answered, or closed without an answer."""
        return self.answered_at is not None or self.closed_at is not None

    @property
    def suspect(self) -> bool:
        return self.trapped or self.hurried
