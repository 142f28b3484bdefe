"""Votes by name and in secret, proxies and conflicts of interest."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from core.db import db
from core.settings import Settings
from network import closing, deciding, voting
from network.deciding import Wording
from network.models import (
    Electorate,
    Motion,
    MotionBallot,
    MotionVoter,
    Person,
)
from tests import factories
from tests.network.motions import PROPOSAL, cast, date_back, make_motion


@pytest.fixture
def motion(aki: Person, ben: Person) -> Motion:
    return make_motion(aki)


@pytest.fixture
def secret(aki: Person, ben: Person) -> Motion:
    return make_motion(aki, secret=True)


@pytest.fixture
def by_organisation(
    app: Flask, monkeypatch: pytest.MonkeyPatch, aki: Person, ben: Person
) -> tuple[Motion, Person]:
    """A motion on which organisations vote, and a second facilitator of Aki's."""
    eri = factories.make_person("eri", "facilitator", of="hokkaido")
    settings: Settings = app.config["SETTINGS"]
    changed = settings.model_copy(update={"motion_electorate": Electorate.ORGANISATIONS})
    monkeypatch.setitem(app.config, "SETTINGS", changed)
    return make_motion(aki), eri


def voter(motion: Motion, person: Person) -> MotionVoter:
    return next(one for one in motion.voters if one.person_id == person.id)


def choices(motion: Motion) -> list[str]:
    return [ballot.choice for ballot in voting.ballots(motion.version)]


# ---- By name


def test_a_vote_can_be_changed_until_the_deadline(motion: Motion, aki: Person) -> None:
    cast(motion, aki, "for")

    cast(motion, aki, "against")

    assert choices(motion) == ["against"]


def test_nobody_votes_at_the_deadline_or_after_it(motion: Motion, aki: Person) -> None:
    date_back(motion, motion.deadline - deciding.database_time())

    with pytest.raises(deciding.MotionEnded):
        cast(motion, aki)


def test_a_vote_on_a_text_that_has_been_changed_is_refused(motion: Motion, aki: Person) -> None:
    read = motion.version.text_hash
    deciding.edit(motion, Wording(PROPOSAL.title, "別の文言。"), by=aki.id)

    with pytest.raises(deciding.TextChanged):
        cast(motion, aki, text=read)


def test_a_vote_on_a_matter_whose_text_has_changed_is_refused(aki: Person) -> None:
    statement = factories.make_statement(opened=False)
    motion = make_motion(aki, kind="publish statement", about=statement.id)
    statement.version.body_ja = "書き改めた本文。"
    db.session.commit()

    with pytest.raises(deciding.TextChanged):
        cast(motion, aki)


@pytest.mark.parametrize("who", ["chie", "dai", "late"])
def test_who_was_no_facilitator_when_it_opened_does_not_vote(
    motion: Motion, chie: Person, dai: Person, who: str
) -> None:
    late = factories.make_person("late", "facilitator", of="nagoya")
    people = {"chie": chie, "dai": dai, "late": late}

    with pytest.raises(voting.NotEntitled):
        cast(motion, people[who])


def test_yesterdays_facilitator_does_not_vote(motion: Motion, ben: Person) -> None:
    ben.terms[0].ends_on = factories.LONG_AGO
    db.session.commit()

    with pytest.raises(voting.NotEntitled):
        cast(motion, ben)


def test_of_an_organisation_the_latest_ballot_stands(
    by_organisation: tuple[Motion, Person], aki: Person
) -> None:
    motion, eri = by_organisation
    cast(motion, aki, "for")

    cast(motion, eri, "against")

    ballot = voting.ballots(motion.version)[0]
    assert choices(motion) == ["against"]
    assert ballot.voter.person_id == eri.id
    assert not ballot.as_proxy


# ---- Conflicts of interest


def test_who_declares_a_conflict_is_out_of_the_vote(
    motion: Motion, aki: Person, ben: Person
) -> None:
    cast(motion, ben)

    voting.declare_conflict(motion, "大家の親族です。", by=ben.id)
    db.session.commit()

    assert choices(motion) == []
    assert closing.counted(motion).entitled == 1
    with pytest.raises(voting.InConflict):
        cast(motion, ben)


def test_the_database_holds_no_ballot_of_anybody_in_conflict(motion: Motion, ben: Person) -> None:
    cast(motion, ben)

    with pytest.raises(IntegrityError, match="who_votes_has_no_conflict"):
        db.session.execute(
            update(MotionVoter)
            .where(MotionVoter.person_id == ben.id)
            .values(free=False, conflict="x", conflict_at=motion.opened_at)
        )


def test_a_conflict_ends_the_proxies_given_and_held(
    motion: Motion, aki: Person, ben: Person
) -> None:
    voting.give_proxy(motion, by=aki.id, to=voter(motion, ben).id)

    voting.declare_conflict(motion, "大家の親族です。", by=ben.id)

    assert voting.proxies(motion) == []


def test_after_a_secret_vote_a_conflict_comes_too_late(secret: Motion, ben: Person) -> None:
    cast(secret, ben)

    with pytest.raises(voting.HasVoted):
        voting.declare_conflict(secret, "大家の親族です。", by=ben.id)


def test_an_organisation_keeps_its_vote_when_one_of_its_people_is_in_conflict(
    by_organisation: tuple[Motion, Person], aki: Person
) -> None:
    motion, eri = by_organisation

    voting.declare_conflict(motion, "大家の親族です。", by=aki.id)
    cast(motion, eri)

    assert closing.counted(motion).entitled == 2
    assert choices(motion) == ["for"]


