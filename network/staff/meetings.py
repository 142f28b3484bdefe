"""Meetings of the committee: the list, one with its minutes, and what its keepers write."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, g, redirect, render_template, send_file
from flask import url_for as url
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from core import audit, calendar, storage
from core.access import Permission, requires
from core.db import db, now
from core.errors import DomainError
from core.japanese import in_tokyo
from core.tasks import Task
from core.wording import html_of
from network import convening
from network.forms.meetings import (
    PERSON,
    ApproveForm,
    MinutesForm,
    attendance_form,
    meeting_form,
)
from network.models import Meeting, MeetingMinutes
from network.staff import showing_meetings as showing

bp = Blueprint("network_meetings", __name__, url_prefix="/staff")


@bp.get("/meetings")
@requires(Permission.READ_MEETINGS)
def meetings() -> ResponseReturnValue:
    """List the meetings, the next ones apart from those that were held."""
    rows = [showing.row(one) for one in convening.meetings()]
    return render_template(
        "network/staff/meetings/meetings.html",
        to_come=[row for row in reversed(rows) if row.ends_at >= now()],
        held=[row for row in rows if row.ends_at < now()],
    )


@bp.route("/meetings/new", methods=["GET", "POST"])
@requires(Permission.KEEP_MEETINGS)
def call() -> ResponseReturnValue:
    """Call a meeting."""
    return called(None)


@bp.route("/meetings/<uuid:public_id>/edit", methods=["GET", "POST"])
@requires(Permission.KEEP_MEETINGS)
def change(public_id: UUID) -> ResponseReturnValue:
    """Change when and where a meeting is, and its agenda."""
    return called(found(public_id))


@bp.get("/meetings/<uuid:public_id>")
@requires(Permission.READ_MEETINGS)
def meeting(public_id: UUID) -> ResponseReturnValue:
    """Show a meeting with its newest minutes."""
    return page(found(public_id))


@bp.route("/meetings/<uuid:public_id>/attendance", methods=["GET", "POST"])
@requires(Permission.KEEP_MEETINGS)
def attendance(public_id: UUID) -> ResponseReturnValue:
    """Note who came."""
    one = found(public_id)
    expected = showing.listed(one)
    form = attendance_form(expected, one.attendance)
    if form.validate_on_submit():
        convening.note(one, form.people(), form.others_by_name())
        audit.record(g.person.id, "note attendance", one)
        db.session.commit()
        return redirect(url(".meeting", public_id=public_id), 303)
    shown = render_template(
        "network/staff/meetings/attendance.html",
        meeting=one,
        expected=expected,
        names={f"{PERSON}{each.id}": showing.named(each) for each in expected},
        form=form,
    )
    return shown, 422 if form.is_submitted() else 200


@bp.route("/meetings/<uuid:public_id>/minutes/edit", methods=["GET", "POST"])
@requires(Permission.KEEP_MEETINGS)
def write(public_id: UUID) -> ResponseReturnValue:
    """Write the minutes; each saving that changes them is a version."""
    one = found(public_id)
    newest = one.newest
    form = MinutesForm(
        text=newest.text if newest else "", after=str(newest.number if newest else 0)
    )
    if form.validate_on_submit():
        try:
            convening.write(one, form.text.data, after=form.began_from, by=g.person.id)
        except DomainError as refused:
            db.session.rollback()
            form.text.errors = [refused.message]
            # Whoever sends it again has been told, and finds the other version among the earlier.
            form.after.data = str(one.newest.number if one.newest else 0)
        else:
            audit.record(g.person.id, "write minutes", one)
            db.session.commit()
            return redirect(url(".meeting", public_id=public_id), 303)
    shown = render_template("network/staff/meetings/write.html", meeting=one, form=form)
    return shown, 422 if form.is_submitted() else 200


@bp.get("/meetings/<uuid:public_id>/minutes/<int:number>")
@requires(Permission.READ_MEETINGS)
def version(public_id: UUID, number: int) -> ResponseReturnValue:
    """Show the minutes as they were in one version."""
    one = found(public_id)
    minutes = next((each for each in one.minutes if each.number == number), None) or abort(404)
    return render_template(
        "network/staff/meetings/version.html",
        meeting=one,
        minutes=minutes,
        body=html_of(minutes.text),
    )


@bp.post("/meetings/<uuid:public_id>/approve")
@requires(Permission.DECIDE)
def approve(public_id: UUID) -> ResponseReturnValue:
    """Approve the minutes: a member of the committee does, not who wrote them down."""
    one, form = found(public_id), ApproveForm()
    if not form.validate_on_submit():
        return page(one), 422
    minutes = convening.approve(one, form.read, by=g.person.id)
    audit.record(g.person.id, "approve minutes", minutes)
    db.session.commit()
    return redirect(url(".meeting", public_id=public_id), 303)


@bp.get("/meetings/<uuid:public_id>/minutes.pdf")
@requires(Permission.READ_MEETINGS)
def printed(public_id: UUID) -> ResponseReturnValue:
    """Send the newest approved minutes as a PDF."""
    minutes = last_printed(found(public_id)) or abort(404)
    return send_file(
        BytesIO(storage.get(minutes.storage_key or "")),
        mimetype="application/pdf",
        download_name=f"minutes-{in_tokyo(minutes.meeting.starts_at).date()}.pdf",
    )


@bp.get("/meetings/<uuid:public_id>.ics")
@requires(Permission.READ_MEETINGS)
def ics(public_id: UUID) -> ResponseReturnValue:
    """Send a meeting for a calendar. The link that lets people in stays on the page."""
    one = found(public_id)
    settings = current_app.config["SETTINGS"]
    event = calendar.Event(
        uid=f"{one.public_id}@{settings.hosts[0]}",
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        summary=one.title,
        location=one.place,
        url=f"{settings.base_url}{url('.meeting', public_id=public_id)}",
    )
    made = calendar.ics(event, stamp=now(), by=settings.network_short_name)
    return Response(made, mimetype=calendar.MEDIA_TYPE)


def called(one: Meeting | None) -> ResponseReturnValue:
    """Take the form of a meeting, new or known, and show it until it is filled in."""
    form = meeting_form(one)
    if form.validate_on_submit():
        act = "call meeting" if one is None else "change meeting"
        if one is None:
            one = convening.call(form.value())
        else:
            convening.change(one, form.value())
        audit.record(g.person.id, act, one)
        db.session.commit()
        return redirect(url(".meeting", public_id=one.public_id), 303)
    shown = render_template("network/staff/meetings/edit.html", meeting=one, form=form)
    return shown, 422 if form.is_submitted() else 200


def found(public_id: UUID) -> Meeting:
    return convening.find(public_id) or abort(404)


def last_printed(one: Meeting) -> MeetingMinutes | None:
    return next((each for each in reversed(one.minutes) if each.storage_key is not None), None)


def page(one: Meeting) -> str:
    newest = one.newest
    return render_template(
        "network/staff/meetings/meeting.html",
        meeting=one,
        agenda=[item.text for item in one.agenda],
        attended=showing.attended(one),
        newest=newest,
        body=html_of(newest.text) if newest is not None else None,
        versions=list(reversed(one.minutes)),
        printed=last_printed(one) is not None,
        keeps=g.person.may(Permission.KEEP_MEETINGS),
        approves=g.person.may(Permission.DECIDE),
        form=ApproveForm(formdata=None, number=str(newest.number)) if newest else None,
    )


def tasks() -> list[Task]:
    """Return minutes to be written, for who keeps them, and to be approved, for the committee."""
    found: list[Task] = []
    if g.person.may(Permission.KEEP_MEETINGS) and (missing := convening.to_be_written()):
        found.append(
            Task(
                number=len(missing),
                title=ngettext("Minutes are missing", "Minutes are missing", len(missing)),
                detail=missing[0].title,
                url=url("network_meetings.meetings"),
                action=_("See the meetings"),
                harm=1,
            )
        )
    if g.person.may(Permission.DECIDE) and (waiting := convening.to_be_approved()):
        found.append(
            Task(
                number=len(waiting),
                title=ngettext("Minutes to approve", "Minutes to approve", len(waiting)),
                detail=waiting[0].title,
                url=url("network_meetings.meeting", public_id=waiting[0].public_id),
                action=_("Read the minutes"),
                harm=1,
            )
        )
    return found
