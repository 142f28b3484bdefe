"""Staff pages of motions: what the committee decides, voting on it, and the minutes."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from core import audit, storage
from core.access import Permission, requires
from core.db import db
from core.errors import DomainError
from core.forms import Form
from mailing import sending
from network import deciding, matters, minuting, voting
from network.forms.motions import (
    ActForm,
    BallotForm,
    CommentForm,
    ConflictForm,
    FreeMotionForm,
    MinutesForm,
    MotionForm,
    ProxyForm,
    WordingForm,
)
from network.models import Choice, Motion, MotionMinutes, hash_of
from network.staff import showing_motions as showing

bp = Blueprint("network_motions", __name__, url_prefix="/staff")


@bp.get("/motions")
@requires(Permission.PREPARE_DECISION)
def motions() -> ResponseReturnValue:
    """List the motions: open ones first, with what the reader has still to do."""
    return render_template("network/staff/motions/motions.html", rows=showing.rows())


@bp.route("/motions/new", methods=["GET", "POST"])
@requires(Permission.PREPARE_DECISION)
def propose() -> ResponseReturnValue:
    """Propose a motion: with a text of its own, or on the matter that the address names."""
    named = request.args.get("matter", "")
    chosen = showing.chosen(named)
    if named and chosen is None:
        abort(404)
    form: MotionForm = MotionForm() if chosen else FreeMotionForm()
    form.offer()
    if form.validate_on_submit():
        if chosen is None:
            what = {"kind": form.kind.data, "title": form.title.data, "text": form.text.data}
        else:
            matter, about = chosen
            what = {"kind": matter.kind, "about": about, "text_hash": form.text_hash.data}
        proposal = form.value(**what)
        if _tried(form, lambda: _proposed(proposal)):
            return redirect(url_for(".motions"), 303)
    shown = _chosen(chosen)
    # Whoever sends this page has read the text that stands on it.
    form.text_hash.data = shown.get("text_hash", "")
    page = render_template("network/staff/motions/propose.html", form=form, **shown)
    return page, 422 if form.is_submitted() else 200


@bp.get("/motions/<uuid:public_id>")
@requires(Permission.PREPARE_DECISION)
def motion(public_id: UUID) -> ResponseReturnValue:
    """Show a motion with all that its reader may do about it."""
    return _page(found(public_id))


@bp.route("/motions/<uuid:public_id>/edit", methods=["GET", "POST"])
@requires(Permission.PREPARE_DECISION)
def edit(public_id: UUID) -> ResponseReturnValue:
    """Put another text to the vote: typed, or the present one of the matter."""
    edited = _editable(public_id)
    matter = matters.matter(edited.kind)
    before = edited.version
    form = ActForm() if matter else WordingForm(data={"title": before.title, "text": before.text})

    def change() -> None:
        if isinstance(form, WordingForm):
            deciding.edit(edited, form.wording(), by=g.person.id)
        else:
            deciding.take_over(edited, by=g.person.id)
        audit.record(g.person.id, "edit motion", edited)

    if form.validate_on_submit() and _tried(form, change):
        return _back(edited)
    page = render_template(
        "network/staff/motions/edit.html",
        form=form,
        text=matter.text(edited.about) if matter and edited.about is not None else None,
        **showing.motion(edited),
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/motions/<uuid:public_id>/withdraw")
@requires(Permission.PREPARE_DECISION)
def withdraw(public_id: UUID) -> ResponseReturnValue:
    """Take a motion back."""
    withdrawn, form = _editable(public_id), ActForm()

    def act() -> None:
        deciding.withdraw(withdrawn)
        audit.record(g.person.id, "withdraw motion", withdrawn)

    return _done(withdrawn, form, act)


@bp.post("/motions/<uuid:public_id>/vote")
@requires(Permission.DECIDE)
def vote(public_id: UUID) -> ResponseReturnValue:
    """Cast the reader's vote, or one entrusted to them."""
    voted, form = found(public_id), BallotForm()
    form.offer(showing.seats_of(voted))

    def act() -> None:
        choice = Choice(form.choice.data)
        voting.vote(voted, choice, by=g.person.id, seat_id=form.seat.data, text=form.text.data)
        audit.record(g.person.id, "vote", voted)

    return _done(voted, form, act, anchor="vote")


@bp.post("/motions/<uuid:public_id>/comments")
@requires(Permission.PREPARE_DECISION)
def comment(public_id: UUID) -> ResponseReturnValue:
    """Keep what the reader says about the text."""
    about, form = found(public_id), CommentForm()
    form.offer(len(deciding.paragraphs(about.version.text)))

    def act() -> None:
        paragraph = int(form.paragraph.data) if form.paragraph.data else None
        said = deciding.comment(about, form.comment.data, by=g.person.id, paragraph=paragraph)
        audit.record(g.person.id, "comment on motion", said)

    return _done(about, form, act, anchor="comments")


@bp.post("/motions/<uuid:public_id>/conflict")
@requires(Permission.DECIDE)
def conflict(public_id: UUID) -> ResponseReturnValue:
    """Take the reader out of the vote."""
    about, form = found(public_id), ConflictForm()

    def act() -> None:
        voting.declare_conflict(about, form.conflict.data, by=g.person.id)
        audit.record(g.person.id, "declare conflict", about)

    return _done(about, form, act, anchor="vote")


