"""Dates as somebody typed them: those that contradict themselves, so that a person looks again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.japanese import ERAS, WEEKDAYS


class Doubt(StrEnum):
    """What is wrong with a date."""

    WEEKDAY = "weekday"
    NO_SUCH_DAY = "no such day"
    ERA = "era"


@dataclass(frozen=True)
class DoubtfulDate:
    """A date as it was typed, and what contradicts it.

    `day` is the day that it names, where there is one; `year` the Gregorian year of its era's.
    """

    typed: str
    doubt: Doubt
    day: date | None = None
    year: int | None = None


#: The Gregorian year before the first of each era.
_BEFORE = {name: first.year - 1 for first, name in ERAS}
_ERA = rf"(?:{'|'.join(_BEFORE)})\s?(?:元|\d{{1,2}})"
#: 令和8年, 2026年, 令和8年（2026年）, 2026年（令和8年）, 令和8（2026）年.
_BOTH_YEARS = rf"(?:{_ERA}年?\s?\(\s?\d{{4}}年?\s?\)年?|(?<!\d)\d{{4}}年?\s?\(\s?{_ERA}年?\s?\)年?)"
_YEAR = rf"(?P<year>{_BOTH_YEARS}|{_ERA}年|(?<!\d)\d{{4}}年)"
_JAPANESE = re.compile(
    rf"(?:{_YEAR}\s?|(?<!\d))(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日"
    rf"(?:\s?\(\s?(?P<weekday>[{WEEKDAYS}])(?:曜日?)?(?:・[^)]{{1,4}})?\s?\))?"
)
_YEARS = re.compile(_BOTH_YEARS)
_ERA_IN = re.compile(rf"(?P<era>{'|'.join(_BEFORE)})\s?(?P<number>元|\d{{1,2}})")
_WEST_IN = re.compile(r"\d{4}")

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _named(words: tuple[str, ...]) -> str:
    """Return a pattern for words written out, or cut to their first letters."""
    return "|".join(f"{one[:3]}(?:{one[3:]})?" if one[3:] else one for one in words)


_WEEKDAY = rf"(?:{_named(_DAYS)}|tues|thurs?)\.?"
_ENGLISH = tuple(
    re.compile(
        rf"\b(?:(?P<before>{_WEEKDAY})[,\s]\s?(?:the\s)?)?{order}\b(?:,?\s(?P<year>\d{{4}})(?!\d))?"
        rf"(?:\s?\((?P<after>{_WEEKDAY})\))?",
        re.IGNORECASE,
    )
    for order in (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{_named(_MONTHS)})",
        rf"(?P<month>{_named(_MONTHS)})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?",
    )
)


def doubtful_dates(text: str, *, today: date) -> list[DoubtfulDate]:
    """Return the dates of a text that contradict themselves, in its order, each once.

    A weekday is held against the day; where no year is said, against the one nearest to `today`.
    An era's year is held against the Gregorian one beside it.
    """
    # Full-width digits and brackets count as the others; nothing changes its place by that.
    plain = "".join(_narrow(char) for char in text)
    found = sorted(_doubts(plain, today), key=lambda one: one[0])
    return list(dict.fromkeys(doubt(text[start:end].strip()) for start, end, doubt in found))


@dataclass(frozen=True)
class _Why:
    """What contradicts a date, before its words are known."""

    doubt: Doubt
    day: date | None = None
    year: int | None = None

    def __call__(self, typed: str) -> DoubtfulDate:
        return DoubtfulDate(typed, self.doubt, self.day, self.year)


def _doubts(text: str, today: date) -> Iterator[tuple[int, int, _Why]]:
    for years in _YEARS.finditer(text):
        era, west = _era_year(years[0]), _west_year(years[0])
        if era != west:
            yield *years.span(), _Why(Doubt.ERA, year=era)
    for found in _JAPANESE.finditer(text):
        weekday = WEEKDAYS.index(found["weekday"]) if found["weekday"] else None
        year = found["year"] and (_west_year(found["year"]) or _era_year(found["year"]))
        if why := _why(year or None, int(found["month"]), int(found["day"]), weekday, today):
            yield *found.span(), why
    for pattern in _ENGLISH:
        for found in pattern.finditer(text):
            if why := _why_english(found, today):
                yield *found.span(), why


def _era_year(text: str) -> int | None:
    """Return the Gregorian year of a year that is written in its era."""
    found = _ERA_IN.search(text)
    if found is None:
        return None
    return _BEFORE[found["era"]] + (1 if found["number"] == "元" else int(found["number"]))


def _west_year(text: str) -> int | None:
    found = _WEST_IN.search(text)
    return int(found[0]) if found else None


def _why_english(found: re.Match[str], today: date) -> _Why | None:
    said = found["before"] or found["after"]
    if not said and not found["year"]:
        # “may 40” need not be a date at all.
        return None
    month = [one[:3] for one in _MONTHS].index(found["month"][:3].lower()) + 1
    weekday = [one[:3] for one in _DAYS].index(said[:3].lower()) if said else None
    year = int(found["year"]) if found["year"] else None
    return _why(year, month, int(found["day"]), weekday, today)


def _why(year: int | None, month: int, day: int, weekday: int | None, today: date) -> _Why | None:
    named = _nearest(month, day, today) if year is None else _on(year, month, day)
    if named is None:
        return _Why(Doubt.NO_SUCH_DAY)
    if weekday is not None and named.weekday() != weekday:
        return _Why(Doubt.WEEKDAY, day=named)
    return None


def _nearest(month: int, day: int, today: date) -> date | None:
    """Return the day nearest to `today`; a 29 February may be four years away."""
    years = range(today.year - 4, today.year + 5)
    days = [one for year in years if (one := _on(year, month, day))]
    return min(days, key=lambda one: abs(one - today), default=None)


def _on(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _narrow(char: str) -> str:
    narrow = unicodedata.normalize("NFKC", char)
    return narrow if len(narrow) == 1 else char
