"""Which sealed records custodians have compared, and what they found; neither holds a name."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import relationship

from core.db import Mapped, Model, mapped_column
from network.models.people import Person


class Comparison(Model):
    """Records of one purpose that a custodian has compared each with each, by their random ids.

    As all that is kept of the undisclosed, it has a day and no hour.
    """

    __tablename__ = "comparison"
    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    records: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    compared_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    compared_on: Mapped[date]


class SealedDuplicate(Model):
    """A custodian's word on whether two sealed records are one organisation's.

    While it stands and says so, the second, which came later, does not count. A later word on the
    same pair replaces it, and leaves it here. `same` is None where the question is open.
    """

    __tablename__ = "sealed_duplicate"
    __table_args__ = (
        CheckConstraint("first <> second", name="sealed_duplicate_is_of_two"),
        Index(
            "one_standing_word_a_pair",
            "purpose",
            "first",
            "second",
            unique=True,
            postgresql_where=text("replaced_on IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    #: What both were sealed for, and which they are, by their random ids.
    purpose: Mapped[str]
    first: Mapped[UUID]
    second: Mapped[UUID]
    same: Mapped[bool | None]
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_on: Mapped[date]
    replaced_on: Mapped[date | None]
    decider: Mapped[Person] = relationship(lazy="joined")
