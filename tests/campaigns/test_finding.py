"""Finding calls by words, by where they stand, by topic and year."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func

from campaigns import finding
from campaigns.finding import Cell, Value, Wanted
from campaigns.models import (
    Campaign,
    Outcome,
    Rejected,
    Statement,
    Status,
    TakenDown,
    Topic,
    Version,
)
from core.db import db, now
from petitions.models import Disclosure
from tests import factories

CountQueries = Callable[[], AbstractContextManager[list[str]]]
DAY = timedelta(days=1)

CELLS = [
    Cell(Status.OPEN, Topic.ASSEMBLY, 2026, 2),
    Cell(Status.OPEN, Topic.PRIVACY, 2026, 1),
    Cell(Status.CLOSED, Topic.ASSEMBLY, 2025, 4),
    Cell(Status.ANSWERED, None, 2025, 8),
]


@pytest.fixture(autouse=True)
def _page(app: Flask) -> Any:
    """A page in Japanese: lists tell where each call is read."""
    with app.test_request_context("/ja/campaigns/"):
        yield


def make(slug: str, **changes: Any) -> Statement:
    """A published statement with other columns than usual, its campaign's by `campaign_…`."""
    drafted = {name: changes.pop(name) for name in ("body_ja", "calling") if name in changes}
    statement = factories.make_statement(slug=slug, **drafted)
    for name, value in changes.items():
        owner = statement.campaign if name.startswith("campaign_") else statement
        setattr(owner, name.removeprefix("campaign_"), value)
    db.session.commit()
    return statement


def found(words: str = "", **wanted: Any) -> set[str]:
    return {call.slug for call in finding.find(Wanted(words, **wanted)).calls}


# ---- What may be chosen


@pytest.mark.parametrize(
    ("wanted", "status", "topic", "year"),
    [
        (
            Wanted(),
            [("open", 3), ("closed", 4), ("answered", 8)],
            [("assembly", 6), ("privacy", 1)],
            [(2026, 3), (2025, 12)],
        ),
        (
            Wanted(status=Status.OPEN),
            [("open", 3), ("closed", 4), ("answered", 8)],
            [("assembly", 2), ("privacy", 1)],
            [(2026, 3)],
        ),
        (
            Wanted(topic=Topic.ASSEMBLY, year=2025),
            [("closed", 4)],
            [("assembly", 4)],
            [(2026, 2), (2025, 4)],
        ),
        (
            Wanted(status=Status.CONCLUDED, year=1999),
            [("concluded", 0)],
            [],
            [(1999, 0)],
        ),
    ],
)
def test_a_filter_says_how_many_calls_each_of_its_values_would_leave(
    wanted: Wanted,
    status: list[tuple[str, int]],
    topic: list[tuple[str, int]],
    year: list[tuple[int, int]],
) -> None:
    offered = finding.values(CELLS, wanted)

    assert offered == {
        "status": [Value(Status(value), number) for value, number in status],
        "topic": [Value(Topic(value), number) for value, number in topic],
        "year": [Value(value, number) for value, number in year],
    }


def test_the_database_sees_a_statement_stand_where_python_does() -> None:
    ago = now() - DAY
    over = {"closes_at": ago}
    make("open")
    make("no-end", closes_at=None)
    make("handed-over-while-open", handed_over_at=ago)
    make("past", **over)
    make("closed-by-hand", closed_at=ago, closes_at=None)
    make("handed-over", handed_over_at=ago, **over)
    make("answered", handed_over_at=ago, answered_at=ago, **over)
    make("concluded", campaign_concluded_at=ago, campaign_outcome=Outcome.WON, **over)

    seen = db.session.execute(db.select(Statement, finding.status()).join(Campaign)).all()

    assert len(seen) == 8
    assert {one.slug: status for one, status in seen} == {one.slug: one.status for one, _ in seen}
    assert {status for _, status in seen} == set(finding.STANDINGS)


