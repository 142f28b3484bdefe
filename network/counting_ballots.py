"""Who is elected: a pure function of the seats, the ballots and who stands.

Approval voting: a ballot approves of any number of candidates, and those with the most approvals
take the seats. Nobody is elected whom nobody approves of. Where more candidates have the same
number than there are seats left for them, none of these is elected yet: a run-off decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Winners:
    """Those who are elected, by their numbers; fewer than the seats where too few were wanted."""

    elected: frozenset[int]


@dataclass(frozen=True)
class Tie:
    """Those who are elected in any case, and those who are as good for the `seats` left."""

    elected: frozenset[int]
    tied: frozenset[int]
    seats: int


def approvals(ballots: Iterable[Collection[int]], candidates: Collection[int]) -> dict[int, int]:
    """Return on how many ballots each candidate is approved of; one ballot counts once for each."""
    counted = Counter(one for ballot in ballots for one in set(ballot))
    return {candidate: counted[candidate] for candidate in candidates}


def elected(
    seats: int, ballots: Iterable[Collection[int]], candidates: Collection[int]
) -> Winners | Tie:
    """Return who takes the seats. The order of ballots and of candidates makes no difference."""
    counted = approvals(ballots, candidates)
    wanted = sorted((number for number in counted.values() if number), reverse=True)
    if len(wanted) <= seats:
        return Winners(_with(counted, at_least=1))
    last = wanted[seats - 1]
    if wanted[seats] < last:
        return Winners(_with(counted, at_least=last))
    above = _with(counted, at_least=last + 1)
    return Tie(above, _with(counted, at_least=last) - above, seats - len(above))


def _with(counted: dict[int, int], *, at_least: int) -> frozenset[int]:
    return frozenset(one for one, number in counted.items() if number >= at_least)
