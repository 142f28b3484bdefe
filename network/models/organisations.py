"""Organisations of the network: what may be read of them, what not, and what they have been to it.

An undisclosed organisation of the register has no row here: it is a sealed application and nothing
else, so no list, count or search of organisations has to leave it out.
"""

from __future__ import annotations

import secrets
from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    ScalarSelect,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import relationship

from core import japanese
from core.db import Mapped, Model, Moment, db, mapped_column, now
from core.i18n import in_language

#: What anybody may read of an organisation of the register. Everything else is private.
PUBLISHABLE = ("name_ja", "name_en", "kana", "legal_form", "url")


def drawn_code() -> str:
    """Return a code for an organisation for which nobody chose one."""
    return f"o-{secrets.token_hex(5)}"


class Level(StrEnum):
    """Who may read a supporting organisation's name: everybody, the network's own staff, nobody.

    In public the last two are one figure: not named.
    """

    PUBLIC = "public"
    ADDRESSEE = "addressee"
    UNDISCLOSED = "undisclosed"


class StandingKind(StrEnum):
    """What an organisation is to the network (charter, section 5)."""

    CONSTITUENT = "constituent"
    SUPPORTING = "supporting"
    PARTNER = "partner"


class Organisation(Model):
    """An organisation that may be named. One organisation is one row over all statements."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("name_ja <> '' OR name_en <> ''", name="organisation_has_a_name"),
        CheckConstraint(
            "corporate_number ~ '^[0-9]{13}$'", name="corporate_number_has_thirteen_digits"
        ),
        CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
        Index("organisation_by_grams", "grams", postgresql_using="gin"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    #: Short and readable in links, for those that have an entry of their own.
    code: Mapped[str] = mapped_column(unique=True, default=drawn_code)
    name_ja: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")
    kana: Mapped[str] = mapped_column(default="")
    #: The form by its full name, and where the name has it: "before", "after" or "" (nowhere).
    legal_form: Mapped[str] = mapped_column(default="")
    form_position: Mapped[str] = mapped_column(default="")
    corporate_number: Mapped[str | None] = mapped_column(index=True)
    url: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="JP")
    prefecture: Mapped[str] = mapped_column(default="")
    added_at: Mapped[Moment] = mapped_column(server_default=func.now())
    #: What other spellings of it have in common: see network/matching.py, which fills these.
    match_key: Mapped[str] = mapped_column(default="", index=True)
    kana_key: Mapped[str] = mapped_column(default="", index=True)
    url_host: Mapped[str] = mapped_column(default="", index=True)
    #: Its names' letters and pairs of letters, to search by: words of two characters are the rule.
    grams: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    #: The row that stands for this one since people decided that they are the same.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    standings: Mapped[list[Standing]] = relationship(
        back_populates="organisation", order_by="Standing.starts_on"
    )

    @property
    def name(self) -> str:
        return in_language(self.name_ja, self.name_en)

    @property
    def memberships(self) -> list[Standing]:
        """Its standings as a supporting organisation that have not ended: one, as a rule."""
        day = japanese.in_tokyo(now()).date()
        return [
            one
            for one in self.standings
            if one.kind == StandingKind.SUPPORTING and (one.ends_on is None or one.ends_on >= day)
        ]

    @property
    def level(self) -> Level | None:
        """How far its name goes, or went, as a supporting organisation; None if it never was."""
        supporting = [one for one in self.standings if one.kind == StandingKind.SUPPORTING]
        levels = [Level(one.disclosure) for one in self.memberships or supporting[-1:]]
        return max(levels, key=tuple(Level).index, default=None)

    @hybrid_property
    def constituent_since(self) -> date | None:
        """Since when it is one of the networks that make up the whole; None for others."""
        today = japanese.in_tokyo(now()).date()
        since = [
            one.starts_on
            for one in self.standings
            if one.kind == StandingKind.CONSTITUENT and one.covers(today)
        ]
        return min(since, default=None)

    @constituent_since.inplace.setter
    def _begin_as_constituent(self, day: date | None) -> None:
        if day is not None:
            self.standings.append(Standing(kind=StandingKind.CONSTITUENT, starts_on=day))

    @constituent_since.inplace.expression
    @classmethod
    def _constituent_since(cls) -> ScalarSelect[date]:
        today = japanese.in_tokyo(now()).date()
        since = db.select(func.min(Standing.starts_on)).where(
            Standing.organisation_id == cls.id,
            Standing.kind == StandingKind.CONSTITUENT,
            Standing.starts_on <= today,
            Standing.ends_on.is_(None) | (Standing.ends_on >= today),
        )
        return since.scalar_subquery()


class Standing(Model):
    """What an organisation was to the network, from one day to another, and who decided it."""

    __tablename__ = "standing"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('constituent', 'supporting', 'partner')", name="standing_is_known"
        ),
        # One day before its start: given by mistake and never held, as with a role.
        CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on - 1", name="standing_ends_after_start"
        ),
        # An undisclosed organisation has no standing, nor any other row.
        CheckConstraint(
            "disclosure = 'public' OR (disclosure = 'addressee' AND kind = 'supporting')",
            name="standing_is_by_name_unless_supporting",
        ),
        CheckConstraint(
            "hidden_at IS NULL OR disclosure <> 'public'", name="hidden_standing_is_not_public"
        ),
        Index(
            "one_open_standing_of_a_kind",
            "organisation_id",
            "kind",
            unique=True,
            postgresql_where=text("ends_on IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    #: By the delegated rule: the person. By the committee: its day, and its motion where there is
    #: one.
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_on: Mapped[date | None]
    motion_id: Mapped[int | None] = mapped_column(ForeignKey("motion.id"))
    #: How far the name goes for it.
    disclosure: Mapped[str] = mapped_column(default=Level.PUBLIC, server_default="public")
    #: Since when staff have had the name off the site; None where its organisation chose the level.
    hidden_at: Mapped[Moment | None]
    organisation: Mapped[Organisation] = relationship(back_populates="standings")

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class OrganisationContact(Model):
    """How an organisation of the register is reached. Private: no public code reads this table."""

    __tablename__ = "organisation_contact"
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    representative_title: Mapped[str] = mapped_column(default="")
    representative_name: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="")
    postal_address: Mapped[str] = mapped_column(default="")


class Former(Model):
    """What a field of an organisation said until it was changed."""

    __tablename__ = "former"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    field: Mapped[str]
    value: Mapped[str]
    changed_at: Mapped[Moment] = mapped_column(server_default=func.now())
    #: None: the organisation itself, by its link.
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