def test_calls_are_narrowed_down_by_all_that_is_chosen() -> None:
    new_year = datetime(2025, 12, 31, 15, tzinfo=UTC)
    make("assembly", campaign_topic=Topic.ASSEMBLY, opened_at=new_year)
    make("privacy", campaign_topic=Topic.PRIVACY, opened_at=new_year - timedelta(seconds=1))
    make("over", closes_at=now() - DAY, opened_at=new_year)

    assert found(topic=Topic.ASSEMBLY) == {"assembly"}
    assert found(year=2026) == {"assembly", "over"}
    assert found(year=2025) == {"privacy"}
    assert found(status=Status.OPEN, year=2026) == {"assembly"}
    assert found(status=Status.CLOSED, topic=Topic.PRIVACY) == set()


# ---- Words


@pytest.mark.parametrize(
    "words",
    [
        "要請",
        "下記の",
        "協議の場",
        "外務",
        "ministry of f",
        "北海",
        "青の会",
        "すこやか",
        "speak",
        "ＣＩＶＩＬ　society",
        "スペース 外務大臣 記録",
    ],
)
def test_a_call_is_found_by_any_word_that_its_pages_show(words: str) -> None:
    make(
        "civic-space",
        campaign_goal_ja="すこやかな議論",
        campaign_goal_en="That all may SPEAK",
        calling=("北海道NGOネットワーク協議会", "青の会"),
    )

    assert found(words) == {"civic-space"}


def test_a_call_without_one_of_the_words_is_not_found() -> None:
    make("civic-space")

    assert found("要請 監視") == set()


def test_what_an_earlier_version_said_is_not_found() -> None:
    statement = make("civic-space", body_ja="隣の岬さんは")
    first = statement.version
    names = ("title_ja", "title_en", "body_en", "demands_ja", "demands_en", "text_hash")
    same = {name: getattr(first, name) for name in names}
    db.session.add(Version(statement_id=statement.id, number=2, body_ja="ある人は", **same))
    db.session.commit()

    assert found("岬さん") == set()
    assert found("ある人") == {"civic-space"}


def test_what_is_not_public_is_not_found() -> None:
    factories.make_statement(slug="draft", opened=False)
    make("scheduled", opened_at=now() + DAY)
    make("taken-down", taken_down_at=func.now(), taken_down_for=TakenDown.DANGER)
    rejected = factories.make_statement(slug="rejected", opened=False)
    rejected.rejected_at, rejected.rejected_for = func.now(), Rejected.SCOPE
    db.session.commit()

    assert found("要請") == set()
    assert finding.find(Wanted()).number == 0


def test_nobody_is_found_by_having_signed() -> None:
    factories.make_custodians()
    statement = make("civic-space")
    for disclosure in Disclosure:
        factories.make_organisation_signature(
            statement,
            organisation="霧の会",
            email=f"{disclosure}@kiri.example",
            comment="霧のことば",
            disclosure=disclosure,
        )

    assert found("霧の") == set()


# ---- Pages


def test_pages_follow_each_other_without_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "ON_A_PAGE", 2)
    same = now() - DAY
    for number in range(5):
        make(f"call-{number}", opened_at=same, campaign_topic=Topic.FUNDING if number % 2 else None)

    pages, after = [], None
    while True:
        page = finding.find(Wanted(), after=after)
        pages.append([call.slug for call in page.calls])
        assert page.number == 5
        if page.next is None:
            break
        after = page.next

    assert pages == [["call-4", "call-3"], ["call-2", "call-1"], ["call-0"]]


def test_behind_what_is_not_there_is_nothing() -> None:
    make("civic-space")

    assert finding.find(Wanted(), after=999_999_999).calls == []


def test_a_longer_list_takes_no_more_queries(count_queries: CountQueries) -> None:
    needed = []
    for number in range(2):
        make(f"call-{number}")
        db.session.expire_all()
        with count_queries() as queries:
            finding.find(Wanted("要請", status=Status.OPEN))
        needed.append(len(queries))

    assert needed == [6, 6]
