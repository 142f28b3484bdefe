"""Staff pages of the network: signing in and out, and what is to be done today."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from core.access import Permission, public, requires
from core.db import db
from core.forms import Form
from core.headers import secret_address
from core.i18n import language
from core.offers import offers
from core.tasks import Task, Tasks
from network import signing_in
from network.roles import SignedIn

bp = Blueprint("network_staff", __name__, url_prefix="/staff")


class PlainForm(Form):
    """A form that is only a button."""


def visitor() -> SignedIn | None:
    """Return who is signed in by this request's cookie."""
    secret = session.get("sign_in")
    return signing_in.signed_in_by(secret) if isinstance(secret, str) else None


@bp.get("/")
@requires(Permission.WORK_AS_STAFF)
def dashboard() -> ResponseReturnValue:
    """Show today's tasks, those first that suffer most from waiting."""
    tasks = [task for offered in offers(Tasks) for task in offered.due()]
    return render_template(
        "network/staff/dashboard.html",
        tasks=sorted(tasks, key=urgency),
    )


@bp.app_context_processor
def account() -> dict[str, object]:
    """Give every staff page its button to sign out."""
    if g.get("person") is None:
        return {}
    return {
        "sign_out_url": url_for("network_staff.sign_out"),
        "sign_out_form": PlainForm(formdata=None),
    }


def urgency(task: Task) -> int:
    return -task.harm


@bp.route("/link/<token>", methods=["GET", "POST"])
@public
@secret_address
def link(token: str) -> ResponseReturnValue:
    """Show a button and, once it is pressed, sign in. A scanner that opens it uses nothing up."""
    form = PlainForm()
    if form.validate_on_submit():
        secret = signing_in.sign_in(token)
        db.session.commit()
        # Nothing of an earlier session is carried over but the language.
        session.clear()
        session.update(sign_in=secret, lang=language())
        return redirect(url_for(".dashboard"), 303)
    page = render_template("network/staff/link.html", form=form)
    return page, 422 if form.is_submitted() else 200


@bp.post("/sign-out")
@requires(Permission.WORK_AS_STAFF)
def sign_out() -> ResponseReturnValue:
    """End this session."""
    if PlainForm().validate_on_submit():
        signing_in.sign_out(session["sign_in"])
        db.session.commit()
        session.clear()
    return redirect("/", 303)
