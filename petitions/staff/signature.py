"""One signature as staff see it: what it says, what happened to it, and taking its name off."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from campaigns import running
from core import audit
from core.access import Permission, requires
from core.db import db
from core.forms import Form
from petitions import disclosing
from petitions.models import Disclosure, Signature
from petitions.pages import overview

bp = Blueprint("petitions_signature", __name__, url_prefix="/staff")


class HideForm(Form):
    """A button, under a sentence that says what it does."""


def found(public_id: UUID) -> Signature:
    """Return a signature that can be read here; an undisclosed one has no page of its own."""
    signature = db.session.scalar(db.select(Signature).where(Signature.public_id == public_id))
    if signature is None or signature.disclosure == Disclosure.UNDISCLOSED:
        abort(404)
    if not running.sees(g.person, signature.statement):
        abort(404)
    return signature


@bp.get("/signatures/<uuid:public_id>")
@requires(Permission.SEE_SIGNATURES)
def signature(public_id: UUID) -> ResponseReturnValue:
    """Show a signature, and which issued documents carry a name that goes less far now."""
    one = found(public_id)
    may_hide = one.disclosure == Disclosure.PUBLIC and g.person.may(Permission.HIDE_NAME)
    return render_template(
        "petitions/staff/signature.html",
        row=overview.signature_row(one),
        title=one.statement.version.title,
        statement_url=url_for("petitions_staff.statement", slug=one.statement.slug),
        hidden_at=one.hidden_at,
        issued=[
            (
                document.built_at,
                url_for("petitions_staff.submission", public_id=document.submission.public_id),
            )
            for document in disclosing.carrying(one)
        ],
        form=HideForm(formdata=None) if may_hide else None,
        hide_url=url_for(".hide", public_id=public_id),
    )


@bp.post("/signatures/<uuid:public_id>/hide")
@requires(Permission.HIDE_NAME)
def hide(public_id: UUID) -> ResponseReturnValue:
    """Take an organisation's name off all that is public."""
    one = found(public_id)
    if HideForm().validate_on_submit():
        disclosing.hide(one)
        audit.record(g.person.id, "hide name", one)
        db.session.commit()
    return redirect(url_for(".signature", public_id=public_id), 303)
