"""The public pages of the monitor: what is followed, and events with their calendar."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core import audit, calendar
from core.access import public
from core.db import now
from core.headers import shared
from core.i18n import LANGUAGES
from core.offers import offers
from monitor import events
from monitor.events import EventOnPage

bp = Blueprint("monitor", __name__)


@bp.get("/<lang:lang>/monitor")
@public
@shared
def overview() -> ResponseReturnValue:
    """Tell what is followed and how to tell us."""
    return render_template("monitor/monitor.html")


@bp.get("/<lang:lang>/resources")
@public
@shared
def resources() -> ResponseReturnValue:
    """Tell what will be collected here for others to read."""
    return render_template("monitor/resources.html")


@bp.get("/<lang:lang>/events")
@public
@shared
def all_events() -> ResponseReturnValue:
    """Show the events to come, then those that are over."""
    return render_template("monitor/events.html", to_come=events.to_come(), past=events.past())


@bp.get("/<lang:lang>/events/<uuid:public_id>")
@public
@shared
def event(public_id: UUID) -> ResponseReturnValue:
    """Show one event."""
    one = found(public_id)
    links = [link for setting in offers(events.Setting) for link in setting.links(one.id)]
    return render_template("monitor/event.html", event=one, links=links)


@bp.get("/<lang:lang>/events/<uuid:public_id>.ics")
@public
@shared
def event_ics(public_id: UUID) -> ResponseReturnValue:
    """Send one event for a calendar."""
    return sent(*in_calendar([found(public_id)]))


@bp.get("/calendar.ics")
@public
def calendar_front() -> ResponseReturnValue:
    """Lead to the calendar in the network's own language."""
    return redirect(url_for(".calendar_ics", lang=LANGUAGES[0]))


@bp.get("/<lang:lang>/calendar.ics")
@public
@shared
def calendar_ics() -> ResponseReturnValue:
    """Send all that is dated, to be subscribed to: events, and what other rooms have."""
    dated = [one for room in offers(calendar.Dated) for one in room.events()]
    name = current_app.config["SETTINGS"].network_short_name
    return sent(*sorted(dated, key=lambda one: (one.starts_at, one.uid)), name=name)


def dated() -> Iterator[calendar.Event]:
    """Yield the published events as calendars have them."""
    yield from in_calendar([*events.to_come(), *events.past()])


def in_calendar(found: list[EventOnPage]) -> Iterator[calendar.Event]:
    """Yield events for calendars; each act of staff on one makes it a later revision."""
    settings = current_app.config["SETTINGS"]
    acts = audit.acts_on("event", [one.id for one in found])
    for one in found:
        revised = acts.get(one.id)
        yield calendar.Event(
            uid=f"{one.public_id}@{settings.hosts[0]}",
            starts_at=one.begins_at,
            ends_at=one.ends_at,
            summary=_("Cancelled: %(title)s", title=one.title) if one.cancelled else one.title,
            location=one.place,
            url=f"{settings.base_url}{url_for('monitor.event', public_id=one.public_id)}",
            description=one.about_plain,
            revision=revised.number if revised else 0,
            revised_at=revised.last_at if revised else one.published_at,
            cancelled=one.cancelled,
        )


def sent(*dated: calendar.Event, name: str = "") -> Response:
    by = current_app.config["SETTINGS"].network_short_name
    made = calendar.ics(*dated, stamp=now(), by=by, name=name)
    return Response(made, mimetype=calendar.MEDIA_TYPE)


def found(public_id: UUID) -> EventOnPage:
    return events.published(public_id) or abort(404)
