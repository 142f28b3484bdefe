"""Facilitators who vote in the same moment, at the end of the voting, and while it is counted."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask

from core import audit
from core.db import db
from network import balloting, electing, returning
from network.models import CountedBallot, Election, Person, SealedBallot, Turnout
from tests import factories
from tests.network import elections
from tests.network.elections import make_open, vote
from tests.petitions.moments import (
    PATIENCE,
    at_once,
    in_transaction,
    number_of,
    transaction,
    wait_for_lock,
)

A_SECOND = timedelta(seconds=1)


def voting(election_id: int, person_id: int, approved: list[int]) -> Callable[[], str]:
    """Return the act of voting, which tells whether it was accepted."""

    def act() -> str:
        election = db.session.get_one(Election, election_id)
        try:
            balloting.cast(election, approved, by=person_id)
        except (balloting.HasVoted, electing.WrongTime) as refused:
            db.session.rollback()
            return type(refused).__name__
        return "cast"

    return act


def test_two_ballots_at_once_are_one(app: Flask, chie: Person, aki: Person) -> None:
    election, [candidate] = make_open(chie, [aki])

    told = at_once(app, *[voting(election.id, aki.id, [candidate.id])] * 2)

    assert sorted(told) == ["HasVoted", "cast"]
    assert (number_of(Turnout), number_of(SealedBallot)) == (1, 1)


def test_everybody_who_votes_at_once_is_counted(app: Flask, chie: Person) -> None:
    voters = elections.make_facilitators(*"abcd")
    election, standing = make_open(chie, voters)
    numbers = [one.id for one in standing]

    told = at_once(app, *(voting(election.id, one.id, numbers) for one in voters))

    assert told == ["cast"] * 4
    assert (number_of(Turnout), number_of(SealedBallot)) == (4, 4)


def test_a_vote_that_waits_past_the_end_is_refused(app: Flask, chie: Person, aki: Person) -> None:
    election, [candidate] = make_open(chie, [aki])
    election_id, aki_id, number = election.id, aki.id, candidate.id
    elections.pass_time(election, election.voting_until - electing.database_time() - A_SECOND)

    with ThreadPoolExecutor() as pool:
        with transaction(app):
            electing.lock(db.session.get_one(Election, election_id))
            act = voting(election_id, aki_id, [number])
            voted = pool.submit(in_transaction, app, act)
            wait_for_lock(app)
            db.session.execute(db.text("SELECT pg_sleep(1.2)"))
        assert voted.result(PATIENCE) == "WrongTime"

    assert (number_of(Turnout), number_of(SealedBallot)) == (0, 0)


def test_a_vote_on_its_way_when_the_ballots_are_taken_is_waited_for(
    app: Flask, chie: Person, aki: Person
) -> None:
    [secret, _] = factories.make_custodians()
    election, [candidate] = make_open(chie, [aki])
    election_id, aki_id, number = election.id, aki.id, candidate.id
    elections.pass_time(election, election.voting_until - electing.database_time() - A_SECOND)

    def take() -> bytes:
        return returning.sealed_ballots(db.session.get_one(Election, election_id))

    with ThreadPoolExecutor() as pool:
        with transaction(app):
            balloting.cast(db.session.get_one(Election, election_id), [number], by=aki_id)
            db.session.execute(db.text("SELECT pg_sleep(1.2)"))
            taken = pool.submit(in_transaction, app, take)
            wait_for_lock(app)
        sealed = taken.result(PATIENCE)

    assert len(returning.open_ballots(sealed, secret)[0].splitlines()) == 1


def test_two_officers_who_hand_in_at_once_let_the_result_stand_once(
    app: Flask, chie: Person, aki: Person
) -> None:
    secrets = factories.make_custodians()
    election, standing = make_open(chie, [aki])
    vote(election, aki, standing)
    elections.let_voting_end(election)
    election_id, content = election.id, elections.opened(election, secrets[0])
    officers = [one.id for one in elections.make_officers()]

    def handing_in(by: int) -> Callable[[], bool]:
        def act() -> bool:
            found = db.session.get_one(Election, election_id)
            return returning.hand_in(found, content, by=by).stands

        return act

    told = at_once(app, *(handing_in(one) for one in officers))

    db.session.expire_all()
    assert sorted(told) == [False, True]
    assert number_of(CountedBallot) == 1
    assert [one.act for one in audit.entries_of(aki)] == ["give role"]
