"""What the public reads: lists and texts of statements, in its language, with published counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import Select, func
from sqlalchemy.orm import joinedload, selectinload

from campaigns.models import Addressing, Calling, Campaign, Kind, Statement, Status
from campaigns.wording import html_of
from core.db import db, now
from core.i18n import language
from core.offers import only


@dataclass(frozen=True)
class Counts:
    """The published support: organisations named and not named, and people; never added up."""

    named: int
    undisclosed: int
    people: int

    @property
    def organisations(self) -> int:
        return self.named + self.undisclosed


@dataclass(frozen=True)
class Support:
    """Offered by the room where people sign: published counts, and where a statement is read."""

    counts: Callable[[Sequence[Statement]], dict[int, Counts]]
    url: Callable[[str], str]


@dataclass(frozen=True)
class SigningPages:
    """Offered by the room where people sign: where staff see to a statement, and preview it."""

    statement: Callable[[str], str]
    #: By its slug and the language of the text.
    preview: Callable[[str, str], str]


@dataclass(frozen=True)
class PublishedStatement:
    """A statement as its page, its cards and the API show it, in one language."""

    id: int
    slug: str
    url: str
    kind: str
    status: Status
    title: str
    body: Markup
    demands: Sequence[str]
    addressees: Sequence[str]
    calling: Sequence[str]
    version: int
    version_id: int
    hash: str
    published_at: datetime
    closes_at: datetime | None
    signers: str
    text_language: str
    needs_address: bool


@dataclass(frozen=True)
class Call:
    """A statement in a list."""

    slug: str
    url: str
    title: str
    kind: str
    status: Status
    addressees: Sequence[str]
    calling: Sequence[str]
    closes_at: datetime | None
    counts: Counts


def published(slug: str) -> Statement | None:
    """Return an opened statement with all that its page shows; None for drafts and unknown ones."""
    query = _published().where(Statement.slug == slug)
    return db.session.scalar(query)


def open_calls() -> list[Call]:
    """Return what can be signed now, what closes first standing first."""
    query = _published().where(
        Statement.closed_at.is_(None),
        Statement.closes_at.is_(None) | (Statement.closes_at > now()),
    )
    return calls(list(db.session.scalars(query.order_by(Statement.closes_at, Statement.id))))


def all_calls(search: str = "") -> list[Call]:
    """Return all published statements, newest first, that hold the searched words."""
    query = _published().order_by(Statement.opened_at.desc(), Statement.id.desc())
    found = [
        statement
        for statement in db.session.scalars(query)
        if search.casefold() in _searched(statement).casefold()
    ]
    return calls(found)


def page(*, after: int | None, limit: int) -> list[Statement]:
    """Return a page of published statements, newest first, from below an id on."""
    query = _published().order_by(Statement.id.desc()).limit(limit)
    if after is not None:
        query = query.where(Statement.id < after)
    return list(db.session.scalars(query))


def of_campaign(slug: str) -> tuple[Campaign, list[Call]] | None:
    """Return a campaign that has a published statement, with its statements."""
    query = _published().join(Campaign).where(Campaign.slug == slug).order_by(Statement.opened_at)
    statements = list(db.session.scalars(query))
    return (statements[0].campaign, calls(statements)) if statements else None


def calls(statements: Sequence[Statement]) -> list[Call]:
    """Return statements as entries of a list, with their counts in one query."""
    support = only(Support)
    counts = support.counts(statements)
    return [
        Call(
            slug=statement.slug,
            url=support.url(statement.slug),
            title=statement.version.title,
            kind=str(Kind(statement.kind).label),
            status=statement.status,
            addressees=[office.title for office in statement.offices],
            calling=[calling.name for calling in statement.calling],
            closes_at=statement.closes_at,
            counts=counts[statement.id],
        )
        for statement in statements
    ]


def in_reader_language(statement: Statement) -> PublishedStatement:
    """Return a statement in the page's language; where it has no text in it, in the one it has."""
    version = statement.version
    lang = language()
    text_language = lang if getattr(version, f"body_{lang}") else ("en" if lang == "ja" else "ja")
    assert statement.opened_at is not None
    return PublishedStatement(
        id=statement.id,
        slug=statement.slug,
        url=only(Support).url(statement.slug),
        kind=str(Kind(statement.kind).label),
        status=statement.status,
        title=version.title,
        body=html_of(version.body_ja if text_language == "ja" else version.body_en),
        demands=version.demands_ja if text_language == "ja" else version.demands_en,
        addressees=[office.title for office in statement.offices],
        calling=[calling.name for calling in statement.calling],
        version=version.number,
        version_id=version.id,
        hash=version.text_hash[:12],
        published_at=statement.opened_at,
        closes_at=statement.closes_at,
        signers=statement.signers,
        text_language=text_language,
        needs_address=statement.kind == Kind.PETITION,
    )


def _published() -> Select[Statement]:
    return (
        db.select(Statement)
        .where(Statement.opened_at <= func.now(), Statement.taken_down_at.is_(None))
        .options(
            joinedload(Statement.campaign),
            selectinload(Statement.versions),
            selectinload(Statement.calling).joinedload(Calling.organisation),
            selectinload(Statement.addressings).joinedload(Addressing.office),
        )
    )


def _searched(statement: Statement) -> str:
    version = statement.version
    parts = [version.title_ja, version.title_en, version.body_ja, version.body_en]
    parts += [office.title for office in statement.offices]
    return "\n".join(parts)
