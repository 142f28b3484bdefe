"""Meetings of the committee: agenda, attendance, minutes."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint, func
from sqlalchemy.orm import relationship

from core.db import Mapped, Model, Moment, mapped_column
from network.models.people import Person


class Presence(StrEnum):
    """How somebody attended a meeting."""

    PRESENT = "present"
    PROXY = "by proxy"
    ABSENT = "absent"


class Meeting(Model):
    """A meeting of the committee, to come or held."""

    __tablename__ = "meeting"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="meeting_ends_after_start"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    title: Mapped[str]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    place: Mapped[str]
    #: Shown on the meeting's own page alone: it lets in whoever has it.
    online_link: Mapped[str]
    agenda: Mapped[list[AgendaItem]] = relationship(
        order_by="AgendaItem.position", cascade="all, delete-orphan"
    )
    attendance: Mapped[list[Attendance]] = relationship(
        order_by="Attendance.id", cascade="all, delete-orphan"
    )
    #: Every version that was ever written, the newest last.
    minutes: Mapped[list[MeetingMinutes]] = relationship(
        order_by="MeetingMinutes.number", back_populates="meeting"
    )

    @property
    def newest(self) -> MeetingMinutes | None:
        """The minutes as they were last written."""
        return self.minutes[-1] if self.minutes else None


class AgendaItem(Model):
    """Something to be talked about, in its place."""

    __tablename__ = "agenda_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    text: Mapped[str]


class Attendance(Model):
    """Who attended and how: one of our people, or somebody else by name."""

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint(
            "(person_id IS NULL) <> (name IS NULL)", name="attendance_is_of_a_person_or_a_name"
        ),
        CheckConstraint(
            "presence IN ('present', 'by proxy', 'absent')", name="attendance_is_of_a_known_kind"
        ),
        UniqueConstraint("meeting_id", "person_id", name="one_attendance_each"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str | None]
    presence: Mapped[str]
    person: Mapped[Person | None] = relationship(lazy="joined")


class MeetingMinutes(Model):
    """One version of a meeting's minutes, in Markdown. None is ever changed or deleted."""

    __tablename__ = "meeting_minutes"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number", name="minutes_are_numbered"),
        CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)",
            name="minutes_are_approved_by_somebody",
        ),
        CheckConstraint(
            "storage_key IS NULL OR approved_at IS NOT NULL", name="minutes_are_printed_approved"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[Moment] = mapped_column(server_default=func.now())
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[Moment | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: The PDF, once it was made; when it could not be.
    storage_key: Mapped[str | None]
    failed_at: Mapped[Moment | None]
    meeting: Mapped[Meeting] = relationship(back_populates="minutes")
    written_by: Mapped[Person] = relationship(foreign_keys=[written_by_id], lazy="joined")
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id], lazy="joined")
