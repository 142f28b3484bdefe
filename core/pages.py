"""What every template may use: dates, numbers, addresses of files, the network's own facts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from flask import Flask, current_app, g, has_request_context, request, url_for

from core import japanese
from core.access import Permission
from core.db import now
from core.i18n import in_language, language
from core.offers import offers
from core.settings import Settings


@dataclass(frozen=True)
class NavEntry:
    """Offered by a room: a page of the main menu. Entries stand in the order of `position`."""

    position: int
    label: Callable[[], str]
    endpoint: str
    staff: bool = False
    permission: Permission = Permission.WORK_AS_STAFF


@dataclass(frozen=True)
class FootEntry:
    """Offered by a room: a page that every page's foot leads to."""

    position: int
    label: Callable[[], str]
    endpoint: str


@dataclass(frozen=True)
class FeedEntry:
    """Offered by a room: a feed that every public page tells readers of feeds about."""

    label: Callable[[], str]
    endpoint: str


@dataclass(frozen=True)
class NavLink:
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Network:
    """The network's own facts, in the reader's language."""

    name: str
    short_name: str
    address: str
    phone: str
    fax: str
    email: str


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        day=lambda moment, year=True: japanese.day(moment, language(), year=year),
        deadline=lambda moment: japanese.deadline(moment, language()),
        hour=lambda moment: japanese.deadline(moment.replace(minute=0), language()),
        days_left=lambda moment: japanese.days_left(now(), moment),
        number=lambda value: f"{value:,}",
        iso=iso,
    )
    app.jinja_env.globals.update(static=static)
    app.context_processor(
        lambda: {
            "network": network(),
            "nav": nav(),
            "foot": foot(),
            "feeds": feeds(),
            "person": g.get("person"),
            "site": current_app.config["SETTINGS"].base_url,
        }
    )


def iso(moment: date | datetime) -> str:
    """Return a date or moment for a `datetime` attribute, in Tokyo's time."""
    if isinstance(moment, datetime):
        return japanese.in_tokyo(moment).isoformat(timespec="minutes")
    return moment.isoformat()


def network() -> Network:
    """Return the network's own facts, from the settings."""
    settings: Settings = current_app.config["SETTINGS"]
    return Network(
        name=in_language(settings.network_name, settings.network_name_en),
        short_name=settings.network_short_name,
        address=in_language(settings.contact_address, settings.contact_address_en),
        phone=settings.contact_phone,
        fax=settings.contact_fax,
        email=settings.contact_email,
    )


def nav() -> list[NavLink]:
    """Return the menu of this page's house: the public one, or the staff's by permission."""
    if not has_request_context():
        return []
    staff = request.path.startswith("/staff") and g.get("person") is not None
    entries = [
        entry
        for entry in sorted(offers(NavEntry), key=lambda entry: entry.position)
        if entry.staff == staff and (not staff or g.person.may(entry.permission))
    ]
    return _links(entries)


def foot() -> list[NavLink]:
    """Return what the foot of a public page leads to."""
    entries = sorted(offers(FootEntry), key=lambda entry: entry.position)
    return _links(entries) if has_request_context() else []


def feeds() -> list[NavLink]:
    """Return the feeds of the whole site, in the language of the page."""
    return _links(offers(FeedEntry)) if has_request_context() else []


def _links(entries: Sequence[NavEntry | FootEntry | FeedEntry]) -> list[NavLink]:
    return [
        NavLink(entry.label(), url_for(entry.endpoint), request.endpoint == entry.endpoint)
        for entry in entries
    ]


def static(name: str) -> str:
    """Return the address of one of our files. It changes with the content, so is kept for ever."""
    return url_for("static", filename=name, v=_fingerprint(str(current_app.static_folder), name))


@cache
def _fingerprint(folder: str, name: str) -> str:
    return hashlib.sha256((Path(folder) / name).read_bytes()).hexdigest()[:12]
