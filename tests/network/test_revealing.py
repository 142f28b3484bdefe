"""A sealed name is given out to be opened for a reason, when a second custodian agrees, once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from core.db import db, now
from network import exporting, keeping_keys, revealing, sealing
from network.exporting import Kind
from network.models import Person, Reveal
from network.revealing import NoSuchRecord, NotForThem, Reason, State, TooLate
from petitions.models import Disclosure, Signature
from tests import factories


@pytest.fixture
def fumi(app: Flask) -> tuple[Person, str]:
    return factories.make_custodian("fumi")


@pytest.fixture
def mamoru(app: Flask) -> tuple[Person, str]:
    return factories.make_custodian("mamoru")


@pytest.fixture
def hidden(fumi: tuple[Person, str], mamoru: tuple[Person, str]) -> Signature:
    return factories.make_organisation_signature(
        factories.make_statement(), disclosure=Disclosure.UNDISCLOSED
    )


@pytest.fixture
def asked(hidden: Signature, fumi: tuple[Person, str]) -> Reveal:
    return ask(hidden.public_id, fumi[0])


def ask(record: UUID, by: Person) -> Reveal:
    return revealing.ask("signature", record, by=by.id, reason=Reason.DUPLICATE, note="")


def later(reveal: Reveal, **moved: timedelta) -> None:
    """Let time go by for a reveal."""
    columns = {name: getattr(Reveal, name) - by for name, by in moved.items()}
    db.session.execute(update(Reveal).where(Reveal.id == reveal.id).values(**columns))
    db.session.refresh(reveal)


def test_what_a_second_custodian_approved_the_first_opens(
    asked: Reveal, fumi: tuple[Person, str], mamoru: tuple[Person, str]
) -> None:
    revealing.approve(asked, by=mamoru[0].id)

    taken = exporting.read(revealing.take(asked, by=fumi[0].id), Kind.OPEN)

    [piece] = taken.pieces
    opened = sealing.open_sealed(piece.sealed, fumi[1], record=piece.record, purpose=piece.purpose)
    assert opened.fields["organisation"] == factories.TANPOPO.organisation
    assert revealing.state(asked) == State.TAKEN


def test_nobody_approves_what_they_asked_for(asked: Reveal, fumi: tuple[Person, str]) -> None:
    with pytest.raises(NotForThem):
        revealing.approve(asked, by=fumi[0].id)

    assert revealing.state(asked) == State.WAITING


def test_the_database_too_refuses_that_one_approves_their_own(
    asked: Reveal, fumi: tuple[Person, str]
) -> None:
    with pytest.raises(IntegrityError, match="nobody_approves_their_own_reveal"):
        db.session.execute(update(Reveal).values(approved_by=fumi[0].id, approved_at=now()))
    db.session.rollback()


def test_who_has_not_proved_a_key_approves_nothing(asked: Reveal) -> None:
    person = factories.make_person("new", "custodian")
    keeping_keys.create("new", person_id=person.id)

    with pytest.raises(NotForThem):
        revealing.approve(asked, by=person.id)


def test_nothing_is_taken_before_it_is_approved(asked: Reveal, fumi: tuple[Person, str]) -> None:
    with pytest.raises(NotForThem):
        revealing.take(asked, by=fumi[0].id)


def test_a_record_is_taken_once(
    asked: Reveal, fumi: tuple[Person, str], mamoru: tuple[Person, str]
) -> None:
    revealing.approve(asked, by=mamoru[0].id)
    revealing.take(asked, by=fumi[0].id)

    with pytest.raises(TooLate):
        revealing.take(asked, by=fumi[0].id)


@pytest.mark.parametrize(("hours", "state"), [(23, State.APPROVED), (25, State.EXPIRED)])
def test_a_record_is_taken_within_a_day(
    asked: Reveal, fumi: tuple[Person, str], mamoru: tuple[Person, str], hours: int, state: State
) -> None:
    revealing.approve(asked, by=mamoru[0].id)
    later(asked, approved_at=timedelta(hours=hours))

    assert revealing.state(asked) == state
    if state == State.APPROVED:
        assert revealing.take(asked, by=fumi[0].id)
    else:
        with pytest.raises(TooLate):
            revealing.take(asked, by=fumi[0].id)


@pytest.mark.parametrize(("days", "state"), [(6, State.WAITING), (8, State.EXPIRED)])
def test_a_request_lasts_seven_days(
    asked: Reveal, mamoru: tuple[Person, str], days: int, state: State
) -> None:
    later(asked, expires_at=timedelta(days=days))

    assert revealing.state(asked) == state
    if state == State.EXPIRED:
        with pytest.raises(TooLate):
            revealing.approve(asked, by=mamoru[0].id)


def test_what_was_refused_is_not_approved_afterwards(
    asked: Reveal, mamoru: tuple[Person, str]
) -> None:
    revealing.refuse(asked, by=mamoru[0].id)

    with pytest.raises(TooLate):
        revealing.approve(asked, by=mamoru[0].id)


def test_who_asked_takes_it_back(asked: Reveal, fumi: tuple[Person, str]) -> None:
    revealing.refuse(asked, by=fumi[0].id)

    assert revealing.state(asked) == State.REFUSED


def test_what_a_member_of_the_staff_asks_for_takes_two_custodians(
    hidden: Signature, chie: Person, fumi: tuple[Person, str], mamoru: tuple[Person, str]
) -> None:
    asked = ask(hidden.public_id, chie)
    revealing.approve(asked, by=mamoru[0].id)
    readers = keeping_keys.readers()

    may = {
        person.name_ja: revealing.may_take(asked, person.id, readers)
        for person in (chie, fumi[0], mamoru[0])
    }

    assert may == {"chie": False, "fumi": True, "mamoru": False}


def test_another_custodian_does_not_take_what_a_custodian_asked_for(
    asked: Reveal, mamoru: tuple[Person, str]
) -> None:
    third, _secret = factories.make_custodian("third")
    revealing.approve(asked, by=mamoru[0].id)

    with pytest.raises(NotForThem):
        revealing.take(asked, by=third.id)


@pytest.mark.parametrize("purpose", ["signature", "case", ""])
def test_what_is_not_sealed_cannot_be_asked_for(
    purpose: str, fumi: tuple[Person, str], mamoru: tuple[Person, str]
) -> None:
    with pytest.raises(NoSuchRecord):
        revealing.ask(purpose, uuid4(), by=fumi[0].id, reason=Reason.OTHER, note="")


def test_a_named_organisation_has_no_sealed_record(
    fumi: tuple[Person, str], mamoru: tuple[Person, str]
) -> None:
    named = factories.make_organisation_signature(factories.make_statement())

    with pytest.raises(NoSuchRecord):
        ask(named.public_id, fumi[0])
