"""Calling elections, nominating, opening the vote: what is allowed to whom, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from core import audit, japanese
from core.db import db, now
from core.settings import Settings
from mailing.models import Delivery
from network import electing, people
from network.electing import CannotStand, NotAFacilitator, UnfitElection, Voting, WrongTime
from network.models import Candidate, Election, Person, Role, SealedBallot, Turnout
from tests import factories
from tests.network import elections
from tests.network.elections import DAY, make_election, make_open

TODAY = japanese.in_tokyo(now()).date()


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("seats", {"seats": 0}),
        ("nominations_until", {"nominations_until": now() - DAY}),
        ("voting_from", {"voting_from": now() + DAY / 2}),
        ("voting_until", {"voting_until": now() + DAY}),
        ("term_ends_on", {"term_ends_on": TODAY}),
    ],
)
def test_what_cannot_be_is_named_by_its_field(
    chie: Person, field: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(UnfitElection) as refused:
        make_election(chie, **changes)

    assert refused.value.field == field


def test_no_election_is_called_without_two_keys_to_seal_to(chie: Person) -> None:
    factories.make_custodians(1)

    with pytest.raises(electing.NotEnoughOfficers):
        make_election(chie)


def test_the_officers_keys_are_those_of_the_day_it_is_called(chie: Person) -> None:
    election = make_election(chie)

    factories.make_custodians(1)

    assert [one.name for one in election.officers] == ["custodian 0", "custodian 1"]


def test_who_nominates_themselves_stands(chie: Person, aki: Person) -> None:
    election = make_election(chie)

    elections.stand(election, aki)

    assert [one.person for one in election.standing] == [aki]


def test_who_is_nominated_by_another_is_asked_and_stands_once_they_accept(
    chie: Person, aki: Person, ben: Person
) -> None:
    election = make_election(chie)

    candidate = electing.nominate(election, ben.id, by=aki.id)
    before = election.standing
    electing.answer(election, accepts=True, by=ben.id)

    asked = db.session.scalars(db.select(Delivery.about)).all()
    assert (before, election.standing, asked) == ([], [candidate], [candidate.id])


def test_until_nominations_close_one_may_think_again(chie: Person, aki: Person) -> None:
    election = make_election(chie)
    elections.stand(election, aki)

    electing.answer(election, accepts=False, by=aki.id)
    declined = election.standing
    electing.answer(election, accepts=True, by=aki.id)

    assert (declined, [one.person for one in election.standing]) == ([], [aki])


def test_nobody_is_nominated_twice(chie: Person, aki: Person, ben: Person) -> None:
    election = make_election(chie)
    elections.stand(election, aki)

    with pytest.raises(CannotStand):
        electing.nominate(election, aki.id, by=ben.id)


def test_only_a_facilitator_can_be_nominated(chie: Person, aki: Person, dai: Person) -> None:
    election = make_election(chie)

    with pytest.raises(CannotStand):
        electing.nominate(election, dai.id, by=aki.id)


def test_only_a_facilitator_nominates(chie: Person, aki: Person) -> None:
    election = make_election(chie)

    with pytest.raises(NotAFacilitator):
        electing.nominate(election, aki.id, by=chie.id)


def test_yesterdays_facilitator_does_not_accept(chie: Person, aki: Person, ben: Person) -> None:
    election = make_election(chie)
    electing.nominate(election, ben.id, by=aki.id)
    people.end(ben.terms[0], TODAY - DAY)

    with pytest.raises(CannotStand):
        electing.answer(election, accepts=True, by=ben.id)


def test_nominations_close_by_the_databases_clock(chie: Person, aki: Person, ben: Person) -> None:
    election = make_election(chie)
    electing.nominate(election, ben.id, by=aki.id)
    elections.let_nominations_close(election)

    with pytest.raises(WrongTime):
        elections.stand(election, aki)
    with pytest.raises(WrongTime):
        electing.answer(election, accepts=True, by=ben.id)


def test_when_voting_begins_the_facilitators_of_that_day_are_told(
    chie: Person, aki: Person, ben: Person
) -> None:
    people.end(ben.terms[0], TODAY - DAY)

    election, _ = make_open(chie, [aki])

    told = db.session.execute(db.select(Delivery.email, Delivery.about)).all()
    assert [one.person for one in election.voters] == [aki]
    assert told == [("election_opened", election.voters[0].id)]


def test_the_vote_is_opened_once(chie: Person, aki: Person) -> None:
    election, _ = make_open(chie, [aki])

    electing.open_due()
    db.session.commit()

    assert [one.act for one in audit.entries_of(election)] == ["open voting"]


def test_who_is_no_facilitator_any_more_is_not_on_the_ballot(
    chie: Person, aki: Person, ben: Person
) -> None:
    election = make_election(chie)
    elections.stand(election, aki, ben)
    people.end(ben.terms[0], TODAY - DAY)

    elections.let_voting_begin(election)

    assert [one.person for one in election.standing] == [aki]


def test_an_election_in_which_nobody_stands_is_called_off(chie: Person, aki: Person) -> None:
    election = make_election(chie)

    elections.let_voting_begin(election)

    assert election.cancelled_at is not None
    assert election.voters == []


def test_where_organisations_vote_the_facilitators_of_one_share_a_ballot(
    app: Flask, chie: Person, aki: Person, settings: Settings
) -> None:
    fumi = factories.make_person("fumi", "facilitator", of="hokkaido")
    by_organisation = settings.model_copy(update={"motion_electorate": "organisations"})
    app.config["SETTINGS"] = by_organisation

    election, _ = make_open(chie, [aki, fumi])
    app.config["SETTINGS"] = settings

    assert election.electorate == "organisations"
    assert len({one.seat for one in election.voters}) == 1


def test_of_an_election_that_is_called_off_no_vote_is_kept(chie: Person, aki: Person) -> None:
    election, standing = make_open(chie, [aki])
    elections.vote(election, aki, standing)

    electing.cancel(election, by=chie.id)
    db.session.commit()

    kept = [db.session.scalars(db.select(table)).all() for table in (Turnout, SealedBallot)]
    assert kept == [[], []]
    assert "election_ended" in db.session.scalars(db.select(Delivery.email)).all()


def test_who_stands_does_not_call_the_election_off(chie: Person, aki: Person) -> None:
    election, _ = make_open(chie, [aki])

    with pytest.raises(electing.NotForACandidate):
        electing.cancel(election, by=aki.id)


def test_there_is_no_run_off_without_a_tie(chie: Person, aki: Person) -> None:
    election, _ = make_open(chie, [aki])

    with pytest.raises(WrongTime):
        electing.call_run_off(election, Voting(now() + DAY, now() + 2 * DAY), by=chie.id)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("election_fills_a_seat", {"seats": 0}),
        ("elected_term_ends_after_start", {"term_ends_on": TODAY - DAY}),
        ("nominated_before_voting", {"nominations_until": now() + 3 * DAY}),
        ("voting_ends_after_it_begins", {"voting_until": now() + DAY}),
        ("voting_opened_when_it_begins", {"opened_at": now()}),
        ("counted_after_voting", {"closed_at": now() + 9 * DAY}),
        ("counted_after_voting", {"closed_at": now(), "opened_at": now() + 3 * DAY}),
        ("who_elects", {"electorate": "everybody"}),
    ],
)
def test_no_election_stands_in_the_table_that_breaks(
    chie: Person, constraint: str, values: dict[str, Any]
) -> None:
    election = make_election(chie)

    refuse(constraint, update(Election).where(Election.id == election.id).values(values))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("accepted_or_declined_not_both", {"accepted_at": now(), "declined_at": now()}),
        ("who_stood_has_a_result", {"result": "elected"}),
        ("candidates_result_is_known", {"result": "king", "approvals": 1}),
        ("nobody_is_elected_without_approval", {"result": "elected", "approvals": 0}),
    ],
)
def test_no_candidate_stands_in_the_table_who_breaks(
    chie: Person, aki: Person, constraint: str, values: dict[str, Any]
) -> None:
    elections.stand(make_election(chie), aki)

    refuse(constraint, update(Candidate).values(values))


def test_a_term_is_given_anew_where_the_present_one_ends_before(chie: Person, aki: Person) -> None:
    for years in (0, 2):
        since = TODAY + timedelta(days=365 * years)
        until = since + timedelta(days=729)
        people.appoint(aki.email, Role.CO_REPRESENTATIVE, name_ja="aki", since=since, until=until)

    assert len([one for one in aki.terms if one.role == "co-representative"]) == 2


def refuse(constraint: str, change: Any) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        db.session.execute(change)
    db.session.rollback()
