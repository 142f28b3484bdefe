"""Writing the letter of a document: the text as signed, the list as this copy may print it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app
from markupsafe import Markup
from sqlalchemy import Select

from campaigns.desk import Text
from campaigns.models import Statement
from campaigns.wording import html_of
from core import documents, japanese
from core.db import db
from core.i18n import in_language, language
from core.settings import Settings
from network import people
from network.models import Office
from petitions import letters, rounds
from petitions.letters import Letter
from petitions.models import (
    RollEntry,
    Signature,
    SignerKind,
    Submission,
    SubmissionDocument,
)


class MissingGlyphs(Exception):
    """No bundled face can draw some `characters`, so the letter would show boxes."""

    def __init__(self, characters: set[str]) -> None:
        super().__init__(f"{len(characters)} characters cannot be drawn")
        self.characters = characters


@dataclass(frozen=True)
class Line:
    """A line of the list as one copy may print it. Whoever is not to be named has no names."""

    kind: str
    disclosure: str | None
    name: str | None
    name_en: str | None
    kana: str | None


#: What selects lines, column by column.
Lines = Select[str, str | None, str | None, str | None, str | None]


def compose(document: SubmissionDocument) -> Letter:
    """Return a letter in its document's language: addressees of its day, the list of its roll."""
    statement, submission = document.submission.statement, document.submission
    version = statement.version
    day = japanese.in_tokyo(document.asked_at).date()
    as_of = submission.round.closed_at if submission.round else None
    organisations, persons = lists(submission)
    named = [one for one in organisations if one.name or one.name_en]
    shown = [one for one in persons if one.name]
    return Letter(
        language="ja" if document.language == "ja" else "en",
        kind=statement.kind,
        day=day,
        addressees=tuple(addressee(one.office, day) for one in document.recipients),
        sender=sender(day),
        title=version.title,
        body_html=html_of(in_language(version.body_ja, version.body_en)),
        demands=tuple(in_language_list(version.demands_ja, version.demands_en)),
        calling=tuple(calling.name for calling in statement.calling),
        organisations=tuple(
            letters.NamedOrganisation(
                in_language(one.name or "", one.name_en or ""), one.kana or ""
            )
            for one in named
        ),
        unnamed=len(organisations) - len(named),
        people=tuple(one.name or "" for one in in_order(shown)),
        people_total=len(persons),
        as_of=japanese.in_tokyo(as_of or document.asked_at).date(),
        contact=contact(),
    )


def compose_preview(statement: Statement, text: Text, day: date) -> Letter:
    """Return the letter in the page's language as it would be on a day, signed by nobody yet."""
    return Letter(
        language="ja" if language() == "ja" else "en",
        kind=statement.kind,
        day=day,
        addressees=tuple(addressee(office, day) for office in statement.offices),
        sender=sender(day),
        title=in_language(text.title_ja, text.title_en),
        body_html=html_of(in_language(text.body_ja, text.body_en)),
        demands=tuple(in_language_list(list(text.demands_ja), list(text.demands_en))),
        calling=tuple(calling.name for calling in statement.calling),
        as_of=day,
        contact=contact(),
        number=in_language("見本（署名前の文案）", "Preview of a draft, not for sending"),
    )


def lists(submission: Submission) -> tuple[list[Line], list[Line]]:
    """Return the organisations and the people of a submission, frozen or so far."""
    query = _of_roll(submission) if submission.round_id is not None else _so_far(submission)
    lines = [Line(*row) for row in db.session.execute(query)]
    organisations = [line for line in lines if line.kind == SignerKind.ORGANISATION]
    return organisations, [line for line in lines if line.kind == SignerKind.PERSON]


def in_order(lines: Sequence[Line]) -> list[Line]:
    """Return people by reading where one is shown, else by name; never by time."""
    return sorted(
        lines, key=lambda line: (japanese.gojuon_key(line.kana or "", line.name or ""), line.name)
    )


def addressee(office: Office, day: date) -> letters.Addressee:
    """Return an office with whoever holds it on that day, and the honorific for it."""
    holder = office.holder_on(day)
    return letters.Addressee(
        office=office.title,
        holder=in_language(holder.name_ja, holder.name_en) if holder else "",
        honorific=office.honorific if language() == "ja" else "",
    )


def sender(day: date) -> letters.Sender:
    """Return the network as the sender, with the co-representatives of that day."""
    settings = _settings()
    role = in_language("共同代表", "Co-representative")
    return letters.Sender(
        name=in_language(settings.network_name, settings.network_name_en),
        representatives=tuple(
            letters.Representative(role, person.name) for person in people.co_representatives(day)
        ),
        address_lines=tuple(
            in_language(settings.contact_address, settings.contact_address_en).splitlines()
        ),
    )


def contact() -> letters.Contact:
    """Return whom to ask: the secretariat."""
    settings = _settings()
    name = in_language(settings.network_name, settings.network_name_en)
    return letters.Contact(
        name=in_language(f"{name}事務局", f"Secretariat, {name}"),
        phone=settings.contact_phone,
        email=settings.contact_email,
    )


def in_language_list(ja: list[str], en: list[str]) -> list[str]:
    """Return the list of the page's language, the other where that one is empty."""
    chosen = in_language("ja" if ja else "", "en" if en else "")
    return en if chosen == "en" else ja


def html_of_letter(letter: Letter) -> str:
    """Return the letter as HTML whose every character can be drawn.

    :raises MissingGlyphs: some cannot.
    """
    html = letters.letter_html(letter)
    if missing := documents.missing_glyphs(Markup(html).striptags()):  # noqa: S704  (only read)
        raise MissingGlyphs(missing)
    return html


def _of_roll(submission: Submission) -> Lines:
    return db.select(
        RollEntry.kind, RollEntry.disclosure, RollEntry.name, RollEntry.name_en, RollEntry.kana
    ).where(
        RollEntry.round_id == submission.round_id,
        RollEntry.signature_id.not_in(submission.left_out),
    )


def _so_far(submission: Submission) -> Lines:
    return db.select(
        Signature.kind,
        Signature.disclosure,
        rounds.shown_name(),
        Signature.organisation_en,
        rounds.shown_kana(),
    ).where(Signature.statement_id == submission.statement_id, Signature.counts)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
