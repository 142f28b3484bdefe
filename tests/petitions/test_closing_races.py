"""Signers who press while a round is closing: on its list or in the next round, never lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from campaigns.models import Statement
from core.db import db
from petitions import rounds, signing
from petitions.models import RollEntry, Round, Signature
from tests import factories
from tests.petitions.moments import (
    PATIENCE,
    at_once,
    confirming,
    in_transaction,
    number_of,
    recount,
    tallied,
    transaction,
    wait_for_lock,
)


@pytest.fixture
def statement(app: Flask) -> Statement:
    factories.make_custodians()
    return factories.make_statement()


def close_first(statement_id: int) -> int:
    """Close the statement's first open round; return how many entries its roll has."""
    closing = rounds.first_unclosed(statement_id)
    assert closing is not None
    return rounds.close(closing)


def test_who_confirms_before_the_closing_commits_is_on_the_roll(
    app: Flask, statement: Statement
) -> None:
    link = factories.sign(statement)

    with ThreadPoolExecutor() as pool:
        with transaction(app):
            signature_id = signing.confirm(link).signature_id
            closing = pool.submit(in_transaction, app, lambda: close_first(statement.id))
            wait_for_lock(app)
        assert closing.result(PATIENCE) == 1

    assert db.session.scalars(db.select(RollEntry.signature_id)).all() == [signature_id]


def test_who_confirms_while_the_round_is_being_closed_is_in_the_next(
    app: Flask, statement: Statement
) -> None:
    link = factories.sign(statement)

    with ThreadPoolExecutor() as pool:
        with transaction(app):
            assert close_first(statement.id) == 0
            confirmed = pool.submit(in_transaction, app, confirming(link))
            wait_for_lock(app)
        signature_id = confirmed.result(PATIENCE).signature_id

    signature = db.session.get_one(Signature, signature_id)
    assert signature.round.number == 2
    assert number_of(RollEntry) == 0


def test_who_confirms_while_the_last_round_is_being_closed_is_told_that_it_has(
    app: Flask, statement: Statement
) -> None:
    link = factories.sign(statement)
    with transaction(app):
        close_first(statement.id)

    with ThreadPoolExecutor() as pool:
        with transaction(app):
            close_first(statement.id)
            confirmed = pool.submit(in_transaction, app, confirming(link))
            wait_for_lock(app)
        with pytest.raises(rounds.StatementClosed):
            confirmed.result(PATIENCE)

    assert tallied(statement) == recount(statement) == 0


def test_who_withdraws_while_the_round_is_being_closed_is_told_that_the_roll_is_frozen(
    app: Flask, statement: Statement
) -> None:
    signature_id = factories.make_signature(statement).id

    def withdraw() -> None:
        signing.withdraw(db.session.get_one(Signature, signature_id))

    with ThreadPoolExecutor() as pool:
        with transaction(app):
            close_first(statement.id)
            withdrawn = pool.submit(in_transaction, app, withdraw)
            wait_for_lock(app)
        with pytest.raises(rounds.RollFrozen):
            withdrawn.result(PATIENCE)

    assert tallied(statement) == number_of(RollEntry) == 1


def test_who_withdraws_before_the_closing_commits_is_not_on_the_roll(
    app: Flask, statement: Statement
) -> None:
    signature_id = factories.make_signature(statement).id

    with ThreadPoolExecutor() as pool:
        with transaction(app):
            signing.withdraw(db.session.get_one(Signature, signature_id))
            closing = pool.submit(in_transaction, app, lambda: close_first(statement.id))
            wait_for_lock(app)
        assert closing.result(PATIENCE) == 0


@pytest.mark.parametrize("seed", range(3))
def test_in_a_rush_at_the_closing_each_signature_is_on_this_roll_or_in_the_next_round(
    app: Flask, statement: Statement, seed: int
) -> None:
    links = [factories.sign(statement, email=f"{seed}-{one}@mail.example") for one in range(9)]

    acts: list[Callable[[], Any]] = [*map(confirming, links)]
    acts.insert(3 * seed + 1, lambda: close_first(statement.id))
    at_once(app, *acts)

    first, second = rounds.of(statement.id)
    on_roll = set(db.session.scalars(db.select(RollEntry.signature_id)))
    by_round = {
        one.id: set(db.session.scalars(db.select(Signature.id).where(Signature.round_id == one.id)))
        for one in (first, second)
    }
    assert on_roll == by_round[first.id]
    assert len(by_round[first.id]) + len(by_round[second.id]) == 9
    assert tallied(statement) == recount(statement) == 9


def test_a_round_closed_by_two_at_once_is_closed_once(app: Flask, statement: Statement) -> None:
    factories.make_signature(statement)
    round_id = rounds.of(statement.id)[0].id

    def close() -> str:
        try:
            rounds.close(db.session.get_one(Round, round_id))
        except rounds.RoundClosed:
            db.session.rollback()
            return "refused"
        return "closed"

    assert sorted(at_once(app, close, close)) == ["closed", "refused"]
    assert number_of(RollEntry) == 1
