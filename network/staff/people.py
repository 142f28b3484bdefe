"""Who works for the network, in which role, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString

from core import audit, japanese
from core.access import Permission, requires
from core.db import db, now
from core.errors import DomainError
from network import people
from network.forms.people import ROLES, EndForm, RoleForm, ShownForm
from network.models import Organisation, Person, Role, Term

bp = Blueprint("network_people", __name__, url_prefix="/staff")

#: Roles in which people are named in public only where they want to be.
CHOOSABLE = frozenset(people.IN_PUBLIC) - {Role.CO_REPRESENTATIVE}


@dataclass(frozen=True)
class TermRow:
    """A term as the page shows it; `end_url` is None where it has ended.

    `shown` is None where there is nothing to choose: the role is never named in public, or always.
    """

    role: LazyString
    of: str
    starts_on: date
    ends_on: date | None
    covers_today: bool
    end_url: str | None
    shown: bool | None
    shown_url: str


@dataclass(frozen=True)
class PersonRow:
    id: int
    name: str
    email: str
    terms: list[TermRow]


def today() -> date:
    return japanese.in_tokyo(now()).date()


@bp.get("/people")
@requires(Permission.APPOINT, fresh=True)
def everybody() -> ResponseReturnValue:
    """List the people with the roles they hold, held and will hold."""
    form = RoleForm(formdata=None, since=today())
    return page(form)


@bp.post("/people")
@requires(Permission.APPOINT, fresh=True)
def give() -> ResponseReturnValue:
    """Give a person a role."""
    form = RoleForm()
    form.offer()
    if form.validate_on_submit():
        try:
            person = appointed(form)
        except people.CannotAppoint as refused:
            db.session.rollback()
            form[refused.field or "role"].errors = [refused.message]
        else:
            audit.record(g.person.id, "give role", person, Role(form.role.data))
            db.session.commit()
            return redirect(url_for(".everybody", _anchor=f"person-{person.id}"), 303)
    return page(form), 422


@bp.route("/people/terms/<int:number>/end", methods=["GET", "POST"])
@requires(Permission.APPOINT, fresh=True)
def end(number: int) -> ResponseReturnValue:
    """Ask for a term's last day, and end it with that day."""
    term = db.session.get(Term, number) or abort(404)
    form = EndForm(last=today())
    if form.validate_on_submit():
        last = form.last.data or today()
        try:
            people.end(term, last)
        except DomainError as refused:
            db.session.rollback()
            form.last.errors = [refused.message]
        else:
            audit.record(g.person.id, "end role", term.person, Role(term.role))
            db.session.commit()
            return redirect(url_for(".everybody", _anchor=f"person-{term.person_id}"), 303)
    shown = render_template(
        "network/staff/people/end.html", form=form, row=term_row(term), name=term.person.name
    )
    return shown, 422 if form.is_submitted() else 200


@bp.post("/people/terms/<int:number>/shown")
@requires(Permission.APPOINT)
def show(number: int) -> ResponseReturnValue:
    """Let the public page name a person in a role, or no longer."""
    term = people.term(number) or abort(404)
    form = ShownForm()
    if not form.validate_on_submit():
        return page(RoleForm(formdata=None, since=today())), 422
    term.shown = form.shown.data == "yes"
    audit.record(g.person.id, "show name" if term.shown else "stop showing name", term)
    db.session.commit()
    return redirect(url_for(".everybody", _anchor=f"person-{term.person_id}"), 303)


def appointed(form: RoleForm) -> Person:
    """Return the person whom the form gives a role."""
    return people.appoint(
        form.email.address,
        Role(form.role.data),
        name_ja=form.name_ja.data,
        name_en=form.name_en.data or "",
        of=_organisation(form.of.data),
        since=form.since.data or today(),
        until=form.until.data,
        shown=form.shown.data,
    )


def page(form: RoleForm) -> str:
    """Return the page of all people, with the form as it was filled in."""
    form.offer()
    return render_template(
        "network/staff/people/everybody.html",
        form=form,
        shown_form=ShownForm(formdata=None),
        rows=[person_row(one) for one in people.everybody()],
    )


def person_row(one: Person) -> PersonRow:
    terms = sorted(one.terms, key=lambda term: term.starts_on, reverse=True)
    return PersonRow(one.id, one.name, one.email, [term_row(term) for term in terms])


def term_row(term: Term) -> TermRow:
    ended = term.ends_on is not None and term.ends_on < today()
    return TermRow(
        role=ROLES[Role(term.role)],
        of=term.organisation.name if term.organisation else "",
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        covers_today=term.covers(today()),
        end_url=None if ended else url_for(".end", number=term.id),
        shown=term.shown if term.role in CHOOSABLE and not ended else None,
        shown_url=url_for(".show", number=term.id),
    )


def _organisation(code: str) -> Organisation | None:
    return people.organisation(code) if code else None
