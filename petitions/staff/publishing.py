"""Staff pages of a statement's public life: open, extend, correct, replace, take down."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from campaigns import correcting, drafting, running
from campaigns.models import Statement, TakenDown
from core import audit, refusing
from core.access import Permission, requires
from core.db import db
from core.errors import DomainError
from core.forms import Form
from core.japanese import in_tokyo
from petitions import opening, rounds, telling
from petitions.forms.publishing import (
    CorrectForm,
    ExtendForm,
    OpenForm,
    ReplaceForm,
    TakeDownForm,
)

bp = Blueprint("petitions_publishing", __name__, url_prefix="/staff/statements/<slug>")


def found(slug: str) -> Statement:
    """Return a statement that this person may see, or answer 404."""
    return running.find(slug, g.person) or abort(404)


def done(act: str, statement: Statement) -> ResponseReturnValue:
    """Record an act, commit, and lead back to the statement's page."""
    audit.record(g.person.id, act, statement)
    db.session.commit()
    return redirect(url_for("petitions_staff.statement", slug=statement.slug), 303)


def facts(statement: Statement, form: Form) -> dict[str, object]:
    return {"slug": statement.slug, "title": statement.version.title, "form": form}


def answered(page: str, form: Form) -> ResponseReturnValue:
    return page, 422 if form.is_submitted() else 200


@bp.route("/open", methods=["GET", "POST"])
@requires(Permission.PUBLISH, fresh=True)
def open_(slug: str) -> ResponseReturnValue:
    """Open an approved statement, now or from a moment to come, with its rounds."""
    statement = found(slug)
    if statement.is_public:
        return redirect(url_for("petitions_staff.statement", slug=slug), 303)
    form = OpenForm(data=planned(statement))
    if form.validate_on_submit():
        try:
            opening.open_for_signing(statement, form.closings, at=form.at)
        except DomainError as error:
            refusing.tell(form, error, "when")
            if error.field == "closings":
                form.round_1_day.errors = [error.message]
        else:
            return done("open statement", statement)
    page = render_template(
        "petitions/staff/open.html",
        **facts(statement, form),
        approved=statement.approved_at is not None,
    )
    return answered(page, form)


def planned(statement: Statement) -> dict[str, object]:
    """Return the rounds as they are planned so far, for the form."""
    given: dict[str, object] = {}
    for one in rounds.of(statement.id):
        if one.closes_at is not None:
            closes = in_tokyo(one.closes_at)
            given[f"round_{one.number}_day"] = closes.date()
            given[f"round_{one.number}_hour"] = closes.time()
    return given


@bp.route("/rounds/<int:number>/extend", methods=["GET", "POST"])
@requires(Permission.PUBLISH, fresh=True)
def extend(slug: str, number: int) -> ResponseReturnValue:
    """Move a round's end further off."""
    statement = found(slug)
    one = rounds.numbered(statement.id, number) or abort(404)
    form = ExtendForm()
    if form.validate_on_submit():
        try:
            opening.extend(one, form.until)
        except DomainError as error:
            refusing.tell(form, error, "day")
        else:
            return done("extend round", statement)
    page = render_template(
        "petitions/staff/extend.html",
        **facts(statement, form),
        number=number,
        closes_at=one.closes_at,
    )
    return answered(page, form)


@bp.route("/correct", methods=["GET", "POST"])
@requires(Permission.PUBLISH, fresh=True)
def correct(slug: str) -> ResponseReturnValue:
    """Put a slip right; those who have signed are told."""
    statement = found(slug)
    form = CorrectForm(obj=statement.version)
    if form.corrects(statement.version):
        try:
            version = correcting.correct(statement, form.value())
        except DomainError as error:
            refusing.tell(form, error, "body_ja")
        else:
            telling.tell_of_erratum.later(version_id=version.id)
            return done("correct statement", statement)
    page = render_template(
        "petitions/staff/correct.html", **facts(statement, form), public=statement.is_public
    )
    return answered(page, form)


@bp.route("/replace", methods=["GET", "POST"])
@requires(Permission.WRITE)
def replace(slug: str) -> ResponseReturnValue:
    """Begin a text that is to take this one's place."""
    statement = found(slug)
    if statement.successor is not None:
        return redirect(url_for("petitions_staff.statement", slug=statement.successor.slug), 303)
    form = ReplaceForm()
    if form.validate_on_submit():
        try:
            if drafting.find(form.slug.data) is not None:
                raise drafting.SlugTaken(drafting.TAKEN)
            new = correcting.replace(statement, slug=form.slug.data)
        except DomainError as error:
            refusing.tell(form, error, "slug")
        else:
            return done("replace statement", new)
    page = render_template(
        "petitions/staff/replace.html", **facts(statement, form), public=statement.is_public
    )
    return answered(page, form)


@bp.route("/take-down", methods=["GET", "POST"])
@requires(Permission.PUBLISH, fresh=True)
def take_down(slug: str) -> ResponseReturnValue:
    """Take a statement off all that is public, with a reason that is told."""
    statement = found(slug)
    form = TakeDownForm()
    if form.validate_on_submit():
        try:
            correcting.take_down(statement, TakenDown(form.reason.data))
        except DomainError as error:
            refusing.tell(form, error, "reason")
        else:
            return done("take down statement", statement)
    page = render_template(
        "petitions/staff/take_down.html", **facts(statement, form), public=statement.is_public
    )
    return answered(page, form)
