"""What a card says: published figures apart, until when it can be signed, or what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from flask import Flask, g

from campaigns.models import Status
from campaigns.reading import Counts
from core.japanese import TOKYO
from petitions.sharing import cards

SIX = datetime(2026, 12, 10, 18, tzinfo=TOKYO)


@dataclass(frozen=True)
class Told:
    slug: str = "civic-space"
    title: str = "Guarantee the space"
    kind: str = "Request"
    status: Status = Status.OPEN
    closes_at: datetime | None = SIX


@pytest.fixture(autouse=True)
def _in_english(app: Flask) -> Iterator[None]:
    with app.test_request_context("/en/"):
        g.lang = "en"
        yield


@pytest.mark.parametrize(
    ("told", "standing"),
    [
        (Told(), "Open until Thu 10 December, 18:00"),
        (Told(closes_at=None), "Open for signing"),
        (Told(status=Status.CLOSED), "Signing has closed"),
        (Told(status=Status.HANDED_OVER), "Handed over"),
    ],
)
def test_it_says_until_when_or_what_became_of_it(told: Told, standing: str) -> None:
    assert cards.standing(told) == standing


@pytest.mark.parametrize(
    ("counts", "figures"),
    [
        (
            Counts(43, 17, 9280),
            ["43 organisations named", "17 organisations not named", "9,280 people signed"],
        ),
        (Counts(1, 0, 1), ["1 organisation named", "1 person signed"]),
        (Counts(0, 0, 412), ["412 people signed"]),
        (Counts(0, 0, 0), ["0 organisations named"]),
        (Counts(0, 3, 0), ["0 organisations named", "3 organisations not named"]),
    ],
)
def test_figures_stand_apart_and_are_never_added_up(counts: Counts, figures: list[str]) -> None:
    assert [f"{one.number} {one.words}" for one in cards.figures(counts)] == figures


def test_what_is_told_in_its_place_says_all_that_is_drawn() -> None:
    card = cards.card_of(Told(), Counts(43, 17, 9280))

    drawn = [card.title, card.kind, card.standing, card.network, "43 organisations named"]
    assert [text for text in drawn if text not in card.alt] == []
