"""Signers who press at the same moment: real threads, real transactions, real waits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from campaigns.models import Statement
from core.db import db
from petitions import counting, signing
from petitions.models import (
    Confirmation,
    Disclosure,
    PendingSignature,
    Signature,
)
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


@pytest.mark.parametrize("after", [0, 1])
def test_a_press_that_comes_between_two_looks_of_another_is_not_told_that_the_link_is_unknown(
    app: Flask, statement: Statement, after: int
) -> None:
    token, looks = factories.sign(statement), count()

    def press_meanwhile(*_query: object) -> None:
        if next(looks) == after:
            with ThreadPoolExecutor() as pool:
                pool.submit(in_transaction, app, confirming(token)).result(PATIENCE)

    event.listen(db.engine, "after_cursor_execute", press_meanwhile)
    try:
        confirmed = factories.confirm(token)
    finally:
        event.remove(db.engine, "after_cursor_execute", press_meanwhile)

    assert confirmed == factories.confirm(token)
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
