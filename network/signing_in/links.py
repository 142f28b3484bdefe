"""One-time links: asked for at the sign-in page, given as an invitation, printed in development."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, update

from core import tokens
from core.db import db
from core.errors import DomainError
from network import people
from network.emails.sign_in import PURPOSE, sign_in_link
from network.models import LinkKind, Person, SignInLink

LASTS = {
    LinkKind.MAILED: timedelta(minutes=10),
    LinkKind.INVITATION: timedelta(hours=24),
    LinkKind.DEVELOPMENT: timedelta(minutes=10),
}
#: More than this many mails an hour are a nuisance to whoever owns the address.
MOST_MAILS_AN_HOUR = 5


class LinkUsed(DomainError):
    """The link is unknown, too old, or was used before; which of these is not told."""

    status = 410


def link_for(email: str) -> str:
    """Return the token of a link for a development installation; the caller commits.

    :raises LookupError: nobody has this address.
    """
    person = people.known_by(email)
    if person is None:
        raise LookupError(email)
    _link, token = _made(LinkKind.DEVELOPMENT, person.id)
    return token


def invite(person: Person) -> tuple[SignInLink, str]:
    """Return a link, and its token, with which a person sets up how they sign in; caller commits.

    For who has no second factor yet. To mail it, ask for `invitation.later(link.id)`.
    """
    return _made(LinkKind.INVITATION, person.id)


def ask(email: str, onward: str | None) -> None:
    """Have a link mailed to this address, if it is somebody's; the caller commits.

    What is done and how long it takes is the same whoever asks for whom: whether there is anything
    to send is found out when it is sent.
    """
    lately = (
        db.select(func.count(SignInLink.id))
        .where(
            SignInLink.person_id == Person.id,
            SignInLink.kind == LinkKind.MAILED,
            SignInLink.asked_at > func.now() - timedelta(hours=1),
        )
        .scalar_subquery()
    )
    known = db.select(Person.id).where(
        func.lower(Person.email) == email.lower(), lately < MOST_MAILS_AN_HOUR
    )
    link, _token = _made(LinkKind.MAILED, db.session.scalar(known), onward)
    sign_in_link.later(link.id)


def use(token: str) -> SignInLink:
    """Use a link up, and return it with its person; the caller commits.

    :raises LinkUsed: the link cannot be used.
    """
    used = db.session.execute(
        update(SignInLink)
        .where(
            SignInLink.link == tokens.kept_of(token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > func.now(),
            SignInLink.person_id.is_not(None),
            SignInLink.kind.in_(_usable()),
        )
        .values(used_at=func.now())
        .returning(SignInLink.id)
    ).scalar_one_or_none()
    if used is None:
        raise LinkUsed(_l("This sign-in link has expired or was used before. Ask for a new one."))
    return db.session.get_one(SignInLink, used)


def links_allowed() -> bool:
    """Tell whether one-time links may be made by command: on a development installation only."""
    return bool(current_app.config["DEVELOPMENT"])


def _usable() -> list[LinkKind]:
    return [kind for kind in LinkKind if kind != LinkKind.DEVELOPMENT or links_allowed()]


def _made(
    kind: LinkKind, person_id: int | None, onward: str | None = None
) -> tuple[SignInLink, str]:
    public_id = uuid4()
    token = tokens.derived(PURPOSE, str(public_id))
    link = SignInLink(
        public_id=public_id,
        person_id=person_id,
        kind=kind,
        link=tokens.kept_of(token),
        onward=onward,
        expires_at=func.now() + LASTS[kind],
    )
    db.session.add(link)
    db.session.flush()
    return link, token
