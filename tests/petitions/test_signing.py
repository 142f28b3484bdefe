"""Signing and confirming."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from campaigns.models import Signers
from core import tokens
from core.db import db, now
from mailing.models import Delivery
from network import sealing
from network.sealing import NotEnoughCustodians, Secret
from petitions import counting, rounds, signing
from petitions.models import (
    IDENTITY,
    Confirmation,
    Disclosure,
    Display,
    PendingSignature,
    Round,
    Signature,
    SignerKind,
)
from tests import factories
from tests.factories import AKARI, TANPOPO

FULL = replace(
    TANPOPO,
    organisation_en="Dandelion Waterways",
    legal_form="npo",
    prefecture="鳥取県",
    url="https://tanpopo.example/",
    corporate_number="1234567890123",
    phone="0857-00-0000",
    postcode="680-0000",
    postal_address="鳥取市 一丁目",
    via="hokkaido",
    comment="どうか\nお願いします",
)


def number_of(model: type) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(model)) or 0


def expire_all() -> None:
    past = now() - timedelta(seconds=1)
    db.session.execute(update(PendingSignature).values(expires_at=past))
    db.session.commit()


def test_a_confirmed_signature_counts_once_however_often_its_link_is_pressed(app: Flask) -> None:
    statement = factories.make_statement()
    token = factories.sign(statement)

    first = factories.confirm(token)
    again = factories.confirm(token)

    assert first == again
    assert counting.exact(statement.id).people == 1


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
    assert {display: letters for display, letters in db.session.execute(query)} == {
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


# ---- Confirming


def test_confirming_takes_the_attempt_away(app: Flask) -> None:
    factories.make_signature(factories.make_statement())

    assert number_of(PendingSignature) == 0


def test_a_signature_is_bound_to_the_version_that_was_read(app: Flask) -> None:
    statement = factories.make_statement()

    signature = factories.make_signature(statement)

    assert signature.version.text_hash == statement.version.text_hash
    assert signature.round.number == 1


def test_a_person_is_kept_as_typed(app: Flask) -> None:
    typed = replace(
        AKARI,
        kana="しもつき あかり",
        prefecture="鳥取県",
        postcode="680-0000",
        postal_address="鳥取市",
        comment="どうか\nお願いします",
        updates=True,
    )

    signature = factories.make_signature(factories.make_statement(), **vars(typed))

    assert {name: getattr(signature, name) for name in vars(typed)} == vars(typed)
    assert signature.kind == SignerKind.PERSON


@pytest.mark.parametrize("disclosure", [Disclosure.PUBLIC, Disclosure.ADDRESSEE])
def test_an_organisation_that_may_be_read_is_kept_as_typed(
    app: Flask, disclosure: Disclosure
) -> None:
    typed = replace(FULL, disclosure=disclosure)

    signature = factories.make_organisation_signature(factories.make_statement(), **vars(typed))

    assert {name: getattr(signature, name) for name in vars(typed)} == vars(typed)
    assert signature.sealed is None


@pytest.mark.parametrize("custodian", [0, 1, 2])
def test_any_custodian_can_open_all_that_an_undisclosed_organisation_wrote(
    app: Flask, custodian: int
) -> None:
    secret_key = factories.make_custodians(3)[custodian]
    typed = replace(FULL, disclosure=Disclosure.UNDISCLOSED)

    signature = factories.make_organisation_signature(factories.make_statement(), **vars(typed))

    assert signature.sealed is not None
    opened = sealing.open_sealed(
        signature.sealed, secret_key, record=signature.public_id, purpose=signing.SEALED_FOR
    )
    assert opened.fields == {name: getattr(typed, name) for name in signing.ORGANISATION_IDENTITY}


def test_nothing_of_an_undisclosed_organisation_is_stored_where_it_cannot_be_sealed(
    app: Flask,
) -> None:
    factories.make_custodians(1)
    statement = factories.make_statement()

    with pytest.raises(NotEnoughCustodians):
        factories.sign_organisation(statement, disclosure=Disclosure.UNDISCLOSED)

    db.session.rollback()
    assert number_of(PendingSignature) == 0


def test_every_field_of_the_form_that_tells_who_signs_is_sealed(app: Flask) -> None:
    choices = {"disclosure", "board", "comment_public"}

    assert set(vars(TANPOPO)) - choices == set(signing.ORGANISATION_IDENTITY)


def test_the_hour_of_an_undisclosed_confirmation_is_not_kept(app: Flask) -> None:
    factories.make_custodians()
    statement = factories.make_statement()

    signatures = {
        disclosure: factories.make_organisation_signature(statement, disclosure=disclosure)
        for disclosure in Disclosure
    }

    in_tokyo = text("SELECT to_char(confirmed_at AT TIME ZONE 'Asia/Tokyo', 'HH24:MI:SS.US')"
                    " FROM signature WHERE id = :id")  # fmt: skip
    hours = {
        disclosure: db.session.scalar(in_tokyo, {"id": signature.id})
        for disclosure, signature in signatures.items()
    }
    assert hours[Disclosure.UNDISCLOSED] == "00:00:00.000000"
    assert hours[Disclosure.PUBLIC] != "00:00:00.000000"


@pytest.mark.parametrize("column", IDENTITY)
@pytest.mark.parametrize("table", ["signature", "pending_signature"])
def test_the_database_refuses_an_undisclosed_row_with_anything_in_clear(
    app: Flask, table: str, column: str
) -> None:
    factories.make_custodians()
    statement = factories.make_statement()
    token = factories.sign_organisation(statement, disclosure=Disclosure.UNDISCLOSED)
    if table == "signature":
        factories.confirm(token)

    with pytest.raises(IntegrityError, match="undisclosed_is_sealed"):
        db.session.execute(text(f"UPDATE {table} SET {column} = 'たんぽぽ'"))
    db.session.rollback()


def test_the_database_refuses_an_undisclosed_row_without_its_sealed_record(app: Flask) -> None:
    factories.make_custodians()
    factories.make_organisation_signature(
        factories.make_statement(), disclosure=Disclosure.UNDISCLOSED
    )

    with pytest.raises(IntegrityError, match="undisclosed_is_sealed"):
        db.session.execute(text("UPDATE signature SET sealed = NULL"))
    db.session.rollback()


SAME: list[dict[str, Any]] = [
    {},
    {"email": "AKARI@MAIL.EXAMPLE"},
    {"name": "霜月あかり"},
    {"name": "霜月\u3000あかり"},
    {"display": Display.HIDDEN},
    {"comment": "ひとこと", "updates": True, "prefecture": "鳥取県"},
]
OTHERS: list[dict[str, Any]] = [
    {"email": "akari2@mail.example"},
    {"name": "霜月 あかね"},
    {"name": "霜月 アカリ"},
]


@pytest.mark.parametrize("changes", SAME)
def test_one_signer_signs_once(app: Flask, changes: dict[str, Any]) -> None:
    statement = factories.make_statement()
    first = factories.confirm(factories.sign(statement))

    second = factories.confirm(factories.sign(statement, **changes))

    assert second.signature_id == first.signature_id
    assert second.held_for == first.held_for
    assert counting.exact(statement.id).people == 1


@pytest.mark.parametrize("changes", OTHERS)
def test_another_name_or_another_mailbox_is_another_signer(
    app: Flask, changes: dict[str, Any]
) -> None:
    statement = factories.make_statement()
    factories.make_signature(statement)

    factories.make_signature(statement, **changes)

    assert counting.exact(statement.id).people == 2


def test_a_signer_may_sign_two_statements(app: Flask) -> None:
    one, other = factories.make_statement(), factories.make_statement(slug="another")

    factories.make_signature(one)
    factories.make_signature(other)

    assert [counting.exact(each.id).people for each in (one, other)] == [1, 1]


def test_both_links_of_one_signer_lead_to_the_signature_with_a_receipt_each(app: Flask) -> None:
    statement = factories.make_statement()
    links = [factories.sign(statement) for _ in range(2)]

    receipts = [factories.confirm(link).receipt for link in links]

    assert len(set(receipts)) == 2
    found = [signing.signature_of(link) for link in links]
    assert found[0] is not None
    assert found[0] is found[1]
    assert number_of(Confirmation) == 2


def test_an_organisation_and_a_person_with_one_name_and_mailbox_are_one_signer(app: Flask) -> None:
    statement = factories.make_statement()
    factories.make_signature(statement, name=TANPOPO.organisation, email=TANPOPO.email)

    factories.make_organisation_signature(statement)

    exact = counting.exact(statement.id)
    assert (exact.people, exact.organisations) == (1, 0)


def test_who_withdrew_as_a_person_may_sign_as_an_organisation_of_that_name(app: Flask) -> None:
    statement = factories.make_statement()
    person = factories.make_signature(statement, name=TANPOPO.organisation, email=TANPOPO.email)
    signing.withdraw(person)
    db.session.commit()

    factories.make_organisation_signature(statement)

    exact = counting.exact(statement.id)
    assert (exact.people, exact.public) == (0, 1)


def test_of_undisclosed_organisations_nothing_is_kept_to_tell_two_from_one(app: Flask) -> None:
    factories.make_custodians()
    statement = factories.make_statement()

    for _ in range(2):
        factories.make_organisation_signature(statement, disclosure=Disclosure.UNDISCLOSED)

    assert counting.exact(statement.id).undisclosed == 2


def test_an_unknown_link_confirms_nothing(app: Flask) -> None:
    factories.sign(factories.make_statement())

    for forged in ("", "x", tokens.fresh(), "あ" * 43, "\0"):
        with pytest.raises(signing.LinkUnknown):
            signing.confirm(forged)


def test_an_expired_link_confirms_nothing(app: Flask) -> None:
    token = factories.sign(factories.make_statement())
    expire_all()

    with pytest.raises(signing.LinkExpired):
        signing.confirm(token)

    assert number_of(Signature) == 0


def test_a_link_works_for_fourteen_days(app: Flask) -> None:
    statement = factories.make_statement()
    for sign in (factories.sign, factories.sign_organisation):
        sign(statement)

    query = text("SELECT DISTINCT extract(epoch FROM expires_at - now()) FROM pending_signature")
    lasting = [float(one) for one in db.session.scalars(query)]

    assert all(timedelta(days=14).total_seconds() - 60 < one <= 14 * 86400 for one in lasting)


def test_a_confirmation_after_the_last_closing_time_is_refused(app: Flask) -> None:
    token = factories.sign(factories.make_statement())
    db.session.execute(update(Round).values(closes_at=now() - timedelta(seconds=1)))
    db.session.commit()

    with pytest.raises(rounds.StatementClosed):
        signing.confirm(token)

    assert number_of(Signature) == 0


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
