"""What has happened in a campaign and what is planned, in one order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from flask_babel import gettext as _

from campaigns.models import Campaign, Outcome, Statement
from core import japanese
from core.db import now
from core.i18n import language
from core.offers import only


class What(StrEnum):
    """What can happen, in the order in which it does where the hour is not known."""

    BEGUN = "begun"
    OPENED = "opened"
    CORRECTED = "corrected"
    EXTENDED = "extended"
    CLOSING = "closing"
    HANDED_OVER = "handed over"
    DUE = "due"
    ANSWERED = "answered"
    CONCLUDED = "concluded"


#: What may lie ahead and is told all the same.
PLANNED = frozenset({What.CLOSING, What.DUE})


@dataclass(frozen=True)
class Fact:
    """Something that everybody may know of, at a moment, or on a day whose hour is not known.

    `key` tells it from all others for good. What the other fields hold depends on what it is.
    """

    what: What
    at: datetime | date
    key: str
    #: The statement that it happened to; None: the campaign as a whole.
    statement_id: int | None = None
    #: The round that closes or was extended, 0 where there is only one.
    number: int = 0
    #: The addressees.
    names: Sequence[str] = ()
    #: What a deadline was, and has become.
    was: datetime | None = None
    becomes: datetime | None = None
    #: What was corrected, or how it ended, in words.
    note: str = ""


@dataclass(frozen=True)
class Course:
    """Offered by the room where people sign: what has happened to statements there."""

    of: Callable[[Sequence[Statement]], list[Fact]]


@dataclass(frozen=True)
class Happening:
    """A point on a timeline, in words."""

    at: datetime | date
    text: str
    to_come: bool


def facts_of(statements: Sequence[Statement]) -> list[Fact]:
    """Return all facts of published statements and of their campaigns."""
    campaigns: dict[Campaign, list[Statement]] = {}
    for statement in statements:
        campaigns.setdefault(statement.campaign, []).append(statement)
    found = [fact for one, its in campaigns.items() for fact in _of_campaign(one, its)]
    found += [fact for statement in statements for fact in _of_statement(statement)]
    return found + only(Course).of(statements)


def begun_at(campaign: Campaign, statements: Iterable[Statement]) -> datetime:
    """Return when a campaign began: with its first published statement at the latest."""
    opened = (one.opened_at for one in statements if one.opened_at is not None)
    return min(campaign.begun_at, *opened)


def timeline(statements: Sequence[Statement]) -> list[Happening]:
    """Return the timeline of the campaign that these are the published statements of."""
    titles = {one.id: one.version.title for one in statements} if len(statements) > 1 else {}
    return told(facts_of(statements), titles=titles, at=now())


def of_statement(statement: Statement) -> list[Happening]:
    """Return the timeline of one published statement."""
    return told([*_of_statement(statement), *only(Course).of([statement])], titles={}, at=now())


def told(facts: Iterable[Fact], *, titles: Mapping[int, str], at: datetime) -> list[Happening]:
    """Return facts in words and in order; a statement that has a title here is told by it."""
    return [
        Happening(fact.at, in_words(fact, titles), to_come=_end(fact.at) > at)
        for fact in in_order(facts)
        if fact.what in PLANNED or _begin(fact.at) <= at
    ]


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Return facts in the order of time.

    On one day, what has an hour stands before what has none, and the end of a campaign last.
    """
    order = list(What)

    def place(fact: Fact) -> tuple[date, bool, datetime, int, str]:
        ends = fact.what == What.CONCLUDED
        return (_day(fact.at), ends, _end(fact.at), order.index(fact.what), fact.key)

    return sorted(facts, key=place)


def in_words(fact: Fact, titles: Mapping[int, str]) -> str:
    """Return what happened, as a sentence."""
    text = _sentence(fact)
    title = titles.get(fact.statement_id or 0)
    return _("“%(title)s”: %(text)s", title=title, text=text) if title else text


def _sentence(fact: Fact) -> str:
    names = _(", ").join(fact.names)
    sentences: dict[What, Callable[[], str]] = {
        What.BEGUN: lambda: _("The campaign begins."),
        What.OPENED: lambda: _("Published and open for signing."),
        What.CORRECTED: lambda: _("Corrected: %(note)s", note=fact.note),
        What.EXTENDED: lambda: _(
            "The deadline was moved from %(was)s to %(becomes)s.",
            was=_deadline(fact.was),
            becomes=_deadline(fact.becomes),
        ),
        What.CLOSING: lambda: (
            _("Round %(number)s closes.", number=fact.number)
            if fact.number
            else _("Signing closes.")
        ),
        What.HANDED_OVER: lambda: _("Handed over to: %(names)s.", names=names),
        What.DUE: lambda: _("An answer was asked for by this day: %(names)s.", names=names),
        What.ANSWERED: lambda: _("Answered: %(names)s.", names=names),
        What.CONCLUDED: lambda: _("The campaign has ended: %(outcome)s.", outcome=fact.note),
    }
    return sentences[fact.what]()


def _of_campaign(campaign: Campaign, statements: Iterable[Statement]) -> list[Fact]:
    key = f"campaigns/{campaign.slug}"
    facts = [Fact(What.BEGUN, begun_at(campaign, statements), f"{key}/begun")]
    if campaign.concluded_at is not None and campaign.outcome is not None:
        outcome = str(Outcome(campaign.outcome).label)
        ended = Fact(What.CONCLUDED, campaign.concluded_at, f"{key}/concluded", note=outcome)
        facts.append(ended)
    return facts


def _of_statement(statement: Statement) -> list[Fact]:
    assert statement.opened_at is not None
    key = f"statements/{statement.slug}"
    facts = [Fact(What.OPENED, statement.opened_at, f"{key}/opened", statement.id)]
    for version in statement.versions:
        if version.erratum is not None:
            corrected = Fact(
                What.CORRECTED,
                version.erratum.corrected_at,
                f"{key}/corrected/{version.number}",
                statement.id,
                note=version.erratum.note,
            )
            facts.append(corrected)
    return facts


def _deadline(moment: datetime | None) -> str:
    return japanese.deadline(moment, language()) if moment is not None else ""


def _day(at: datetime | date) -> date:
    return japanese.in_tokyo(at).date() if isinstance(at, datetime) else at


def _begin(at: datetime | date) -> datetime:
    return at if isinstance(at, datetime) else datetime.combine(at, time.min, japanese.TOKYO)


def _end(at: datetime | date) -> datetime:
    return at if isinstance(at, datetime) else datetime.combine(at, time.max, japanese.TOKYO)
