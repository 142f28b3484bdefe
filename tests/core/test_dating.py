"""Dates that contradict themselves."""

from __future__ import annotations

from datetime import date

import pytest

from core.dating import Doubt, DoubtfulDate, doubtful_dates

TODAY = date(2026, 11, 25)
TENTH = date(2026, 12, 10)  # a Thursday


@pytest.mark.parametrize(
    "text",
    [
        "12月10日（木）までに",
        "12月10日(木曜日)",
        "12月10日（木・祝）",
        "令和8年12月10日（木）",
        "令和８年１２月１０日（木）",
        "2026年12月10日（木）",
        "2026（令和8）年12月10日（木）",
        "令和8年（2026年）",
        "令和元年（2019年）、平成31年（2019年）",
        "12月10日（国会前）",
        "12月10日（水俣）",
        "2月29日",
        "Thursday, 10 December 2026",
        "Thu 10 December",
        "Thursday 10th December 2026",
        "December 10, 2026 (Thursday)",
        "on Thursday, December 10",
        "the second of May may 40 people",
        "You may 45 times",
        "",
    ],
)
def test_nothing_is_said_of_a_date_that_agrees(text: str) -> None:
    assert doubtful_dates(text, today=TODAY) == []


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("期限は12月10日（水）です", "12月10日（水）"),
        ("令和8年12月10日（水曜日）", "令和8年12月10日（水曜日）"),
        ("令和８年１２月１０日(水)", "令和８年１２月１０日(水)"),
        ("2026年12月10日（水・祝）", "2026年12月10日（水・祝）"),
        ("2026年（令和8年）12月10日（水）に", "2026年（令和8年）12月10日（水）"),
        ("by Wednesday, 10 December 2026.", "Wednesday, 10 December 2026"),
        ("by Wed 10 December", "Wed 10 December"),
        ("WEDNESDAY, DECEMBER 10", "WEDNESDAY, DECEMBER 10"),
        ("December 10, 2026 (Wednesday)", "December 10, 2026 (Wednesday)"),
        ("Wednesday, the 10th of December 2026", "Wednesday, the 10th of December 2026"),
    ],
)
def test_a_wrong_weekday_is_found_with_the_day_it_was_held_against(text: str, typed: str) -> None:
    found = doubtful_dates(text, today=TODAY)

    assert found == [DoubtfulDate(typed, Doubt.WEEKDAY, day=TENTH)]


@pytest.mark.parametrize(
    ("text", "typed", "year"),
    [
        ("令和8年（2025年）", "令和8年（2025年）", 2026),
        ("2026年（令和7年）の", "2026年（令和7年）", 2025),
        ("令和8（2027）年度", "令和8（2027）年", 2026),
        ("平成元年（1988年）", "平成元年（1988年）", 1989),
        ("昭和64年(1990年)", "昭和64年(1990年)", 1989),
    ],
)
def test_an_era_is_held_against_the_year_beside_it(text: str, typed: str, year: int) -> None:
    assert doubtful_dates(text, today=TODAY) == [DoubtfulDate(typed, Doubt.ERA, year=year)]


@pytest.mark.parametrize("typed", ["11月31日", "令和7年2月29日", "31 November 2026"])
def test_a_day_that_no_calendar_has_is_found(typed: str) -> None:
    assert doubtful_dates(typed, today=TODAY) == [DoubtfulDate(typed, Doubt.NO_SUCH_DAY)]


@pytest.mark.parametrize(
    ("today", "day"), [(date(2026, 1, 20), date(2025, 12, 31)), (TODAY, date(2026, 12, 31))]
)
def test_without_a_year_the_nearest_day_is_meant(today: date, day: date) -> None:
    (found,) = doubtful_dates("12月31日（月）", today=today)

    assert found.day == day


def test_what_is_found_stands_in_the_order_of_the_text_and_once() -> None:
    text = "Wed 10 December、11月31日、令和8年（2025年）、11月31日"

    found = doubtful_dates(text, today=TODAY)

    assert [one.doubt for one in found] == [Doubt.WEEKDAY, Doubt.NO_SUCH_DAY, Doubt.ERA]
