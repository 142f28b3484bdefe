"""Attempts to sign, and what a signer may do afterwards."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from flask import Flask

from campaigns.models import Signers
from core import tokens
from core.db import db
from mailing.models import Delivery
from network.sealing import Secret
from petitions import counting, rounds, signing
from petitions.models import (
    IDENTITY,
    Disclosure,
    Display,
    PendingSignature,
    Signature,
)
from tests import factories
from tests.factories import AKARI, FULL, TANPOPO
from tests.petitions.moments import expire_all, number_of

# ---- Attempts


def test_an_attempt_that_is_rolled_back_leaves_nothing_and_sends_nothing(app: Flask) -> None:
    statement = factories.make_statement()

    signing.sign_as_person(statement, AKARI)
    db.session.rollback()

    assert number_of(PendingSignature) == 0
    assert number_of(Delivery) == 0


def test_an_attempt_counts_nothing(app: Flask) -> None:
    statement = factories.make_statement()

    factories.sign(statement)
    factories.sign_organisation(statement)

    assert counting.exact(statement.id) == counting.Exact()


def test_nobody_occupies_anothers_address_by_an_attempt(app: Flask) -> None:
    statement = factories.make_statement()

    tokens_ = [factories.sign(statement) for _ in range(3)]

    assert len(set(tokens_)) == 3
    assert number_of(PendingSignature) == 3


def test_of_a_link_only_its_hash_is_kept(app: Flask) -> None:
    token = factories.sign(factories.make_statement())

    kept = db.session.scalars(db.select(PendingSignature.token_hash)).one()

    assert kept == hashlib.sha256(token.encode()).digest()


def test_initials_are_made_for_those_alone_who_want_to_be_shown_so(app: Flask) -> None:
    statement = factories.make_statement()

    for display in Display:
        factories.sign(statement, display=display, kana="しもつき あかり")

    query = db.select(PendingSignature.display, PendingSignature.initials)
    assert {str(one.display): one.initials for one in db.session.execute(query)} == {
        "public": None,
        "initials": "S. A.",
        "hidden": None,
    }


@pytest.mark.parametrize(
    ("signers", "allowed"),
    [(Signers.BOTH, "both"), (Signers.PEOPLE, "people"), (Signers.ORGANISATIONS, "organisations")],
)
def test_a_statement_takes_those_signers_it_is_for(
    app: Flask, signers: Signers, allowed: str
) -> None:
    statement = factories.make_statement(signers=signers)

    for kind, sign in (("people", factories.sign), ("organisations", factories.sign_organisation)):
        if allowed in {"both", kind}:
            sign(statement)
        else:
            with pytest.raises(signing.NotForYou):
                sign(statement)


def test_a_draft_cannot_be_signed(app: Flask) -> None:
    statement = factories.make_statement(opened=False)

    with pytest.raises(rounds.StatementClosed):
        factories.sign(statement)


def test_after_the_last_closing_time_nobody_can_sign(app: Flask) -> None:
    statement = factories.make_statement(closes_in_days=(-1, -0.5))

    with pytest.raises(rounds.StatementClosed):
        factories.sign(statement)
    with pytest.raises(rounds.StatementClosed):
        factories.sign_organisation(statement)


def test_an_organisation_that_sends_its_form_again_replaces_its_attempt(app: Flask) -> None:
    statement, token = factories.make_statement(), tokens.fresh()
    signing.sign_as_organisation(statement, replace(TANPOPO, email="typo@x.example"), token=token)

    signing.sign_as_organisation(statement, TANPOPO, token=token)
    db.session.commit()

    assert db.session.scalars(db.select(PendingSignature.email)).all() == ["office@tanpopo.example"]


def test_an_attempt_replaced_by_an_undisclosed_one_keeps_nothing_in_clear(app: Flask) -> None:
    factories.make_custodians()
    statement, token = factories.make_statement(), tokens.fresh()
    signing.sign_as_organisation(statement, FULL, token=token)

    hidden = replace(FULL, disclosure=Disclosure.UNDISCLOSED)
    signing.sign_as_organisation(statement, hidden, token=token)
    db.session.commit()

    row = db.session.scalars(db.select(PendingSignature)).one()
    assert {name: getattr(row, name) for name in IDENTITY} == dict.fromkeys(IDENTITY)


def test_what_nobody_confirmed_is_purged_and_what_waits_is_not(app: Flask) -> None:
    statement = factories.make_statement()
    factories.sign(statement)
    expire_all()
    waiting = factories.sign(statement)

    signing.purge_unconfirmed()
    db.session.commit()

    kept = db.session.scalars(db.select(PendingSignature.token_hash)).all()
    assert kept == [tokens.kept_of(waiting)]


# ---- Afterwards


def test_a_withdrawal_is_dated_and_keeps_its_date(app: Flask) -> None:
    signature = factories.make_signature(factories.make_statement())
    signing.withdraw(signature)
    db.session.commit()
    first = signature.withdrawn_at

    signing.withdraw(signature)
    db.session.commit()

    assert first is not None
    assert signature.withdrawn_at == first


def test_who_signs_anew_has_one_signature_still(app: Flask) -> None:
    statement = factories.make_statement()
    first = factories.make_signature(statement)
    signing.withdraw(first)
    db.session.commit()

    second = factories.make_signature(statement, display=Display.HIDDEN)

    assert second.id == first.id
    assert (second.withdrawn_at, second.display) == (None, "hidden")
    assert counting.exact(statement.id).people == 1


def test_a_pending_board_holds_a_signature_until_it_agrees(app: Flask) -> None:
    statement = factories.make_statement()
    confirmed = factories.confirm(factories.sign_organisation(statement, board="pending"))
    signature = db.session.get_one(Signature, confirmed.signature_id)
    before = counting.exact(statement.id).organisations

    signing.board_agreed(signature)
    db.session.commit()

    assert (confirmed.held_for, before) == ("board", 0)
    assert counting.exact(statement.id).organisations == 1


def test_a_signature_held_for_the_custodians_is_not_released_by_its_own_link(app: Flask) -> None:
    statement = factories.make_statement()
    signature = factories.make_organisation_signature(statement)
    signature.held_for = "custodian"
    db.session.commit()

    signing.board_agreed(signature)
    db.session.commit()

    assert counting.exact(statement.id).organisations == 0


def test_what_is_to_be_sealed_shows_in_no_repr(app: Flask) -> None:
    secret = Secret({"organisation": "たんぽぽ水路"})

    assert "たんぽぽ" not in repr(secret) + str(secret) + f"{secret}" + repr([secret])
