"""Drawing a card: the picture that others show beside a link, 1200 by 630 pixels."""

from __future__ import annotations

from functools import cache, lru_cache
from io import BytesIO
from itertools import groupby
from typing import Any

from core.documents import FACES, FALLBACKS, STATIC
from petitions.sharing.cards import Card
from petitions.sharing.lines import Measure, fitted

#: Pillow's ImageDraw and FreeTypeFont; it is loaded by whoever draws, and not before.
Pen = Any
Font = Any

WIDTH, HEIGHT = 1200, 630
#: A drawn card is some 40 kB, and most links lead to the few statements that are open.
KEPT = 128

MARGIN = 72
INNER = WIDTH - 2 * MARGIN
TITLE_TOP, TITLE_HEIGHT = 212, 236
LEADING = 1.38
MOST_LINES = 4
SIZES = (72, 64, 56, 48, 42, 36, 32, 28, 24, 20, 16)

#: Colours of static/app.css.
PAPER, INK, INK_2, AI = "#ffffff", "#1a1a1a", "#4d4d4d", "#00316a"

REGULAR, STRONG = 0, 1
#: The faces of each weight, in the order in which they are asked for a letter.
WEIGHTS = ((*FACES[REGULAR::2], *FALLBACKS), (*FACES[STRONG::2], *FALLBACKS))
#: Where the mark's squares stand (static/mark.svg); the last is hollow.
SQUARES = [(x, y) for y in (0, 9, 18) for x in (0, 9, 18) if (x, y) != (9, 9)]


@lru_cache(maxsize=KEPT)
def drawn(card: Card) -> bytes:
    """Return a card as a PNG; the same bytes for the same card, which is drawn once a process."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    _head(pen, card)
    _title(pen, card.title)
    _figures(pen, card)
    kept = BytesIO()
    picture.quantize(32, method=Image.Quantize.FASTOCTREE).save(kept, "PNG")
    return kept.getvalue()


def _head(pen: Pen, card: Card) -> None:
    """Draw who says it, what it is, and until when it can be signed."""
    _mark(pen, MARGIN, 56, 2)
    _write(pen, (MARGIN + 76, 82), card.network, _size_for(card.network, INNER - 76, 30), STRONG)
    pen.rectangle((MARGIN, 132, WIDTH - MARGIN - 1, 134), fill=INK)
    _write(pen, (MARGIN, 172), card.kind, 30, REGULAR, INK_2)
    left = INNER - _length(card.standing, 30, STRONG)
    _write(pen, (MARGIN + left, 172), card.standing, 30, STRONG, AI)


def _title(pen: Pen, title: str) -> None:
    sizes = {size: min(MOST_LINES, int(TITLE_HEIGHT / (size * LEADING))) for size in SIZES}
    setting = fitted(title, width=INNER, sizes=sizes, measure=_measure)
    step = setting.size * LEADING
    top = TITLE_TOP + max(0, TITLE_HEIGHT - step * len(setting.lines)) / 2
    for number, line in enumerate(setting.lines):
        _write(pen, (MARGIN, top + (number + 0.5) * step), line, setting.size, STRONG)


def _figures(pen: Pen, card: Card) -> None:
    pen.rectangle((MARGIN, 464, WIDTH - MARGIN - 1, 464), fill=INK_2)
    left: float = MARGIN
    for figure in card.figures:
        _write(pen, (left, 512), figure.number, 64, STRONG, AI)
        _write(pen, (left, 570), figure.words, 26, REGULAR, INK_2)
        wide = max(_length(figure.number, 64, STRONG), _length(figure.words, 26, REGULAR))
        left += wide + 72


def _mark(pen: Pen, left: int, top: int, scale: int) -> None:
    for x, y in SQUARES:
        corner = (left + x * scale, top + y * scale)
        box = (*corner, corner[0] + 8 * scale - 1, corner[1] + 8 * scale - 1)
        if (x, y) == SQUARES[-1]:
            pen.rectangle(box, outline=AI, width=2 * scale)
        else:
            pen.rectangle(box, fill=AI)


def _write(
    pen: Pen,
    place: tuple[float, float],
    text: str,
    size: int,
    weight: int,
    ink: str = INK,
) -> None:
    """Write a line from its left end on; `place` is half way up a letter of East Asia."""
    left, middle = place
    baseline = middle + size * 0.38
    for face, run in _runs(text, weight):
        font = _font(face, size)
        pen.text((left, baseline), run, fill=ink, font=font, anchor="ls")
        left += font.getlength(run)


def _size_for(text: str, width: float, size: int) -> int:
    """Return the largest size up to this one at which a text fits on one line."""
    while size > SIZES[-1] and _length(text, size, STRONG) > width:
        size -= 2
    return size


def _measure(size: int) -> Measure:
    """Return what measures a title's words at a size, each of them once."""
    return cache(lambda text: _length(text, size, STRONG))


def _length(text: str, size: int, weight: int) -> float:
    lengths: list[float] = [_font(face, size).getlength(run) for face, run in _runs(text, weight)]
    return sum(lengths)


def _runs(text: str, weight: int) -> list[tuple[str, str]]:
    """Return a text in runs with the face that has their letters; the first, where none has."""
    faces = WEIGHTS[weight]

    def face_of(char: str) -> str:
        return next((face for face in faces if ord(char) in _letters(face)), faces[0])

    return [(face, "".join(run)) for face, run in groupby(text, face_of)]


@cache
def _font(face: str, size: int) -> Font:
    from PIL import ImageFont

    return ImageFont.truetype(STATIC / "fonts" / face, size)


@cache
def _letters(face: str) -> frozenset[int]:
    """Return the characters that a face has."""
    from fontTools.ttLib import TTFont

    with TTFont(STATIC / "fonts" / face, lazy=True) as font:
        return frozenset(font.getBestCmap())
