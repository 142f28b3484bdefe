"""What the pages of elections show, in the words of its reader and by what they may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import g, url_for
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core import japanese
from core.access import Permission
from core.db import db, now
from core.i18n import language
from core.tasks import Task
from network import balloting, electing, returning
from network.models import Candidate, CountedBallot, Election, Outcome, Person

PHASES: dict[str, LazyString] = {
    "cancelled": _l("Called off"),
    "nominating": _l("Open for nominations"),
    "waiting": _l("Voting has not begun"),
    "voting": _l("Open for votes"),
    "counting": _l("Ballots wait to be opened"),
    "run-off": _l("Tied: a run-off decides"),
    "decided": _l("Decided"),
}
RESULTS: dict[Outcome, LazyString] = {
    Outcome.ELECTED: _l("elected"),
    Outcome.TIED: _l("tied"),
    Outcome.NOT_ELECTED: _l("not elected"),
}


@dataclass(frozen=True)
class ElectionRow:
    """An election in the list. `todo` tells that something waits for the reader in it."""

    url: str
    seats: int
    is_run_off: bool
    term_starts_on: date
    term_ends_on: date
    phase: str
    phase_name: LazyString
    voting_until: datetime
    todo: bool


@dataclass(frozen=True)
class CandidateRow:
    name: str
    nominated_by: str
    is_own: bool
    answer: str
    approvals: int | None
    result: str
    result_name: LazyString | None


@dataclass(frozen=True)
class Step:
    """A moment in an election, in words."""

    at: datetime
    text: str
    to_come: bool


@dataclass(frozen=True)
class BallotRow:
    """A counted ballot: its receipt, and of whom it approves."""

    receipt: str
    approved: str


@dataclass(frozen=True)
class CountRow:
    name: str
    opened: int
    at: datetime


def rows() -> list[ElectionRow]:
    return [row(one) for one in electing.elections()]


def row(election: Election) -> ElectionRow:
    found = phase(election)
    return ElectionRow(
        url=url_for("network_elections.election", public_id=election.public_id),
        seats=election.seats,
        is_run_off=election.run_off_of_id is not None,
        term_starts_on=election.term_starts_on,
        term_ends_on=election.term_ends_on,
        phase=found,
        phase_name=PHASES[found],
        voting_until=election.voting_until,
        todo=may_vote(election) or waits_for_answer(election),
    )


def phase(election: Election) -> str:
    """Return where an election stands: one of PHASES."""
    if election.cancelled_at is not None:
        return "cancelled"
    if election.closed_at is not None:
        tied = any(one.result == Outcome.TIED for one in election.standing)
        return "run-off" if tied else "decided"
    if now() >= election.voting_until:
        return "counting"
    if election.opened_at is not None:
        return "voting"
    return "nominating" if now() < election.nominations_until else "waiting"


def may_vote(election: Election) -> bool:
    """Tell whether the reader's ballot can be cast now, and has not been."""
    if phase(election) != "voting" or not g.person.may(Permission.DECIDE):
        return False
    voter = balloting.elector(election, g.person.id)
    return voter is not None and not balloting.has_voted(voter)


def waits_for_answer(election: Election) -> bool:
    """Tell whether somebody nominated the reader, who has yet to say whether they stand."""
    own = electing.candidate_of(election, g.person.id)
    if own is None or phase(election) != "nominating":
        return False
    return own.accepted_at is None and own.declined_at is None


def election(found: Election) -> dict[str, Any]:
    """Return what the page of an election shows to whoever reads it."""
    reads_ballots = found.closed_at is not None and g.person.may(Permission.DECIDE)
    cast, possible = balloting.turnout(found)
    run_off = electing.run_off_after(found)
    here = phase(found)
    own = electing.candidate_of(found, g.person.id)
    decides = g.person.may(Permission.DECIDE)
    prepares = g.person.may(Permission.PREPARE_DECISION)
    stands = own is not None and own.accepted_at is not None
    return {
        "election": found,
        "phase": here,
        "phase_name": PHASES[here],
        "steps": steps(found),
        "candidates": [candidate(one) for one in nominated(found)],
        "officers": [one.name for one in found.officers],
        "cast": cast,
        "possible": possible,
        "voters": balloting.who_voted(found) if here in {"decided", "run-off"} and decides else [],
        "ballots": [ballot(found, one) for one in returning.counted(found)]
        if reads_ballots
        else [],
        "own": own,
        "may_vote": may_vote(found),
        "elects": balloting.elector(found, g.person.id) is not None,
        "may_nominate": here == "nominating" and decides,
        "may_answer": own is not None and here == "nominating",
        "may_cancel": prepares and not found.ended and not stands,
        "may_call_run_off": prepares and here == "run-off" and run_off is None,
        "may_count": here == "counting" and g.person.may(Permission.KEEP_KEYS),
        "run_off_url": url_of(run_off),
        "first_url": url_of(found.run_off_of),
        "urls": urls(found),
    }


