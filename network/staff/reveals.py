"""Staff pages of reveals: asking, deciding, taking the record; and who asked for what, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from core import audit
from core.access import Permission, requires
from core.db import db
from core.errors import DomainError
from network import exporting, keeping_keys, revealing
from network.exporting import Kind
from network.forms.keys import ButtonForm, RevealForm
from network.models import Reveal
from network.revealing import Reason, State

bp = Blueprint("network_reveals", __name__, url_prefix="/staff")


@dataclass(frozen=True)
class RevealRow:
    """A reveal as pages show it: the record by its random id, and never a name of a signer."""

    number: UUID
    record: UUID
    reason: str
    note: str
    asker: str
    asked_at: datetime
    approver: str | None
    taker: str | None
    taken_at: datetime | None
    state: str
    may_decide: bool
    may_refuse: bool
    may_take: bool


@bp.get("/reveals")
@requires(Permission.SEE_REVEALS)
def reveals() -> ResponseReturnValue:
    """Show who asked to open which record, when and why, and what became of it."""
    return render_template(
        "network/staff/reveals.html",
        rows=_rows(revealing.all_of_them()),
        button_form=ButtonForm(formdata=None),
        may_ask=g.person.may(Permission.ASK_REVEAL),
    )


@bp.get("/reveals/new")
@requires(Permission.ASK_REVEAL)
def new() -> ResponseReturnValue:
    """Show the form that asks for a record to be opened, and what one has asked for before."""
    form = RevealForm(formdata=None)
    form.purpose.data = request.args.get("purpose", "signature")
    form.record.data = request.args.get("record", "")
    return page(form)


@bp.post("/reveals/new")
@requires(Permission.ASK_REVEAL)
def ask() -> ResponseReturnValue:
    """Ask for a record to be opened."""
    form = RevealForm()
    if not form.validate_on_submit():
        return page(form), 422
    reason = Reason(form.reason.data)
    try:
        asked = revealing.ask(
            form.purpose.data,
            form.number,
            by=g.person.id,
            reason=reason,
            note=form.note.data or "",
        )
    except DomainError as error:
        db.session.rollback()
        form.record.errors = [str(error.message)]
        return page(form), 422
    audit.record(g.person.id, "ask for reveal", asked, reason)
    db.session.commit()
    return redirect(url_for(".new", _anchor="asked"), 303)


@bp.post("/reveals/<uuid:public_id>/approve")
@requires(Permission.KEEP_KEYS, fresh=True)
def approve(public_id: UUID) -> ResponseReturnValue:
    """Agree that a record is opened, as the second custodian."""
    reveal = _found(public_id)
    if ButtonForm().validate_on_submit():
        revealing.approve(reveal, by=g.person.id)
        audit.record(g.person.id, "approve reveal", reveal)
        db.session.commit()
    return redirect(url_for(".reveals"), 303)


@bp.post("/reveals/<uuid:public_id>/refuse")
@requires(Permission.ASK_REVEAL)
def refuse(public_id: UUID) -> ResponseReturnValue:
    """Refuse a reveal, or take back what one has asked for."""
    reveal = _found(public_id)
    if ButtonForm().validate_on_submit():
        revealing.refuse(reveal, by=g.person.id)
        audit.record(g.person.id, "refuse reveal", reveal)
        db.session.commit()
    return redirect(url_for(".new" if not _sees_all() else ".reveals"), 303)


@bp.post("/reveals/<uuid:public_id>/file")
@requires(Permission.KEEP_KEYS, fresh=True)
def take(public_id: UUID) -> ResponseReturnValue:
    """Give the sealed record to the custodian who is to open it, once."""
    reveal = _found(public_id)
    if not ButtonForm().validate_on_submit():
        return redirect(url_for(".reveals"), 303)
    content = revealing.take(reveal, by=g.person.id)
    audit.record(g.person.id, "take sealed record", reveal)
    db.session.commit()
    return send_file(
        BytesIO(content),
        mimetype="application/json",
        as_attachment=True,
        download_name=exporting.file_name(Kind.OPEN, reveal.public_id.hex),
    )


def page(form: RevealForm) -> str:
    return render_template(
        "network/staff/ask_reveal.html",
        form=form,
        rows=_rows(revealing.asked_by(g.person.id)),
        button_form=ButtonForm(formdata=None),
        sees_all=_sees_all(),
    )


def _rows(found: list[Reveal]) -> list[RevealRow]:
    readers = keeping_keys.readers()
    return [_row(one, readers) for one in found]


def _row(one: Reveal, readers: frozenset[int]) -> RevealRow:
    state, own = revealing.state(one), one.asked_by == g.person.id
    second = not own and g.person.id in readers
    waiting = state == State.WAITING
    return RevealRow(
        number=one.public_id,
        record=one.record,
        reason=one.reason,
        note=one.note,
        asker=one.asker.name,
        asked_at=one.asked_at,
        approver=one.approver.name if one.approver else None,
        taker=one.taker.name if one.taker else None,
        taken_at=one.taken_at,
        state=state,
        may_decide=waiting and second,
        may_refuse=waiting and (own or second),
        may_take=state == State.APPROVED and revealing.may_take(one, g.person.id, readers),
    )


def _found(public_id: UUID) -> Reveal:
    query = db.select(Reveal).where(Reveal.public_id == public_id)
    return db.session.scalar(query) or abort(404)


def _sees_all() -> bool:
    return bool(g.person.may(Permission.SEE_REVEALS))
