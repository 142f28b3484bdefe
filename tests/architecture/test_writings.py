"""Everything that leaves in writing, each email and each kind of document, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from unicodedata import east_asian_width

import pytest
from flask import Flask, g

from campaigns import correcting, drafting
from campaigns.correcting import Correction
from campaigns.models import Kind, Statement
from core import pages
from core.db import db, now
from core.i18n import LANGUAGES
from mailing import emails
from mailing.emails import Message
from network import corresponding, electing
from network.models import SignInLink
from network.signing_in import factors, links, sessions
from petitions import submitting, writing
from petitions.emails import asking
from petitions.models import PendingSignature
from tests import factories
from tests.factories import AKARI
from tests.mailing.reading import html_says, text_says
from tests.network import elections, house, motions


def attempt(statement: Statement) -> int:
    """Return the id of a person's attempt to sign."""
    factories.sign(statement)
    newest = db.select(PendingSignature.id).order_by(PendingSignature.id.desc()).limit(1)
    return db.session.scalars(newest).one()


def asked_link(_statement: Statement) -> int:
    """Return the id of a link that somebody with an app has asked for."""
    chie = factories.make_person("chie", "staff")
    if not factors.of(chie.id):
        factories.give_app(chie)
    links.ask(chie.email, None)
    newest = db.select(SignInLink.id).order_by(SignInLink.id.desc()).limit(1)
    return db.session.scalars(newest).one()


def invited(_statement: Statement) -> int:
    return links.invite(factories.make_person("chie", "staff"))[0].id


def arrival(_statement: Statement) -> int:
    return sessions.start(factories.make_person("chie", "staff"), "", proved=True).sign_in.id


def person(_statement: Statement) -> int:
    return factories.make_person("chie", "staff").id


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


def answered_letter(_statement: Statement) -> int:
    """Return the id of a letter that was answered, in a language that both may quote."""
    letter = house.make_letter()
    corresponding.answer(letter, "2026-12-10 18:00", factories.make_person("chie", "staff").id)
    return letter.id


def corrected(statement: Statement) -> int:
    """Return the id of a signature of a text that has been corrected since."""
    signature = factories.make_signature(statement)
    version = statement.version
    new = Correction(
        "訂正後の題名",
        "Corrected title",
        version.body_ja,
        version.body_en,
        "題名を直しました。",
        "The title was put right.",
    )
    correcting.correct(statement, new)
    return signature.id


def replaced(statement: Statement) -> int:
    """Return the id of a signature of a text whose place another has taken."""
    signature = factories.make_signature(statement)
    new = correcting.replace(statement, slug="anew")
    drafting.approve(new, by="committee")
    drafting.open_for_signing(new)
    return signature.id


def reader_of_draft(statement: Statement) -> int:
    """Return the id of a facilitator while the committee is asked to read a draft."""
    drafted = drafting.find("drafted") or factories.make_statement(
        opened=False, slug="drafted", title_ja="2027", title_en="2027"
    )
    drafted.review_asked_at = now()
    return factories.make_person("aki", "facilitator", of="kobe").id


#: By its name: what an email is about.
EMAILS: dict[str, Callable[[Statement], int]] = {
    "confirm_person": attempt,
    "erratum": corrected,
    "asked_again": replaced,
    "sign_in_link": asked_link,
    "invitation": invited,
    "new_browser": arrival,
    "factors_changed": person,
    "factors_reset": person,
    "locked_out": person,
    "candidate_nominated": nominee,
    "election_ended": elector_of_tied,
    "election_opened": elector,
    "letter_answer": answered_letter,
    "motion_closing": voter,
    "motion_edited": voter,
    "motion_ended": voter_of_ended,
    "motion_opened": voter,
    "review_asked": reader_of_draft,
}
#: Of these, what somebody gets who has not confirmed yet. An organisation gets the same message as
#: a person, in its request.
TO_THE_UNCONFIRMED = ["confirm_person"]

#: Columns of a line of text: mail programs of every kind show 34 full-width characters.
WIDEST = 2 * 34


def written(name: str, lang: str, **statement: Any) -> Message:
    """Return an email about a new statement, in a language."""
    message = emails.composed(name, EMAILS[name](factories.make_statement(**statement)), lang)
    assert message is not None
    return message


def test_every_email_is_tried_here(app: Flask) -> None:
    assert set(app.extensions["emails"]) == set(EMAILS)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EMAILS)
def test_an_email_is_written_in(name: str, lang: str, app: Flask) -> None:
    message = written(name, lang)

    assert message.subject
    assert re.search(rf"http://localhost/({lang}/|staff/\S+\?lang={lang}\b)", message.text)
    assert is_japanese(message.subject + message.text) == (lang == "ja")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EMAILS)
def test_both_parts_of_an_email_say_the_same(name: str, lang: str, app: Flask) -> None:
    message = written(name, lang)

    said = html_says(message.html, sender=pages.network().name)

    assert said == text_says(message, "http://localhost")
    assert said.addresses


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EMAILS)
def test_no_line_of_an_email_is_wider_than_a_mail_program(name: str, lang: str, app: Flask) -> None:
    lines = written(name, lang).text.splitlines()

    assert [line for line in lines if width(line) > WIDEST and "://" not in line] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", TO_THE_UNCONFIRMED)
def test_an_email_to_somebody_unconfirmed_names_nothing_and_shows_no_button(
    name: str, lang: str, app: Flask
) -> None:
    title = {"title_ja": "秘匿検体の要請書", "title_en": "A Request of Beads"}
    message = written(name, lang, slug="request-of-beads", **title)

    for part in (message.subject, message.text, message.html):
        for told in (*title.values(), "request-of-beads", AKARI.name, AKARI.email):
            assert told not in part
    assert "button {" not in message.html
    assert 'class="button"' not in message.html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_person_and_an_organisation_at_each_level_get_the_same_email(
    lang: str, app: Flask
) -> None:
    person = written("confirm_person", lang)

    organisation = asking("office@tanpopo.example", "x" * 43)

    assert without_token(person) == without_token(organisation)


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


def width(line: str) -> int:
    """Return the columns that a line takes: two for a full-width character."""
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in line)


def without_token(message: Message) -> tuple[str, ...]:
    whole = (message.subject, message.text, message.html)
    return tuple(re.sub(r"/[\w-]{43}(?![\w-])", "/…", part) for part in whole)


def is_japanese(text: str) -> bool:
    return any("ぁ" <= letter <= "ゖ" for letter in text)
