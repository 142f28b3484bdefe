"""A name goes further or less far after signing: what follows, and what cannot be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from core.db import db
from network import sealing
from petitions import counting, disclosing, rounds, signing, submitting, writing
from petitions.models import (
    IDENTITY,
    Disclosure,
    Display,
    PublicSignatory,
    RollEntry,
    Signature,
    Submission,
)
from petitions.signers import SEALED_FOR
from tests import factories
from tests.factories import FULL

PUBLIC, ADDRESSEE, UNDISCLOSED = Disclosure


@pytest.fixture
def keys(app: Flask) -> list[str]:
    return factories.make_custodians()


@pytest.fixture
def signature(app: Flask, keys: list[str]) -> Signature:
    """A public organisation that filled in everything."""
    statement = factories.make_statement()
    token = factories.sign_organisation(statement, replace(FULL, comment_public=True))
    return db.session.get_one(Signature, factories.confirm(token).signature_id)


def build(signature: Signature, *, of_round: bool) -> Submission:
    """A submission whose one document has been built."""
    one = rounds.numbered(signature.statement_id, 1) if of_round else None
    submission = submitting.prepare(
        signature.statement, signature.statement.offices, of_round=one, joint=True
    )
    document = submission.documents[0]
    document.storage_key, document.sha256 = "submissions/one.pdf", "0" * 64
    document.built_at = document.asked_at
    db.session.commit()
    return submission


def close(signature: Signature) -> None:
    one = rounds.numbered(signature.statement_id, 1)
    assert one is not None
    rounds.close(one)
    db.session.commit()


def names(submission: Submission) -> list[str | None]:
    organisations, people = writing.lists(submission)
    return [line.name for line in (*organisations, *people)]


def public_names() -> list[str]:
    return list(db.session.scalars(db.select(PublicSignatory.name)))


# ---- An organisation, by its own link


def test_a_name_that_becomes_undisclosed_leaves_every_column(signature: Signature) -> None:
    disclosing.choose(signature, UNDISCLOSED)
    db.session.commit()

    assert [column for column in IDENTITY if getattr(signature, column) is not None] == []


def test_the_custodians_can_read_what_was_sealed_on_the_change(
    signature: Signature, keys: list[str]
) -> None:
    disclosing.choose(signature, UNDISCLOSED)
    db.session.commit()

    assert signature.sealed is not None
    opened = sealing.open_sealed(
        signature.sealed, keys[1], record=signature.public_id, purpose=SEALED_FOR
    )
    assert opened.fields["organisation"] == FULL.organisation
    assert opened.fields["postal_address"] == FULL.postal_address


def test_the_row_is_known_by_no_number_that_was_public_before(signature: Signature) -> None:
    before = signature.public_id

    disclosing.choose(signature, UNDISCLOSED)
    db.session.commit()

    assert signature.public_id != before


def test_no_hour_is_left_of_a_name_that_became_undisclosed(signature: Signature) -> None:
    disclosing.choose(signature, UNDISCLOSED)
    db.session.commit()

    assert signature.confirmed_at == rounds.day_of(signature.round_id)


@pytest.mark.parametrize("level", [ADDRESSEE, UNDISCLOSED])
def test_a_name_that_goes_less_far_is_public_nowhere_at_once(
    signature: Signature, level: Disclosure
) -> None:
    disclosing.choose(signature, level)
    db.session.commit()

    assert public_names() == []
    assert counting.exact(signature.statement_id).unnamed == 1


def test_a_message_goes_with_the_name(signature: Signature) -> None:
    disclosing.choose(signature, ADDRESSEE)
    disclosing.choose(signature, PUBLIC)
    db.session.commit()

    assert db.session.scalars(db.select(PublicSignatory.comment)).all() == [None]


def test_an_organisation_may_show_its_name_again(signature: Signature) -> None:
    disclosing.choose(signature, ADDRESSEE)
    disclosing.choose(signature, PUBLIC)
    db.session.commit()

    assert public_names() == [FULL.organisation]


def test_a_locked_name_cannot_be_shown_by_anybody(signature: Signature) -> None:
    disclosing.choose(signature, UNDISCLOSED)

    with pytest.raises(disclosing.NameUnreadable):
        disclosing.choose(signature, PUBLIC)


def test_without_custodians_a_name_stays_as_it_was(app: Flask) -> None:
    signature = factories.make_organisation_signature(factories.make_statement())

    with pytest.raises(sealing.NotEnoughCustodians):
        disclosing.choose(signature, UNDISCLOSED)
    db.session.rollback()

    assert signature.disclosure == PUBLIC


# ---- Rolls and documents


@pytest.mark.parametrize("of_round", [True, False])
def test_a_document_made_after_the_change_does_not_name_it(
    signature: Signature, of_round: bool
) -> None:
    close(signature)

    disclosing.choose(signature, UNDISCLOSED)
    db.session.commit()

    assert names(build(signature, of_round=of_round)) == [None]


def test_a_frozen_roll_still_counts_it(signature: Signature) -> None:
    close(signature)

    disclosing.choose(signature, UNDISCLOSED)
    db.session.commit()

    (entry,) = db.session.scalars(db.select(RollEntry))
    assert (entry.disclosure, entry.name, entry.kana) == ("undisclosed", None, None)


@pytest.mark.parametrize("of_round", [True, False])
def test_what_was_issued_with_the_name_is_noted(signature: Signature, of_round: bool) -> None:
    close(signature)
    submission = build(signature, of_round=of_round)

    disclosing.choose(signature, UNDISCLOSED)
    db.session.commit()

    assert disclosing.carrying(signature) == submission.documents


def test_a_document_made_after_the_change_carries_no_name_and_is_not_noted(
    signature: Signature,
) -> None:
    close(signature)
    disclosing.choose(signature, UNDISCLOSED)
    db.session.commit()

    build(signature, of_round=True)
    disclosing.choose(signature, UNDISCLOSED)

    assert disclosing.carrying(signature) == []


def test_a_document_of_another_statement_is_not_noted(signature: Signature) -> None:
    other = factories.make_statement(slug="another")
    submission = submitting.prepare(other, other.offices, joint=True)
    submission.documents[0].storage_key, submission.documents[0].sha256 = "x.pdf", "0" * 64
    submission.documents[0].built_at = submission.documents[0].asked_at
    db.session.commit()

    disclosing.choose(signature, ADDRESSEE)

    assert disclosing.carrying(signature) == []


# ---- Staff


def test_staff_may_hide_a_name(signature: Signature) -> None:
    disclosing.hide(signature)
    db.session.commit()

    assert public_names() == []
    assert signature.hidden_at is not None


@pytest.mark.parametrize("level", [ADDRESSEE, UNDISCLOSED])
def test_there_is_nothing_to_hide_where_nothing_is_public(
    signature: Signature, level: Disclosure
) -> None:
    disclosing.choose(signature, level)

    with pytest.raises(disclosing.CannotShowMore):
        disclosing.hide(signature)


def test_only_the_organisation_puts_a_hidden_name_back(signature: Signature) -> None:
    disclosing.hide(signature)
    disclosing.choose(signature, PUBLIC)
    db.session.commit()

    assert public_names() == [FULL.organisation]
    assert signature.hidden_at is None


def test_no_row_is_hidden_and_public(signature: Signature) -> None:
    signature.hidden_at = signature.confirmed_at

    with pytest.raises(IntegrityError, match="hidden_is_not_public"):
        db.session.flush()
    db.session.rollback()


# ---- A person


@pytest.mark.parametrize(
    ("display", "shown"),
    [(Display.PUBLIC, ["霜月 あかり"]), (Display.INITIALS, ["霜.あ."]), (Display.HIDDEN, [])],
)
def test_a_person_changes_how_they_are_shown(
    app: Flask, display: Display, shown: list[str]
) -> None:
    signature = factories.make_signature(factories.make_statement(), display=Display.HIDDEN)

    disclosing.show(signature, display)
    db.session.commit()

    found = public_names()
    assert len(found) == len(shown)
    assert display != Display.PUBLIC or found == shown


def test_a_person_who_hides_stands_on_no_later_document(app: Flask) -> None:
    signature = factories.make_signature(factories.make_statement())
    close(signature)

    disclosing.show(signature, Display.HIDDEN)
    db.session.commit()

    assert names(build(signature, of_round=True)) == [None]


def test_a_person_who_shows_more_stays_on_a_frozen_roll_as_they_were(app: Flask) -> None:
    signature = factories.make_signature(factories.make_statement(), display=Display.HIDDEN)
    close(signature)

    disclosing.show(signature, Display.PUBLIC)
    db.session.commit()

    assert names(build(signature, of_round=True)) == [None]


# ---- From undisclosed to a name: signing anew


def test_the_locked_signature_is_taken_back_when_the_named_one_is_confirmed(
    app: Flask, keys: list[str], run_due: Callable[[], None]
) -> None:
    statement = factories.make_statement()
    locked = factories.make_organisation_signature(statement, disclosure=UNDISCLOSED)
    token = "a" * 43
    signing.sign_as_organisation(statement, FULL, token=token, instead_of=locked)
    db.session.commit()
    assert counting.exact(statement.id).organisations == 1

    factories.confirm(token)
    factories.confirm(token)

    exact = counting.exact(statement.id)
    assert (exact.public, exact.undisclosed) == (1, 0)


def test_an_undisclosed_signature_keeps_no_more_of_its_time_than_its_round(
    app: Flask, keys: list[str]
) -> None:
    statement = factories.make_statement()
    locked = factories.make_organisation_signature(statement, disclosure=UNDISCLOSED)

    assert locked.confirmed_at == rounds.day_of(locked.round_id)
    assert isinstance(locked.public_id, UUID)
