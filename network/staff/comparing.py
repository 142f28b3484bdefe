"""Custodians compare the undisclosed organisations: records go out, decisions come back."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from core import audit
from core.access import Permission, requires
from core.db import db
from core.errors import DomainError
from core.headers import isolated
from network import comparing
from network.exporting import Kind
from network.forms.keys import ButtonForm, CompareForm, DecisionForm
from network.staff import keys

bp = Blueprint("network_comparing", __name__, url_prefix="/staff/keys")

#: The largest decision that is taken in: one on some ten thousand records.
MOST_BYTES = 1_000_000


@bp.post("/compare")
@requires(Permission.KEEP_KEYS, fresh=True)
def take() -> ResponseReturnValue:
    """Give the records of a group, to be compared with each other."""
    custodian, form = keys.proved(), CompareForm()
    if not form.validate_on_submit():
        return redirect(url_for("network_keys.keys"), 303)
    due = {group.code: group for group in comparing.due()}
    group = due.get(form.group.data) or abort(404)
    audit.record(g.person.id, "take records to compare", custodian)
    content = comparing.to_compare(group)
    db.session.commit()
    return keys.file_of(Kind.COMPARE, content)


@bp.post("/decisions")
@requires(Permission.KEEP_KEYS, fresh=True)
@isolated
def bring() -> ResponseReturnValue:
    """Take in what a custodian has found: random ids and verdicts, and nothing else."""
    request.max_content_length = MOST_BYTES
    keys.proved()
    form = DecisionForm()
    if not form.validate_on_submit():
        return keys.page(decision=form), 422
    try:
        comparison = comparing.bring_back(form.decision.data.read(), by=g.person.id)
    except DomainError as error:
        return keys.page(decision=keys.refused(form, error)), 422
    audit.record(g.person.id, "compare records", comparison)
    db.session.commit()
    return redirect(url_for("network_keys.keys", _anchor="compare"), 303)


@bp.post("/decisions/<int:number>/ask-again")
@requires(Permission.KEEP_KEYS, fresh=True)
def ask_again(number: int) -> ResponseReturnValue:
    """Open a question that was decided: both records count until it is answered anew."""
    keys.proved()
    decision = comparing.find(number) or abort(404)
    if ButtonForm().validate_on_submit():
        comparing.ask_again(decision, by=g.person.id)
        audit.record(g.person.id, "ask again", decision)
        db.session.commit()
    return redirect(url_for("network_keys.keys", _anchor="compare"), 303)
