"""Who opens pages in the scene, and the links by which they sign in."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func

from core import tokens
from core.db import db
from network.models import LinkKind, Person, SignInLink

#: Who opens pages: a browser's name → who signs in in it, and by which link.
PEOPLE = {
    "chie": ("chie", LinkKind.DEVELOPMENT),
    "emi": ("emi", LinkKind.DEVELOPMENT),
    "aki": ("aki", LinkKind.DEVELOPMENT),
    "fumi": ("fumi", LinkKind.DEVELOPMENT),
    "kei": ("kei", LinkKind.DEVELOPMENT),
    "mio": ("mio", LinkKind.DEVELOPMENT),
    "mio, half-way": ("mio", LinkKind.MAILED),
}


def link_of(who: str) -> str:
    """Return the token of a new link for somebody of PEOPLE."""
    name, kind = PEOPLE[who]
    return make_link(known(name), kind)


def known(name: str) -> Person:
    """Return somebody of the scene."""
    of_name = db.select(Person).where(Person.email == f"{name}@hiroba.example")
    return db.session.scalars(of_name).one()


def make_link(person: Person, kind: LinkKind, token: str = "") -> str:
    """Make a one-time link for a person; return its token."""
    token = token or tokens.fresh()
    until = func.now() + timedelta(hours=1)
    link = SignInLink(person_id=person.id, kind=kind, link=tokens.kept_of(token), expires_at=until)
    db.session.add(link)
    db.session.commit()
    return token
