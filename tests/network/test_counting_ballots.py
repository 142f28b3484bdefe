"""Who is elected by which ballots: every way in which seats can be taken, tied, or stay empty."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.counting_ballots import Tie, Winners, approvals, elected

AKI, BEN, CHO, DAN = 1, 2, 3, 4
ALL = (AKI, BEN, CHO, DAN)


def winners(*who: int) -> Winners:
    return Winners(frozenset(who))


def tie(*above: int, tied: set[int], seats: int) -> Tie:
    return Tie(frozenset(above), frozenset(tied), seats)


@pytest.mark.parametrize(
    ("seats", "ballots", "expected"),
    [
        pytest.param(1, [{AKI}, {AKI}, {BEN}], winners(AKI), id="the most approvals win"),
        pytest.param(1, [{AKI, BEN}, {BEN}], winners(BEN), id="one may approve of several"),
        pytest.param(
            2, [{AKI, BEN}, {BEN, AKI}], winners(AKI, BEN), id="equal, and both have room"
        ),
        pytest.param(
            2,
            [{AKI, BEN}, {AKI, BEN}, {CHO}],
            winners(AKI, BEN),
            id="equal above the last seat is no tie",
        ),
        pytest.param(
            2,
            [{AKI, BEN}, {AKI, CHO}],
            tie(AKI, tied={BEN, CHO}, seats=1),
            id="a tie at the last seat",
        ),
        pytest.param(
            1, [{AKI}, {BEN}], tie(tied={AKI, BEN}, seats=1), id="a tie for the only seat"
        ),
        pytest.param(
            2,
            [{AKI, BEN, CHO}],
            tie(tied={AKI, BEN, CHO}, seats=2),
            id="three are tied for two seats",
        ),
        pytest.param(
            3,
            [{AKI, BEN}, {AKI, CHO}, {AKI, DAN}],
            tie(AKI, tied={BEN, CHO, DAN}, seats=2),
            id="three are tied for the two that are left",
        ),
        pytest.param(3, [{AKI}, {AKI}], winners(AKI), id="nobody is elected without an approval"),
        pytest.param(5, [{AKI, BEN}], winners(AKI, BEN), id="more seats than candidates"),
        pytest.param(4, [set(ALL)], winners(*ALL), id="as many seats as candidates"),
        pytest.param(2, [set(), set()], winners(), id="empty ballots approve of nobody"),
        pytest.param(2, [], winners(), id="no ballots at all"),
        pytest.param(1, [{AKI}, set(), set()], winners(AKI), id="empty ballots weigh nothing"),
    ],
)
def test_the_seats_go_to(seats: int, ballots: list[set[int]], expected: Winners | Tie) -> None:
    assert elected(seats, ballots, ALL) == expected


def test_nobody_stands() -> None:
    assert elected(2, [set()], ()) == winners()


def test_a_candidate_named_twice_on_a_ballot_is_approved_of_once() -> None:
    assert approvals([[AKI, AKI], [BEN]], (AKI, BEN)) == {AKI: 1, BEN: 1}


def test_the_order_of_ballots_and_candidates_makes_no_difference() -> None:
    ballots = [{AKI, BEN}, {BEN, CHO}, {CHO, AKI}, {DAN}]

    found = {
        repr(elected(2, order, candidates))
        for order in permutations(ballots)
        for candidates in (ALL, ALL[::-1])
    }

    assert len(found) == 1


@given(
    st.integers(min_value=1, max_value=5),
    st.lists(st.frozensets(st.sampled_from(ALL)), max_size=12),
)
def test_no_more_are_elected_than_there_are_seats_and_none_with_fewer_approvals_than_another(
    seats: int, ballots: list[frozenset[int]]
) -> None:
    found, counted = elected(seats, ballots, ALL), approvals(ballots, ALL)
    tied = found.tied if isinstance(found, Tie) else frozenset()

    least = min((counted[one] for one in found.elected), default=None)
    most = max((counted[one] for one in set(ALL) - found.elected - tied), default=0)
    assert len(found.elected) <= seats
    assert least is None or least > most or not most
    if isinstance(found, Tie):
        assert len(found.tied) > found.seats == seats - len(found.elected) >= 1
