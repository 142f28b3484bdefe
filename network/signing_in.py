"""Signing in by a one-time link, and the session it opens: a row that can be ended."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, update

from core import tokens
from core.db import db
from core.errors import DomainError
from network.models import Person, SignIn
from network.roles import SignedIn, signed_in

LINK_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(hours=12)


class LinkUsed(DomainError):
    """The link is unknown, too old, or was used before; which of these is not told."""

    status = 410


def link_for(email: str) -> str:
    """Return the token of a one-time link for a person, good for ten minutes; the caller commits.

    :raises LookupError: nobody has this address.
    """
    person = db.session.scalar(db.select(Person).where(func.lower(Person.email) == email.lower()))
    if person is None:
        raise LookupError(email)
    token = tokens.fresh()
    db.session.add(
        SignIn(
            person_id=person.id,
            link=tokens.kept_of(token),
            expires_at=func.now() + LINK_LASTS,
        )
    )
    return token


def sign_in(link: str) -> str:
    """Use a link once; return the new session's secret, for the browser. The caller commits.

    :raises LinkUsed: the link cannot be used.
    """
    secret = tokens.fresh()
    used = db.session.execute(
        update(SignIn)
        .where(
            SignIn.link == tokens.kept_of(link),
            SignIn.used_at.is_(None),
            SignIn.expires_at > func.now(),
        )
        .values(
            used_at=func.now(),
            session=tokens.kept_of(secret),
            expires_at=func.now() + SESSION_LASTS,
        )
        .returning(SignIn.id)
    ).scalar_one_or_none()
    if used is None:
        raise LinkUsed(_l("This sign-in link has expired or was used before. Ask for a new one."))
    return secret


def sign_out(secret: str) -> None:
    """End a session in the table, so that a copy of the cookie is worthless; the caller commits."""
    db.session.execute(
        update(SignIn).where(SignIn.session == tokens.kept_of(secret)).values(ended_at=func.now())
    )


def signed_in_by(secret: str) -> SignedIn | None:
    """Return who is signed in by a session's secret, with today's roles."""
    found = db.session.scalar(
        db.select(SignIn).where(
            SignIn.session == tokens.kept_of(secret),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > func.now(),
        )
    )
    return signed_in(found.person) if found is not None else None


def links_allowed() -> bool:
    """Tell whether one-time links may be made by command: on a development installation only."""
    return bool(current_app.config["DEVELOPMENT"])