def count(found: Election) -> dict[str, Any]:
    """Return what the page of the count shows to a returning officer."""
    cast, possible = balloting.turnout(found)
    handed = returning.counts(found)
    return {
        "election": found,
        "phase": phase(found),
        "officers": [one.name for one in found.officers],
        "cast": cast,
        "possible": possible,
        "counts": [CountRow(one.person.name, one.opened, one.handed_in_at) for one in handed],
        "differ": len({one.digest for one in handed}) > 1,
        "urls": urls(found),
        "results": [candidate(one) for one in nominated(found)] if found.closed_at else [],
    }


def steps(found: Election) -> list[Step]:
    """Return the moments of an election in their order."""
    moments = [
        (found.called_at, _("The election is called.")),
        (found.nominations_until, _("Nominations close.")),
        (found.voting_from, _("Voting begins. Whoever is a facilitator on this day elects.")),
        (found.voting_until, _("Voting ends. The returning officers open the ballots.")),
    ]
    if found.run_off_of_id is not None:
        del moments[1]
    if found.cancelled_at is not None:
        moments = [one for one in moments if one[0] <= found.cancelled_at]
        moments.append((found.cancelled_at, _("The election is called off.")))
    if found.closed_at is not None:
        moments.append((found.closed_at, _("Two officers have handed in the same: it stands.")))
    return [Step(at, text, at > now()) for at, text in moments]


def nominated(found: Election) -> list[Candidate]:
    """Return who was nominated: once there is a result by it, before that by name."""
    return sorted(
        found.candidates,
        key=lambda one: (-(one.approvals or 0), one.accepted_at is None, one.person.name_ja),
    )


def candidate(one: Candidate) -> CandidateRow:
    answered = "declined" if one.declined_at else "waits"
    return CandidateRow(
        name=one.person.name,
        nominated_by=one.nominated_by.name,
        is_own=one.nominated_by_id == one.person_id,
        answer="accepted" if one.accepted_at else answered,
        approvals=one.approvals,
        result=one.result or "",
        result_name=RESULTS[Outcome(one.result)] if one.result else None,
    )


def ballot(found: Election, one: CountedBallot) -> BallotRow:
    names = [other.person.name for other in found.standing if other.id in one.approved]
    return BallotRow(one.receipt, _(", ").join(names))


def nominees(found: Election) -> list[tuple[int, str]]:
    """Return whom the reader could nominate: themselves first."""
    taken = {one.person_id for one in found.candidates}
    facilitators = _people(electing.facilitators_on(japanese.in_tokyo(now()).date()))
    others = [(one.id, one.name) for one in facilitators if one.id not in taken]
    own = [(number, _("Myself")) for number, _name in others if number == g.person.id]
    return own + [one for one in others if one[0] != g.person.id]


def on_the_ballot(found: Election) -> list[tuple[int, str]]:
    return [(one.id, one.person.name) for one in found.standing]


def url_of(found: Election | None) -> str:
    return url_for("network_elections.election", public_id=found.public_id) if found else ""


def urls(found: Election) -> dict[str, str]:
    """Return where an election's forms are sent, by what they do."""
    acts = ("nominate", "answer", "vote", "cancel", "run_off", "count", "sealed")
    return {act: url_for(f"network_elections.{act}", public_id=found.public_id) for act in acts}


def tasks() -> list[Task]:
    """Return what elections ask of the reader: a vote, an answer, a count, a run-off."""
    found = [one for one in electing.elections() if one.cancelled_at is None]
    return [task for one in found for task in _tasks_in(one)]


def _tasks_in(found: Election) -> list[Task]:
    until = japanese.deadline(found.voting_until, language())
    url = url_of(found)
    tasks = []
    if may_vote(found):
        title = ngettext("election waits for your vote", "elections wait for your vote", 1)
        tasks.append(Task(1, title, _("Until %(time)s", time=until), url, _("Vote"), harm=3))
    if waits_for_answer(found):
        until = japanese.deadline(found.nominations_until, language())
        title = _("nomination: do you stand?")
        tasks.append(Task(1, title, _("Until %(time)s", time=until), url, _("Answer"), harm=3))
    if phase(found) == "counting" and g.person.may(Permission.KEEP_KEYS):
        title = _("election whose ballots wait to be opened")
        detail = _("Voting has ended. Two officers have to hand in the same count.")
        tasks.append(Task(1, title, detail, urls(found)["count"], _("Open the ballots"), harm=3))
    if g.person.may(Permission.PREPARE_DECISION) and electing.awaits_run_off(found):
        title = _("election that ended in a tie")
        detail = _("A run-off has to be called for the seats that are left.")
        tasks.append(Task(1, title, detail, url, _("Call the run-off"), harm=2))
    return tasks


def _people(numbers: Iterable[int]) -> list[Person]:
    query = db.select(Person).where(Person.id.in_(list(numbers)))
    return list(db.session.scalars(query.order_by(Person.name_ja, Person.id)))
