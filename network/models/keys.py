"""Custodians and their public keys."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, func, text

from core.db import Mapped, Model, Moment, mapped_column


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
