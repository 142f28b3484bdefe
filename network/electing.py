"""Elections of co-representatives: calling one, nominating, accepting, opening the vote, run-offs.

The charter has the facilitators elect them by mutual vote, so who stands is a facilitator, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask import current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func

from core import audit
from core.db import db
from core.errors import DomainError
from core.japanese import in_tokyo
from core.jobs import every, job
from core.settings import Settings
from network import keeping_keys
from network.emails import elections as emails
from network.models import (
    Candidate,
    Election,
    ElectionVoter,
    Outcome,
    Person,
    ReturningOfficer,
    Role,
    SealedBallot,
    Term,
    Turnout,
)

#: Two at least open the ballots, so that none alone says what was in them.
FEWEST_OFFICERS = 2
#: As many as fit into a ballot of one length, and more than anybody reads.
MOST_CANDIDATES = 40


class UnfitElection(DomainError):
    """An election lacks something, or its days do not follow each other; `field` names it."""


class NotEnoughOfficers(DomainError):
    """There are not two people with a key of their own to whom ballots could be sealed."""


class WrongTime(DomainError):
    """The election is not at the point where this is done, by the database's clock."""


class NotAFacilitator(DomainError):
    """Only facilitators nominate, stand and vote."""

    status = 403


class CannotStand(DomainError):
    """The person was nominated before, or as many stand as can."""


class NotForACandidate(DomainError):
    """Whoever stands neither calls the election off nor counts its votes."""

    status = 403


@dataclass(frozen=True)
class Call:
    """An election as it is called."""

    seats: int
    term_starts_on: date
    term_ends_on: date
    nominations_until: datetime
    voting_from: datetime
    voting_until: datetime


@dataclass(frozen=True)
class Voting:
    """From when to when a run-off is voted on."""

    begins: datetime
    ends: datetime


def call(new: Call, *, by: int) -> Election:
    """Call an election, whose ballots will be sealed to the custodians of today.

    The caller commits.

    :raises UnfitElection: the days do not follow each other.
    :raises NotEnoughOfficers: see FEWEST_OFFICERS.
    """
    _require_order(new)
    election = _election(new, by)
    db.session.add(election)
    db.session.flush()
    return election


def call_run_off(election: Election, voting: Voting, *, by: int) -> Election:
    """Call a run-off among those who are tied, for the seats that are left; the caller commits.

    :raises WrongTime: nobody is tied, or a run-off was called before.
    :raises UnfitElection: voting does not begin in the future or ends before it begins.
    :raises NotEnoughOfficers: see FEWEST_OFFICERS.
    """
    lock(election)
    if not awaits_run_off(election):
        raise WrongTime(_l("There is no tie that a run-off could decide."))
    elected = [one for one in election.standing if one.result == Outcome.ELECTED]
    moment = database_time()
    new = Call(
        seats=election.seats - len(elected),
        term_starts_on=election.term_starts_on,
        term_ends_on=election.term_ends_on,
        nominations_until=moment,
        voting_from=voting.begins,
        voting_until=voting.ends,
    )
    _require_order(new, nominating=False)
    run_off = _election(new, by)
    run_off.run_off_of = election
    run_off.candidates = [
        Candidate(person_id=one.person_id, nominated_by_id=one.nominated_by_id, accepted_at=moment)
        for one in election.standing
        if one.result == Outcome.TIED
    ]
    db.session.add(run_off)
    db.session.flush()
    return run_off


def nominate(election: Election, person_id: int, *, by: int) -> Candidate:
    """Nominate a facilitator, who stands once they accept; oneself at once. The caller commits.

    :raises WrongTime: nominations have closed.
    :raises NotAFacilitator: whoever nominates is none.
    :raises CannotStand: who is nominated is none, was nominated before, or the ballot is full.
    """
    moment = _hold_while_nominating(election)
    if not is_facilitator(by):
        raise NotAFacilitator(_l("Only facilitators nominate."))
    if not is_facilitator(person_id):
        raise CannotStand(_l("Choose one of the facilitators."), field="person")
    if len(election.candidates) >= MOST_CANDIDATES:
        raise CannotStand(_l("No more can be nominated."), field="person")
    if candidate_of(election, person_id) is not None:
        raise CannotStand(_l("This person has been nominated already."), field="person")
    candidate = Candidate(
        person_id=person_id,
        nominated_by_id=by,
        accepted_at=moment if person_id == by else None,
    )
    election.candidates.append(candidate)
    db.session.flush()
    if person_id != by:
        emails.candidate_nominated.later(candidate.id, lang=candidate.person.language)
    return candidate


def answer(election: Election, *, accepts: bool, by: int) -> Candidate:
    """Accept a nomination or decline it; until nominations close one may think again.

    The caller commits.

    :raises WrongTime: nominations have closed.
    :raises CannotStand: nobody has nominated this person, or they are no facilitator any more.
    """
    moment = _hold_while_nominating(election)
    candidate = candidate_of(election, by)
    if candidate is None or not is_facilitator(by):
        raise CannotStand(_l("You have not been nominated."))
    candidate.accepted_at = moment if accepts else None
    candidate.declined_at = None if accepts else moment
    db.session.flush()
    return candidate


def cancel(election: Election, *, by: int) -> None:
    """Call an election off. Of the votes cast nothing is kept. The caller commits.

    :raises WrongTime: it has ended.
    :raises NotForACandidate: this person stands in it.
    """
    lock(election)
    if election.ended:
        raise WrongTime(_l("This election has ended."))
    refuse_candidate(election, by)
    _cancel(election)


