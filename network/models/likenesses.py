"""Rows that may be one organisation, what people decided about them, and merges to be undone."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import relationship

from core.db import Mapped, Model, Moment, mapped_column
from network.models.organisations import Organisation

#: What pointed at a row, by the table that pointed: the ids of its rows.
Moved = dict[str, list[int]]


class Likeness(Model):
    """Two organisations that may be one. What was decided is kept, and never asked again."""

    __tablename__ = "likeness"
    __table_args__ = (
        CheckConstraint("a_id < b_id", name="a_pair_has_one_order"),
        UniqueConstraint("a_id", "b_id", name="a_pair_is_asked_once"),
        CheckConstraint("(decided_at IS NULL) = (same IS NULL)", name="decided_is_answered"),
        Index("likeness_queue", "score", postgresql_where=text("decided_at IS NULL")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    a_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    b_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: From 0 to 100.
    score: Mapped[int]
    #: Why they were found alike: see network.matching.Reason.
    reason: Mapped[str]
    found_at: Mapped[Moment] = mapped_column(server_default=func.now())
    decided_at: Mapped[Moment | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    same: Mapped[bool | None]
    a: Mapped[Organisation] = relationship(foreign_keys=[a_id])
    b: Mapped[Organisation] = relationship(foreign_keys=[b_id])


class Merge(Model):
    """Two rows that became one: what was moved, so that it can be moved back exactly."""

    __tablename__ = "merge"
    __table_args__ = (
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="somebody_undid_it"),
        Index(
            "one_standing_merge_of_a_row",
            "gone_id",
            unique=True,
            postgresql_where=text("undone_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    merged_at: Mapped[Moment] = mapped_column(server_default=func.now())
    merged_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    moved: Mapped[Moved] = mapped_column(JSONB)
    undone_at: Mapped[Moment | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kept: Mapped[Organisation] = relationship(foreign_keys=[kept_id])
    gone: Mapped[Organisation] = relationship(foreign_keys=[gone_id])
