"""Charts: bars from zero in proportion, few lines at round numbers, labels that do not collide."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts import ABOVE, BENEATH, FEW_LABELS, HEIGHT, MOST_LABELS, MOST_LINES, chart, step

VALUES = st.lists(st.tuples(st.just("11/26"), st.integers(0, 10**9)), min_size=1, max_size=60)


def test_the_highest_bar_reaches_the_top_and_half_of_it_half_the_way() -> None:
    high, half = chart([("a", 40), ("b", 20)]).bars

    assert (high.y, high.height) == (ABOVE, HEIGHT - ABOVE - BENEATH)
    assert half.height == high.height / 2


def test_nothing_has_a_bar_of_no_height() -> None:
    drawn = chart([("a", 0), ("b", 0)])

    assert [bar.height for bar in drawn.bars] == [0, 0]


@given(VALUES)
def test_bars_stand_on_zero_beside_each_other_and_inside_the_chart(
    values: list[tuple[str, int]],
) -> None:
    drawn = chart(values)

    ends = [bar.x + bar.width for bar in drawn.bars]
    starts = [bar.x for bar in drawn.bars]
    assert all(bar.y + bar.height == pytest.approx(HEIGHT - BENEATH) for bar in drawn.bars)
    assert all(end < start for end, start in zip(ends, starts[1:], strict=False))
    assert starts[0] > drawn.left
    assert ends[-1] < 100


@given(VALUES)
def test_few_lines_stand_at_equal_steps_from_zero(values: list[tuple[str, int]]) -> None:
    lines = chart(values).lines

    assert lines[0].value == 0
    assert lines[0].y == HEIGHT - BENEATH
    assert 2 <= len(lines) <= MOST_LINES + 1
    assert len({b.value - a.value for a, b in pairwise(lines)}) == 1


@pytest.mark.parametrize(
    ("highest", "expected"),
    [(1, 1), (3, 1), (4, 2), (7, 2), (8, 5), (19, 5), (20, 10), (60, 20), (1204, 500)],
)
def test_lines_stand_at_round_numbers(highest: int, expected: int) -> None:
    assert step(highest) == expected


@given(VALUES)
def test_no_more_labels_are_shown_than_fit(values: list[tuple[str, int]]) -> None:
    bars = chart(values).bars

    always = sum(bar.labelled_always for bar in bars)
    assert 1 <= always <= FEW_LABELS
    assert sum(bar.labelled for bar in bars) <= MOST_LABELS


@given(VALUES)
def test_labels_stand_at_equal_steps(values: list[tuple[str, int]]) -> None:
    bars = chart(values).bars

    for shown in ([bar.labelled for bar in bars], [bar.labelled_always for bar in bars]):
        places = [place for place, is_shown in enumerate(shown) if is_shown]
        assert len({b - a for a, b in pairwise(places)}) <= 1


def test_every_second_bar_of_fourteen_has_its_label_on_a_wide_screen() -> None:
    bars = chart([(str(day), day) for day in range(14)]).bars

    assert [bar.label for bar in bars if bar.labelled] == ["0", "2", "4", "6", "8", "10", "12"]


@pytest.mark.parametrize("values", [[], [("a", -1)]], ids=["nothing", "below zero"])
def test_what_no_chart_can_show_is_refused(values: list[tuple[str, int]]) -> None:
    with pytest.raises(ValueError, match="a chart shows"):
        chart(values)
