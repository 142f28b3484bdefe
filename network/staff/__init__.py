"""Staff pages of the network: what is to be done today, and the way out."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from core.access import Permission, requires
from core.db import db
from core.offers import offers
from core.tasks import Task, Tasks
from network import signing_in
from network.forms.sign_in import PlainForm

bp = Blueprint("network_staff", __name__, url_prefix="/staff")


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
def own_account() -> dict[str, object]:
    """Give every staff page its button to sign out, and the way to the person's own account."""
    if g.get("person") is None:
        return {}
    return {
        "account_url": url_for("staff_account.overview"),
        "sign_out_url": url_for("network_staff.sign_out"),
        "sign_out_form": PlainForm(formdata=None),
    }


def urgency(task: Task) -> int:
    return -task.harm


@bp.post("/sign-out")
@requires(Permission.WORK_AS_STAFF)
def sign_out() -> ResponseReturnValue:
    """End this session."""
    if PlainForm().validate_on_submit():
        signing_in.end(g.person.session)
        db.session.commit()
        session.clear()
    return redirect("/", 303)
