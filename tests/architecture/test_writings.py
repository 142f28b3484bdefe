"""Everything that leaves in writing, each email and each kind of document, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, g

from campaigns.models import Kind, Statement
from core.db import db
from core.i18n import LANGUAGES
from mailing import emails
from network import corresponding
from petitions import submitting, writing
from petitions.models import PendingSignature
from tests import factories
from tests.network import house


def attempt(statement: Statement) -> int:
    """Return the id of a person's attempt to sign."""
    factories.sign(statement)
    return db.session.scalars(db.select(PendingSignature.id)).one()


def answered_letter(_statement: Statement) -> int:
    """Return the id of a letter that was answered, in a language that both may quote."""
    letter = house.make_letter()
    corresponding.answer(letter, "2026-12-10 18:00", factories.make_person("chie", "staff").id)
    return letter.id


#: By its name: what an email is about.
EMAILS: dict[str, Callable[[Statement], int]] = {
    "confirm_person": attempt,
    "letter_answer": answered_letter,
}


def test_every_email_is_tried_here(app: Flask) -> None:
    assert set(app.extensions["emails"]) == set(EMAILS)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EMAILS)
def test_an_email_is_written_in(name: str, lang: str, app: Flask) -> None:
    about = EMAILS[name](factories.make_statement())

    message = emails.composed(name, about, lang)

    assert message is not None
    assert message.subject
    assert f"http://localhost/{lang}/" in message.text
    assert is_japanese(message.subject + message.text) == (lang == "ja")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_a_letter_is_written_in(kind: Kind, lang: str, app: Flask) -> None:
    statement = factories.make_statement(kind=kind)
    factories.make_signature(statement)
    submission = submitting.prepare(statement, statement.offices, language=lang, joint=True)
    g.lang = lang

    html = writing.html_of_letter(writing.compose(submission.documents[0]))

    assert f'lang="{lang}"' in html
    assert statement.version.title in html


def is_japanese(text: str) -> bool:
    return any("ぁ" <= letter <= "ゖ" for letter in text)
