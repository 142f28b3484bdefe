"""Who has won: every rule against every kind of vote, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.models import Choice, Majority, Reason, Result
from network.tallying import Cast, Outcome, Rule, Vote, decided, entitled, outcome, standing

DEADLINE = datetime(2026, 12, 10, 9, tzinfo=UTC)
LETTERS = {"+": Choice.FOR, "-": Choice.AGAINST, "0": Choice.ABSTAIN}

SIMPLE = Rule(50, Majority.SIMPLE)
TWO_THIRDS = Rule(50, Majority.TWO_THIRDS)
UNANIMITY = Rule(50, Majority.UNANIMITY)
COUNTING = {
    rule: Rule(rule.quorum, rule.majority, counts_abstentions=True)
    for rule in (SIMPLE, TWO_THIRDS, UNANIMITY)
}


def votes(number: int) -> list[Vote]:
    """Return the votes of so many people, each with one."""
    return [Vote(seat, frozenset({seat})) for seat in range(1, number + 1)]


def ballots(given: str, *, minutes_before: float = 60) -> list[Cast]:
    """Return a ballot for each seat from the first on: + for, - against, 0 abstention."""
    at = DEADLINE - timedelta(minutes=minutes_before)
    return [Cast(seat, seat, LETTERS[one], at) for seat, one in enumerate(given, start=1)]


#: rule, how many votes there are, what was voted → why it ended so.
TABLE: list[tuple[Rule, int, str, Reason]] = [
    # More for than against.
    (SIMPLE, 7, "++++---", Reason.ENOUGH),
    (SIMPLE, 7, "+++----", Reason.TOO_FEW),
    (SIMPLE, 7, "+++++++", Reason.ENOUGH),
    (SIMPLE, 7, "-------", Reason.TOO_FEW),
    (SIMPLE, 1, "+", Reason.ENOUGH),
    # A tie is not enough.
    (SIMPLE, 6, "+++---", Reason.TIE),
    (SIMPLE, 7, "+++---0", Reason.TIE),
    (COUNTING[SIMPLE], 7, "+++---0", Reason.TIE),
    # Abstentions alone carry nothing.
    (SIMPLE, 7, "0000000", Reason.TOO_FEW),
    (COUNTING[SIMPLE], 7, "0000000", Reason.TOO_FEW),
    # Abstentions are left out of the majority, or counted.
    (SIMPLE, 7, "++-0000", Reason.ENOUGH),
    (COUNTING[SIMPLE], 7, "++-0000", Reason.TOO_FEW),
    (COUNTING[SIMPLE], 7, "++++000", Reason.ENOUGH),
    (COUNTING[SIMPLE], 6, "+++000", Reason.TOO_FEW),
    # Quorum: half of the votes must be cast, abstentions among them.
    (SIMPLE, 7, "+++", Reason.NO_QUORUM),
    (SIMPLE, 7, "++++", Reason.ENOUGH),
    (SIMPLE, 6, "+++", Reason.ENOUGH),
    (SIMPLE, 7, "+000", Reason.ENOUGH),
    (SIMPLE, 7, "", Reason.NO_QUORUM),
    (Rule(0, Majority.SIMPLE), 7, "+", Reason.ENOUGH),
    (Rule(0, Majority.SIMPLE), 7, "", Reason.NO_QUORUM),
    (Rule(100, Majority.SIMPLE), 3, "++-", Reason.ENOUGH),
    (Rule(100, Majority.SIMPLE), 3, "++", Reason.NO_QUORUM),
    (Rule(67, Majority.SIMPLE), 3, "++", Reason.NO_QUORUM),
    (Rule(66, Majority.SIMPLE), 3, "++", Reason.ENOUGH),
    # Two thirds.
    (TWO_THIRDS, 6, "++++--", Reason.ENOUGH),
    (TWO_THIRDS, 7, "++++---", Reason.TOO_FEW),
    (TWO_THIRDS, 6, "+++---", Reason.TOO_FEW),
    (TWO_THIRDS, 6, "++-000", Reason.ENOUGH),
    (COUNTING[TWO_THIRDS], 6, "++++00", Reason.ENOUGH),
    (COUNTING[TWO_THIRDS], 6, "+++000", Reason.TOO_FEW),
    (TWO_THIRDS, 6, "000000", Reason.TOO_FEW),
    # Unanimity of the votes that were cast.
    (UNANIMITY, 7, "+++++++", Reason.ENOUGH),
    (UNANIMITY, 7, "++++", Reason.ENOUGH),
    (UNANIMITY, 7, "++++++-", Reason.TOO_FEW),
    (UNANIMITY, 7, "++++++0", Reason.ENOUGH),
    (COUNTING[UNANIMITY], 7, "++++++0", Reason.TOO_FEW),
    (UNANIMITY, 7, "0000000", Reason.TOO_FEW),
    # Nobody was entitled: everybody had a conflict of interest.
    (SIMPLE, 0, "", Reason.NO_QUORUM),
]


@pytest.mark.parametrize(("rule", "number", "given_votes", "reason"), TABLE)
def test_a_vote_ends_as_its_rule_says(
    rule: Rule, number: int, given_votes: str, reason: Reason
) -> None:
    found = outcome(rule, votes(number), ballots(given_votes), DEADLINE)

    result = Result.CARRIED if reason is Reason.ENOUGH else Result.REJECTED
    figures = [given_votes.count(letter) for letter in LETTERS]
    assert found == Outcome(result, reason, number, *figures)


@pytest.mark.parametrize(
    ("minutes_before", "counts"), [(0.001, True), (0.0, False), (-0.001, False)]
)
def test_a_ballot_counts_until_the_deadline_and_not_at_it(
    minutes_before: float, counts: bool
) -> None:
    late = ballots("+", minutes_before=minutes_before)

    assert standing(votes(1), late, DEADLINE) == ([Choice.FOR] if counts else [])


def test_late_votes_do_not_make_the_quorum() -> None:
    late = [Cast(3, 3, Choice.FOR, DEADLINE + timedelta(seconds=1))]

    found = outcome(SIMPLE, votes(6), ballots("++") + late, DEADLINE)

    assert (found.reason, found.cast) == (Reason.NO_QUORUM, 2)


def test_of_one_seat_the_latest_ballot_stands_in_whatever_order_they_are_read() -> None:
    shared = [Vote(1, frozenset({1, 2}))]
    earlier = Cast(1, 1, Choice.FOR, DEADLINE - timedelta(hours=2))
    later = Cast(1, 2, Choice.AGAINST, DEADLINE - timedelta(hours=1))

    found = [standing(shared, order, DEADLINE) for order in ([earlier, later], [later, earlier])]

    assert found == [[Choice.AGAINST], [Choice.AGAINST]]


def test_a_late_change_leaves_the_earlier_ballot_standing() -> None:
    changed = Cast(1, 1, Choice.AGAINST, DEADLINE)

    assert standing(votes(1), [*ballots("+"), changed], DEADLINE) == [Choice.FOR]


def test_a_vote_cast_by_proxy_counts_for_its_seat() -> None:
    by_proxy = Cast(2, 1, Choice.AGAINST, DEADLINE - timedelta(hours=1))

    found = outcome(SIMPLE, votes(2), [*ballots("+"), by_proxy], DEADLINE)

    assert (found.reason, found.votes_for, found.votes_against) == (Reason.TIE, 1, 1)


def test_a_conflict_makes_the_electorate_smaller() -> None:
    electorate = [*votes(5), Vote(6, frozenset({6}), frozenset({6}))]

    assert entitled(electorate) == 5
    assert outcome(SIMPLE, electorate, ballots("+++"), DEADLINE).reason is Reason.ENOUGH


def test_who_has_a_conflict_votes_neither_for_themselves_nor_by_proxy() -> None:
    electorate = [*votes(2), Vote(3, frozenset({3}), frozenset({3}))]
    at = DEADLINE - timedelta(hours=1)

    cast = [Cast(3, 3, Choice.FOR, at), Cast(1, 3, Choice.FOR, at), Cast(3, 2, Choice.FOR, at)]

    assert standing(electorate, cast, DEADLINE) == []


def test_an_organisation_keeps_its_vote_while_one_of_its_people_is_free() -> None:
    electorate = [Vote(1, frozenset({1, 2}), frozenset({1}))]
    at = DEADLINE - timedelta(hours=1)

    cast = [Cast(1, 2, Choice.FOR, at), Cast(1, 1, Choice.AGAINST, at + timedelta(minutes=1))]

    assert entitled(electorate) == 1
    assert standing(electorate, cast, DEADLINE) == [Choice.FOR]


def test_a_ballot_of_nobodys_seat_does_not_count() -> None:
    assert standing(votes(1), [Cast(9, 9, Choice.FOR, DEADLINE - timedelta(1))], DEADLINE) == []


rules = st.builds(
    Rule, st.integers(0, 100), st.sampled_from(Majority), counts_abstentions=st.booleans()
)


@given(rules, st.integers(0, 12), st.text("+-0", max_size=12))
def test_a_vote_more_for_it_never_stops_a_motion(rule: Rule, spare: int, cast: str) -> None:
    choices = [LETTERS[one] for one in cast]
    number = len(choices) + spare + 1

    before = decided(rule, number, choices)
    after = decided(rule, number, [*choices, Choice.FOR])

    assert before.result is Result.REJECTED or after.result is Result.CARRIED


@given(rules, st.integers(0, 12), st.text("+-0", max_size=12))
def test_what_carries_has_a_quorum_and_more_for_than_against(
    rule: Rule, spare: int, cast: str
) -> None:
    choices = [LETTERS[one] for one in cast]
    number = len(choices) + spare

    found = decided(rule, number, choices)

    if found.result is Result.CARRIED:
        assert found.votes_for > found.votes_against
        assert 100 * found.cast >= rule.quorum * number
