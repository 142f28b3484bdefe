"""What staff see of statements and submissions. An undisclosed signer's name is not to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import g, url_for
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from campaigns import running
from campaigns.models import Statement, Status
from core.access import Permission
from core.db import db, now
from core.i18n import LANGUAGES, in_language
from core.tasks import Task
from network.roles import SignedIn
from petitions import counting, rounds
from petitions.counting import Exact
from petitions.models import (
    Disclosure,
    RollEntry,
    Round,
    Signature,
    SignerKind,
    Submission,
    SubmissionDocument,
)
from petitions.pages import answers, daily
from petitions.pages.sharing import frame, sharing_of
from petitions.sharing import places
from petitions.signers import SEALED_FOR

SIGNATURES_ON_PAGE = 50
#: A round's end is a task this long beforehand.
SOON = timedelta(days=3)


@dataclass(frozen=True)
class StatementRow:
    slug: str
    url: str
    title: str
    status: Status
    closes_at: datetime | None
    counts: Exact


@dataclass(frozen=True)
class Figures:
    """The exact counts of a statement, with those that wait."""

    public: int
    addressee: int
    undisclosed: int
    people: int
    held: int
    people_held: int


@dataclass(frozen=True)
class RoundRow:
    """`close_url` is None where there is nothing to close."""

    number: int
    closes_at: datetime | None
    closed_at: datetime | None
    entries: int
    close_url: str | None
    extend_url: str | None
    was: datetime | None


@dataclass(frozen=True)
class SignatureRow:
    """An undisclosed organisation has no name here, which is sealed for staff too, and no day.

    `reveal_url` is where those who may ask for it to be opened.
    """

    name: str | None
    reveal_url: str | None
    kind: str
    disclosure: str | None
    display: str | None
    confirmed: datetime | None
    held: str | None
    withdrawn: bool
    url: str | None


@dataclass(frozen=True)
class SubmissionRow:
    url: str
    statement_url: str
    title: str
    asked_at: datetime
    round: int | None
    documents: int
    handed_over_at: datetime | None


@dataclass(frozen=True)
class Pages:
    """Where the pages before and after this one are."""

    previous_url: str | None
    next_url: str | None


@dataclass(frozen=True)
class DocumentRow:
    addressees: Sequence[str]
    named: int | None
    unnamed: int | None
    people: int | None
    state: str
    pages: int | None
    sha256: str | None
    failure: LazyString | None
    url: str | None


#: Why a document was not made, by the kind of error that its row keeps.
FAILURES = {
    "MissingGlyphs": _l("Some names hold characters that none of the fonts here can draw."),
    "UnsafeDocument": _l("The text holds something that no document may load."),
}


def statements(person: SignedIn) -> list[StatementRow]:
    """Return the statements that a person may see, newest first, with exact counts."""
    query = db.select(Statement).where(running.seen_by(person)).order_by(Statement.id.desc())
    found = list(db.session.scalars(query))
    exact = counting.exact_of([one.id for one in found])
    return [
        StatementRow(
            slug=one.slug,
            url=url_for("petitions_staff.statement", slug=one.slug),
            title=one.version.title,
            status=one.status,
            closes_at=one.closes_at,
            counts=exact[one.id],
        )
        for one in found
    ]


def statement(found: Statement, *, page: int) -> dict[str, Any]:
    """Return what the staff's page of a statement shows."""
    total = db.session.scalar(db.select(func.count()).where(Signature.statement_id == found.id))
    last = max(1, -(-(total or 0) // SIGNATURES_ON_PAGE))
    page = min(max(page, 1), last)
    return {
        "statement": found,
        "title": found.version.title,
        "status": found.status,
        "public_url": url_for("petitions.statement", slug=found.slug) if found.is_public else None,
        "exact": figures(found),
        "published": found.unnamed_published,
        "days": daily.day_by_day(found),
        "rounds": [round_row(found, one) for one in rounds.of(found.id)],
        "signatures": signatures(found, page=page),
        "pages": pages(found, page, last),
        "submissions": [submission_row(one) for one in submissions(found)],
        "steps": steps(found),
        "build_url": url_for("petitions_staff.build", slug=found.slug),
        "sharing": sharing_of(found) if found.is_public else None,
        "picture_url": places.picture(found.slug),
        "frames": {lang: frame(found, lang) for lang in LANGUAGES},
    }


def steps(found: Statement) -> list[tuple[str, str]]:
    """Return what this person may do with a statement as it stands, in words and where."""
    possible = [
        (
            _("Open for signing"),
            "open_",
            Permission.PUBLISH,
            not found.opened_at or not found.is_public,
        ),
        (_("Correct a slip"), "correct", Permission.PUBLISH, found.is_public),
        (
            _("Replace the text"),
            "replace",
            Permission.WRITE,
            found.is_public and found.successor is None,
        ),
        (_("Take the statement down"), "take_down", Permission.PUBLISH, found.is_public),
    ]
    return [
        (words, url_for(f"petitions_publishing.{view}", slug=found.slug))
        for words, view, permission, fits in possible
        if fits and g.person.may(permission)
    ]


def figures(found: Statement) -> Figures:
    """Return the exact counts, with those that wait."""
    exact, waiting = counting.exact(found.id), held(found)
    return Figures(
        public=exact.public,
        addressee=exact.addressee,
        undisclosed=exact.undisclosed,
        people=exact.people,
        held=waiting.get(SignerKind.ORGANISATION, 0),
        people_held=waiting.get(SignerKind.PERSON, 0),
    )


def held(found: Statement) -> dict[str, int]:
    """Return how many signatures wait before they count, by kind of signer."""
    rows = db.session.execute(
        db.select(Signature.kind, func.count())
        .where(
            Signature.statement_id == found.id,
            Signature.held_for.is_not(None),
            Signature.released_at.is_(None),
            Signature.withdrawn_at.is_(None),
        )
        .group_by(Signature.kind)
    )
    return {SignerKind(kind): number for kind, number in rows}


def round_row(found: Statement, one: Round) -> RoundRow:
    may_close = found.is_public and one is rounds.first_unclosed(found.id)
    return RoundRow(
        number=one.number,
        closes_at=one.closes_at,
        closed_at=one.closed_at,
        entries=entries(one),
        close_url=url_for("petitions_staff.close_round", slug=found.slug, number=one.number)
        if may_close
        else None,
        extend_url=url_for("petitions_publishing.extend", slug=found.slug, number=one.number)
        if one.closed_at is None and one.closes_at and g.person.may(Permission.PUBLISH)
        else None,
        was=one.extensions[0].was if one.extensions else None,
    )


def pages(found: Statement, page: int, last: int) -> Pages:
    def url(number: int) -> str | None:
        if not 1 <= number <= last:
            return None
        return url_for(
            "petitions_staff.statement", slug=found.slug, page=number, _anchor="signatures"
        )

    return Pages(previous_url=url(page - 1), next_url=url(page + 1))


def entries(one: Round) -> int:
    return db.session.scalar(db.select(func.count()).where(RollEntry.round_id == one.id)) or 0


def signatures(found: Statement, *, page: int) -> list[SignatureRow]:
    """Return a page of signatures, in the order of random ids: no place in it tells a time."""
    query = (
        db.select(Signature)
        .where(Signature.statement_id == found.id)
        .order_by(Signature.kind, Signature.public_id)
        .limit(SIGNATURES_ON_PAGE)
        .offset((page - 1) * SIGNATURES_ON_PAGE)
    )
    return [signature_row(one) for one in db.session.scalars(query)]


def signature_row(one: Signature) -> SignatureRow:
    return SignatureRow(
        name=one.name or in_language(one.organisation or "", one.organisation_en or "") or None,
        reveal_url=reveal_url(one),
        kind=one.kind,
        disclosure=one.disclosure,
        display=one.display,
        confirmed=None if one.disclosure == Disclosure.UNDISCLOSED else one.confirmed_at,
        held=one.held_for if one.released_at is None else None,
        withdrawn=one.withdrawn_at is not None,
        url=url_for("petitions_signature.signature", public_id=one.public_id)
        if one.disclosure != Disclosure.UNDISCLOSED and g.person.may(Permission.SEE_SIGNATURES)
        else None,
    )


def reveal_url(one: Signature) -> str | None:
    if not one.sealed or not g.person.may(Permission.ASK_REVEAL):
        return None
    return url_for("network_reveals.new", purpose=SEALED_FOR, record=one.public_id)


def submissions(found: Statement) -> list[Submission]:
    query = db.select(Submission).where(Submission.statement_id == found.id)
    return list(db.session.scalars(query.order_by(Submission.id.desc())))


def submission_row(one: Submission) -> SubmissionRow:
    return SubmissionRow(
        url=url_for("petitions_staff.submission", public_id=one.public_id),
        statement_url=url_for("petitions_staff.statement", slug=one.statement.slug),
        title=one.statement.version.title,
        asked_at=one.asked_at,
        round=one.round.number if one.round else None,
        documents=len(one.documents),
        handed_over_at=one.handed_over_at,
    )


def submission(found: Submission) -> dict[str, Any]:
    """Return what the page of a submission shows."""
    return {
        "submission": submission_row(found),
        "documents": [document_row(one) for one in found.documents],
        "handing": answers.handing(found)
        if all(one.built_at is not None for one in found.documents)
        else None,
    }


def document_row(one: SubmissionDocument) -> DocumentRow:
    state = "built" if one.built_at else "failed" if one.failed_at else "waiting"
    return DocumentRow(
        addressees=[recipient.office.title for recipient in one.recipients],
        named=one.named,
        unnamed=one.unnamed,
        people=one.people,
        state=state,
        pages=one.pages,
        sha256=one.sha256,
        failure=FAILURES.get(one.failure or ""),
        url=url_for("petitions_staff.document", public_id=one.public_id) if one.built_at else None,
    )


def tasks() -> list[Task]:
    """Return what this person is to do: rounds at their end, signatures held, failed documents."""
    if not g.person.may(Permission.SEE_SIGNATURES):
        return []
    found: list[Task] = []
    for one in db.session.scalars(
        db.select(Statement).where(
            Statement.opened_at <= func.now(),
            Statement.closed_at.is_(None),
            running.seen_by(g.person),
        )
    ):
        url = url_for("petitions_staff.statement", slug=one.slug)
        if one.closes_at is not None and one.closes_at < now() + SOON:
            found.append(
                Task(
                    number=1,
                    title=_("A round is closing") if one.closes_at > now() else _("A round is due"),
                    detail=one.version.title,
                    url=f"{url}#rounds",
                    action=_("See the rounds"),
                    harm=3,
                )
            )
        if waiting := sum(held(one).values()):
            found.append(
                Task(
                    number=waiting,
                    title=ngettext("signature waits", "signatures wait", waiting),
                    detail=one.version.title,
                    url=f"{url}#signatures",
                    action=_("See the signatures"),
                    harm=2,
                )
            )
    return [*found, *_failures(), *answers.tasks(g.person)]


def _failures() -> list[Task]:
    failed = db.session.scalars(
        db.select(SubmissionDocument)
        .join(Submission)
        .join(Statement)
        .where(SubmissionDocument.failed_at.is_not(None), running.seen_by(g.person))
    )
    return [
        Task(
            number=1,
            title=_("A document could not be made"),
            detail=one.submission.statement.version.title,
            url=url_for("petitions_staff.submission", public_id=one.submission.public_id),
            action=_("See the document"),
            harm=4,
        )
        for one in failed
    ]
