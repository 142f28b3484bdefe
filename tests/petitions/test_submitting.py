"""What is handed over: letters from a frozen roll, or from all that is confirmed so far."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy.exc import IntegrityError

from campaigns.models import Statement
from core import storage
from core.db import db, now
from network.models import Holder, Office
from petitions import rounds, signing, submitting, writing
from petitions.letters import Letter
from petitions.models import Disclosure, Display, Submission, SubmissionDocument
from tests import factories


@pytest.fixture
def statement(app: Flask) -> Statement:
    factories.make_custodians()
    return factories.make_statement()


@pytest.fixture
def collected(statement: Statement) -> Statement:
    """One organisation of each disclosure, one person of each display."""
    for disclosure in Disclosure:
        factories.make_organisation_signature(
            statement,
            organisation=f"{disclosure} の会",
            email=f"{disclosure}@x.example",
            disclosure=disclosure,
        )
    for display in Display:
        factories.make_signature(
            statement, email=f"{display}@mail.example", display=display, kana="しもつき あかり"
        )
    return statement


def offices(*codes: str) -> Sequence[Office]:
    query = db.select(Office).where(Office.code.in_(codes)).order_by(Office.position)
    return db.session.scalars(query).all()


def ask(statement: Statement, *codes: str, **options: Any) -> Submission:
    """Ask for letters to these offices."""
    asked = submitting.prepare(statement, offices(*(codes or ("mofa",))), **options)
    db.session.commit()
    return asked


def composed(statement: Statement, **options: Any) -> Letter:
    return writing.compose(ask(statement, **options).documents[0])


def close(statement: Statement) -> None:
    closing = rounds.first_unclosed(statement.id)
    assert closing is not None
    rounds.close(closing)
    db.session.commit()


# ---- Asking


def test_each_office_gets_a_letter_of_its_own(statement: Statement) -> None:
    asked = ask(statement, "mofa", "mof")

    codes = [[one.office.code for one in document.recipients] for document in asked.documents]
    assert codes == [["mofa"], ["mof"]]


def test_a_joint_letter_names_all_offices_in_their_order(statement: Statement) -> None:
    asked = ask(statement, "mof", "mofa", joint=True)

    assert [[one.office.code for one in document.recipients] for document in asked.documents] == [
        ["mofa", "mof"]
    ]


def test_a_letter_to_nobody_is_refused(statement: Statement) -> None:
    with pytest.raises(submitting.NoAddressee):
        submitting.prepare(statement, [])


def test_a_round_has_no_letter_before_it_is_closed(statement: Statement) -> None:
    with pytest.raises(submitting.RoundStillOpen):
        submitting.prepare(statement, offices("mofa"), of_round=rounds.of(statement.id)[0])


def test_asking_closes_nothing(collected: Statement) -> None:
    ask(collected)

    assert [one.closed_at for one in rounds.of(collected.id)] == [None, None]


# ---- What a letter says


def test_a_letter_names_the_public_and_those_disclosed_to_the_addressee(
    collected: Statement,
) -> None:
    letter = composed(collected)

    assert {one.name for one in letter.organisations} == {"public の会", "addressee の会"}
    assert (letter.unnamed, letter.organisations_total) == (1, 3)


def test_a_letter_shows_people_as_they_chose(collected: Statement) -> None:
    letter = composed(collected)

    assert sorted(letter.people) == ["S. A.", "霜月 あかり"]
    assert (letter.people_total, letter.people_unnamed) == (3, 1)


@pytest.mark.parametrize("frozen", [False, True], ids=["so far", "of a closed round"])
def test_the_count_so_far_and_of_a_frozen_roll_are_made_alike(
    collected: Statement, frozen: bool
) -> None:
    if frozen:
        close(collected)
    of_round = rounds.of(collected.id)[0] if frozen else None

    letter = composed(collected, of_round=of_round)

    assert (letter.organisations_total, letter.people_total) == (3, 3)
    assert not any("undisclosed" in one.name for one in letter.organisations)


def test_a_letter_of_a_closed_round_has_only_what_was_on_its_roll(collected: Statement) -> None:
    close(collected)
    factories.make_signature(collected, email="late@mail.example", name="葉月 りん")

    letter = composed(collected, of_round=rounds.of(collected.id)[0])

    assert letter.people_total == 3


def test_a_letter_of_a_closed_round_tells_the_day_of_its_closing(collected: Statement) -> None:
    close(collected)
    first = rounds.of(collected.id)[0]
    first.closed_at = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)  # the first of April in Tokyo
    db.session.commit()

    assert composed(collected, of_round=first).as_of == date(2026, 4, 1)


def test_what_waits_or_was_withdrawn_is_in_no_letter(statement: Statement) -> None:
    factories.make_organisation_signature(statement, board="pending")
    gone = factories.make_signature(statement)
    signing.withdraw(gone)
    db.session.commit()

    letter = composed(statement)

    assert (letter.organisations_total, letter.people_total) == (0, 0)


def test_a_letter_is_addressed_to_whoever_holds_the_office_on_that_day(
    statement: Statement,
) -> None:
    office, day = offices("mofa")[0], now().date()
    before, after = day - timedelta(days=300), day + timedelta(days=30)
    office.holders = [
        Holder(name_ja="前の 大臣", name_en="", starts_on=before, ends_on=day - timedelta(days=2)),
        Holder(name_ja="今の 大臣", name_en="", starts_on=day - timedelta(days=1)),
        Holder(name_ja="次の 大臣", name_en="", starts_on=after),
    ]
    db.session.commit()

    letter = composed(statement)

    assert [(one.office, one.holder, one.honorific) for one in letter.addressees] == [
        ("外務大臣", "今の 大臣", "殿")
    ]


def test_an_english_letter_uses_english_names_where_there_are_any(
    app: Flask, statement: Statement
) -> None:
    factories.make_organisation_signature(statement, organisation_en="Dandelion Waterways")
    factories.make_organisation_signature(statement, organisation="水路の会", email="b@x.example")
    asked = ask(statement, language="en")

    g.lang = "en"
    letter = writing.compose(asked.documents[0])

    assert {one.name for one in letter.organisations} == {"Dandelion Waterways", "水路の会"}
    assert letter.title == "Guarantee the space in which civil society acts"


# ---- Building


def text_of(pdf: bytes) -> str:
    made = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return made.stdout.decode()


def test_a_built_letter_is_kept_with_its_hash_and_its_exact_counts(collected: Statement) -> None:
    document = ask(collected).documents[0]

    built = submitting.build(document)
    db.session.commit()

    assert document.storage_key is not None
    assert storage.get(document.storage_key) == built.pdf
    assert document.sha256 == hashlib.sha256(built.pdf).hexdigest()
    assert (document.named, document.unnamed, document.people) == (2, 1, 3)
    text = text_of(built.pdf)
    assert "undisclosed の会" not in text
    for told in ("public の会", "addressee の会", "外務大臣", "ほか1団体", "3名"):
        assert told in text


def test_a_letter_of_a_closed_round_is_built_again_to_the_byte(collected: Statement) -> None:
    close(collected)
    document = ask(collected, of_round=rounds.of(collected.id)[0]).documents[0]
    first = submitting.build(document).pdf
    for entry in ("withdrawn_at", "invalidated_at"):
        db.session.execute(db.text(f"UPDATE signature SET {entry} = now()"))
    factories.make_signature(collected, email="late@mail.example", name="葉月 りん")

    assert submitting.build(document).pdf == first


SPELLINGS = {
    "𠮷野 𠮟": "beyond the first plane",
    "葛\U000e0100城 辻\U000e0100": "variants of a glyph",
    "神\ufa19 塚\ufa10": "compatibility ideographs",
    "髙橋 﨑": "variants with a code of their own",
    "Łukasz Żółć": "Latin with marks",
    '<b>ペン</b> & "ネーム"': "like markup",
}


def test_names_come_out_of_the_letter_code_point_by_code_point(statement: Statement) -> None:
    for number, name in enumerate(SPELLINGS):
        factories.make_signature(statement, name=name, email=f"{number}@mail.example")

    lines = text_of(submitting.build(ask(statement).documents[0]).pdf)

    squeezed = "".join(lines.split())
    assert [name for name in SPELLINGS if "".join(name.split()) not in squeezed] == []


@pytest.mark.parametrize("frozen", [False, True])
def test_initials_do_not_stand_where_the_hidden_name_would(
    statement: Statement, frozen: bool
) -> None:
    for number, (name, kana, display) in enumerate(
        [
            ("安達 一", "あだち はじめ", Display.PUBLIC),
            ("安達 暁", "あだち あきら", Display.INITIALS),
            ("渡辺 守", "わたなべ まもる", Display.PUBLIC),
        ]
    ):
        factories.make_signature(
            statement, name=name, kana=kana, display=display, email=f"{number}@mail.example"
        )
    closed = rounds.first_unclosed(statement.id) if frozen else None
    if closed is not None:
        rounds.close(closed)

    submission = submitting.prepare(statement, statement.offices[:1], of_round=closed)

    letter = writing.compose(submission.documents[0])
    assert letter.people == ("安達 一", "渡辺 守", "A. A.")


def test_a_name_that_no_face_can_draw_stops_its_letter_and_no_other(
    statement: Statement, run_due: Callable[[], None]
) -> None:
    other = factories.make_statement(slug="another", addressees=("mof",))
    factories.make_signature(statement, name="தமிழ்ச்செல்வி")
    for one in (ask(statement), ask(other, "mof")):
        submitting.build_document.later(document_id=one.documents[0].id)
    db.session.commit()

    run_due()

    states = db.session.execute(
        db.select(SubmissionDocument.failure, SubmissionDocument.sha256.is_not(None)).order_by(
            SubmissionDocument.id
        )
    )
    assert [tuple(row) for row in states] == [("MissingGlyphs", False), (None, True)]


def test_a_letter_that_failed_can_be_asked_for_again(
    statement: Statement, run_due: Callable[[], None]
) -> None:
    signature = factories.make_signature(statement, name="ชื่อ")
    document = ask(statement).documents[0]
    for name in ("ชื่อ", "葉月 りん"):
        signature.name = name
        submitting.build_document.later(document_id=document.id)
        db.session.commit()
        run_due()

    db.session.refresh(document)
    assert (document.failed_at, document.failure) == (None, None)
    assert document.built_at is not None


def test_the_job_run_twice_builds_once(statement: Statement) -> None:
    document = ask(statement).documents[0]
    submitting.build_document(document_id=document.id)
    db.session.commit()
    built_at = document.built_at

    submitting.build_document(document_id=document.id)
    db.session.commit()

    assert built_at is not None
    assert document.built_at == built_at


def test_the_job_of_a_document_that_is_gone_does_nothing(statement: Statement) -> None:
    submitting.build_document(document_id=123_456)

    assert db.session.scalars(db.select(SubmissionDocument)).all() == []


def test_the_database_refuses_a_document_said_to_be_built_but_not_stored(
    statement: Statement,
) -> None:
    document = ask(statement).documents[0]
    document.built_at = now()

    with pytest.raises(IntegrityError, match="built_is_stored"):
        db.session.flush()
    db.session.rollback()
