"""Staff pages of signing and handing over."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.validators import DataRequired

from campaigns import drafting, running
from campaigns.models import Statement
from core import audit, storage
from core.access import Permission, requires
from core.db import db
from core.forms import Form
from network import addressing
from petitions import rounds, submitting
from petitions.models import Submission, SubmissionDocument
from petitions.pages import entry as entry_pages
from petitions.pages import overview

bp = Blueprint("petitions_staff", __name__, url_prefix="/staff")


class CloseForm(Form):
    """A button, under a sentence that says what it does."""


class Addressees(SelectMultipleField):  # type: ignore[misc]  # WTForms has no type information
    """Some of the offices that a statement is addressed to."""

    def pre_validate(self, _form: Form) -> None:
        if not {value for value, _title in self.choices}.issuperset(self.data or []):
            raise ValidationError(_l("Choose at least one addressee."))


class BuildForm(Form):
    """Which letters to make."""

    addressees = Addressees(
        _l("Addressees"), validators=[DataRequired(_l("Choose at least one addressee."))]
    )
    round = SelectField(_l("List"), default="")
    joint = RadioField(choices=["separate", "joint"], default="separate")
    language = RadioField(choices=["ja", "en"], default="ja")

    def offer(self, statement: Statement) -> None:
        """Offer the statement's addressees, all chosen, and its closed rounds."""
        self.addressees.choices = [(office.code, office.title) for office in statement.offices]
        if not self.is_submitted():
            self.addressees.data = [office.code for office in statement.offices]
        closed = [one for one in rounds.of(statement.id) if one.closed_at is not None]
        self.round.choices = [
            ("", ""),
            *(
                (str(one.number), _("Round %(number)s, as frozen", number=one.number))
                for one in closed
            ),
        ]


def found(slug: str) -> Statement:
    """Return a statement that this person may see, or answer 404."""
    return running.find(slug, g.person) or abort(404)


@bp.get("/statements")
@requires(Permission.SEE_SIGNATURES)
def statements() -> ResponseReturnValue:
    """List the statements with their exact counts."""
    return render_template("petitions/staff/statements.html", rows=overview.statements(g.person))


@bp.get("/statements/<slug>")
@requires(Permission.SEE_SIGNATURES)
def statement(slug: str) -> ResponseReturnValue:
    """Show a statement's signatures, rounds and submissions."""
    build_form = BuildForm(formdata=None)
    build_form.offer(found(slug))
    return page(found(slug), build_form)


@bp.get("/entry")
@requires(Permission.SEE_ENTRY)
def entries() -> ResponseReturnValue:
    """List the statements that were signed by the entry of one's own network."""
    return render_template(
        "petitions/staff/entries.html",
        rows=entry_pages.statements(g.person.entries),
        members=entry_pages.members(g.person.entries),
    )


@bp.get("/entry/<slug>")
@requires(Permission.SEE_ENTRY)
def entry(slug: str) -> ResponseReturnValue:
    """Show who signed a statement by the entry of one's own network."""
    return render_template(
        "petitions/staff/entry.html",
        **entry_pages.statement(g.person.entries, drafting.find(slug) or abort(404)),
    )


@bp.post("/statements/<slug>/rounds/<int:number>/close")
@requires(Permission.CLOSE_ROUND)
def close_round(slug: str, number: int) -> ResponseReturnValue:
    """Close a round, which freezes its roll."""
    closing = rounds.numbered(found(slug).id, number) or abort(404)
    if CloseForm().validate_on_submit():
        rounds.close(closing)
        audit.record(g.person.id, "close round", closing)
        db.session.commit()
    return redirect(url_for(".statement", slug=slug, _anchor="rounds"), 303)


@bp.post("/statements/<slug>/submissions")
@requires(Permission.BUILD_SUBMISSION)
def build(slug: str) -> ResponseReturnValue:
    """Ask for the letters of a submission; a worker makes them."""
    statement, form = found(slug), BuildForm()
    form.offer(statement)
    if not form.validate_on_submit():
        return page(statement, form), 422
    chosen = form.round.data
    submission = submitting.prepare(
        statement,
        addressing.offices(form.addressees.data),
        of_round=rounds.numbered(statement.id, int(chosen)) if chosen else None,
        language=form.language.data,
        joint=form.joint.data == "joint",
    )
    for document in submission.documents:
        submitting.build_document.later(document_id=document.id)
    audit.record(g.person.id, "ask for submission", submission)
    db.session.commit()
    return redirect(url_for(".submission", public_id=submission.public_id), 303)


@bp.get("/submissions/<uuid:public_id>")
@requires(Permission.BUILD_SUBMISSION)
def submission(public_id: UUID) -> ResponseReturnValue:
    """Show a submission's documents and how far they are."""
    shown = db.session.scalar(db.select(Submission).where(Submission.public_id == public_id))
    if shown is None or not running.sees(g.person, shown.statement):
        abort(404)
    return render_template("petitions/staff/submission.html", **overview.submission(shown))


@bp.get("/documents/<uuid:public_id>.pdf")
@requires(Permission.BUILD_SUBMISSION, fresh=True)
def document(public_id: UUID) -> ResponseReturnValue:
    """Open a finished document."""
    kept = db.session.scalar(
        db.select(SubmissionDocument).where(SubmissionDocument.public_id == public_id)
    )
    if kept is None or kept.storage_key is None:
        abort(404)
    if not running.sees(g.person, kept.submission.statement):
        abort(404)
    return send_file(
        BytesIO(storage.get(kept.storage_key)),
        mimetype="application/pdf",
        download_name=f"{kept.submission.statement.slug}-{kept.id}.pdf",
    )


def page(statement: Statement, form: BuildForm) -> str:
    """Return a statement's page, with the form as it was filled in."""
    return render_template(
        "petitions/staff/statement.html",
        **overview.statement(statement, page=request.args.get("page", 1, type=int)),
        callers_url=url_for("campaigns_staff.callers", slug=statement.slug)
        if g.person.may(Permission.PREPARE_DECISION)
        else None,
        build_form=form if g.person.may(Permission.BUILD_SUBMISSION) else None,
        close_form=CloseForm(formdata=None) if g.person.may(Permission.CLOSE_ROUND) else None,
    )
