"""Events of a campaign: planning one, publishing it, and calling it off."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from campaigns import gathering, running
from campaigns.forms.told import Button, event_form
from campaigns.models import Campaign
from core import audit
from core.access import Permission, requires
from core.db import db
from monitor import events
from monitor.models import Event

bp = Blueprint("campaigns_events", __name__, url_prefix="/staff")


@bp.route("/campaigns/<slug>/events/new", methods=["GET", "POST"])
@requires(Permission.WRITE)
def plan(slug: str) -> ResponseReturnValue:
    """Plan an event; nobody outside reads of it yet."""
    return planned(running.find_campaign(slug, g.person) or abort(404), None)


@bp.route("/events/<uuid:public_id>/edit", methods=["GET", "POST"])
@requires(Permission.WRITE)
def change(public_id: UUID) -> ResponseReturnValue:
    """Change an event; what is public changes at once, so only those who publish may."""
    one, campaign = found(public_id)
    if one.published_at is not None and not g.person.may(Permission.PUBLISH):
        abort(403)
    return planned(campaign, one)


@bp.get("/events/<uuid:public_id>")
@requires(Permission.WRITE)
def event(public_id: UUID) -> ResponseReturnValue:
    """Show an event with what can be done about it."""
    return page(*found(public_id))


@bp.post("/events/<uuid:public_id>/publish")
@requires(Permission.PUBLISH)
def publish(public_id: UUID) -> ResponseReturnValue:
    """Have the public read of it."""
    one, campaign = found(public_id)
    if not Button().validate_on_submit():
        return page(one, campaign), 422
    events.publish(one)
    audit.record(g.person.id, "publish event", one)
    db.session.commit()
    return redirect(url_for(".event", public_id=public_id), 303)


@bp.post("/events/<uuid:public_id>/cancel")
@requires(Permission.PUBLISH)
def cancel(public_id: UUID) -> ResponseReturnValue:
    """Call it off: it stays readable, marked so."""
    one, campaign = found(public_id)
    if not Button().validate_on_submit():
        return page(one, campaign), 422
    events.cancel(one)
    audit.record(g.person.id, "cancel event", one)
    db.session.commit()
    return redirect(url_for(".event", public_id=public_id), 303)


def planned(campaign: Campaign, one: Event | None) -> ResponseReturnValue:
    """Take the form of an event, new or known, and show it until it is filled in."""
    form = event_form(one)
    if form.validate_on_submit():
        act = "plan event" if one is None else "change event"
        if one is None:
            one = gathering.plan(campaign, form.value())
        else:
            events.change(one, form.value())
        audit.record(g.person.id, act, one)
        db.session.commit()
        return redirect(url_for(".event", public_id=one.public_id), 303)
    shown = render_template(
        "campaigns/staff/events/edit.html",
        campaign=campaign.title,
        slug=campaign.slug,
        event=one,
        form=form,
    )
    return shown, 422 if form.is_submitted() else 200


def page(one: Event, campaign: Campaign) -> str:
    return render_template(
        "campaigns/staff/events/event.html",
        campaign=campaign.title,
        slug=campaign.slug,
        event=gathering.shown(one),
        publishes=g.person.may(Permission.PUBLISH),
        form=Button(formdata=None),
    )


def found(public_id: UUID) -> tuple[Event, Campaign]:
    return gathering.find(public_id, g.person) or abort(404)
