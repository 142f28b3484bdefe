"""Events for people's own calendars (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

MEDIA_TYPE = "text/calendar"
LONGEST_LINE = 75  # octets, RFC 5545 3.1
#: How often a calendar that is subscribed to is asked for again (RFC 7986 5.7).
ASKED_AGAIN = "PT6H"
#: A calendar has at least one component (RFC 5545 3.6): the clock of an empty one.
CLOCK = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Tokyo",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0900",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True)
class Event:
    """An event; `uid` stays the same when it is changed, so that calendars replace it.

    Without an end it is a moment. `revision` grows with each change, of which `revised_at` was the
    last.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime | None
    summary: str
    location: str = ""
    url: str = ""
    description: str = ""
    revision: int = 0
    revised_at: datetime | None = None
    cancelled: bool = False


@dataclass(frozen=True)
class Dated:
    """Offered by a room: what of it stands in the public calendar, in the page's language."""

    events: Callable[[], Iterable[Event]]


def ics(*events: Event, stamp: datetime, by: str, name: str = "") -> bytes:
    """Return a calendar with these events, made by whom the product name says.

    An event that does not say when it was revised was so at `stamp`. A name is for a calendar that
    people subscribe to.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_text(by)}//Hiroba//JA",
        *(_subscribed(name) if name else ()),
        *(line for event in events for line in _event(event, stamp)),
        *(() if events else CLOCK),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _subscribed(name: str) -> Iterator[str]:
    yield f"NAME:{_text(name)}"
    yield f"X-WR-CALNAME:{_text(name)}"
    yield f"REFRESH-INTERVAL;VALUE=DURATION:{ASKED_AGAIN}"


def _event(event: Event, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_moment(event.revised_at or stamp)}"
    yield f"SEQUENCE:{event.revision}"
    yield f"DTSTART:{_moment(event.starts_at)}"
    if event.ends_at is not None:
        yield f"DTEND:{_moment(event.ends_at)}"
    yield f"SUMMARY:{_text(event.summary)}"
    for name, value in (("LOCATION", event.location), ("DESCRIPTION", event.description)):
        if value:
            yield f"{name}:{_text(value)}"
    if event.url:
        yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"


def _moment(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """Return a text with what means something in the format escaped (RFC 5545 3.3.11)."""
    for char in ("\\", ";", ","):
        value = value.replace(char, f"\\{char}")
    return "\\n".join(value.splitlines())


def _folded(line: str) -> str:
    """Return a line broken after 75 octets at most, never inside a letter."""
    parts, width = [""], 0
    for letter in line:
        size = len(letter.encode())
        if width + size > LONGEST_LINE:
            parts.append(" ")
            width = 1
        parts[-1] += letter
        width += size
    return "\r\n".join(parts)
