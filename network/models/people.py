"""People of the network, and the roles they hold from day to day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, false
from sqlalchemy.orm import relationship

from core.db import Mapped, Model, mapped_column, today
from core.i18n import in_language
from network.models.organisations import Organisation


class Role(StrEnum):
    """What a person does in the network (charter, section 5)."""

    FACILITATOR = "facilitator"
    CO_REPRESENTATIVE = "co-representative"
    COORDINATOR = "coordinator"
    ADVISOR = "advisor"
    STAFF = "staff"
    ADMINISTRATOR = "administrator"
    CUSTODIAN = "custodian"


class Person(Model):
    """Somebody who works for the network and may sign in."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    name_ja: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str] = mapped_column(default="ja")
    terms: Mapped[list[Term]] = relationship(back_populates="person", lazy="selectin")

    @property
    def name(self) -> str:
        return in_language(self.name_ja, self.name_en)

    @property
    def held_today(self) -> list[Term]:
        """The terms that cover this day in Tokyo: yesterday's facilitator holds none."""
        day = today()
        return [term for term in self.terms if term.covers(day)]

    @property
    def roles(self) -> set[Role]:
        """What this person is today."""
        return {Role(term.role) for term in self.held_today}


class Term(Model):
    """A role held by a person from one day to another."""

    __tablename__ = "term"
    __table_args__ = (
        # One day before its start: a term that was given by mistake and never held.
        CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on - 1", name="term_ends_after_start"
        ),
        CheckConstraint(
            "role <> 'facilitator' OR organisation_id IS NOT NULL",
            name="facilitator_is_of_an_organisation",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    #: Whether the person may be named on the network's public page. Co-representatives stand on
    #: every letter, and are named in any case.
    shown: Mapped[bool] = mapped_column(default=False, server_default=false())
    person: Mapped[Person] = relationship(back_populates="terms")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
