"""What people sign in with beside their mailbox, and what happens when somebody guesses."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint, func

from core.db import Mapped, Model, Moment, mapped_column


class Authenticator(Model):
    """An app that shows a code of six digits every half minute (RFC 6238)."""

    __tablename__ = "authenticator"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    #: The secret that app and server share, encrypted with a key derived from SECRET_KEY.
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    #: The half minute of the newest code that was used: neither it nor an older one works again.
    last_step: Mapped[int]
    added_at: Mapped[Moment] = mapped_column(server_default=func.now())


class Passkey(Model):
    """A key pair of which a device keeps the private half, and opens it to its owner alone."""

    __tablename__ = "passkey"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    credential: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    #: How often the device says it was used; a copy would fall behind. Some always say 0.
    uses: Mapped[int] = mapped_column(BigInteger)
    #: What its owner calls it.
    name: Mapped[str]
    added_at: Mapped[Moment] = mapped_column(server_default=func.now())
    used_on: Mapped[date | None]


class RecoveryCode(Model):
    """A code on paper that stands in for the second factor, once. Known by its hash alone."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "code", name="one_code_once"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    code: Mapped[bytes]
    used_at: Mapped[Moment | None]


class SpentChallenge(Model):
    """A challenge that a passkey has answered: nothing that was recorded can be sent again."""

    __tablename__ = "spent_challenge"
    id: Mapped[int] = mapped_column(primary_key=True)
    challenge: Mapped[bytes] = mapped_column(unique=True)
    spent_at: Mapped[Moment] = mapped_column(server_default=func.now())


class Lock(Model):
    """How often somebody was wrong in a row, and until when they must wait.

    Of a person, or of a part of the network, which is known by a keyed hash that changes daily.
    """

    __tablename__ = "sign_in_lock"
    __table_args__ = (CheckConstraint("wrong >= 0 AND locks >= 0", name="lock_counts_up"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(unique=True)
    wrong: Mapped[int] = mapped_column(default=0)
    #: How often it has been locked since the last success: each time for longer.
    locks: Mapped[int] = mapped_column(default=0)
    until: Mapped[Moment | None]
    changed_at: Mapped[Moment] = mapped_column(server_default=func.now())
