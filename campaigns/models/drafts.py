"""How a statement is written: the desk copy with its lock, and remarks at its paragraphs."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Text, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import relationship

from campaigns.models.statements import Statement, Version
from core.db import Mapped, Model, Moment, mapped_column
from network.models import Person


class DeskCopy(Model):
    """A statement's text as it is being typed, saved by itself; a version is made of it on demand.

    One person holds it at a time. Whoever opens it next may take it over.
    """

    __tablename__ = "desk_copy"
    __table_args__ = (
        CheckConstraint("(held_by_id IS NULL) = (held_at IS NULL)", name="held_by_somebody"),
    )
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), primary_key=True)
    title_ja: Mapped[str]
    title_en: Mapped[str]
    body_ja: Mapped[str]
    body_en: Mapped[str]
    demands_ja: Mapped[list[str]] = mapped_column(ARRAY(Text))
    demands_en: Mapped[list[str]] = mapped_column(ARRAY(Text))
    saved_at: Mapped[Moment] = mapped_column(server_default=func.now())
    held_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    held_at: Mapped[Moment | None]
    statement: Mapped[Statement] = relationship()
    held_by: Mapped[Person | None] = relationship(lazy="joined")


class Remark(Model):
    """What somebody of the committee says about one paragraph of a version."""

    __tablename__ = "remark"
    __table_args__ = (
        CheckConstraint("language IN ('ja', 'en')", name="remark_is_on_one_language"),
        CheckConstraint("paragraph >= 0", name="remark_is_on_a_paragraph"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    language: Mapped[str]
    #: From 0, in the order of the body's paragraphs.
    paragraph: Mapped[int]
    text: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[Moment] = mapped_column(server_default=func.now())
    settled_at: Mapped[Moment | None]
    version: Mapped[Version] = relationship()
    person: Mapped[Person] = relationship(lazy="joined")
