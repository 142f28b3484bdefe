"""Bar charts, drawn on the server: where each bar and line of an SVG stands.

Across, everything is in per cent, so that a chart is as wide as its place while its words keep
their size; down, in pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: Pixels: of the whole, above the highest bar, and beneath the bars for their labels.
HEIGHT, ABOVE, BENEATH = 200, 12, 28
#: Per cent at the left that the numbers of the lines need on a small screen.
LEFT = 14.0
#: How much of a bar's place it fills.
FILLED = 0.76
#: Lines beside the one at zero.
MOST_LINES = 3
#: Labels that fit beside each other on a small screen, and on a wide one.
FEW_LABELS, MOST_LABELS = 4, 10
#: What a line may stand for: one of these, times a power of ten.
ROUND_NUMBERS = (1, 2, 5)


@dataclass(frozen=True)
class Bar:
    """A value's bar: its left edge, its middle and width in per cent; its top and height in pixels.

    `labelled` ones have their label beneath them, where there is room; those that are
    `labelled_always`, on a small screen too.
    """

    label: str
    value: int
    x: float
    middle: float
    width: float
    y: float
    height: float
    labelled: bool
    labelled_always: bool


@dataclass(frozen=True)
class Line:
    """A line across, and the number it stands for."""

    value: int
    y: float


@dataclass(frozen=True)
class Chart:
    """A chart's bars in the order of its values, and its few lines from zero upwards."""

    height: int
    left: float
    bars: Sequence[Bar]
    lines: Sequence[Line]


def chart(values: Sequence[tuple[str, int]]) -> Chart:
    """Return the geometry of a chart of (label, value): bars from zero, the highest to the top.

    :raises ValueError: there is nothing to show, or a value is below zero.
    """
    if not values or min(value for _, value in values) < 0:
        raise ValueError("a chart shows at least one value, and none below zero")
    highest = max(1, *(value for _, value in values))
    place = (100 - LEFT) / len(values)
    many = every(len(values), MOST_LABELS)
    few = many * every(every(len(values), many), FEW_LABELS)
    bars = [
        Bar(
            label=label,
            value=value,
            x=round(LEFT + place * (number + (1 - FILLED) / 2), 2),
            middle=round(LEFT + place * (number + 0.5), 2),
            width=round(place * FILLED, 2),
            y=_y(value, highest),
            height=round(HEIGHT - BENEATH - _y(value, highest), 1),
            labelled=number % many == 0,
            labelled_always=number % few == 0,
        )
        for number, (label, value) in enumerate(values)
    ]
    lines = [Line(value, _y(value, highest)) for value in range(0, highest + 1, step(highest))]
    return Chart(height=HEIGHT, left=LEFT, bars=bars, lines=lines)


def step(highest: int) -> int:
    """Return the least round number of which so few lines reach up to a value."""
    power = 1
    while True:
        for number in ROUND_NUMBERS:
            if highest // (number * power) <= MOST_LINES:
                return number * power
        power *= 10


def every(bars: int, labels: int) -> int:
    """Return 1 where each bar may have a label, 2 where every second one may, and so on."""
    return -(-bars // labels)


def _y(value: int, highest: int) -> float:
    room = HEIGHT - ABOVE - BENEATH
    return round(HEIGHT - BENEATH - room * value / highest, 1)
