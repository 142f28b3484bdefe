"""A draft before the committee: read, remarked at, asked about, or not taken up."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from campaigns import reviewing, running
from campaigns.forms.writing import ActForm, RejectForm, RemarkForm
from campaigns.models import Remark, Statement, Version
from campaigns.motions import PUBLISHING
from campaigns.reviewing import Paragraph
from campaigns.staff import showing
from campaigns.wording import html_of
from core import audit, refusing
from core.access import Permission, requires
from core.db import db
from core.errors import DomainError
from core.tasks import Task
from mailing import sending

bp = Blueprint("campaigns_review", __name__, url_prefix="/staff")


@dataclass(frozen=True)
class Said:
    """A remark as the page shows it."""

    number: int
    name: str
    text: str
    remark: Remark


@dataclass(frozen=True)
class Piece:
    """A paragraph with what was said at it."""

    place: str
    label: str
    body: Markup
    remarks: list[Said]


@bp.get("/statements/<slug>/review")
@requires(Permission.READ_DRAFTS)
def review(slug: str) -> ResponseReturnValue:
    """Read a version paragraph by paragraph, the last one unless `?version=` says otherwise."""
    statement = readable(slug)
    number = request.args.get("version", statement.version.number, type=int)
    shown = numbered(statement, number) or abort(404)
    form = RemarkForm(formdata=None, at=request.args.get("at", ""))
    return page(statement, shown, form)


@bp.post("/statements/<slug>/review/remarks")
@requires(Permission.READ_DRAFTS)
def remark(slug: str) -> ResponseReturnValue:
    """Remark at a paragraph of the version that was read."""
    statement, form = readable(slug), RemarkForm()
    number = form.version.data or ""
    shown = numbered(statement, int(number)) if number.isdecimal() and len(number) < 7 else None
    shown = shown or statement.version
    form.offer(places(shown))
    if not form.validate_on_submit():
        return page(statement, shown, form), 422
    said = reviewing.remark(shown, *form.where, form.text.data, by=g.person.id)
    audit.record(g.person.id, "remark at draft", said)
    db.session.commit()
    address = url_for(".review", slug=slug, version=shown.number, _anchor=f"at-{form.at.data}")
    return redirect(address, 303)


@bp.post("/remarks/<int:number>/settle")
@requires(Permission.WRITE)
def settle(number: int) -> ResponseReturnValue:
    """Note that a remark has been dealt with."""
    said = reviewing.find_remark(number)
    if said is None or not running.sees(g.person, said.version.statement):
        abort(404)
    if ActForm().validate_on_submit():
        reviewing.settle(said)
        audit.record(g.person.id, "settle remark", said)
        db.session.commit()
    place = f"at-{said.language}-{said.paragraph}"
    version = said.version
    address = url_for(".review", slug=version.statement.slug, version=version.number, _anchor=place)
    return redirect(address, 303)


@bp.post("/statements/<slug>/review/ask")
@requires(Permission.WRITE)
def ask(slug: str) -> ResponseReturnValue:
    """Ask the committee to read the last version."""
    statement = written(slug)
    if ActForm().validate_on_submit():
        reviewing.ask(statement)
        audit.record(g.person.id, "ask for review", statement)
        db.session.commit()
        sending.wake()
    return redirect(url_for(".review", slug=slug), 303)


@bp.post("/statements/<slug>/reject")
@requires(Permission.PUBLISH)
def reject(slug: str) -> ResponseReturnValue:
    """Do not take a draft up, for a reason that is public."""
    statement, form = written(slug), RejectForm()
    if form.validate_on_submit():
        try:
            reviewing.reject(statement, form.value())
            audit.record(g.person.id, "reject statement", statement, form.value())
            db.session.commit()
        except DomainError as refused:
            refusing.tell(form, refused)
        else:
            return redirect(url_for(".review", slug=slug), 303)
    return page(statement, statement.version, RemarkForm(formdata=None), form), 422


def page(
    statement: Statement, shown: Version, form: RemarkForm, rejecting: RejectForm | None = None
) -> str:
    """Return a version with what was said at it, and the forms as they were filled in."""
    said = reviewing.remarks(statement)
    form.offer(places(shown))
    form.version.data = str(shown.number)
    writes = g.person.may(Permission.WRITE)
    motion = reviewing.open_motion(statement, PUBLISHING.kind)
    decidable = PUBLISHING.text(statement.id) is not None and statement.approved_at is None
    return render_template(
        "campaigns/staff/review.html",
        statement=statement,
        version=shown,
        newest=shown.number == statement.version.number,
        languages=[(lang, pieces(shown, lang, said)) for lang in ("ja", "en")],
        earlier=earlier(statement, shown, said),
        form=form,
        act_form=ActForm(formdata=None),
        reject_form=(rejecting or RejectForm(formdata=None))
        if g.person.may(Permission.PUBLISH) and decidable
        else None,
        sent=rejecting or form,
        writes=writes,
        why_not=reviewing.why_not_ask(statement),
        motion=motion,
        matter=f"{PUBLISHING.kind}:{statement.id}"
        if decidable and motion is None and g.person.may(Permission.PREPARE_DECISION)
        else "",
    )


def pieces(version: Version, lang: str, said: list[Remark]) -> list[Piece]:
    """Return the paragraphs of a version in one language, with what was said at each."""
    return [
        Piece(
            place=f"{lang}-{one.number}",
            label=label(one),
            body=html_of(one.text),
            remarks=[
                as_said(each)
                for each in said
                if (each.version_id, each.language, each.paragraph)
                == (version.id, lang, one.number)
            ],
        )
        for one in reviewing.paragraphs(version, lang)
    ]


def earlier(
    statement: Statement, shown: Version, said: list[Remark]
) -> list[tuple[int, list[tuple[str, Said]]]]:
    """Return the remarks of every other version, the newest first, each below its paragraph."""
    found = []
    for version in reversed(statement.versions):
        of_it = [one for one in said if one.version_id == version.id]
        if version.id != shown.id and of_it:
            found.append((version.number, [(quoted(one), as_said(one)) for one in of_it]))
    return found


def quoted(said: Remark) -> str:
    return reviewing.paragraphs(said.version, said.language)[said.paragraph].text


def as_said(one: Remark) -> Said:
    return Said(number=one.id, name=one.person.name, text=one.text, remark=one)


def label(one: Paragraph) -> str:
    if one.demand is not None:
        return str(_("Demand %(number)s", number=one.demand))
    return str(_("Paragraph %(number)s", number=one.number + 1))


def places(version: Version) -> list[tuple[str, str]]:
    """Return every paragraph as one can choose it."""
    names = {"ja": _("Japanese"), "en": _("English")}
    return [
        (f"{lang}-{one.number}", f"{name}: {label(one)}")
        for lang, name in names.items()
        for one in reviewing.paragraphs(version, lang)
    ]


def numbered(statement: Statement, number: int) -> Version | None:
    return next((one for one in statement.versions if one.number == number), None)


def written(slug: str) -> Statement:
    """Return a statement that this person may write, or answer 404."""
    return running.find(slug, g.person) or abort(404)


def readable(slug: str) -> Statement:
    """Return a statement whose versions this person may read, or answer 404."""
    return showing.readable(slug, g.person) or abort(404)


def tasks() -> list[Task]:
    """Return the drafts that the committee is asked to read."""
    waiting = reviewing.in_review() if g.person.may(Permission.DECIDE) else []
    if not waiting:
        return []
    return [
        Task(
            number=len(waiting),
            title=ngettext("Draft to read", "Drafts to read", len(waiting)),
            detail=waiting[0].version.title,
            url=url_for("campaigns_review.review", slug=waiting[0].slug),
            action=_("Read and remark"),
            harm=1,
        )
    ]
