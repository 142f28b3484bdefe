"""Emails about signing in. But for the link they ask for, they say what happened and no more."""

from __future__ import annotations

from flask import current_app

from core import tokens
from core.db import db, now
from core.i18n import language
from mailing.emails import Message, email, worded
from network.models import Authenticator, Passkey, Person, SignIn, SignInLink

#: What tokens of links are derived for.
PURPOSE = "sign in"


@email
def sign_in_link(about: int) -> Message | None:
    """Send the link that somebody asked for, if they have a role and a second factor.

    To others nothing is sent: without a second factor the mailbox alone would open everything.
    """
    link, token = _link(about)
    if link is None or link.person is None or token is None:
        return None
    person = link.person
    if not person.roles or not _has_factor(person.id):
        return None
    return worded("network/sign_in_link", to=person.email, url=_address(f"link/{token}"))


@email
def invitation(about: int) -> Message | None:
    """Send the link with which a person sets up how they sign in."""
    link, token = _link(about)
    if link is None or link.person is None or token is None:
        return None
    return worded("network/invitation", to=link.person.email, url=_address(f"link/{token}"))


@email
def new_browser(about: int) -> Message | None:
    """Tell a person that they were signed in in a browser that they had not used before."""
    sign_in = db.session.get(SignIn, about)
    if sign_in is None:
        return None
    return worded(
        "network/new_browser",
        to=sign_in.person.email,
        at=sign_in.opened_at,
        device=sign_in.device,
        url=_address("account"),
    )


@email
def factors_changed(about: int) -> Message | None:
    """Tell a person that a way to sign in was added or removed."""
    person = db.session.get(Person, about)
    if person is None:
        return None
    return worded("network/factors_changed", to=person.email, url=_address("account"))


@email
def factors_reset(about: int) -> Message | None:
    """Tell a person that the operator took all their ways to sign in away."""
    person = db.session.get(Person, about)
    if person is None:
        return None
    return worded("network/factors_reset", to=person.email, url=_address("account"))


@email
def locked_out(about: int) -> Message | None:
    """Tell a person that too many wrong codes were typed for them."""
    person = db.session.get(Person, about)
    if person is None:
        return None
    return worded("network/locked_out", to=person.email, url=_address("account"))


def _link(about: int) -> tuple[SignInLink | None, str | None]:
    """Return a link and its token, while it can be used."""
    link = db.session.get(SignInLink, about)
    if link is None or link.used_at is not None or link.expires_at <= now():
        return None, None
    return link, tokens.derived_matching(PURPOSE, str(link.public_id), link.link)


def _has_factor(person_id: int) -> bool:
    return any(
        db.session.scalar(db.select(kind.id).where(kind.person_id == person_id).limit(1))
        for kind in (Authenticator, Passkey)
    )


def _address(page: str) -> str:
    base: str = current_app.config["SETTINGS"].base_url
    return f"{base}/staff/{page}?lang={language()}"
