"""One-time links, the sessions of those who are signed in, and the browsers they are known by."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func
from sqlalchemy.orm import relationship

from core.db import Mapped, Model, Moment, mapped_column
from network.models.people import Person


class LinkKind(StrEnum):
    """What a one-time link is good for."""

    MAILED = "mailed"
    """Asked for at the sign-in page: a first factor, ten minutes long."""
    INVITATION = "invitation"
    """Given by the operator or an appointment: sets up the first second factor, for a day."""
    DEVELOPMENT = "development"
    """Printed by `flask staff link`: counts as both factors, on a development installation."""


class SignInLink(Model):
    """A one-time link, known by its hash alone.

    Without a person it leads nowhere: whoever asks for a link for an unknown address leaves the
    same traces, and takes the same time, as for a known one.
    """

    __tablename__ = "sign_in_link"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('mailed', 'invitation', 'development')", name="link_kind_is_known"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    link: Mapped[bytes] = mapped_column(unique=True)
    #: The staff page to go on to.
    onward: Mapped[str | None]
    asked_at: Mapped[Moment] = mapped_column(server_default=func.now())
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]
    person: Mapped[Person | None] = relationship()


class SignIn(Model):
    """A session, from signing in to its end. The browser's secret is known by its hash alone."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    #: Changes whenever the session may do more than before.
    session: Mapped[bytes] = mapped_column(unique=True)
    #: As "Firefox, Windows": two words of our own lists. What the browser said is not kept.
    device: Mapped[str]
    opened_at: Mapped[Moment] = mapped_column(server_default=func.now())
    expires_at: Mapped[Moment]
    #: When it last asked for a page; written every few minutes.
    seen_at: Mapped[Moment] = mapped_column(server_default=func.now())
    #: When the second factor was last given in it. After a development link it is the session's
    #: end, since there is none to ask for again.
    proved_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]
    person: Mapped[Person] = relationship(lazy="joined")


class KnownBrowser(Model):
    """A browser in which a person has signed in before: others are worth a word to that person."""

    __tablename__ = "known_browser"
    __table_args__ = (UniqueConstraint("person_id", "token", name="one_browser_known_once"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    token: Mapped[bytes]
    seen_on: Mapped[date]
