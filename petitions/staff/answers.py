"""Staff pages of what was handed over and what was answered."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from campaigns import running
from core import audit, refusing
from core.access import Permission, requires
from core.db import db
from core.errors import DomainError
from core.forms import Form
from core.japanese import in_tokyo
from petitions import handing_over
from petitions.forms.answers import HandOverForm, ReplyForm
from petitions.models import Submission

bp = Blueprint("petitions_answers", __name__, url_prefix="/staff/submissions/<uuid:public_id>")


def found(public_id: UUID) -> Submission:
    """Return a submission that this person may see, or answer 404."""
    submission = db.session.scalar(db.select(Submission).where(Submission.public_id == public_id))
    if submission is None or not running.sees(g.person, submission.statement):
        abort(404)
    return submission


def done(act: str, submission: Submission) -> ResponseReturnValue:
    audit.record(g.person.id, act, submission)
    db.session.commit()
    return redirect(url_for("petitions_staff.submission", public_id=submission.public_id), 303)


def facts(submission: Submission, form: Form) -> dict[str, object]:
    return {
        "title": submission.statement.version.title,
        "submission_url": url_for("petitions_staff.submission", public_id=submission.public_id),
        "form": form,
    }


@bp.route("/hand-over", methods=["GET", "POST"])
@requires(Permission.BUILD_SUBMISSION)
def hand_over(public_id: UUID) -> ResponseReturnValue:
    """Record when, where and to whom it was handed over."""
    submission = found(public_id)
    form = HandOverForm(data=recorded(submission))
    if form.validate_on_submit():
        try:
            handing_over.hand_over(submission, form.value())
        except DomainError as error:
            refusing.tell(form, error, "day")
        else:
            return done("hand over", submission)
    page = render_template("petitions/staff/hand_over.html", **facts(submission, form))
    return page, 422 if form.is_submitted() else 200


def recorded(submission: Submission) -> dict[str, object]:
    """Return what was recorded before, for the form."""
    if submission.handed_over_at is None:
        return {}
    at = in_tokyo(submission.handed_over_at)
    return {
        "day": at.date(),
        "hour": at.time(),
        "place": submission.place,
        "received_by": submission.received_by,
        "reply_due": submission.reply_due,
    }


@bp.route("/reply", methods=["GET", "POST"])
@requires(Permission.BUILD_SUBMISSION)
def reply(public_id: UUID) -> ResponseReturnValue:
    """Record what an addressee answered."""
    submission = found(public_id)
    offices = handing_over.addressees(submission)
    form = ReplyForm()
    form.offer(offices)
    if form.validate_on_submit():
        try:
            handing_over.answer(submission, form.value(offices))
        except DomainError as error:
            refusing.tell(form, error, "received_on")
        else:
            return done("record reply", submission)
    page = render_template("petitions/staff/reply.html", **facts(submission, form))
    return page, 422 if form.is_submitted() else 200
