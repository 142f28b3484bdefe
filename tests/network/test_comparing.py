"""Custodians find undisclosed organisations that came twice: from then on each counts once."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, text

from campaigns.models import Statement
from core.db import db, today
from network import comparing, exporting, registering, sealing
from network.comparing import NotTheseRecords
from network.exporting import Kind
from network.models import Level, Person, SealedDuplicate
from petitions import counting, rounds, signing, submitting, writing
from petitions.models import RollEntry, Signature
from tests import factories
from tests.conftest import work
from tests.network.comparisons import bring, close, decision, only, sign


@pytest.fixture
def fumi(app: Flask) -> tuple[Person, str]:
    factories.make_custodian("mamoru")
    return factories.make_custodian("fumi")


@pytest.fixture
def statement(fumi: tuple[Person, str]) -> Statement:
    return factories.make_statement()


def counts(record: UUID) -> bool:
    query = db.select(Signature.counts).where(Signature.public_id == record)
    return db.session.scalars(query).one()


# ---- When it is offered


def test_it_is_offered_once_a_round_is_closed_and_not_before(statement: Statement) -> None:
    sign(statement, 2)
    before = comparing.due()

    close(statement)

    assert before == []
    assert statement.version.title in only().label
    assert "1" in only().label


def test_it_is_offered_once_the_time_of_a_round_is_over_though_nobody_has_closed_it(
    statement: Statement,
) -> None:
    found = set(sign(statement, 2))
    rounds.of(statement.id)[0].closes_at = func.now()
    db.session.commit()

    assert set(only().records) == found


def test_one_undisclosed_organisation_is_compared_with_nobody(statement: Statement) -> None:
    sign(statement)
    factories.make_organisation_signature(statement, email="b@mail.example")
    sign(statement, board="pending")
    signing.withdraw(db.session.scalars(db.select(Signature).where(of(sign(statement)[0]))).one())
    close(statement)

    assert comparing.due() == []


def of(record: UUID) -> Any:
    return Signature.public_id == record


def test_what_was_compared_is_not_offered_again_until_another_comes(
    statement: Statement, fumi: tuple[Person, str]
) -> None:
    old = sign(statement, 2)
    close(statement)
    bring(fumi, decision(only()))
    between = comparing.due()
    new = sign(statement)

    close(statement, 2)

    assert between == []
    assert only().records == (*old, *new)


def test_what_a_custodian_could_not_open_is_left_to_another(
    statement: Statement, fumi: tuple[Person, str]
) -> None:
    first, second, _unread = sign(statement, 3)
    close(statement)

    bring(fumi, decision(only(), records=sorted([str(first), str(second)])))

    assert len(comparing.due()) == 1


def test_the_undisclosed_of_the_register_are_compared_as_well(
    fumi: tuple[Person, str],
) -> None:
    first, second = (
        factories.admit(factories.apply(level=Level.UNDISCLOSED)).public_id for _ in range(2)
    )
    factories.apply(level=Level.UNDISCLOSED)

    assert only().records == (first, second)


# ---- What goes out


def test_what_goes_out_opens_with_a_custodians_key_and_names_nobody(
    statement: Statement, fumi: tuple[Person, str]
) -> None:
    found = sign(statement, 2, organisation="名を出さない会")
    close(statement)

    content = comparing.to_compare(only())

    pieces = exporting.read(content, Kind.COMPARE).pieces
    opened = [
        sealing.open_sealed(one.sealed, fumi[1], record=one.record, purpose=one.purpose)
        for one in pieces
    ]
    assert [one.record for one in pieces] == sorted(found)
    assert {one.fields["organisation"] for one in opened} == {"名を出さない会"}
    assert "名を出さない会".encode() not in content


def test_what_was_told_apart_is_not_asked_again(
    statement: Statement, fumi: tuple[Person, str]
) -> None:
    first, second = sign(statement, 2)
    close(statement)
    bring(fumi, decision(only(), (first, second, False)))
    sign(statement)
    close(statement, 2)

    told = json.loads(comparing.to_compare(only()))

    assert told["apart"] == [sorted([str(first), str(second)])]


# ---- What follows


def test_of_two_that_are_the_same_the_later_ceases_to_count(
    statement: Statement, fumi: tuple[Person, str]
) -> None:
    first, second, other = sign(statement, 3)
    close(statement)

    bring(fumi, decision(only(), (second, first, True)))

    assert [counts(one) for one in (first, second, other)] == [True, False, True]
    assert counting.exact(statement.id).undisclosed == 2
    assert comparing.due() == []


def test_of_three_that_are_the_same_one_counts(
    statement: Statement, fumi: tuple[Person, str]
) -> None:
    one, two, three = sign(statement, 3)
    close(statement)

    bring(fumi, decision(only(), (one, two, True), (two, three, True), (one, three, True)))

    assert [counts(record) for record in (one, two, three)] == [True, False, False]


def test_a_decision_has_a_day_and_no_hour_nor_has_what_ceased_to_count(
    statement: Statement, fumi: tuple[Person, str]
) -> None:
    first, second = sign(statement, 2)
    close(statement)

    bring(fumi, decision(only(), (first, second, True)))

    [word] = comparing.decisions()
    ceased = db.session.scalars(db.select(Signature.invalidated_at).where(of(second))).one()
    assert type(word.decided_on) is date
    assert word.decided_on == today()
    assert ceased is not None
    in_tokyo = text("SELECT :at AT TIME ZONE 'Asia/Tokyo'")
    assert str(db.session.scalar(in_tokyo, {"at": ceased})).endswith("00:00:00")


def test_asked_again_both_count_and_the_history_stays(
    statement: Statement, fumi: tuple[Person, str]
) -> None:
    first, second = sign(statement, 2)
    close(statement)
    bring(fumi, decision(only(), (first, second, True)))

    comparing.ask_again(comparing.decisions()[0], by=fumi[0].id)
    db.session.commit()

    assert counts(second)
    assert len(comparing.due()) == 1
    bring(fumi, decision(only(), (first, second, False)))
    words = db.session.scalars(db.select(SealedDuplicate).order_by(SealedDuplicate.id)).all()
    assert [one.same for one in words] == [True, None, False]
    assert [one.replaced_on for one in words] == [today(), today(), None]
    assert comparing.due() == []


def test_a_pair_of_which_nobody_can_say_stays_to_be_asked(
    statement: Statement, fumi: tuple[Person, str]
) -> None:
    first, second = sign(statement, 2)
    close(statement)

    bring(fumi, decision(only(), (first, second, None)))

    assert counts(second)
    assert len(comparing.due()) == 1
    assert comparing.decisions() == []


def test_a_decision_that_is_sent_in_twice_changes_nothing_more(
    statement: Statement, fumi: tuple[Person, str]
) -> None:
    first, second = sign(statement, 2)
    close(statement)
    content = decision(only(), (first, second, True))

    for _ in range(2):
        bring(fumi, content)

    assert db.session.scalar(db.select(func.count(SealedDuplicate.id))) == 1


def test_the_same_organisation_under_two_statements_counts_under_both(
    statement: Statement, fumi: tuple[Person, str]
) -> None:
    sign(statement, 2)
    close(statement)
    other = factories.make_statement(slug="another")
    [elsewhere, _] = sign(other, 2)
    close(other)
    here = comparing.due()[0]
    pair = (here.records[0], elsewhere, True)
    told = sorted(str(one) for one in (*here.records, elsewhere))

    with pytest.raises(NotTheseRecords):
        bring(fumi, decision(here, pair, records=told))


def test_of_two_members_of_the_register_the_later_is_no_more_counted(
    fumi: tuple[Person, str],
) -> None:
    found = [factories.admit(factories.apply(level=Level.UNDISCLOSED)).public_id for _ in range(7)]
    work()
    before = registering.supporting().unnamed

    same = [(found[0], one, True) for one in found[1:4]]
    bring(fumi, decision(only(), *same))

    assert (before, registering.supporting().unnamed) == (7, 4)


# ---- What is closed stays, and what is published moves in groups


def test_a_frozen_roll_stays_and_the_next_submission_counts_each_once(
    statement: Statement, fumi: tuple[Person, str]
) -> None:
    first, second, _other = sign(statement, 3)
    close(statement)
    [one, *_] = rounds.of(statement.id)

    def unnamed() -> int:
        submission = submitting.prepare(statement, statement.offices, of_round=one, joint=True)
        db.session.commit()
        return writing.compose(submission.documents[0]).unnamed

    asked = submitting.prepare(statement, statement.offices, of_round=one, joint=True)
    db.session.commit()

    bring(fumi, decision(only(), (first, second, True)))

    assert db.session.scalar(db.select(func.count(RollEntry.id))) == 3
    assert writing.compose(asked.documents[0]).unnamed == 3
    assert unnamed() == 2
    close(statement, 2)
    last = rounds.of(statement.id)[1].id
    on_roll = db.select(func.count(RollEntry.id)).where(RollEntry.round_id == last)
    assert db.session.scalar(on_roll) == 2


@pytest.mark.parametrize(("doubled", "shown"), [(1, 7), (2, 7), (3, 4)])
def test_the_published_figure_moves_by_three_or_not_at_all(
    statement: Statement, fumi: tuple[Person, str], doubled: int, shown: int
) -> None:
    found = sign(statement, 7)
    close(statement)

    bring(fumi, decision(only(), *((found[0], one, True) for one in found[1 : 1 + doubled])))

    assert statement.unnamed_published == shown


def test_at_the_next_closing_the_published_figure_is_exact(
    statement: Statement, fumi: tuple[Person, str]
) -> None:
    first, second, *_ = sign(statement, 4)
    close(statement)
    bring(fumi, decision(only(), (first, second, True)))

    close(statement, 2)
    db.session.refresh(statement)

    assert statement.unnamed_published == 3
