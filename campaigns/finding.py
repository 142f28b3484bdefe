"""Finding calls: by words, by where they stand, by topic, by year; page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    Case,
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    Subquery,
    case,
    extract,
    func,
    literal,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from campaigns import reading
from campaigns.models import Addressing, Calling, Campaign, Statement, Status, Topic, Version
from campaigns.reading import Call
from core import searching
from core.db import db
from network.models import Office, Organisation

ON_A_PAGE = 20

#: What one may choose by: names of fields of Wanted and of Cell.
FILTERS = ("status", "topic", "year")
#: Where a call can stand, in the order in which it comes to stand there.
STANDINGS = (
    Status.OPEN, Status.CLOSED, Status.HANDED_OVER, Status.ANSWERED, Status.CONCLUDED,
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What is looked for; what is None may be anything."""

    words: str = ""
    status: Status | None = None
    topic: Topic | None = None
    year: int | None = None


@dataclass(frozen=True)
class Cell:
    """How many of the calls that hold the words are alike in all that one may choose by.

    `newest` are the first of them that can stand on the page.
    """

    status: Status
    topic: Topic | None
    year: int
    number: int
    newest: Sequence[int] = ()


@dataclass(frozen=True)
class Value:
    """A value of a filter, and how many calls choosing it would leave."""

    value: Status | Topic | int
    number: int


@dataclass(frozen=True)
class Found:
    """A page of calls, newest first; how many there are in all; what may be chosen, by filter."""

    calls: list[Call]
    number: int
    values: dict[str, list[Value]]
    #: The call after which the next page begins; None on the last.
    next: int | None


def find(wanted: Wanted, *, after: int | None = None) -> Found:
    """Return what is wanted, from behind a call on."""
    cells = _cells(_matching(wanted.words), after)
    fitting = [cell for cell in cells if _fits(cell, wanted)]
    statements = _newest([number for cell in fitting for number in cell.newest])
    page = statements[:ON_A_PAGE]
    return Found(
        calls=reading.calls(page),
        number=sum(cell.number for cell in fitting),
        values=values(cells, wanted),
        next=page[-1].id if len(statements) > ON_A_PAGE else None,
    )


def values(cells: Sequence[Cell], wanted: Wanted) -> dict[str, list[Value]]:
    """Return what each filter offers: the values that leave something, and the one chosen.

    How many a value leaves follows from what the other filters say, not from its own.
    """
    orders: dict[str, Iterable[Status | Topic | int]] = {
        "status": STANDINGS,
        "topic": Topic,
        "year": sorted({cell.year for cell in cells} | set(_chosen(wanted.year)), reverse=True),
    }
    return {name: list(_offered(cells, wanted, name, order)) for name, order in orders.items()}


def status() -> Case[str]:
    """Return the SQL of where a public statement stands: the same as Statement.status."""
    return case(
        (reading.is_open(), Status.OPEN),
        (Campaign.concluded_at.is_not(None), Status.CONCLUDED),
        (Statement.answered_at.is_not(None), Status.ANSWERED),
        (Statement.handed_over_at.is_not(None), Status.HANDED_OVER),
        else_=Status.CLOSED,
    )


def _offered(
    cells: Sequence[Cell], wanted: Wanted, name: str, order: Iterable[Status | Topic | int]
) -> Iterator[Value]:
    fitting = [cell for cell in cells if _fits(cell, wanted, but=name)]
    for value in order:
        number = sum(cell.number for cell in fitting if getattr(cell, name) == value)
        if number or value == getattr(wanted, name):
            yield Value(value, number)


def _fits(cell: Cell, wanted: Wanted, *, but: str = "") -> bool:
    return all(
        name == but or getattr(wanted, name) in {None, getattr(cell, name)} for name in FILTERS
    )


def _chosen(year: int | None) -> list[int]:
    return [] if year is None else [year]


def _matching(words: str) -> Subquery:
    """Return the SELECT of all public calls that hold the words, with what is chosen by."""
    year = extract("year", func.timezone("Asia/Tokyo", Statement.opened_at)).cast(Integer)
    query = (
        db.select(
            Statement.id,
            Statement.opened_at,
            status().label("status"),
            Campaign.topic.label("topic"),
            year.label("year"),
        )
        .join(Campaign)
        .where(reading.is_shown())
    )
    if patterns := searching.patterns(words):
        text = _text().lateral("searched")
        query = query.join(text, true()).where(
            *(text.c.words.op("~")(pattern) for pattern in patterns)
        )
    return query.subquery()


def _cells(matching: Subquery, after: int | None) -> list[Cell]:
    """Return the cells of what matches: the one query that looks into the texts."""
    columns = (matching.c.status, matching.c.topic, matching.c.year)
    place = tuple_(matching.c.opened_at, matching.c.id)
    newest = aggregate_order_by(matching.c.id, place.desc())
    behind: ColumnElement[bool] = true()
    if after is not None:
        opened = db.select(Statement.opened_at).where(Statement.id == after).scalar_subquery()
        behind = place < tuple_(opened, literal(after))
    rows = db.session.execute(
        db.select(*columns, func.count(), func.array_agg(newest).filter(behind)).group_by(*columns)
    )
    return [
        Cell(
            status=Status(status),
            topic=Topic(topic) if topic else None,
            year=year,
            number=number,
            newest=(ids or [])[: ON_A_PAGE + 1],
        )
        for status, topic, year, number, ids in rows
    ]


def _newest(ids: Sequence[int]) -> list[Statement]:
    """Return the newest of these, one more than stand on a page."""
    query = reading.shown().where(Statement.id.in_(ids))
    newest_first = query.order_by(Statement.opened_at.desc(), Statement.id.desc())
    return list(db.session.scalars(newest_first.limit(ON_A_PAGE + 1)))


def _text() -> Select[str]:
    """Return the SELECT of all the words of a statement that the public reads on its pages.

    Of its versions the newest alone: what an earlier one said may have been put right because it
    named somebody.
    """
    words = func.concat_ws(
        "\n",
        Version.title_ja,
        Version.title_en,
        Version.body_ja,
        Version.body_en,
        func.array_to_string(Version.demands_ja, "\n"),
        func.array_to_string(Version.demands_en, "\n"),
        Campaign.title_ja,
        Campaign.title_en,
        Campaign.goal_ja,
        Campaign.goal_en,
        _addressees(),
        _calling(),
    )
    newest = db.select(words.label("words")).where(Version.statement_id == Statement.id)
    return newest.order_by(Version.number.desc()).limit(1).correlate(Statement, Campaign)


def _addressees() -> ScalarSelect[str]:
    names = func.concat_ws(
        "\n", Office.title_ja, Office.title_en, Office.ministry_ja, Office.ministry_en
    )
    return (
        db.select(func.string_agg(names, "\n"))
        .join(Addressing, Addressing.office_id == Office.id)
        .where(Addressing.statement_id == Statement.id)
        .correlate(Statement)
        .scalar_subquery()
    )


def _calling() -> ScalarSelect[str]:
    names = func.concat_ws(
        "\n", Calling.name_ja, Calling.name_en, Organisation.name_ja, Organisation.name_en
    )
    return (
        db.select(func.string_agg(names, "\n"))
        .select_from(Calling)
        .outerjoin(Organisation, Calling.organisation_id == Organisation.id)
        .where(Calling.statement_id == Statement.id)
        .correlate(Statement)
        .scalar_subquery()
    )
