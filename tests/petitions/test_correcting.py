"""An erratum tells the signers; a text that takes another's place asks them anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from campaigns import correcting, drafting, reading
from campaigns.correcting import Correction, NothingChanged, NotPublic
from campaigns.models import Statement, Status, TakenDown
from campaigns.reading import NoLongerShown
from core.db import db, now
from mailing.models import Delivery
from petitions import counting, disclosing, opening, renewing, rounds, signing, submitting, telling
from petitions.models import Disclosure, RollEntry, Signature
from petitions.renewing import NothingToAgreeTo
from petitions.rounds import StatementClosed
from tests import factories
from tests.conftest import Outbox, text_of
from tests.factories import AKARI, TANPOPO


@pytest.fixture
def statement(app: Flask) -> Statement:
    factories.make_custodians()
    return factories.make_statement()


def slip(statement: Statement, **changes: str) -> Correction:
    """A correction of the Japanese title, and nothing else, unless told."""
    version = statement.version
    return replace(
        Correction(
            title_ja=f"{version.title_ja}（正）",
            title_en=version.title_en,
            body_ja=version.body_ja,
            body_en=version.body_en,
            note_ja="題名の一字を直しました。",
            note_en="One letter of the title was put right.",
        ),
        **changes,
    )


def told(name: str) -> list[int]:
    """Return whom a message was asked for."""
    db.session.expire_all()
    query = select(Delivery.about).where(Delivery.email == name).order_by(Delivery.about)
    return list(db.session.scalars(query))


def correct(statement: Statement) -> None:
    version = correcting.correct(statement, slip(statement))
    telling.tell_of_erratum(version_id=version.id)
    db.session.commit()


# ---- Errata


def test_a_correction_is_a_version_with_an_erratum_and_keeps_what_is_asked(
    statement: Statement,
) -> None:
    before = statement.version

    version = correcting.correct(statement, slip(statement))

    assert (version.number, version.demands_ja) == (before.number + 1, before.demands_ja)
    assert version.text_hash != before.text_hash
    assert version.erratum is not None


def test_signatures_stand_and_stay_bound_to_what_they_read(statement: Statement) -> None:
    signature = factories.make_signature(statement)
    read = signature.version_id

    correct(statement)

    assert signature.counts
    assert signature.version_id == read
    assert statement.version.id != read


def test_each_signer_who_can_be_reached_is_told_once(statement: Statement) -> None:
    person = factories.make_signature(statement)
    named = factories.make_organisation_signature(statement, disclosure=Disclosure.PUBLIC)
    factories.make_organisation_signature(statement, disclosure=Disclosure.UNDISCLOSED)
    gone = factories.make_signature(statement, email="gone@mail.example", name="去る人")
    signing.withdraw(gone)

    correct(statement)
    telling.tell_of_erratum(version_id=statement.version.id)

    assert told("erratum") == [person.id, named.id]


def test_the_message_says_what_was_wrong_and_leads_to_ones_own_page(
    statement: Statement, outbox: Outbox, run_due: object
) -> None:
    signature = factories.make_signature(statement)

    correct(statement)
    assert callable(run_due)
    run_due()

    text = text_of(outbox.messages[-1])
    assert "題名の一字を直しました。" in text
    link = next(line for line in text.splitlines() if "/my/" in line)
    assert signing.signature_of(link.rsplit("/", 1)[1]) is signature


def test_what_is_the_same_is_no_correction(statement: Statement) -> None:
    with pytest.raises(NothingChanged):
        correcting.correct(statement, slip(statement, title_ja=statement.version.title_ja))
    assert len(statement.versions) == 1


def test_a_draft_is_not_corrected(app: Flask) -> None:
    draft = factories.make_statement(opened=False)
    with pytest.raises(NotPublic):
        correcting.correct(draft, slip(draft))


# ---- A text that takes another's place


def replaced(statement: Statement) -> Statement:
    """Return an open statement that takes the place of another, whose signers have been asked."""
    new = correcting.replace(statement, slug="anew")
    drafting.approve(new, by="committee")
    opening.open_for_signing(new, [now() + timedelta(days=9)])
    renewing.move_over()
    db.session.commit()
    return new


def test_the_old_text_closes_and_its_signers_are_asked_once(statement: Statement) -> None:
    person = factories.make_signature(statement)

    replaced(statement)
    renewing.move_over()

    assert statement.status == Status.CLOSED
    assert told("asked_again") == [person.id]
    with pytest.raises(StatementClosed):
        signing.sign_as_person(statement, AKARI)


def test_nobody_is_asked_before_the_new_text_is_open(statement: Statement) -> None:
    factories.make_signature(statement)
    new = correcting.replace(statement, slug="anew")
    drafting.approve(new, by="committee")
    opening.open_for_signing(new, [now() + timedelta(days=9)], at=now() + timedelta(days=1))

    renewing.move_over()

    assert told("asked_again") == []
    assert statement.status == Status.OPEN


def test_who_does_not_answer_counts_for_the_old_text_alone(statement: Statement) -> None:
    factories.make_signature(statement)

    new = replaced(statement)

    assert (counting.exact(statement.id).people, counting.exact(new.id).people) == (1, 0)


def test_who_agrees_counts_for_the_new_text_alone(statement: Statement) -> None:
    signature = factories.make_signature(statement)
    new = replaced(statement)

    renewing.agree(signature)
    db.session.commit()

    assert (counting.exact(statement.id).people, counting.exact(new.id).people) == (0, 1)
    assert signature.version_id == new.version.id


def test_the_old_roll_keeps_who_agreed_to_the_new_text(statement: Statement) -> None:
    signature = factories.make_signature(statement)
    replaced(statement)

    renewing.agree(signature)

    kept = select(func.count()).where(RollEntry.signature_id == signature.id)
    assert db.session.scalar(kept) == 2  # both rounds of the old text


def test_an_undisclosed_organisation_agrees_by_its_link_and_its_record_stays_whole(
    statement: Statement,
) -> None:
    token = factories.sign_organisation(
        statement, replace(TANPOPO, disclosure=Disclosure.UNDISCLOSED)
    )
    factories.confirm(token)
    signature = signing.signature_of(token)
    assert signature is not None
    sealed, record = signature.sealed, signature.public_id
    new = replaced(statement)

    renewing.agree(signature)
    db.session.commit()

    assert (signature.statement_id, signature.sealed) == (new.id, sealed)
    assert signature.public_id == record
    assert signature.confirmed_at == rounds.day_of(signature.round_id)
    assert told("asked_again") == []


def test_who_has_signed_the_new_text_already_is_counted_once(statement: Statement) -> None:
    old = factories.make_signature(statement)
    new = replaced(statement)
    factories.make_signature(new)

    renewing.agree(old)
    db.session.commit()

    assert (counting.exact(statement.id).people, counting.exact(new.id).people) == (0, 1)


def test_documents_of_the_old_text_are_still_known_to_carry_a_name(
    statement: Statement, run_due: object
) -> None:
    signature = factories.make_organisation_signature(statement, disclosure=Disclosure.PUBLIC)
    submission = submitting.prepare(statement, statement.offices, joint=True)
    db.session.commit()
    submitting.build_document(document_id=submission.documents[0].id)
    replaced(statement)
    renewing.agree(signature)

    disclosing.choose(signature, Disclosure.UNDISCLOSED)

    assert disclosing.carrying(signature) == submission.documents


def test_there_is_nothing_to_agree_to_where_nothing_was_replaced(statement: Statement) -> None:
    with pytest.raises(NothingToAgreeTo):
        renewing.agree(factories.make_signature(statement))


# ---- Taken down


def test_what_was_taken_down_is_neither_read_nor_signed(statement: Statement) -> None:
    token = factories.sign(statement)

    correcting.take_down(statement, TakenDown.DANGER)
    db.session.commit()

    assert statement.status == Status.TAKEN_DOWN
    with pytest.raises(NoLongerShown):
        reading.published(statement.slug)
    with pytest.raises(StatementClosed):
        signing.sign_as_person(statement, AKARI)
    with pytest.raises(StatementClosed):
        signing.confirm(token)
    assert db.session.scalar(select(func.count()).select_from(Signature)) == 0
