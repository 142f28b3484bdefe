"""Cards as pictures: everything stands within the picture, and the same card is the same bytes."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageChops

from petitions.sharing import drawing
from petitions.sharing.cards import Card, Figure

CARD = Card(
    network="市民社会スペースNGOアクションネットワーク（NANCiS）",
    kind="公開質問状",
    title="海外送金および現金の持出しに関する規制が国際協力活動に与える影響についての公開質問状",
    standing="12月10日（木）18時まで",
    figures=(Figure("43", "団体（団体名公表）"), Figure("17", "団体（団体名非公表）")),
)


def seen(card: Card) -> Image.Image:
    return Image.open(BytesIO(drawing.drawn(card))).convert("RGB")


def changed(**values: object) -> Card:
    return Card(**{**vars(CARD), **values})


@pytest.mark.parametrize(
    "title",
    ["要請書", CARD.title, CARD.title * 3, "Łódź, 𠮷野家 and العربية " * 6, "社" * 400, "w" * 400],
)
def test_whatever_the_title_the_margins_stay_empty(title: str) -> None:
    picture = seen(changed(title=title))

    paper = picture.getpixel((0, 0))
    empty = Image.new("RGB", picture.size, paper)
    box = ImageChops.difference(picture, empty).getbbox()
    assert box is not None
    assert box[0] >= drawing.MARGIN - 6
    assert box[2] <= drawing.WIDTH - drawing.MARGIN + 6


def test_two_titles_that_differ_at_their_end_are_drawn_otherwise() -> None:
    long = CARD.title * 3

    assert drawing.drawn(changed(title=f"{long}甲")) != drawing.drawn(changed(title=f"{long}乙"))


def test_the_same_card_is_drawn_once_and_to_the_same_bytes() -> None:
    first = drawing.drawn(CARD)
    before = drawing.drawn.cache_info().hits

    again = drawing.drawn(changed())

    assert again is first
    assert drawing.drawn.cache_info().hits == before + 1
    drawing.drawn.cache_clear()
    assert drawing.drawn(CARD) == first
