"""Organisations and people of the network: finding them, adding them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func

from core.db import db
from network.models import Organisation, Person, Role, Term


def constituents() -> list[Organisation]:
    """Return the networks that make up the whole, in their own order."""
    query = db.select(Organisation).where(Organisation.constituent_since.is_not(None))
    return list(db.session.scalars(query.order_by(Organisation.id)))


def organisation(name: str) -> Organisation | None:
    """Return one of our organisations by code or by name in either language."""
    query = db.select(Organisation).where(
        (Organisation.code == name)
        | (Organisation.name_ja == name)
        | (Organisation.name_en == name)
    )
    return db.session.scalars(query).first()


def find(email: str) -> Person | None:
    """Return the person of an address, in any case."""
    return db.session.scalar(db.select(Person).where(func.lower(Person.email) == email.lower()))


def appoint(
    email: str,
    role: Role,
    *,
    name_ja: str,
    name_en: str = "",
    of: Organisation | None = None,
    since: date,
) -> Person:
    """Give a person a role from a day on, adding the person if new; the caller commits."""
    person = find(email)
    if person is None:
        person = Person(email=email, name_ja=name_ja, name_en=name_en)
        db.session.add(person)
    if role not in person.roles:
        person.terms.append(Term(role=role, organisation_id=of.id if of else None, starts_on=since))
    db.session.flush()
    return person


def co_representatives(day: date) -> list[Person]:
    """Return the co-representatives of a day, in the order in which they were appointed."""
    query = (
        db.select(Person)
        .join(Term)
        .where(
            Term.role == Role.CO_REPRESENTATIVE,
            Term.starts_on <= day,
            Term.ends_on.is_(None) | (Term.ends_on >= day),
        )
    )
    return list(db.session.scalars(query.order_by(Term.id)).unique())
