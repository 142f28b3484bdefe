"""Voting in secret: who may, once; and nothing in the tables leads from a ballot to a voter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Row, insert, text
from sqlalchemy.exc import IntegrityError

from core import audit, japanese
from core.db import db, now
from core.settings import Settings
from network import balloting, electing, people
from network.balloting import Ballot, HasVoted, NotOnTheBallot
from network.electing import NotAFacilitator, WrongTime
from network.models import (
    Candidate,
    CountedBallot,
    Election,
    ElectionVoter,
    Person,
    SealedBallot,
    Turnout,
)
from tests import factories
from tests.network import elections
from tests.network.elections import DAY, make_facilitators, make_open, vote

TODAY = japanese.in_tokyo(now()).date()

#: As whoever holds the whole database sees a row: its place and its transaction, too.
SEEN = "SELECT ctid::text, xmin::text, * FROM {table} ORDER BY ctid"


def seen(table: str) -> Sequence[Row[Any]]:
    return db.session.execute(text(SEEN.format(table=table))).all()


def size(sealed: bytes) -> int:
    """How long what is sealed is. The header before it ends with its MAC, and is of any length."""
    header = sealed.index(b"\n--- ") + 1
    return len(sealed) - sealed.index(b"\n", header)


def columns(table: str) -> set[str]:
    return set(db.metadata.tables[table].columns.keys())


def test_that_somebody_voted_is_kept_by_the_day(chie: Person, aki: Person, ben: Person) -> None:
    election, standing = make_open(chie, [aki])

    vote(election, ben, standing)

    [kept] = db.session.scalars(db.select(Turnout))
    assert (elections.turnouts(election), kept.day) == (["ben"], TODAY)


def test_a_ballot_is_cast_once(chie: Person, aki: Person) -> None:
    election, standing = make_open(chie, [aki])
    vote(election, aki, standing)

    with pytest.raises(HasVoted):
        vote(election, aki)


def test_of_an_organisation_the_first_ballot_stands(
    app: Flask, chie: Person, aki: Person, settings: Settings
) -> None:
    fumi = factories.make_person("fumi", "facilitator", of="hokkaido")
    app.config["SETTINGS"] = settings.model_copy(update={"motion_electorate": "organisations"})
    election, standing = make_open(chie, [aki])
    app.config["SETTINGS"] = settings
    vote(election, aki, standing)

    with pytest.raises(HasVoted):
        vote(election, fumi)


def test_whoever_was_no_facilitator_when_voting_opened_does_not_vote(
    chie: Person, aki: Person
) -> None:
    election, _ = make_open(chie, [aki])
    late = factories.make_person("late", "facilitator", of="kobe")

    for other in (late, chie):
        with pytest.raises(NotAFacilitator):
            vote(election, other)


def test_yesterdays_facilitator_does_not_vote(chie: Person, aki: Person, ben: Person) -> None:
    election, _ = make_open(chie, [aki])
    people.end(ben.terms[0], TODAY - DAY)
    db.session.commit()

    with pytest.raises(NotAFacilitator):
        vote(election, ben)


def test_nobody_is_chosen_who_does_not_stand(chie: Person, aki: Person, ben: Person) -> None:
    election = elections.make_election(chie)
    [declined, _] = elections.stand(election, ben, aki)
    electing.answer(election, accepts=False, by=ben.id)
    elections.let_voting_begin(election)

    with pytest.raises(NotOnTheBallot):
        vote(election, aki, [declined])


def test_voting_begins_and_ends_by_the_databases_clock(chie: Person, aki: Person) -> None:
    election = elections.make_election(chie)
    elections.stand(election, aki)
    with pytest.raises(WrongTime):
        vote(election, aki)

    elections.let_voting_begin(election)
    elections.let_voting_end(election)

    with pytest.raises(WrongTime):
        vote(election, aki)


@pytest.fixture
def secret_election(chie: Person) -> tuple[Election, list[Candidate], list[Person], list[str]]:
    """An election in which eight people have voted, each for themselves alone; and the keys."""
    secrets = factories.make_custodians()
    voters = make_facilitators(*"abcdefgh")
    election, standing = make_open(chie, voters)
    for person, candidate in zip(voters, standing, strict=True):
        vote(election, person, [candidate])
    return election, standing, voters, secrets


Secret = tuple[Election, list[Candidate], list[Person], list[str]]


def test_the_tables_of_voters_and_of_ballots_share_nothing_but_the_election(app: Flask) -> None:
    for ballots in ("sealed_ballot", "counted_ballot"):
        assert columns("turnout") & columns(ballots) == {"id", "election_id"}
        assert {type(one.type).__name__ for one in db.metadata.tables[ballots].columns} <= {
            "Uuid", "Integer", "LargeBinary", "String", "ARRAY",
        }  # fmt: skip


def test_no_number_of_a_row_tells_when_it_came_or_whose_it_is(secret_election: Secret) -> None:
    ids = [
        {str(one) for one in db.session.scalars(db.select(number))}
        for number in (Turnout.id, SealedBallot.id)
    ]

    assert ids[0].isdisjoint(ids[1])
    assert all(number[14] == "4" for number in ids[0] | ids[1])


def test_every_row_is_of_one_transaction(secret_election: Secret) -> None:
    transactions = {row.xmin for table in ("turnout", "sealed_ballot") for row in seen(table)}

    assert len(transactions) == 1


def test_the_rows_places_tell_neither_who_was_first_nor_which_belong_together(
    secret_election: Secret,
) -> None:
    election, standing, voters, secrets = secret_election
    seats = [row.seat for row in seen("turnout")]
    opened = elections.opened
    elections.let_voting_end(election)
    told = [json.loads(line) for line in opened(election, secrets[0]).splitlines()]
    choice = {one["id"]: int(one["approved"]) for one in told}
    chosen = [choice[str(row.id)] for row in seen("sealed_ballot")]

    # Eight were shuffled, twice: that either order is kept happens once in 20 160 runs.
    assert seats != [one.id for one in voters]
    assert chosen != [one.id for one in standing]
    voter_of = {one.id: one.person_id for one in standing}
    assert seats != [voter_of[one] for one in chosen]


def test_every_ballot_has_the_same_length(chie: Person) -> None:
    factories.make_custodians()
    voters = make_facilitators(*"abcdefgh")
    election, standing = make_open(chie, voters)

    for number, person in enumerate(voters):
        vote(election, person, standing[:number])

    assert len({size(row.sealed) for row in seen("sealed_ballot")}) == 1


def test_the_fullest_ballot_is_no_longer_than_the_emptiest(chie: Person, aki: Person) -> None:
    election, _ = make_open(chie, [aki])
    most = " ".join(str(2**31 - 1 - one) for one in range(electing.MOST_CANDIDATES))
    number = election.public_id

    lengths = {
        size(
            balloting.sealed_ballot(election, number, Ballot(approved, "K7QM-4D2X-9HTA", "n" * 43))
        )
        for approved in ("", "7", most)
    }

    assert len(lengths) == 1


def test_nothing_in_the_tables_tells_a_choice_before_voting_has_ended(
    secret_election: Secret,
) -> None:
    election, standing, _, _ = secret_election
    receipt = vote_once_more(election, standing)

    dump = " ".join(
        str([bytes(one) if isinstance(one, memoryview) else one for one in row])
        for table in db.metadata.sorted_tables
        for row in db.session.execute(db.select(table))
        if not table.info.get("view")
    )

    assert receipt not in dump
    assert "approved" not in dump


def vote_once_more(election: Election, standing: list[Candidate]) -> str:
    """Return the receipt of one more ballot, for all who stand."""
    late = factories.make_person("late", "facilitator", of="kobe")
    election.voters.append(ElectionVoter(person_id=late.id, seat=late.id))
    db.session.commit()
    return vote(election, late, standing)


def test_after_the_count_no_sealed_ballot_is_left_and_the_counted_lie_in_no_order(
    secret_election: Secret,
) -> None:
    election, standing, voters, secrets = secret_election
    before = {str(row.id) for row in seen("sealed_ballot")}

    elections.count(election, secrets, elections.make_officers())

    rows = seen("counted_ballot")
    assert seen("sealed_ballot") == []
    assert len({row.xmin for row in rows}) == 1
    assert {str(row.id) for row in rows}.isdisjoint(before)
    assert [row.approved for row in rows] != [[one.id] for one in standing]
    assert len(rows) == len(voters)


def test_the_journal_does_not_tell_when_somebody_voted(chie: Person, aki: Person) -> None:
    election, standing = make_open(chie, [aki])
    before = len(audit.entries())

    vote(election, aki, standing)

    assert len(audit.entries()) == before


@pytest.mark.parametrize(
    ("constraint", "table", "values"),
    [
        ("one_turnout_a_seat", Turnout, {"day": TODAY}),
        ("ballot_is_sealed", SealedBallot, {"sealed": b"aki", "commitment": bytes(32)}),
        (
            "ballot_is_committed_to",
            SealedBallot,
            {"sealed": b"age-encryption.org/v1", "commitment": b""},
        ),
        ("one_ballot_a_receipt", CountedBallot, {"receipt": "K7QM", "approved": [1]}),
    ],
)
def test_no_vote_stands_in_the_tables_that_breaks(
    chie: Person, aki: Person, constraint: str, table: Any, values: dict[str, Any]
) -> None:
    election, standing = make_open(chie, [aki])
    vote(election, aki, standing)
    if table is Turnout:
        voter = election.voters[0]
        values = {**values, "voter_id": voter.id, "seat": voter.seat}
    row = {"election_id": election.id, **values}

    with pytest.raises(IntegrityError, match=constraint):
        db.session.execute(insert(table), [row, row])
    db.session.rollback()


def test_whoever_is_no_elector_has_no_turnout_in_the_table(chie: Person, aki: Person) -> None:
    election, _ = make_open(chie, [aki])
    voter = election.voters[0]

    with pytest.raises(IntegrityError, match="turnout_is_of_an_elector"):
        db.session.execute(
            insert(Turnout),
            {"election_id": election.id, "voter_id": voter.id, "seat": 99, "day": TODAY},
        )
    db.session.rollback()


def test_a_ballot_shows_nothing_of_itself_in_a_log() -> None:
    assert repr(Ballot("1 2", "K7QM-4D2X-9HTA", "nonce")) == "Ballot(…)"
