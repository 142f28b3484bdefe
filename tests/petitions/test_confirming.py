"""Confirming: what a link makes of an attempt, and what is kept of whoever pressed it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from core import tokens
from core.db import db, now
from network import sealing
from network.sealing import NotEnoughCustodians
from petitions import counting, rounds, signers, signing
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
from tests.factories import AKARI, FULL, TANPOPO
from tests.petitions.moments import expire_all, number_of


def test_a_confirmed_signature_counts_once_however_often_its_link_is_pressed(app: Flask) -> None:
    statement = factories.make_statement()
    token = factories.sign(statement)

    first = factories.confirm(token)
    again = factories.confirm(token)

    assert first == again
    assert counting.exact(statement.id).people == 1


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
        via="hokkaido",
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
        signature.sealed, secret_key, record=signature.public_id, purpose=signers.SEALED_FOR
    )
    assert opened.fields == {name: getattr(typed, name) for name in signers.ORGANISATION_IDENTITY}


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

    assert set(vars(TANPOPO)) - choices == set(signers.ORGANISATION_IDENTITY)


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


@pytest.mark.parametrize("sign", [factories.sign, factories.sign_organisation])
def test_a_link_whose_attempt_is_purged_while_it_is_pressed_has_expired(
    app: Flask, monkeypatch: pytest.MonkeyPatch, sign: Callable[..., str]
) -> None:
    factories.make_custodians()
    statement = factories.make_statement()
    hidden = {"disclosure": Disclosure.UNDISCLOSED} if sign is factories.sign_organisation else {}
    factories.make_organisation_signature(statement, disclosure=Disclosure.UNDISCLOSED)
    token, hold = sign(statement, **hidden), rounds.hold_open

    def purge_and_hold(statement_id: int) -> int:
        db.session.execute(db.delete(PendingSignature))
        return hold(statement_id)

    monkeypatch.setattr(rounds, "hold_open", purge_and_hold)

    with pytest.raises(signing.LinkExpired):
        signing.confirm(token)
    db.session.rollback()
    assert signing.signature_of(token) is None


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
