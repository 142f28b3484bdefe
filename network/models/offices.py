"""Offices that statements are addressed to, and who holds them when."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import relationship

from core.db import Mapped, Model, mapped_column
from core.i18n import in_language


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