@every("* * * * * */10")
@job()
def open_due() -> None:
    """Open the vote of every election where it begins: fix the electorate, and tell it."""
    due = db.select(Election).where(
        Election.opened_at.is_(None),
        Election.cancelled_at.is_(None),
        Election.voting_from <= func.clock_timestamp(),
    )
    for election in db.session.scalars(due.with_for_update(skip_locked=True)):
        open_voting(election)


def open_voting(election: Election) -> None:
    """Open the vote of an election whose time has come, or call it off where nobody stands.

    The electorate is fixed: who is a facilitator on the day on which voting begins. The caller
    commits.
    """
    day = in_tokyo(election.voting_from).date()
    facilitators = facilitators_on(day)
    for candidate in election.standing:
        if candidate.person_id not in facilitators:
            candidate.accepted_at, candidate.declined_at = None, func.clock_timestamp()
    db.session.flush()
    db.session.expire(election, ["candidates"])
    if not election.standing or not facilitators:
        _cancel(election)
        audit.record(None, "cancel election", election)
        return
    shared = election.electorate == "organisations"
    election.voters = [
        ElectionVoter(
            person_id=term.person_id,
            seat=term.organisation_id if shared and term.organisation_id else term.person_id,
        )
        for term in facilitators.values()
    ]
    election.opened_at = func.clock_timestamp()
    db.session.flush()
    audit.record(None, "open voting", election)
    for voter in election.voters:
        emails.election_opened.later(voter.id, lang=voter.person.language)


def find(public_id: UUID) -> Election | None:
    return db.session.scalar(db.select(Election).where(Election.public_id == public_id))


def elections() -> list[Election]:
    """Return all elections, newest first."""
    return list(db.session.scalars(db.select(Election).order_by(Election.id.desc())))


def candidate_of(election: Election, person_id: int) -> Candidate | None:
    """Return a person as somebody who was nominated, whether or not they stand."""
    return next((one for one in election.candidates if one.person_id == person_id), None)


def awaits_run_off(election: Election) -> bool:
    """Tell whether the last seats are tied, and nothing has been called to decide it."""
    if not any(one.result == Outcome.TIED for one in election.standing):
        return False
    return run_off_after(election) is None


def run_off_after(election: Election) -> Election | None:
    """Return the run-off that was called after an election."""
    called = Election.run_off_of_id == election.id, Election.cancelled_at.is_(None)
    return db.session.scalar(db.select(Election).where(*called))


def facilitators_on(day: date) -> dict[int, Term]:
    """Return the facilitators of a day by their numbers, each with the first of their terms."""
    query = db.select(Term).where(
        Term.role == Role.FACILITATOR,
        Term.starts_on <= day,
        Term.ends_on.is_(None) | (Term.ends_on >= day),
    )
    first: dict[int, Term] = {}
    for term in db.session.scalars(query.order_by(Term.id)):
        first.setdefault(term.person_id, term)
    return first


def is_facilitator(person_id: int) -> bool:
    """Tell whether a person is a facilitator today."""
    person = db.session.get(Person, person_id)
    return person is not None and Role.FACILITATOR in person.roles


def refuse_candidate(election: Election, person_id: int) -> None:
    """Keep whoever stands from what they may not do themselves.

    :raises NotForACandidate: they stand in this election.
    """
    if any(one.person_id == person_id for one in election.standing):
        raise NotForACandidate(_l("You stand in this election: somebody else has to do this."))


def database_time() -> datetime:
    """Return the present moment by the database's clock, which alone decides."""
    moment: datetime | None = db.session.scalar(db.select(func.clock_timestamp()))
    assert moment is not None
    return moment


def lock(election: Election) -> None:
    """Wait until nobody else acts on an election, then forget all that was read of it before."""
    db.session.flush()
    db.session.refresh(election, with_for_update=True)
    db.session.expire_all()


def _hold_while_nominating(election: Election) -> datetime:
    lock(election)
    moment = database_time()
    if election.ended or moment >= election.nominations_until:
        raise WrongTime(_l("Nominations have closed."))
    return moment


def _cancel(election: Election) -> None:
    election.cancelled_at = func.clock_timestamp()
    for votes in (Turnout, SealedBallot):
        db.session.execute(delete(votes).where(votes.election_id == election.id))
    db.session.flush()
    for voter in election.voters:
        emails.election_ended.later(voter.id, lang=voter.person.language)


def _election(new: Call, by: int) -> Election:
    officers = keeping_keys.proved()
    if len({one.public_key for one in officers}) < FEWEST_OFFICERS:
        raise NotEnoughOfficers(
            _l("Ballots are sealed to the keys of two custodians or more. There are not so many.")
        )
    settings: Settings = current_app.config["SETTINGS"]
    return Election(
        **new.__dict__,
        electorate=settings.motion_electorate,
        called_by_id=by,
        officers=[ReturningOfficer(name=one.name, public_key=one.public_key) for one in officers],
    )


def _require_order(new: Call, *, nominating: bool = True) -> None:
    moment = database_time()
    problems: list[tuple[bool, str, LazyString]] = [
        (new.seats < 1, "seats", _l("Elect one person or more.")),
        (
            nominating and new.nominations_until <= moment,
            "nominations_until",
            _l("This moment is past."),
        ),
        (new.voting_from <= moment, "voting_from", _l("This moment is past.")),
        (
            new.voting_from < new.nominations_until,
            "voting_from",
            _l("Voting begins when nominations have closed, or later."),
        ),
        (
            new.voting_until <= new.voting_from,
            "voting_until",
            _l("Voting has to end after it begins."),
        ),
        (
            new.term_ends_on < new.term_starts_on,
            "term_ends_on",
            _l("The last day lies before the first."),
        ),
    ]
    for wrong, field, message in problems:
        if wrong:
            raise UnfitElection(message, field=field)
