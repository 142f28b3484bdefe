"""What the list of calls shows: its filters as they can be chosen, and those that are chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import url_for
from flask_babel import gettext as _

from campaigns.finding import FILTERS, STANDINGS, Value, Wanted
from campaigns.models import Status, Topic
from core.text import clean

E = TypeVar("E", bound=StrEnum)

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Filter:
    """A filter of the list: its name in the address, and what may be chosen, in words."""

    name: str
    label: str
    #: (value in the address, words, how many calls it leaves)
    options: list[tuple[str, str, int]]
    chosen: str


@dataclass(frozen=True)
class Active:
    """A filter that is chosen, and the address of the list without it."""

    label: str
    url: str


def asked(arguments: Mapping[str, str]) -> Wanted:
    """Return what an address asks for; a value that is none of ours asks for nothing."""
    year = arguments.get("year", "")
    status = _one_of(Status, arguments.get("status", ""))
    return Wanted(
        words=clean(arguments.get("q", "").replace("\0", ""))[:LONGEST_SEARCH],
        status=status if status in STANDINGS else None,
        topic=_one_of(Topic, arguments.get("topic", "")),
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
    )


def cursor(arguments: Mapping[str, str]) -> int | None:
    """Return the call after which a page begins; None for the first."""
    given = arguments.get("after", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 9 else None


def arguments_of(wanted: Wanted) -> dict[str, Any]:
    """Return what stands in the address of the list of what is wanted."""
    chosen = {name: getattr(wanted, name) for name in FILTERS}
    given = {"q": wanted.words} | {name: str(value) for name, value in chosen.items() if value}
    return {name: value for name, value in given.items() if value}


def filters(values: Mapping[str, list[Value]], wanted: Wanted) -> list[Filter]:
    """Return the filters that there is something to choose by."""
    return [
        Filter(
            name=name,
            label=labels()[name],
            options=[(str(one.value), in_words(one.value), one.number) for one in values[name]],
            chosen=arguments_of(wanted).get(name, ""),
        )
        for name in FILTERS
        if values[name]
    ]


def active(wanted: Wanted) -> list[Active]:
    """Return what is chosen, each with the way to take it off."""
    arguments = arguments_of(wanted)
    words = {"q": _("“%(words)s”", words=wanted.words)} | {
        name: in_words(getattr(wanted, name)) for name in FILTERS if name in arguments
    }
    return [
        Active(words[name], url_for("campaigns.all_calls", **_without(arguments, name)))
        for name in arguments
    ]


def labels() -> dict[str, str]:
    return {"status": _("Where it stands"), "topic": _("Topic"), "year": _("Year")}


def in_words(value: Status | Topic | int) -> str:
    return str(value) if isinstance(value, int) else str(value.label)


def _without(arguments: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {other: value for other, value in arguments.items() if other != name}


def _one_of(kind: type[E], given: str) -> E | None:
    return kind(given) if given in set(kind) else None
