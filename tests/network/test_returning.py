"""Counting: what officers hand in has to be what was cast, and two have to hand in the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyrage
import pytest

from core import audit
from core.db import db
from mailing.models import Delivery
from network import electing, returning
from network.electing import NotForACandidate, Voting, WrongTime
from network.models import (
    Candidate,
    CountedBallot,
    Election,
    Outcome,
    Person,
    Role,
    SealedBallot,
)
from network.returning import NothingOpens, NotTheseBallots
from tests import factories
from tests.network import elections
from tests.network.elections import DAY, hand_in, make_open, opened, vote


@dataclass
class Scene:
    """An election in which Aki and Ben stand, and both have voted: Aki for Aki, Ben for both."""

    election: Election
    standing: list[Candidate]
    receipts: list[str]
    secrets: list[str]
    officers: list[Person]

    def opened(self) -> bytes:
        return opened(self.election, self.secrets[0])


@pytest.fixture
def scene(chie: Person, aki: Person, ben: Person) -> Scene:
    secrets = factories.make_custodians()
    election, standing = make_open(chie, [aki, ben], seats=1)
    receipts = [vote(election, aki, standing[:1]), vote(election, ben, standing)]
    elections.let_voting_end(election)
    return Scene(election, standing, receipts, secrets, elections.make_officers())


def lines(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.splitlines()]


def written(told: list[dict[str, Any]]) -> bytes:
    return "\n".join(json.dumps(one) for one in told).encode()


def test_ballots_stay_closed_until_voting_has_ended(chie: Person, aki: Person) -> None:
    election, standing = make_open(chie, [aki])
    vote(election, aki, standing)

    with pytest.raises(WrongTime):
        returning.sealed_ballots(election)
    with pytest.raises(WrongTime):
        returning.hand_in(election, b"", by=chie.id)


def test_the_file_of_sealed_ballots_is_one_that_the_opener_reads(scene: Scene) -> None:
    found = json.loads(returning.sealed_ballots(scene.election))

    assert (found["format"], found["version"], found["kind"]) == (
        "hiroba sealed records",
        1,
        "open",
    )
    assert [set(one) for one in found["records"]] == [{"id", "purpose", "sealed"}] * 2


@pytest.mark.parametrize("officer", [0, 1])
def test_each_officer_opens_the_same_with_their_own_key(scene: Scene, officer: int) -> None:
    found = opened(scene.election, scene.secrets[officer])

    assert found == scene.opened()
    assert {one["receipt"] for one in lines(found)} == set(scene.receipts)


def test_another_key_opens_nothing(scene: Scene) -> None:
    stranger = str(pyrage.x25519.Identity.generate())

    with pytest.raises(NothingOpens):
        opened(scene.election, stranger)


def test_one_count_alone_decides_nothing(scene: Scene) -> None:
    found = hand_in(scene.election, scene.opened(), scene.officers[0])
    again = hand_in(scene.election, scene.opened(), scene.officers[0])

    assert (found.stands, again.stands, scene.election.closed_at) == (False, False, None)
    assert db.session.scalars(db.select(CountedBallot)).all() == []


def test_the_result_stands_once_a_second_officer_has_handed_in_the_same(scene: Scene) -> None:
    hand_in(scene.election, scene.opened(), scene.officers[0])

    found = hand_in(scene.election, opened(scene.election, scene.secrets[1]), scene.officers[1])

    assert found.stands
    assert [(one.approvals, one.result) for one in scene.standing] == [
        (2, Outcome.ELECTED),
        (1, Outcome.NOT_ELECTED),
    ]


def test_lines_in_another_order_are_the_same_count(scene: Scene) -> None:
    hand_in(scene.election, scene.opened(), scene.officers[0])

    found = hand_in(scene.election, written(lines(scene.opened())[::-1]), scene.officers[1])

    assert found.stands


def test_every_voter_finds_their_receipt_with_what_they_chose(scene: Scene) -> None:
    elections.count(scene.election, scene.secrets, scene.officers)

    found = {one.receipt: one.approved for one in returning.counted(scene.election)}

    numbers = sorted(one.id for one in scene.standing)
    assert found == {
        scene.receipts[0]: [scene.standing[0].id],
        scene.receipts[1]: numbers,
    }


def test_with_the_result_the_sealed_ballots_go_terms_follow_and_all_are_told(
    scene: Scene, aki: Person
) -> None:
    elections.count(scene.election, scene.secrets, scene.officers)

    [term] = [one for one in aki.terms if one.role == Role.CO_REPRESENTATIVE]
    assert (term.starts_on, term.ends_on) == (
        scene.election.term_starts_on,
        scene.election.term_ends_on,
    )
    assert db.session.scalars(db.select(SealedBallot)).all() == []
    assert [one.act for one in audit.entries_of(aki)] == ["give role"]
    mails = db.session.scalars(db.select(Delivery.email)).all()
    assert mails.count("election_ended") == 2


Tampering = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


@pytest.mark.parametrize(
    "tampering",
    [
        pytest.param(lambda told: [*told, told[0]], id="a ballot that is there twice"),
        pytest.param(
            lambda told: [*told, {**told[0], "id": "0" * 32}], id="a ballot that nobody cast"
        ),
        pytest.param(lambda told: [{**told[0], "approved": ""}, told[1]], id="another choice"),
        pytest.param(
            lambda told: [{**told[0], "receipt": told[1]["receipt"]}, told[1]],
            id="another receipt",
        ),
        pytest.param(
            lambda told: [{**told[0], "id": told[1]["id"]}, {**told[1], "id": told[0]["id"]}],
            id="two that changed places",
        ),
        pytest.param(lambda told: [{**told[0], "approved": "x"}, told[1]], id="no number"),
        pytest.param(lambda _told: [{}], id="something else"),
        pytest.param(lambda _told: [[1]], id="something else again"),
    ],
)
def test_no_count_is_taken_in_with(scene: Scene, tampering: Tampering) -> None:
    with pytest.raises(NotTheseBallots):
        hand_in(scene.election, written(tampering(lines(scene.opened()))), scene.officers[0])


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[" * 100_000, b'{"id": 1', b"null"])
def test_what_is_no_count_is_refused_in_words(scene: Scene, content: bytes) -> None:
    with pytest.raises(NotTheseBallots):
        hand_in(scene.election, content, scene.officers[0])


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"format": "x"}', b"[" * 100_000])
def test_what_holds_no_sealed_ballots_is_not_opened(content: bytes) -> None:
    with pytest.raises(NotTheseBallots):
        returning.open_ballots(content, "no key")


def test_a_ballot_left_out_is_seen_and_two_counts_that_differ_decide_nothing(scene: Scene) -> None:
    short = hand_in(scene.election, written(lines(scene.opened())[:1]), scene.officers[0])

    full = hand_in(scene.election, scene.opened(), scene.officers[1])

    assert (short.unreadable, full.unreadable, full.stands) == (1, 0, False)


def test_an_officer_who_hands_in_anew_is_taken_at_the_newer_word(scene: Scene) -> None:
    hand_in(scene.election, written(lines(scene.opened())[:1]), scene.officers[0])
    hand_in(scene.election, scene.opened(), scene.officers[1])

    found = hand_in(scene.election, scene.opened(), scene.officers[0])

    assert found.stands


def test_a_ballot_that_cannot_be_opened_is_named_and_the_others_count(scene: Scene) -> None:
    broken = db.session.scalars(db.select(SealedBallot)).first()
    assert broken is not None
    broken.sealed = broken.sealed[:-5] + b"xxxxx"
    db.session.commit()

    elections.count(scene.election, scene.secrets, scene.officers)

    assert scene.election.unreadable == 1
    assert len(returning.counted(scene.election)) == 1


def test_who_stands_does_not_count(scene: Scene, aki: Person) -> None:
    with pytest.raises(NotForACandidate):
        hand_in(scene.election, scene.opened(), aki)


def test_what_stands_is_not_counted_again(scene: Scene) -> None:
    content = scene.opened()
    elections.count(scene.election, scene.secrets, scene.officers)

    with pytest.raises(WrongTime):
        hand_in(scene.election, content, scene.officers[0])


def test_an_election_in_which_nobody_voted_elects_nobody(chie: Person, aki: Person) -> None:
    secrets = factories.make_custodians()
    election, [candidate] = make_open(chie, [aki])

    elections.count(election, secrets, elections.make_officers())

    assert (candidate.result, candidate.approvals) == (Outcome.NOT_ELECTED, 0)


def test_a_tie_at_the_last_seat_leaves_it_to_a_run_off_among_the_tied(
    chie: Person, aki: Person, ben: Person
) -> None:
    secrets = factories.make_custodians()
    fumi = factories.make_person("fumi", "facilitator", of="kobe")
    election, [akis, bens, _] = make_open(chie, [aki, ben, fumi], seats=2)
    for voter, chosen in ((aki, [akis, bens]), (ben, [akis]), (fumi, [akis, _])):
        vote(election, voter, chosen)
    elections.count(election, secrets, elections.make_officers())

    moment = electing.database_time()
    run_off = electing.call_run_off(election, Voting(moment + DAY, moment + 2 * DAY), by=chie.id)

    assert [one.result for one in election.standing] == ["elected", "tied", "tied"]
    assert Role.CO_REPRESENTATIVE in {one.role for one in aki.terms}
    assert [one.person for one in run_off.standing] == [ben, fumi]
    assert (run_off.seats, run_off.run_off_of) == (1, election)


def test_a_tie_has_one_run_off(chie: Person, aki: Person, ben: Person) -> None:
    secrets = factories.make_custodians()
    election, standing = make_open(chie, [aki, ben], seats=1)
    vote(election, aki, standing)
    elections.count(election, secrets, elections.make_officers())
    moment = electing.database_time()
    voting = Voting(moment + DAY, moment + 2 * DAY)
    electing.call_run_off(election, voting, by=chie.id)

    with pytest.raises(WrongTime):
        electing.call_run_off(election, voting, by=chie.id)
