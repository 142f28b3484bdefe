"""The desk: a statement's text in both languages, saved by itself; its versions compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from campaigns import desk as writing
from campaigns import drafting, reviewing, running
from campaigns.desk import Elsewhere, NothingToKeep, Text, TextFixed
from campaigns.forms.writing import ActForm, DeskForm, about_form, desk_form
from campaigns.models import DeskCopy, Statement, Version
from campaigns.motions import PUBLISHING
from campaigns.reading import SigningPages
from campaigns.staff import showing
from core import audit, refusing
from core.access import Permission, requires
from core.db import db, today
from core.errors import DomainError
from core.i18n import in_language
from core.japanese import in_tokyo
from core.offers import only
from network import addressing
from network.differing import Change, differences
from network.models import Person

bp = Blueprint("campaigns_desk", __name__, url_prefix="/staff/statements")


@dataclass(frozen=True)
class Sitting:
    """Who holds the desk, and since when they have not been heard of."""

    name: str
    at: datetime


@dataclass(frozen=True)
class VersionRow:
    number: int
    hash: str
    written_at: datetime
    by: str
    remarks: int


@dataclass(frozen=True)
class Comparison:
    """What changed from one version to another, language by language."""

    older: int
    newer: int
    languages: list[tuple[str, list[list[Change]]]]


@bp.route("/<slug>/desk", methods=["GET", "POST"])
@requires(Permission.WRITE)
def desk(slug: str) -> ResponseReturnValue:
    """Write a statement: opening the desk holds it, and each save holds it on."""
    statement = found(slug)
    if request.method == "POST":
        return sent(statement, DeskForm())
    if not writing.is_written(statement):
        return fixed(statement)
    before = writing.copy_of(statement)
    held = writing.holder(before) if before is not None else None
    copy = writing.sit_down(statement, by=g.person.id)
    if writing.holder(copy) == g.person.id != held:
        audit.record(g.person.id, "hold desk", statement)
    db.session.commit()
    if writing.holder(copy) != g.person.id:
        return render_template(
            "campaigns/staff/held.html",
            **about(statement),
            sitting=sitting(copy),
            text=writing.text_of(copy),
            form=ActForm(formdata=None),
        )
    return page(statement, desk_form(writing.text_of(copy), writing.mark(copy)))


@bp.post("/<slug>/desk/take")
@requires(Permission.WRITE)
def take(slug: str) -> ResponseReturnValue:
    """Take the desk over from whoever holds it."""
    statement = found(slug)
    if ActForm().validate_on_submit():
        writing.take_over(statement, by=g.person.id)
        audit.record(g.person.id, "take desk over", statement)
        db.session.commit()
    return redirect(url_for(".desk", slug=slug), 303)


@bp.route("/<slug>/about", methods=["GET", "POST"])
@requires(Permission.WRITE)
def change(slug: str) -> ResponseReturnValue:
    """Change what a statement is, to whom and by whom; an approval of it is void then."""
    statement = found(slug)
    if not writing.is_written(statement):
        return fixed(statement), 422 if request.method == "POST" else 200
    form = about_form(statement)
    form.offer(addressing.all_offices())
    if form.validate_on_submit():
        try:
            voided = writing.void_approval(statement)
            drafting.change(statement, form.about())
            audit.record(g.person.id, "change statement", statement)
            db.session.commit()
        except DomainError as refused:
            refusing.tell(form, refused)
        else:
            came = "void" if voided else None
            return redirect(url_for(".desk", slug=slug, came=came), 303)
    page = render_template("campaigns/staff/about.html", **about(statement), form=form)
    return page, 422 if form.is_submitted() else 200


@bp.get("/<slug>/versions")
@requires(Permission.READ_DRAFTS)
def versions(slug: str) -> ResponseReturnValue:
    """List the versions of a statement, and show what changed from one to another."""
    statement = readable(slug)
    newest = statement.version.number
    older = request.args.get("older", newest - 1, type=int)
    newer = request.args.get("newer", newest, type=int)
    remarks = reviewing.remarks(statement)
    return render_template(
        "campaigns/staff/versions.html",
        statement=statement,
        rows=[
            VersionRow(
                number=one.number,
                hash=one.text_hash[:12],
                written_at=one.written_at,
                by=writer(one),
                remarks=sum(1 for each in remarks if each.version_id == one.id),
            )
            for one in reversed(statement.versions)
        ],
        comparison=comparison(statement, older, newer),
        writes=g.person.may(Permission.WRITE),
    )


def sent(statement: Statement, form: DeskForm) -> ResponseReturnValue:
    """Save what was typed, keep a version of it, or take over with it; nothing typed is lost."""
    if not form.validate_on_submit():
        return told(form, page(statement, form))
    act, came = request.form.get("act", "save"), ""
    try:
        if act == "take":
            form.began.data = writing.mark(writing.take_over(statement, by=g.person.id))
            audit.record(g.person.id, "take desk over", statement)
        if act == "keep":
            came = keep(statement, form)
        else:
            writing.save(statement, form.text(), began=form.began.data or "", by=g.person.id)
    except Elsewhere as refused:
        refusing.tell(form, refused)
        return told(form, lost(statement, form))
    except TextFixed as refused:
        refusing.tell(form, refused)
        return told(form, fixed(statement, form.text()))
    except NothingToKeep as refused:
        refusing.tell(form, refused)
        return told(form, page(statement, form))
    db.session.commit()
    if wants_json():
        return jsonify(saved(statement))
    return redirect(url_for(".desk", slug=statement.slug, came=came or None), 303)


def keep(statement: Statement, form: DeskForm) -> str:
    """Keep a version, and return what came of it in a word."""
    before = statement.version.number
    kept = writing.keep(statement, form.text(), began=form.began.data or "", by=g.person.id)
    if kept.version.number == before:
        return "same"
    audit.record(g.person.id, "keep version", kept.version)
    return "voided" if kept.voided else "kept"


def saved(statement: Statement) -> dict[str, object]:
    """Return what the script is told after a save."""
    copy = writing.copy_of(statement)
    assert copy is not None
    return {
        "began": writing.mark(copy),
        "told": saved_at(copy.held_at or copy.saved_at),
        "doubts": showing.doubts(writing.text_of(copy), today()),
    }


def saved_at(moment: datetime) -> str:
    return str(_("Saved at %(time)s", time=f"{in_tokyo(moment):%H:%M}"))


def told(form: DeskForm, html: str) -> ResponseReturnValue:
    """Return a refusal: as the page, or to the script as a sentence."""
    if wants_json():
        why = [str(message) for messages in form.errors.values() for message in messages]
        return jsonify(told=why[0]), 422
    return html, 422


def wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def page(statement: Statement, form: DeskForm) -> str:
    """Return the desk with a text on it."""
    copy = writing.copy_of(statement)
    motion = reviewing.open_motion(statement, PUBLISHING.kind)
    return render_template(
        "campaigns/staff/desk.html",
        **about(statement),
        form=form,
        told=saved_at(copy.saved_at) if copy is not None else "",
        came=request.args.get("came", ""),
        doubts=showing.doubts(form.text(), today()),
        step=showing.next_step(statement),
        motion_stale=motion is not None and motion.version.text != PUBLISHING.text(statement.id),
        preview_url=only(SigningPages).preview(statement.slug, in_language("ja", "en")),
    )


def lost(statement: Statement, form: DeskForm) -> str:
    """Return what somebody typed who no longer holds the desk, beside what is saved there."""
    copy = writing.copy_of(statement)
    assert copy is not None
    form.began.data = writing.mark(copy)
    return render_template(
        "campaigns/staff/lost.html",
        **about(statement),
        form=form,
        theirs=writing.text_of(copy),
        sitting=sitting(copy),
    )


def fixed(statement: Statement, typed: Text | None = None) -> str:
    """Return the page of a text that is no longer written, with what was still being typed."""
    return render_template(
        "campaigns/staff/fixed.html",
        **about(statement),
        typed=typed,
        statement_url=only(SigningPages).statement(statement.slug),
    )


def about(statement: Statement) -> dict[str, object]:
    """Return what every page of the desk shows."""
    return {
        "statement": statement,
        "version": statement.version,
        "campaign": statement.campaign,
        "status": statement.status,
    }


def sitting(copy: DeskCopy) -> Sitting | None:
    if copy.held_by is None or copy.held_at is None:
        return None
    return Sitting(copy.held_by.name, copy.held_at)


def writer(version: Version) -> str:
    """Return who kept a version, by the journal; "" where it came from elsewhere."""
    kept = [one for one in audit.entries_of(version) if one.act == "keep version"]
    person = db.session.get(Person, kept[0].person) if kept and kept[0].person else None
    return person.name if person is not None else ""


def comparison(statement: Statement, older: int, newer: int) -> Comparison | None:
    """Return what changed between two versions of these numbers; None where they are not two."""
    numbered = {one.number: one for one in statement.versions}
    if older not in numbered or newer not in numbered or older == newer:
        return None
    return Comparison(
        older,
        newer,
        [
            (lang, differences(pieces(numbered[older], lang), pieces(numbered[newer], lang)))
            for lang in ("ja", "en")
        ],
    )


def pieces(version: Version, lang: str) -> list[str]:
    """Return the title, the paragraphs and the demands of a version in one language."""
    title = version.title_ja if lang == "ja" else version.title_en
    parts = [title, *(one.text for one in reviewing.paragraphs(version, lang))]
    return [part for part in parts if part]


def found(slug: str) -> Statement:
    """Return a statement that this person may write, or answer 404."""
    return running.find(slug, g.person) or abort(404)


def readable(slug: str) -> Statement:
    """Return a statement whose versions this person may read, or answer 404."""
    return showing.readable(slug, g.person) or abort(404)
