"""Who the network is: its organisations, people and roles, addressees, custodians of keys."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import relationship

from core.db import Mapped, Model, Moment, mapped_column, now
from core.i18n import in_language


class Organisation(Model):
    """An organisation of the network. One organisation is one row over all statements."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name_ja: Mapped[str]
    name_en: Mapped[str]
    kana: Mapped[str]
    #: Since when it is one of the networks that make up the whole; None for others.
    constituent_since: Mapped[date | None]

    @property
    def name(self) -> str:
        return in_language(self.name_ja, self.name_en)


class Role(StrEnum):
    """What a person does in the network (charter, section 5)."""

    FACILITATOR = "facilitator"
    CO_REPRESENTATIVE = "co-representative"
    COORDINATOR = "coordinator"
    ADVISOR = "advisor"
    STAFF = "staff"
    ADMINISTRATOR = "administrator"


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
    def roles(self) -> set[Role]:
        """What this person is today: yesterday's facilitator is none."""
        today = now().date()
        return {Role(term.role) for term in self.terms if term.covers(today)}


class Term(Model):
    """A role held by a person from one day to another."""

    __tablename__ = "term"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="term_ends_after_start"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    person: Mapped[Person] = relationship(back_populates="terms")

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class SignIn(Model):
    """A one-time link, and the session it opened. Both are known by hash alone."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    link: Mapped[bytes] = mapped_column(unique=True)
    session: Mapped[bytes | None] = mapped_column(unique=True)
    asked_at: Mapped[Moment] = mapped_column(server_default=func.now())
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]
    person: Mapped[Person] = relationship(lazy="joined")


class Office(Model):
    """An addressee: the office, whoever holds it."""

    __tablename__ = "office"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    title_ja: Mapped[str]
    title_en: Mapped[str]
    ministry_ja: Mapped[str]
    ministry_en: Mapped[str]
    #: 殿 by default; 様, 御中 or 各位 by setting.
    honorific: Mapped[str] = mapped_column(default="殿")
    position: Mapped[int]
    holders: Mapped[list[Holder]] = relationship(order_by="Holder.starts_on")

    @property
    def title(self) -> str:
        return in_language(self.title_ja, self.title_en)

    def holder_on(self, day: date) -> Holder | None:
        """Return who held the office on a day, as far as we were told."""
        held = [
            holder
            for holder in self.holders
            if holder.starts_on <= day and (holder.ends_on is None or day <= holder.ends_on)
        ]
        return held[-1] if held else None


class Holder(Model):
    """A person who holds an office from one day to another."""

    __tablename__ = "holder"
    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    name_ja: Mapped[str]
    name_en: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class Custodian(Model):
    """A person who keeps a key that opens sealed names. Only the public half is here."""

    __tablename__ = "custodian"
    __table_args__ = (
        CheckConstraint("starts_with(public_key, 'age1')", name="custodian_key_is_public"),
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
    added_at: Mapped[Moment] = mapped_column(server_default=func.now())
    removed_at: Mapped[Moment | None]
