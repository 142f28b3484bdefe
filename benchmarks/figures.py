"""What was measured, and how it is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured thing. `of` is its yardstick, `ratio` how many of those it is."""

    what: str
    value: str
    ratio: float | None = None
    of: str = ""
    goal: str = ""
    reached: bool | None = None


HEAD = ("what", "measured", "beside the yardstick", "goal", "")
REACHED = {True: "reached", False: "**missed**", None: ""}


def as_table(figures: Iterable[Figure]) -> str:
    """Return the figures as a table in Markdown, its columns in line."""
    rows = [HEAD, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    head, *others = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in rows]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([head, rule, *others])


def _cells(figure: Figure) -> tuple[str, ...]:
    ratio = "" if figure.ratio is None else f"{figure.ratio:.3g} × {figure.of}"
    return figure.what, figure.value, ratio, figure.goal, REACHED[figure.reached]
