"""The letter of a text that is being written."""

from __future__ import annotations

import pytest

from campaigns import desk
from campaigns.models import Statement
from core import documents
from core.db import db
from petitions import previewing, writing
from petitions.previewing import build_preview
from tests import factories


@pytest.fixture
def drafted(app: object) -> Statement:
    return factories.make_statement(opened=False)


def write(statement: Statement, body: str) -> str:
    """Put a text on the desk; return its hash."""
    by = factories.make_person(f"writer{len(body)}", "coordinator").id
    copy = desk.take_over(statement, by=by)
    text = desk.Text("題", "", body, "")
    desk.save(statement, text, began=desk.mark(copy), by=by)
    db.session.commit()
    return desk.fingerprint(text)


def test_the_letter_is_of_the_desk_copy_and_says_that_it_is_a_preview(drafted: Statement) -> None:
    text_hash = write(drafted, "机の上の文。")

    build_preview(statement_id=drafted.id, language="ja", text_hash=text_hash)

    made = previewing.letter(drafted.id, "ja", text_hash)
    assert made is not None
    assert made.startswith(b"%PDF-")
    composed = writing.compose_preview(drafted, desk.present(drafted), factories.LONG_AGO)
    html = writing.html_of_letter(composed)
    assert "机の上の文。" in html
    assert "見本" in html
    assert "外務大臣" in html
    assert (composed.organisations_total, composed.people_total) == (0, 0)


def test_a_letter_of_a_text_that_was_changed_since_is_not_made(drafted: Statement) -> None:
    before = write(drafted, "先の文。")
    after = write(drafted, "あとの長い文。")

    for text_hash in (before, after):
        build_preview(statement_id=drafted.id, language="ja", text_hash=text_hash)

    assert previewing.letter(drafted.id, "ja", before) is None
    assert previewing.letter(drafted.id, "ja", after)


def test_the_letter_stands_in_place_of_the_one_before(drafted: Statement) -> None:
    before = write(drafted, "先の文。")
    build_preview(statement_id=drafted.id, language="ja", text_hash=before)
    after = write(drafted, "あとの長い文。")
    build_preview(statement_id=drafted.id, language="ja", text_hash=after)

    assert previewing.letter(drafted.id, "ja", before) is None


def test_what_no_letter_can_print_is_told(drafted: Statement) -> None:
    unprintable = "𒀀 という字。"
    assert documents.missing_glyphs(unprintable)
    text_hash = write(drafted, unprintable)

    build_preview(statement_id=drafted.id, language="ja", text_hash=text_hash)

    assert previewing.letter(drafted.id, "ja", text_hash) == b""
