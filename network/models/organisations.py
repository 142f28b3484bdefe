"""Organisations of the network."""

from __future__ import annotations

from datetime import date

from core.db import Mapped, Model, mapped_column
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
