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
from network import electing
from petitions import submitting, writing
from petitions.models import PendingSignature
from tests import factories
from tests.network import elections


def attempt(statement: Statement) -> int:
    """Return the id of a person's attempt to sign."""
    factories.sign(statement)
    return db.session.scalars(db.select(PendingSignature.id)).one()


def nominee(_statement: Statement) -> int:
    """Return the id of a candidate whom somebody else nominated."""
    aki, ben = elections.make_facilitators("aki", "ben")
    election = elections.make_election(aki)
    return electing.nominate(election, ben.id, by=aki.id).id


def elector(_statement: Statement) -> int:
    """Return the id of somebody who may vote in an election."""
    aki, *_ = elections.make_facilitators("aki")
    election, _ = elections.make_open(aki, [aki])
    return election.voters[0].id


def elector_of_tied(_statement: Statement) -> int:
    """Return the id of somebody who could vote in an election that has ended in a tie."""
    secrets = factories.make_custodians()
    aki, *others = elections.make_facilitators("aki", "ben", "cho")
    election, standing = elections.make_open(aki, [aki, *others], seats=2)
    elections.vote(election, aki, standing)
    elections.vote(election, others[0], standing[:1])
    elections.count(election, secrets, elections.make_officers())
    return election.voters[0].id


#: By its name: what an email is about.
EMAILS: dict[str, Callable[[Statement], int]] = {
    "candidate_nominated": nominee,
    "confirm_person": attempt,
    "election_ended": elector_of_tied,
    "election_opened": elector,
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
