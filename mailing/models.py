"""What is to be sent: one row for one message to one address, which the row does not hold."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, func

from core.db import Mapped, Model, Moment, mapped_column


class Delivery(Model):
    """One message to one address, from its asking to its sending.

    It holds neither address nor text: `email` says which message it is and `about` of which row,
    and both are read when it leaves. A row whose source is gone by then is dropped, not sent.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("sent_at IS NULL OR sending_at IS NOT NULL", name="sent_after_sending"),
        Index(
            "delivery_due",
            "id",
            postgresql_where="sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    about: Mapped[int]
    language: Mapped[str]
    asked_at: Mapped[Moment] = mapped_column(server_default=func.now())
    #: Not before this; moved back after a failure that may pass.
    due_at: Mapped[Moment] = mapped_column(server_default=func.now())
    #: Written before the call to the provider. A row that stays so was interrupted, and is held for
    #: a person.
    sending_at: Mapped[Moment | None]
    sent_at: Mapped[Moment | None]
    failed_at: Mapped[Moment | None]
    failure: Mapped[str | None]
    dropped_at: Mapped[Moment | None]
    attempts: Mapped[int] = mapped_column(default=0)
