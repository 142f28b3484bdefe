"""Sessions: rows that a browser's secret leads to, listed and ended by their owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, func, update

from core import tokens
from core.db import db
from core.settings import Settings
from network.models import Person, SignIn
from network.roles import SignedIn, signed_in

#: `seen_at` is not written at every request.
SEEN_EVERY = timedelta(minutes=5)
#: A page that was opened while the second factor was fresh may be sent for this much longer.
GRACE = timedelta(minutes=15)


@dataclass(frozen=True)
class Opened:
    """A session and its secret, for the browser, which alone keeps it."""

    sign_in: SignIn
    secret: str


@dataclass(frozen=True)
class Session:
    """A session as its owner sees it in a list."""

    public_id: UUID
    device: str
    opened_at: datetime
    seen_at: datetime
    proved: bool
    current: bool


def start(person: Person, device: str, *, proved: bool, lasting: bool = False) -> Opened:
    """Open a session, its second factor given or not, or given for as long as it lasts.

    The caller commits.
    """
    secret = tokens.fresh()
    end = func.now() + timedelta(hours=_settings().session_hours)
    sign_in = SignIn(
        person_id=person.id,
        session=tokens.kept_of(secret),
        device=device,
        expires_at=end,
        proved_at=(end if lasting else func.now()) if proved else None,
    )
    db.session.add(sign_in)
    db.session.flush()
    return Opened(sign_in, secret)


def step_up(session: int) -> Opened:
    """Note that the second factor was given, under a new secret; the caller commits.

    The earlier secret opens nothing from now on, so that nobody who had put it there, or seen it,
    comes along.
    """
    secret = tokens.fresh()
    sign_in = db.session.get_one(SignIn, session)
    sign_in.session = tokens.kept_of(secret)
    sign_in.proved_at = func.now()
    db.session.flush()
    return Opened(sign_in, secret)


def signed_in_by(secret: str) -> SignedIn | None:
    """Return who is signed in by a session's secret, with today's roles."""
    found = db.session.execute(
        db.select(SignIn, func.now()).where(SignIn.session == tokens.kept_of(secret), *_open())
    ).one_or_none()
    if found is None:
        return None
    sign_in, at = found
    return replace(
        signed_in(sign_in.person),
        session=sign_in.id,
        idle=at - sign_in.seen_at,
        proved_ago=at - sign_in.proved_at if sign_in.proved_at else None,
        fresh_for=timedelta(minutes=_settings().fresh_minutes),
    )


def touch(session: int) -> None:
    """Note that a session is in use; the caller commits."""
    db.session.execute(update(SignIn).where(SignIn.id == session).values(seen_at=func.now()))


def end(session: int) -> None:
    """End a session in the table, so that a copy of the cookie is worthless; the caller commits."""
    _end(SignIn.id == session)


def end_one(person_id: int, public_id: UUID) -> SignIn | None:
    """End one session of a person's, and return it if it is theirs; the caller commits."""
    _end(SignIn.public_id == public_id, SignIn.person_id == person_id)
    return db.session.scalar(
        db.select(SignIn).where(SignIn.public_id == public_id, SignIn.person_id == person_id)
    )


def end_all(person_id: int, *, but: int | None = None) -> None:
    """End all sessions of a person, or all others; the caller commits."""
    _end(SignIn.person_id == person_id, *([SignIn.id != but] if but is not None else []))


def listed(person: SignedIn) -> Sequence[Session]:
    """Return the open sessions of a person, the newest first."""
    query = db.select(SignIn).where(SignIn.person_id == person.id, *_open())
    return [
        Session(
            public_id=one.public_id,
            device=one.device,
            opened_at=one.opened_at,
            seen_at=one.seen_at,
            proved=one.proved_at is not None,
            current=one.id == person.session,
        )
        for one in db.session.scalars(query.order_by(SignIn.id.desc()))
    ]


def _open() -> tuple[ColumnElement[bool], ...]:
    idle = timedelta(minutes=_settings().session_idle_minutes)
    return (
        SignIn.ended_at.is_(None),
        SignIn.expires_at > func.now(),
        SignIn.seen_at > func.now() - idle,
    )


def _end(*which: ColumnElement[bool]) -> None:
    db.session.execute(
        update(SignIn).where(SignIn.ended_at.is_(None), *which).values(ended_at=func.now())
    )


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
