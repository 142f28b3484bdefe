"""Events: planning, publishing and cancelling one, and what the public reads of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import Select, func

from core.db import db, now
from core.errors import DomainError
from core.i18n import in_language, language, language_of
from core.japanese import span
from core.wording import html_of
from monitor.models import Event, EventKind

#: How many of those that are over are listed.
MOST_PAST = 100


class EventCancelled(DomainError):
    """It was called off: it is shown as it was, and nothing of it changes any more."""


@dataclass(frozen=True)
class NewEvent:
    """An event as it is planned, in two languages; either may be empty, not both.

    What it is about is Markdown; `registration` is a web or email address, "" where nobody need.
    """

    kind: EventKind
    begins_at: datetime
    ends_at: datetime
    title_ja: str = ""
    title_en: str = ""
    place_ja: str = ""
    place_en: str = ""
    about_ja: str = ""
    about_en: str = ""
    registration: str = ""


@dataclass(frozen=True)
class EventOnPage:
    """A published event in the reader's language; where it has no text in it, in the one it has."""

    id: int
    public_id: UUID
    kind: str
    title: str
    place: str
    about: Markup
    about_plain: str
    text_language: str
    about_language: str
    published_at: datetime | None
    begins_at: datetime
    ends_at: datetime
    when: str
    registration: str
    held_by: str
    cancelled: bool
    over: bool

    @property
    def by_email(self) -> bool:
        """Whether one registers by email, not on a page of the web."""
        return "@" in self.registration and not self.registration.startswith("http")


@dataclass(frozen=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True)
class Setting:
    """Offered by a room to the left: the pages of that which an event, by its id, belongs to."""

    links: Callable[[int], Sequence[Link]]


def plan(new: NewEvent, *, run_by_id: int | None) -> Event:
    """Keep an event that nobody outside reads of yet; the caller commits."""
    event = Event(run_by_id=run_by_id)
    change(event, new)
    db.session.add(event)
    db.session.flush()
    return event


def change(event: Event, new: NewEvent) -> None:
    """Let an event be as planned now; the caller commits.

    :raises EventCancelled: it was called off.
    """
    _require_on(event)
    event.kind, event.registration = new.kind, new.registration
    event.begins_at, event.ends_at = new.begins_at, new.ends_at
    event.title_ja, event.title_en = new.title_ja, new.title_en
    event.place_ja, event.place_en = new.place_ja, new.place_en
    event.about_ja, event.about_en = new.about_ja, new.about_en


def publish(event: Event) -> None:
    """Have the public read of an event from now on; the caller commits.

    :raises EventCancelled: it was called off.
    """
    _require_on(event)
    event.published_at = event.published_at or func.now()


def cancel(event: Event) -> None:
    """Call an event off: it stays where it was read of, marked so; the caller commits."""
    event.cancelled_at = event.cancelled_at or func.now()


def to_come() -> list[EventOnPage]:
    """Return the published events that are not over, what begins first standing first."""
    query = _published().where(Event.ends_at > func.now())
    return _on_page(query.order_by(Event.begins_at, Event.id))


def past() -> list[EventOnPage]:
    """Return the published events that are over, the latest first."""
    query = _published().where(Event.ends_at <= func.now()).limit(MOST_PAST)
    return _on_page(query.order_by(Event.begins_at.desc(), Event.id))


def published(public_id: UUID) -> EventOnPage | None:
    """Return an event that is public; None for a planned and an unknown one."""
    return next(iter(_on_page(_published().where(Event.public_id == public_id))), None)


def without_place(within: timedelta) -> Select[Event]:
    """Return the query for events that begin within some time, and do not say where yet."""
    return db.select(Event).where(
        Event.place_ja == "",
        Event.place_en == "",
        Event.cancelled_at.is_(None),
        Event.begins_at.between(func.now(), func.now() + within),
    )


def on_page(event: Event) -> EventOnPage:
    """Return an event as its page and lists show it, in the page's language."""
    about = in_language(event.about_ja, event.about_en)
    return EventOnPage(
        id=event.id,
        public_id=event.public_id,
        kind=str(EventKind(event.kind).label),
        title=event.title,
        place=event.place,
        about=html_of(about),
        about_plain=about,
        text_language=language_of(event.title_ja, event.title_en),
        about_language=language_of(event.about_ja, event.about_en),
        published_at=event.published_at,
        begins_at=event.begins_at,
        ends_at=event.ends_at,
        when=span(event.begins_at, event.ends_at, language()),
        registration=event.registration,
        held_by=event.run_by.name if event.run_by is not None else "",
        cancelled=event.cancelled_at is not None,
        over=event.ends_at <= now(),
    )


def _on_page(query: Select[Event]) -> list[EventOnPage]:
    return [on_page(one) for one in db.session.scalars(query)]


def _published() -> Select[Event]:
    return db.select(Event).where(Event.published_at.is_not(None))


def _require_on(event: Event) -> None:
    if event.cancelled_at is not None:
        raise EventCancelled(
            _l("This event was cancelled. Plan another one, so that both can be read of.")
        )
