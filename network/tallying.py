"""Who has won a vote: pure functions of the rule, of who was entitled, and of the ballots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from network.models import Choice, Majority, Reason, Result


@dataclass(frozen=True)
class Rule:
    """How a motion is decided. `quorum` is the per cent of votes that must be cast."""

    quorum: int
    majority: Majority
    counts_abstentions: bool = False


@dataclass(frozen=True)
class Vote:
    """One vote of the electorate, by its seat: whose it is, and who of them is in conflict."""

    seat: int
    voters: frozenset[int]
    conflicted: frozenset[int] = frozenset()

    @property
    def counts(self) -> bool:
        """A vote nobody is free to cast is no part of the electorate."""
        return bool(self.voters - self.conflicted)


@dataclass(frozen=True)
class Cast:
    """A ballot: for which seat, by which voter (perhaps as a proxy), what, and when."""

    seat: int
    by: int
    choice: Choice
    at: datetime


@dataclass(frozen=True)
class Outcome:
    """How a vote ended, and the figures that show why."""

    result: Result
    reason: Reason
    entitled: int
    votes_for: int
    votes_against: int
    abstained: int

    @property
    def cast(self) -> int:
        return self.votes_for + self.votes_against + self.abstained


def outcome(
    rule: Rule, electorate: Sequence[Vote], ballots: Iterable[Cast], deadline: datetime
) -> Outcome:
    """Return how a vote by name ended. The order of the ballots makes no difference."""
    return decided(rule, entitled(electorate), standing(electorate, ballots, deadline))


def entitled(electorate: Iterable[Vote]) -> int:
    """Return how many votes there are: those of voters in conflict are no part of them."""
    return sum(vote.counts for vote in electorate)


def standing(
    electorate: Iterable[Vote], ballots: Iterable[Cast], deadline: datetime
) -> list[Choice]:
    """Return what counts: of each seat its latest ballot before the deadline, by a free voter."""
    votes = list(electorate)
    seats = {vote.seat for vote in votes if vote.counts}
    conflicted = frozenset().union(*(vote.conflicted for vote in votes))
    latest: dict[int, Cast] = {}
    for ballot in ballots:
        if ballot.seat not in seats or ballot.by in conflicted or ballot.at >= deadline:
            continue
        earlier = latest.get(ballot.seat)
        if earlier is None or earlier.at < ballot.at:
            latest[ballot.seat] = ballot
    return [ballot.choice for ballot in latest.values()]


def decided(rule: Rule, votes: int, choices: Iterable[Choice]) -> Outcome:
    """Return how a vote ended in which this was voted, of so many votes that there are."""
    counted = Counter(choices)
    pro, contra, abstained = (counted[choice] for choice in Choice)
    reason = _reason(rule, votes, pro, contra, abstained)
    result = Result.CARRIED if reason is Reason.ENOUGH else Result.REJECTED
    return Outcome(result, reason, votes, pro, contra, abstained)


def _reason(rule: Rule, votes: int, pro: int, contra: int, abstained: int) -> Reason:
    cast = pro + contra + abstained
    if cast == 0 or 100 * cast < rule.quorum * votes:
        return Reason.NO_QUORUM
    base = cast if rule.counts_abstentions else pro + contra
    if _is_enough(rule.majority, pro, base):
        return Reason.ENOUGH
    # Only where more for than against would have done does a tie say more than "too few".
    tied = rule.majority is Majority.SIMPLE and pro == contra > 0
    return Reason.TIE if tied else Reason.TOO_FEW


def _is_enough(majority: Majority, pro: int, base: int) -> bool:
    if majority is Majority.UNANIMITY:
        return 0 < pro == base
    if majority is Majority.TWO_THIRDS:
        return 0 < 2 * base <= 3 * pro
    return 2 * pro > base
