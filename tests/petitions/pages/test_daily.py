"""Signatures day by day: what a chart for staff shows, and whom it leaves out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, g

from campaigns.models import Statement
from core import japanese
from core.db import db, now
from network.models import Person
from network.roles import SignedIn
from petitions.models import Disclosure, Signature
from petitions.pages import daily, overview
from petitions.pages.daily import DAYS_SHOWN, DayByDay
from tests import factories
from tests.conftest import Visit

CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def statement(app: Flask) -> Iterator[Statement]:
    factories.make_custodians()
    with app.test_request_context("/staff/"):
        g.lang = "en"
        yield factories.make_statement()


def values(one: DayByDay) -> list[int]:
    return [bar.value for bar in one.chart.bars]


def confirmed(signature: Signature, when: datetime) -> None:
    signature.confirmed_at = when
    db.session.commit()


def person(statement: Statement, number: int) -> Signature:
    return factories.make_signature(
        statement, name=f"霜月 {number}", email=f"signer{number}@mail.example"
    )


def test_organisations_and_people_have_a_chart_each_and_are_not_added_up(
    statement: Statement,
) -> None:
    for number in range(2):
        person(statement, number)
    factories.make_organisation_signature(statement)

    found = daily.day_by_day(statement)

    assert [(one.caption, values(one)) for one in found] == [
        ("Organisations", [1]),
        ("People", [2]),
    ]


def test_an_undisclosed_organisation_is_in_no_bar(statement: Statement) -> None:
    factories.make_organisation_signature(statement, disclosure=Disclosure.UNDISCLOSED)

    assert daily.day_by_day(statement) == []


def test_an_undisclosed_organisation_has_no_day_in_the_list_either(statement: Statement) -> None:
    factories.make_organisation_signature(statement, disclosure=Disclosure.UNDISCLOSED)
    factories.make_organisation_signature(statement)
    g.person = SignedIn(1, "chie", "ja", frozenset())

    days = {one.disclosure: one.confirmed for one in overview.signatures(statement, page=1)}

    assert days["undisclosed"] is None
    assert days["public"] is not None


def test_one_that_does_not_count_is_in_no_bar(statement: Statement) -> None:
    person(statement, 1).withdrawn_at = now()
    db.session.commit()

    assert daily.day_by_day(statement) == []


def test_a_day_begins_at_midnight_in_tokyo_and_one_without_any_has_no_height(
    statement: Statement,
) -> None:
    today = now().replace(hour=3, minute=0)
    before, after = today - timedelta(days=3, hours=12, minutes=1), today - timedelta(days=3)
    for number, moment in enumerate((before, after)):
        confirmed(person(statement, number), moment.astimezone(UTC))

    (people,) = daily.day_by_day(statement)

    assert values(people)[:3] == [1, 1, 0]
    assert values(people)[-1] == 0


def test_the_newest_days_are_shown(statement: Statement) -> None:
    confirmed(person(statement, 1), now() - timedelta(days=90))
    confirmed(person(statement, 2), now() - timedelta(days=1))

    (people,) = daily.day_by_day(statement)

    assert len(people.chart.bars) == DAYS_SHOWN
    assert sum(values(people)) == 1


def test_where_the_newest_days_have_none_there_is_no_chart(statement: Statement) -> None:
    confirmed(person(statement, 1), now() - timedelta(days=90))

    assert daily.day_by_day(statement) == []


def test_a_chart_says_how_many_and_when_most_came(statement: Statement) -> None:
    day = datetime(2026, 11, 26, 3, tzinfo=UTC)
    for number in range(3):
        person(statement, number)
    counted = {day.date(): 3, day.date() + timedelta(days=1): 1200}

    told = daily.finding(sorted(counted), counted)

    assert told == "1,203 in 2 days; most on Fri 27 November: 1,200"


def test_the_days_take_one_query(statement: Statement, count_queries: CountQueries) -> None:
    person(statement, 1)
    factories.make_organisation_signature(statement)
    db.session.refresh(statement)

    with count_queries() as queries:
        daily.confirmed_a_day(statement)

    assert len(queries) == 1


def test_the_list_of_signatures_tells_the_day_and_no_hour(
    statement: Statement, visit: Visit, chie: Person
) -> None:
    signed = factories.make_organisation_signature(statement)

    page = visit(chie).get(f"/staff/statements/{statement.slug}").text

    listed = page[page.index('id="signatures"') :]
    assert f'datetime="{japanese.in_tokyo(signed.confirmed_at).date()}"' in listed
    assert "T" not in "".join(re.findall(r'datetime="([^"]*)"', listed))