# ---- Proxies


def test_a_proxy_votes_for_another(motion: Motion, aki: Person, ben: Person) -> None:
    voting.give_proxy(motion, by=aki.id, to=voter(motion, ben).id)

    cast(motion, ben, "against", seat_id=voter(motion, aki).seat_id)

    ballot = voting.ballots(motion.version)[0]
    assert (ballot.seat_id, ballot.as_proxy) == (voter(motion, aki).seat_id, True)
    assert ballot.voter.person_id == ben.id


def test_nobody_votes_for_another_without_a_proxy(motion: Motion, aki: Person, ben: Person) -> None:
    with pytest.raises(voting.NotEntitled):
        cast(motion, ben, seat_id=voter(motion, aki).seat_id)


def test_who_votes_after_all_ends_the_proxy(motion: Motion, aki: Person, ben: Person) -> None:
    voting.give_proxy(motion, by=aki.id, to=voter(motion, ben).id)
    cast(motion, ben, "against", seat_id=voter(motion, aki).seat_id)

    cast(motion, aki, "for")

    assert choices(motion) == ["for"]
    assert voting.proxies(motion) == []


def test_a_proxy_can_be_taken_back(motion: Motion, aki: Person, ben: Person) -> None:
    voting.give_proxy(motion, by=aki.id, to=voter(motion, ben).id)

    voting.take_back_proxy(motion, by=aki.id)

    with pytest.raises(voting.NotEntitled):
        cast(motion, ben, seat_id=voter(motion, aki).seat_id)


def test_a_voter_holds_one_proxy_at_most(aki: Person, ben: Person) -> None:
    eri = factories.make_person("eri", "facilitator", of="nagoya")
    motion = make_motion(aki)
    voting.give_proxy(motion, by=aki.id, to=voter(motion, ben).id)

    with pytest.raises(voting.ProxyRefused):
        voting.give_proxy(motion, by=eri.id, to=voter(motion, ben).id)


def test_a_proxy_given_once_more_is_the_same_one_proxy(
    motion: Motion, aki: Person, ben: Person
) -> None:
    for _ in range(2):
        voting.give_proxy(motion, by=aki.id, to=voter(motion, ben).id)

    assert [one.holder.person for one in voting.proxies(motion)] == [ben]


def test_a_setting_allows_no_proxies(
    app: Flask, monkeypatch: pytest.MonkeyPatch, motion: Motion, aki: Person, ben: Person
) -> None:
    settings: Settings = app.config["SETTINGS"]
    changed = settings.model_copy(update={"motion_proxies": 0})
    monkeypatch.setitem(app.config, "SETTINGS", changed)

    with pytest.raises(voting.ProxyRefused):
        voting.give_proxy(motion, by=aki.id, to=voter(motion, ben).id)


def test_facilitators_of_one_organisation_are_no_proxies_of_each_other(
    by_organisation: tuple[Motion, Person], aki: Person
) -> None:
    motion, eri = by_organisation

    with pytest.raises(voting.ProxyRefused):
        voting.give_proxy(motion, by=aki.id, to=voter(motion, eri).id)


# ---- In secret


def test_a_secret_vote_is_cast_once(secret: Motion, aki: Person) -> None:
    cast(secret, aki, "for")

    with pytest.raises(voting.HasVoted):
        cast(secret, aki, "against")


def many(number: int) -> list[Person]:
    return [
        factories.make_person(f"voter{one}", "facilitator", of=f"network{one}")
        for one in range(number)
    ]


def transactions(table: str) -> set[str]:
    """Return which transactions wrote the rows of a table, as PostgreSQL notes beside each."""
    rows = db.session.scalars(text(f"SELECT DISTINCT xmin::text FROM {table}"))
    return set(rows)


def test_the_rows_of_a_secret_vote_are_all_of_one_transaction(aki: Person) -> None:
    people = many(5)
    motion = make_motion(aki, secret=True)
    for person in people:
        cast(motion, person)

    marks = [transactions(table) for table in ("motion_turnout", "motion_secret_ballot")]

    assert marks[0] == marks[1]
    assert len(marks[0]) == 1


def test_the_order_in_which_secret_votes_lie_tells_nothing(aki: Person) -> None:
    people = many(4)
    seen: list[bool] = []
    for round_ in range(12):
        motion = make_motion(aki, secret=True, title=f"議案{round_}")
        for person in people[:3]:
            cast(motion, person, "for")
        cast(motion, people[3], "against")
        lone = voter(motion, people[3]).id
        seen.append(place_of(motion, "against") == place_of_turnout(motion, lone))

    # Appended rows would lie in the same place each time. By chance they do in one of four.
    assert not all(seen)


def place_of(motion: Motion, choice: str) -> int:
    query = text("SELECT choice FROM motion_secret_ballot WHERE version_id = :id ORDER BY ctid")
    return list(db.session.scalars(query, {"id": motion.version.id})).index(choice)


def place_of_turnout(motion: Motion, voter_id: int) -> int:
    query = text("SELECT voter_id FROM motion_turnout WHERE version_id = :id ORDER BY ctid")
    return list(db.session.scalars(query, {"id": motion.version.id})).index(voter_id)


def test_ballots_by_name_are_kept_elsewhere(secret: Motion, aki: Person) -> None:
    cast(secret, aki)

    assert db.session.scalars(db.select(MotionBallot)).all() == []
