"""Elections for tests, made by the real activities; time passes by dating them back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from core import japanese
from core.db import db, now
from mailing import sending
from network import balloting, electing, keeping_keys, returning
from network.electing import Call
from network.models import Candidate, Election, ElectionVoter, Person, Turnout
from network.returning import HandedIn
from tests import factories

DAY = timedelta(days=1)


def usual() -> Call:
    """Two are elected; nominations close in a day, voting begins in two and ends in four."""
    today = japanese.in_tokyo(now()).date()
    return Call(
        seats=2,
        term_starts_on=today + 30 * DAY,
        term_ends_on=today + 760 * DAY,
        nominations_until=now() + DAY,
        voting_from=now() + 2 * DAY,
        voting_until=now() + 4 * DAY,
    )


def make_facilitators(*names: str) -> list[Person]:
    """Facilitators, each of a network of their own."""
    return [factories.make_person(name, "facilitator", of=f"network-{name}") for name in names]


def make_election(by: Person, **changes: Any) -> Election:
    """An election that is open for nominations, with two custodians, if there were none."""
    if not keeping_keys.proved():
        factories.make_custodians()
    election = electing.call(replace(usual(), **changes), by=by.id)
    db.session.commit()
    return election


def stand(election: Election, *people: Person) -> list[Candidate]:
    """Let people nominate themselves."""
    found = [electing.nominate(election, one.id, by=one.id) for one in people]
    db.session.commit()
    return found


def make_open(
    by: Person, candidates: Sequence[Person], **changes: Any
) -> tuple[Election, list[Candidate]]:
    """An election in which people stand, open for votes."""
    election = make_election(by, **changes)
    standing = stand(election, *candidates)
    let_voting_begin(election)
    return election, standing


def pass_time(election: Election, by: timedelta) -> None:
    """Let everything in an election have been so much earlier."""
    moments = (
        Election.called_at, Election.nominations_until, Election.voting_from,
        Election.voting_until, Election.opened_at, Election.closed_at,
    )  # fmt: skip
    db.session.flush()
    shifted = {moment.key: moment - by for moment in moments}
    db.session.execute(update(Election).where(Election.id == election.id).values(shifted))
    db.session.commit()


def let_nominations_close(election: Election) -> None:
    pass_time(election, election.nominations_until - electing.database_time())


def let_voting_begin(election: Election) -> None:
    """Let the day come on which voting begins, and the worker open it."""
    pass_time(election, election.voting_from - electing.database_time())
    electing.open_due()
    db.session.commit()
    db.session.refresh(election)


def let_voting_end(election: Election) -> None:
    pass_time(election, election.voting_until - electing.database_time())


def vote(election: Election, person: Person, approved: Collection[Candidate] = ()) -> str:
    """Cast a ballot; return its receipt."""
    receipt = balloting.cast(election, [one.id for one in approved], by=person.id)
    db.session.commit()
    return receipt


def opened(election: Election, secret_key: str) -> bytes:
    """What an officer hands in."""
    return returning.open_ballots(returning.sealed_ballots(election), secret_key)[0]


def hand_in(election: Election, content: bytes, by: Person) -> HandedIn:
    found = returning.hand_in(election, content, by=by.id)
    db.session.commit()
    return found


def count(election: Election, secrets: Sequence[str], officers: Sequence[Person]) -> None:
    """Let voting end, and two officers hand in what each of them opened."""
    let_voting_end(election)
    for secret, officer in zip(secrets, officers, strict=False):
        hand_in(election, opened(election, secret), officer)


def make_officers() -> list[Person]:
    """Two people who may open ballots."""
    return [factories.make_person(name, "custodian") for name in ("oto", "pia")]


def turnouts(election: Election) -> list[str]:
    """The names of those who have voted, in no order."""
    query = db.select(ElectionVoter).join(Turnout, Turnout.voter_id == ElectionVoter.id)
    found = db.session.scalars(query.where(Turnout.election_id == election.id))
    return sorted(one.person.name for one in found)


def post(run_due: Callable[[], None]) -> None:
    """Run every job that is due, and let the mail that was asked for leave."""
    sending.wake()
    run_due()