@bp.post("/motions/<uuid:public_id>/proxy")
@requires(Permission.DECIDE)
def proxy(public_id: UUID) -> ResponseReturnValue:
    """Entrust the reader's vote to another voter."""
    about, form = found(public_id), ProxyForm()
    form.offer(showing.holders(about))

    def act() -> None:
        voting.give_proxy(about, by=g.person.id, to=form.holder.data)
        audit.record(g.person.id, "give proxy", about)

    return _done(about, form, act, anchor="vote")


@bp.post("/motions/<uuid:public_id>/proxy/end")
@requires(Permission.DECIDE)
def take_back(public_id: UUID) -> ResponseReturnValue:
    """End the proxy that the reader gave."""
    about, form = found(public_id), ActForm()

    def act() -> None:
        voting.take_back_proxy(about, by=g.person.id)
        audit.record(g.person.id, "take back proxy", about)

    return _done(about, form, act, anchor="vote")


@bp.post("/motions/<uuid:public_id>/minutes")
@requires(Permission.PREPARE_DECISION)
def ask_minutes(public_id: UUID) -> ResponseReturnValue:
    """Ask for the minutes in a language; a worker makes them."""
    about, form = found(public_id), MinutesForm()

    def act() -> None:
        asked = minuting.ask(about, form.language.data)
        minuting.build_minutes.later(minutes_id=asked.id)
        audit.record(g.person.id, "ask for minutes", asked)

    return _done(about, form, act, anchor="minutes")


@bp.get("/motions/minutes/<uuid:public_id>.pdf")
@requires(Permission.PREPARE_DECISION)
def minutes(public_id: UUID) -> ResponseReturnValue:
    """Open finished minutes."""
    query = db.select(MotionMinutes).where(MotionMinutes.public_id == public_id)
    kept = db.session.scalar(query)
    if kept is None or kept.storage_key is None:
        abort(404)
    return send_file(
        BytesIO(storage.get(kept.storage_key)),
        mimetype="application/pdf",
        download_name=f"motion-{kept.motion_id}-{kept.language}.pdf",
    )


def found(public_id: UUID) -> Motion:
    return deciding.find(public_id) or abort(404)


def _editable(public_id: UUID) -> Motion:
    """Return a motion that the reader may edit: its proposer, or the secretariat."""
    edited = found(public_id)
    if not _may_edit(edited):
        abort(403)
    return edited


def _may_edit(edited: Motion) -> bool:
    return edited.proposed_by_id == g.person.id or not g.person.may(Permission.DECIDE)


def _proposed(proposal: deciding.Proposal) -> None:
    made = deciding.propose(proposal, by=g.person.id)
    audit.record(g.person.id, "propose motion", made)


def _chosen(chosen: tuple[matters.Matter, int] | None) -> dict[str, object]:
    """Return the matter that is proposed as the page shows it, or what else could be."""
    if chosen is None:
        return {
            "here": url_for(".propose"),
            "text": None,
            "proposable": showing.proposable(),
        }
    matter, about = chosen
    text = matter.text(about) or ""
    return {
        "here": url_for(".propose", matter=f"{matter.kind}:{about}"),
        "text": text,
        "text_hash": hash_of(text),
        "matter_title": matter.title(about),
        "kind": matters.label(matter.kind),
    }


def _tried(form: Form, act: Callable[[], None]) -> bool:
    """Act and commit; or put the reason why it cannot be done into the form, and undo all."""
    try:
        act()
    except DomainError as error:
        db.session.rollback()
        if error.field in form:
            form[error.field].errors = [error.message]
        else:
            form.form_errors.append(error.message)
        return False
    db.session.commit()
    sending.wake()
    return True


def _done(
    about: Motion, form: Form, act: Callable[[], None], anchor: str = ""
) -> ResponseReturnValue:
    """Act if the form is in order, and return to the motion; else show what is wrong there."""
    if form.validate_on_submit() and _tried(form, act):
        return _back(about, anchor)
    return _page(about, form), 422


def _back(about: Motion, anchor: str = "") -> ResponseReturnValue:
    return redirect(url_for(".motion", public_id=about.public_id, _anchor=anchor or None), 303)


def _page(about: Motion, sent: Form | None = None) -> str:
    """Return the page of a motion, with the form that was sent as it was filled in."""
    forms = {
        "ballot_form": _or_new(sent, BallotForm),
        "comment_form": _or_new(sent, CommentForm),
        "conflict_form": _or_new(sent, ConflictForm),
        "proxy_form": _or_new(sent, ProxyForm),
        "minutes_form": _or_new(sent, MinutesForm),
        "act_form": _or_new(sent, ActForm),
    }
    forms["ballot_form"].offer(showing.seats_of(about))
    forms["ballot_form"].text.data = about.version.text_hash
    forms["comment_form"].offer(len(deciding.paragraphs(about.version.text)))
    forms["proxy_form"].offer(showing.holders(about))
    return render_template(
        "network/staff/motions/motion.html",
        sent=sent,
        may_edit=_may_edit(about),
        **forms,
        **showing.motion(about),
    )


def _or_new(sent: Form | None, kind: type[Form]) -> Form:
    return sent if type(sent) is kind else kind(formdata=None)
