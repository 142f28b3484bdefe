"""Signers who press at the same moment: real threads, real transactions, real waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any, TypeVar

import pytest
from flask import Flask
from sqlalchemy import text

from campaigns.models import Statement
from core.db import db
from petitions import counting, rounds, signing
from petitions.models import (
    Confirmation,
    Disclosure,
    PendingSignature,
    RollEntry,
    Round,
    Signature,
)
from petitions.signing import Confirmed
from tests import factories

T = TypeVar("T")

#: Seconds. Whoever waits longer than this for a lock waits for somebody who will not let go.
PATIENCE = 10


@pytest.fixture
def statement(app: Flask) -> Statement:
    factories.make_custodians()
    return factories.make_statement()


@contextmanager
def transaction(app: Flask, *, patience: str = "5s") -> Iterator[None]:
    """A transaction of its own, which waits for no lock longer than told; committed at the end."""
    with app.app_context():
        db.session.execute(text(f"SET LOCAL lock_timeout = '{patience}'"))
        yield
        db.session.commit()


def at_once(app: Flask, *acts: Callable[[], T]) -> list[T]:
    """Do everything in the same moment, each in a thread and a transaction of its own."""
    start = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T:
        with transaction(app):
            start.wait(PATIENCE)
            return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(PATIENCE) for future in [pool.submit(run, act) for act in acts]]


def confirming(token: str) -> Callable[[], Confirmed]:
    return lambda: signing.confirm(token)


def recount(statement: Statement) -> int:
    query = db.select(db.func.count()).where(
        Signature.statement_id == statement.id, Signature.counts
    )
    return db.session.scalar(query) or 0


def tallied(statement: Statement) -> int:
    exact = counting.exact(statement.id)
    return exact.organisations + exact.people


def number_of(model: type) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(model)) or 0


# ---- The same signer


def test_eight_presses_of_one_link_count_once_and_are_answered_alike(
    app: Flask, statement: Statement
) -> None:
    token = factories.sign(statement)

    answers = at_once(app, *[confirming(token)] * 8)

    assert len(set(answers)) == 1
    assert number_of(Signature) == number_of(Confirmation) == 1
    assert number_of(PendingSignature) == 0
    assert tallied(statement) == recount(statement) == 1


def test_eight_presses_of_an_undisclosed_link_count_once(app: Flask, statement: Statement) -> None:
    token = factories.sign_organisation(statement, disclosure=Disclosure.UNDISCLOSED)

    answers = at_once(app, *[confirming(token)] * 8)

    assert len(set(answers)) == 1
    assert tallied(statement) == recount(statement) == 1


def test_eight_links_of_one_signer_count_once_and_lead_to_one_signature(
    app: Flask, statement: Statement
) -> None:
    links = [factories.sign(statement) for _ in range(8)]

    answers = at_once(app, *map(confirming, links))

    assert len({answer.signature_id for answer in answers}) == 1
    assert len({answer.receipt for answer in answers}) == 8
    assert (number_of(Signature), number_of(Confirmation)) == (1, 8)
    assert tallied(statement) == recount(statement) == 1


def test_two_links_of_one_signer_while_the_first_is_not_committed_yet(
    app: Flask, statement: Statement
) -> None:
    first, second = factories.sign(statement), factories.sign(statement)

    with ThreadPoolExecutor() as pool:
        with transaction(app):
            one = signing.confirm(first)
            other = pool.submit(in_transaction, app, confirming(second))
            wait_for_lock(app)
        confirmed = other.result(PATIENCE)

    assert confirmed.signature_id == one.signature_id
    assert tallied(statement) == recount(statement) == 1


def test_if_the_first_of_two_is_rolled_back_the_second_counts(
    app: Flask, statement: Statement
) -> None:
    first, second = factories.sign(statement), factories.sign(statement)

    with ThreadPoolExecutor() as pool:
        with app.app_context():
            signing.confirm(first)
            other = pool.submit(in_transaction, app, confirming(second))
            wait_for_lock(app)
            db.session.rollback()
        other.result(PATIENCE)

    assert signing.signature_of(second) is not None
    assert signing.signature_of(first) is None
    assert tallied(statement) == recount(statement) == 1


def test_pressing_both_buttons_at_once_withdraws_or_signs_but_counts_right(
    app: Flask, statement: Statement
) -> None:
    first, second = factories.sign(statement), factories.sign(statement)
    signature_id = factories.confirm(first).signature_id

    def withdraw() -> None:
        signing.withdraw(db.session.get_one(Signature, signature_id))

    acts: list[Callable[[], Any]] = [withdraw, confirming(second)]
    at_once(app, *acts)

    assert number_of(Signature) == 1
    assert tallied(statement) == recount(statement)


# ---- Different signers


def test_signers_of_one_statement_do_not_wait_for_each_other(
    app: Flask, statement: Statement
) -> None:
    links = [
        *(factories.sign(statement, email=f"{number}@mail.example") for number in range(3)),
        *(
            factories.sign_organisation(
                statement, email=f"{number}@x.example", disclosure=Disclosure.UNDISCLOSED
            )
            for number in range(2)
        ),
    ]

    def nested(rest: list[str]) -> None:
        if rest:
            with transaction(app, patience="100ms"):
                signing.confirm(rest[0])
                nested(rest[1:])

    nested(links)

    assert tallied(statement) == recount(statement) == 5


def test_withdrawing_waits_for_no_one_who_confirms(app: Flask, statement: Statement) -> None:
    signature = factories.make_signature(statement)
    link = factories.sign(statement, email="rin@mail.example")

    with transaction(app):
        signing.confirm(link)
        with transaction(app, patience="100ms"):
            signing.withdraw(db.session.get_one(Signature, signature.id))

    assert tallied(statement) == recount(statement) == 1


def test_folding_the_tallies_waits_for_no_one_and_loses_nothing(
    app: Flask, statement: Statement
) -> None:
    factories.make_signature(statement)
    link = factories.sign(statement, email="rin@mail.example")

    with transaction(app):
        signing.confirm(link)
        with transaction(app, patience="100ms"):
            counting.fold_tallies()

    assert tallied(statement) == recount(statement) == 2


def test_folding_while_others_confirm_keeps_the_count(app: Flask, statement: Statement) -> None:
    links = [factories.sign(statement, email=f"{one}@mail.example") for one in range(6)]

    acts: list[Callable[[], Any]] = [*map(confirming, links), *[counting.fold_tallies] * 2]
    at_once(app, *acts)
    counting.fold_tallies()
    db.session.commit()

    assert tallied(statement) == recount(statement) == 6


# ---- Closing a round


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


# ---- Helpers


def in_transaction(app: Flask, act: Callable[[], T]) -> T:
    with transaction(app):
        return act()


def close_first(statement_id: int) -> int:
    """Close the statement's first open round; return how many entries its roll has."""
    closing = rounds.first_unclosed(statement_id)
    assert closing is not None
    return rounds.close(closing)


def wait_for_lock(app: Flask) -> None:
    """Return as soon as somebody in this database waits for a lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with db.engine.connect() as connection:
            if connection.scalar(waiting):
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits for a lock")
