"""From when to when, as a reader of each language expects it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.japanese import span


@pytest.mark.parametrize(
    ("hours", "japanese", "english"),
    [
        (
            2,
            "令和8年12月10日（木）18:30～20:30",
            "Thu 10 December 2026, 18:30–20:30 (Japan time)",
        ),
        (
            12,
            "令和8年12月10日（木）18:30～12月11日（金）06:30",
            "Thu 10 December 2026, 18:30 – Fri 11 December 2026, 06:30 (Japan time)",
        ),
        (
            24 * 30,
            "令和8年12月10日（木）18:30～令和9年1月9日（土）18:30",
            "Thu 10 December 2026, 18:30 – Sat 9 January 2027, 18:30 (Japan time)",
        ),
    ],
)
def test_a_span_names_its_weekdays_and_a_day_once(hours: int, japanese: str, english: str) -> None:
    begins = datetime(2026, 12, 10, 9, 30, tzinfo=UTC)
    ends = begins + timedelta(hours=hours)

    assert span(begins, ends, "ja") == japanese
    assert span(begins, ends, "en") == english
