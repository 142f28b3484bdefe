"""What failed while nobody looked: jobs and mail, to be tried again or given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import RadioField

from core import audit, backlog
from core.access import Permission, requires
from core.db import db
from core.forms import Form
from core.tasks import Task
from mailing import upkeep

bp = Blueprint("network_failures", __name__, url_prefix="/staff/failures")


@dataclass(frozen=True)
class HeldMail:
    """A message that waits for a person; whom it was for is told nowhere.

    `reason` is None where nobody knows if it left.
    """

    number: int
    email: str
    reason: str | None
    asked_at: datetime


class JobsForm(Form):
    """A button, under a sentence that says what it does."""


class MailForm(Form):
    """The two things that can be done with mail that waits: `act` is the button."""

    act = RadioField(choices=["again", "drop"])


@bp.get("")
@requires(Permission.KEEP_RUNNING)
def failures() -> ResponseReturnValue:
    """Show jobs and mail that wait for a person."""
    return render_template(
        "network/staff/failures.html",
        jobs=sorted(failed_jobs().items()),
        mail=held_mail(),
        jobs_form=JobsForm(formdata=None),
        mail_form=MailForm(formdata=None),
    )


@bp.post("/jobs")
@requires(Permission.KEEP_RUNNING)
def again() -> ResponseReturnValue:
    """Put failed jobs back; each is safe to run twice."""
    if JobsForm().validate_on_submit():
        backlog.try_failed_again()
        audit.record(g.person.id, "try again", "procrastinate_jobs")
        db.session.commit()
    return redirect(url_for(".failures"), 303)


@bp.post("/mail")
@requires(Permission.KEEP_RUNNING)
def settle() -> ResponseReturnValue:
    """Send what is held once more, or give it up."""
    form = MailForm()
    if form.validate_on_submit():
        held = [one.number for one in held_mail()]
        if form.act.data == "again":
            upkeep.send_again(held)
        else:
            upkeep.give_up(held)
        audit.record(g.person.id, f"{form.act.data} mail", "delivery")
        db.session.commit()
    return redirect(url_for(".failures"), 303)


def failed_jobs() -> dict[str, int]:
    """Return how many jobs failed for good or were left behind, by name."""
    found = dict(backlog.failed())
    for name, number in backlog.left_behind().items():
        found[name] = found.get(name, 0) + number
    return found


def held_mail() -> list[HeldMail]:
    return [
        HeldMail(one.id, one.email, one.failure if one.failed_at else None, one.asked_at)
        for one in upkeep.held()
    ]


def tasks() -> list[Task]:
    """Return what failed, as one task, for whoever keeps the site running."""
    if not g.person.may(Permission.KEEP_RUNNING):
        return []
    number = sum(failed_jobs().values()) + len(upkeep.held())
    if not number:
        return []
    return [
        Task(
            number=number,
            title=ngettext("Something went wrong", "Things went wrong", number),
            detail=_("Jobs that failed, or mail that did not leave."),
            url=url_for("network_failures.failures"),
            action=_("See what failed"),
            harm=4,
        )
    ]
