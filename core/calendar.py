"""Events for people's own calendars (iCalendar, RFC 5545)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

MEDIA_TYPE = "text/calendar"
LONGEST_LINE = 75  # octets, RFC 5545 3.1


@dataclass(frozen=True)
class Event:
    """An event; `uid` stays the same when it is changed, so that calendars replace it."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str = ""
    url: str = ""


def ics(event: Event, *, stamp: datetime, by: str) -> bytes:
    """Return a calendar with one event, made at `stamp` by whom the product name says."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_text(by)}//Hiroba//JA",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_moment(stamp)}",
        f"DTSTART:{_moment(event.starts_at)}",
        f"DTEND:{_moment(event.ends_at)}",
        f"SUMMARY:{_text(event.summary)}",
        *([f"LOCATION:{_text(event.location)}"] if event.location else []),
        *([f"URL:{event.url}"] if event.url else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _moment(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """Return a text with what means something in the format escaped (RFC 5545 3.3.11)."""
    for char in ("\\", ";", ","):
        value = value.replace(char, f"\\{char}")
    return value.replace("\n", "\\n")


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
