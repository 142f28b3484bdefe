"""The timeline of a campaign: which facts are told, in which order, in which words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

import pytest
from flask import Flask, g

from campaigns import timeline
from campaigns.models import Erratum, Outcome, Version
from campaigns.timeline import Fact, What
from core.db import db, now
from core.japanese import TOKYO
from tests import factories

NOON = datetime(2026, 11, 25, 12, tzinfo=TOKYO)
DAY = timedelta(days=1)
TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _english(app: Flask) -> Iterator[None]:
    with app.test_request_context("/en/"):
        g.lang = "en"
        yield


def fact(what: What, at: datetime | date, key: str = "", statement_id: int = 1) -> Fact:
    return Fact(what, at, key or what, statement_id, names=("Minister",), was=NOON, becomes=NOON)


ORDER = [
    fact(What.BEGUN, NOON - 40 * DAY),
    fact(What.OPENED, NOON - 30 * DAY),
    fact(What.CORRECTED, NOON - 20 * DAY),
    fact(What.EXTENDED, NOON - 15 * DAY),
    fact(What.CLOSING, NOON - 10 * DAY, "round 1"),
    # One day: what has an hour, then what has none, and the end last.
    fact(What.HANDED_OVER, NOON - DAY),
    fact(What.DUE, TODAY - DAY, "due"),
    fact(What.ANSWERED, TODAY - DAY, "reply a"),
    fact(What.ANSWERED, TODAY - DAY, "reply b"),
    fact(What.CONCLUDED, NOON - DAY - timedelta(hours=11)),
    fact(What.CLOSING, NOON, "round 2"),
    fact(What.DUE, TODAY + DAY, "due later"),
]


@pytest.mark.parametrize("seed", range(5))
def test_facts_stand_in_the_order_of_time_however_they_come(seed: int) -> None:
    mixed = ORDER.copy()
    Random(seed).shuffle(mixed)

    assert timeline.in_order(mixed) == ORDER


@pytest.mark.parametrize("what", [one for one in What if one not in timeline.PLANNED])
def test_what_lies_ahead_is_not_told(what: What) -> None:
    ahead = [fact(what, NOON + timedelta(seconds=1)), fact(what, TODAY + DAY)]

    assert timeline.told(ahead, titles={}, at=NOON) == []


@pytest.mark.parametrize(
    ("at", "to_come"),
    [
        (NOON + timedelta(seconds=1), True),
        (NOON, False),
        (NOON - DAY, False),
        (TODAY + DAY, True),
        (TODAY, True),
        (TODAY - DAY, False),
    ],
)
@pytest.mark.parametrize("what", sorted(timeline.PLANNED))
def test_a_deadline_that_lies_ahead_is_marked(
    what: What, at: datetime | date, to_come: bool
) -> None:
    (happening,) = timeline.told([fact(what, at)], titles={}, at=NOON)

    assert happening.to_come is to_come


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Fact(What.BEGUN, NOON, ""), "The campaign begins."),
        (Fact(What.OPENED, NOON, ""), "Published and open for signing."),
        (Fact(What.CORRECTED, NOON, "", note="a date"), "Corrected: a date"),
        (Fact(What.CLOSING, NOON, "", number=2), "Round 2 closes."),
        (Fact(What.CLOSING, NOON, ""), "Signing closes."),
        (
            Fact(What.EXTENDED, NOON, "", was=NOON, becomes=NOON + DAY),
            "The deadline was moved from Wed 25 November, 12:00 to Thu 26 November, 12:00.",
        ),
        (Fact(What.HANDED_OVER, NOON, "", names=("A", "B")), "Handed over to: A, B."),
        (Fact(What.DUE, TODAY, "", names=("A",)), "An answer was asked for by this day: A."),
        (Fact(What.ANSWERED, TODAY, "", names=("A",)), "Answered: A."),
        (Fact(What.CONCLUDED, NOON, "", note="Won"), "The campaign has ended: Won."),
    ],
)
def test_each_fact_is_a_sentence(one: Fact, words: str) -> None:
    assert timeline.in_words(one, {}) == words


def test_a_statement_is_named_where_there_are_several() -> None:
    told = timeline.told(
        [fact(What.OPENED, NOON), fact(What.BEGUN, NOON, statement_id=0)],
        titles={1: "First"},
        at=NOON,
    )

    assert [one.text for one in told] == [
        "The campaign begins.",
        "“First”: Published and open for signing.",
    ]


def test_a_campaign_tells_its_own_facts_and_those_of_its_statements() -> None:
    statement = factories.make_statement()
    statement.campaign.begun_at = now() - 3 * DAY
    statement.opened_at = now() - 2 * DAY
    statement.campaign.concluded_at = now()
    statement.campaign.outcome = Outcome.PARTLY
    first = statement.version
    names = ("title_ja", "title_en", "body_ja", "body_en", "demands_ja", "demands_en", "text_hash")
    second = Version(number=2, **{name: getattr(first, name) for name in names})
    second.erratum = Erratum(note_ja="日付", note_en="A date.", corrected_at=now() - DAY)
    statement.versions.append(second)
    db.session.commit()

    told = [one.text for one in timeline.timeline([statement]) if not one.to_come]

    assert told == [
        "The campaign begins.",
        "Published and open for signing.",
        "Corrected: A date.",
        "The campaign has ended: Partly won.",
    ]


def test_a_campaign_began_with_its_first_statement_at_the_latest() -> None:
    statement = factories.make_statement()
    statement.opened_at = now() - 2 * DAY
    db.session.commit()

    told = [one.text for one in timeline.timeline([statement]) if not one.to_come]

    assert told == ["The campaign begins.", "Published and open for signing."]
