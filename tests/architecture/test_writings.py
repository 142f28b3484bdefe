"""Everything that leaves in writing, each email and each kind of document, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask, g

from campaigns.models import Kind, Statement
from core.db import db
from core.i18n import LANGUAGES
from mailing import emails
from petitions import submitting, writing
from petitions.models import PendingSignature
from tests import factories
from tests.network import motions


def attempt(statement: Statement) -> int:
    """Return the id of a person's attempt to sign."""
    factories.sign(statement)
    return db.session.scalars(db.select(PendingSignature.id)).one()


def voter(_statement: Statement) -> int:
    """Return the id of somebody who may vote on a motion."""
    return (
        motions.make_motion(factories.make_person("aki", "facilitator", of="kobe"), title="2027")
        .voters[0]
        .id
    )


def voter_of_ended(_statement: Statement) -> int:
    """Return the id of somebody who could vote on a motion that has ended."""
    motion = motions.make_motion(
        factories.make_person("aki", "facilitator", of="kobe"), title="2027"
    )
    return motions.end(motion).voters[0].id


#: By its name: what an email is about.
EMAILS: dict[str, Callable[[Statement], int]] = {
    "confirm_person": attempt,
    "motion_closing": voter,
    "motion_edited": voter,
    "motion_ended": voter_of_ended,
    "motion_opened": voter,
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
    assert re.search(rf"http://localhost/(?:{lang}/|staff/\S+\?lang={lang}\b)", message.text)
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
