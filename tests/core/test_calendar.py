"""An event for a calendar, as RFC 5545 has it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from core.calendar import LONGEST_LINE, Event, ics

TOKYO = timezone(timedelta(hours=9))
EVENT = Event(
    uid="1@hiroba.example",
    starts_at=datetime(2026, 12, 10, 18, 0, tzinfo=TOKYO),
    ends_at=datetime(2026, 12, 10, 20, 0, tzinfo=TOKYO),
    summary="第3回 世話人会; 予算, 決算\\ほか" + "とても長い題名" * 20,
    location="アバコビル\n5階",
    url="https://hiroba.example/staff/meetings/1",
)
MADE = ics(EVENT, stamp=datetime(2026, 12, 1, tzinfo=UTC), by="NANCiS")


def unfolded() -> list[str]:
    return MADE.decode().replace("\r\n ", "").split("\r\n")


def test_its_moments_are_in_utc() -> None:
    lines = unfolded()

    assert "DTSTART:20261210T090000Z" in lines
    assert "DTEND:20261210T110000Z" in lines
    assert "DTSTAMP:20261201T000000Z" in lines


def test_what_means_something_in_the_format_is_escaped() -> None:
    lines = unfolded()

    summary = next(line for line in lines if line.startswith("SUMMARY:"))
    assert summary.startswith(r"SUMMARY:第3回 世話人会\; 予算\, 決算\\ほか")
    assert r"LOCATION:アバコビル\n5階" in lines


def test_no_line_is_longer_than_allowed_and_no_letter_is_broken() -> None:
    physical = MADE.split(b"\r\n")

    assert max(map(len, physical)) <= LONGEST_LINE
    assert all(line.decode() or line == b"" for line in physical)


def test_it_begins_and_ends_as_a_calendar_does() -> None:
    lines = unfolded()

    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
