"""What was measured, and how it is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured thing. `of` is the yardstick and `ratio` how much of it, or how often, we are."""

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
    lines = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|"] + lines[1:])


def _cells(figure: Figure) -> tuple[str, ...]:
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f} × {figure.of}"
    return figure.what, figure.value, ratio, figure.goal, REACHED[figure.reached]
