"""An event for a calendar, as RFC 5545 has it."""

from __future__ import annotations

from dataclasses import replace
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


def lines_of(*events: Event, name: str = "") -> list[str]:
    """A calendar made at a fixed moment, line by line."""
    made = ics(*events, stamp=datetime(2026, 12, 1, tzinfo=UTC), by="NANCiS", name=name)
    return made.decode().replace("\r\n ", "").split("\r\n")


def test_a_calendar_to_subscribe_to_reads_line_by_line() -> None:
    moment = datetime(2026, 12, 24, 18, 0, tzinfo=TOKYO)
    closing = Event("round-1@hiroba.example", moment, None, "締切", description="一行\n二行")
    session = Event(
        uid="2@hiroba.example",
        starts_at=moment,
        ends_at=moment + timedelta(hours=2),
        summary="学習会",
        location="会館",
        url="https://hiroba.example/ja/events/2",
        revision=3,
        revised_at=datetime(2026, 12, 2, 3, 4, 5, tzinfo=UTC),
        cancelled=True,
    )

    assert lines_of(closing, session, name="NANCiS") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//NANCiS//Hiroba//JA",
        "NAME:NANCiS",
        "X-WR-CALNAME:NANCiS",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "BEGIN:VEVENT",
        "UID:round-1@hiroba.example",
        "DTSTAMP:20261201T000000Z",
        "SEQUENCE:0",
        "DTSTART:20261224T090000Z",
        "SUMMARY:締切",
        r"DESCRIPTION:一行\n二行",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:2@hiroba.example",
        "DTSTAMP:20261202T030405Z",
        "SEQUENCE:3",
        "DTSTART:20261224T090000Z",
        "DTEND:20261224T110000Z",
        "SUMMARY:学習会",
        "LOCATION:会館",
        "URL:https://hiroba.example/ja/events/2",
        "STATUS:CANCELLED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_calendar_without_an_event_still_has_a_component() -> None:
    lines = lines_of(name="NANCiS")

    assert lines[6] == "BEGIN:VTIMEZONE"
    assert lines[-3:] == ["END:VTIMEZONE", "END:VCALENDAR", ""]


def test_no_line_break_of_a_text_ends_a_line_of_the_file() -> None:
    lines = lines_of(replace(EVENT, summary="a\r\nATTENDEE:b\nURL:c"))

    assert r"SUMMARY:a\nATTENDEE:b\nURL:c" in lines
