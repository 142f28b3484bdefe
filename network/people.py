"""Organisations and people of the network: finding them, giving roles and ending them."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import func
from sqlalchemy.orm import joinedload, selectinload

from core.db import db
from core.errors import DomainError
from network.models import Organisation, Person, Role, Term

#: Roles that are held for one of the constituent organisations.
OF_A_CONSTITUENT = frozenset({Role.FACILITATOR})
#: Roles in which the public page may name somebody.
IN_PUBLIC = (Role.CO_REPRESENTATIVE, Role.FACILITATOR, Role.COORDINATOR, Role.ADVISOR)


class CannotAppoint(DomainError):
    """The role cannot be given so; the message says why, `field` where."""


class LastAdministrator(DomainError):
    """Nobody would be left who can give roles."""


def constituents() -> list[Organisation]:
    """Return the networks that make up the whole, in their own order."""
    query = db.select(Organisation).where(Organisation.constituent_since.is_not(None))
    return list(db.session.scalars(query.order_by(Organisation.id)))


def organisation(name: str) -> Organisation | None:
    """Return one of our organisations by code or by name in either language."""
    query = db.select(Organisation).where(
        Organisation.merged_into_id.is_(None),
        (Organisation.code == name)
        | (Organisation.name_ja == name)
        | (Organisation.name_en == name),
    )
    return db.session.scalars(query).first()


def known_by(email: str) -> Person | None:
    """Return the person with an address, however it is capitalised."""
    return db.session.scalar(db.select(Person).where(func.lower(Person.email) == email.lower()))


def appoint(
    email: str,
    role: Role,
    *,
    name_ja: str,
    name_en: str = "",
    of: Organisation | None = None,
    since: date,
    until: date | None = None,
    shown: bool = False,
) -> Person:
    """Give a person a role from a day on, adding the person if new; the caller commits.

    `until` is the last day of the term; None while no end is known. `shown` says that the public
    page may name the person in this role.

    :raises CannotAppoint: the role needs an organisation, or the days are the wrong way round.
    """
    if role in OF_A_CONSTITUENT and (of is None or of.constituent_since is None):
        raise CannotAppoint(
            _l("A facilitator is one of a constituent organisation: choose which."), field="of"
        )
    if until is not None and until < since:
        raise CannotAppoint(_l("The last day lies before the first."), field="until")
    person = known_by(email)
    if person is None:
        person = Person(email=email, name_ja=name_ja, name_en=name_en)
        db.session.add(person)
    if not _holds(person, role, of, since, until):
        person.terms.append(
            Term(
                role=role,
                organisation_id=of.id if of else None,
                starts_on=since,
                ends_on=until,
                shown=shown,
            )
        )
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


def facilitators(day: date) -> list[Person]:
    """Return the facilitators of a day, each once."""
    held = db.select(Term.person_id).where(
        Term.role == Role.FACILITATOR,
        Term.starts_on <= day,
        Term.ends_on.is_(None) | (Term.ends_on >= day),
    )
    query = db.select(Person).where(Person.id.in_(held)).order_by(Person.id)
    return list(db.session.scalars(query))


def in_public(day: date) -> list[Term]:
    """Return the terms of a day whose people the public page names, in the order of appointment.

    Co-representatives are named in any case, since every letter bears their names; others where
    their term says so.
    """
    query = (
        db.select(Term)
        .options(joinedload(Term.person).lazyload(Person.terms))
        .where(
            Term.role.in_(IN_PUBLIC),
            (Term.role == Role.CO_REPRESENTATIVE) | Term.shown,
            Term.starts_on <= day,
            Term.ends_on.is_(None) | (Term.ends_on >= day),
        )
    )
    return list(db.session.scalars(query.order_by(Term.id)))


def everybody() -> list[Person]:
    """Return all people of the network, those who were, too, by name."""
    query = db.select(Person).options(selectinload(Person.terms, Term.organisation))
    return list(db.session.scalars(query.order_by(Person.name_ja, Person.id)))


def term(number: int) -> Term | None:
    """Return a term by its number; none has one that the column could not hold."""
    return db.session.get(Term, number) if number < 2**31 else None


def end(term: Term, last: date) -> None:
    """End a term with a day; what it allowed ends with that day. The caller commits.

    A last day before the term's first means that it was never held.

    :raises LastAdministrator: nobody else could give roles from then on.
    """
    others = db.select(Term.id).where(
        Term.role == Role.ADMINISTRATOR, Term.ends_on.is_(None), Term.id != term.id
    )
    if term.role == Role.ADMINISTRATOR and db.session.scalar(others.limit(1)) is None:
        raise LastAdministrator(
            _l("This is the last administrator: give somebody else the role first.")
        )
    term.ends_on = max(last, term.starts_on - timedelta(days=1))
    db.session.flush()


def _holds(
    person: Person, role: Role, of: Organisation | None, since: date, until: date | None
) -> bool:
    """Tell whether one term of a person covers these days in a role for the same organisation."""
    return any(
        term.role == role
        and term.organisation_id == (of.id if of else None)
        and term.covers(since)
        and (term.ends_on is None or (until is not None and until <= term.ends_on))
        for term in person.terms
    )
