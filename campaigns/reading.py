"""What the public reads: lists and texts of statements, in its language, with published counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import joinedload, selectinload

from campaigns.models import (
    Addressing,
    Calling,
    Campaign,
    Kind,
    Signers,
    Statement,
    Status,
    TakenDown,
)
from campaigns.wording import html_of
from core import japanese
from core.db import db
from core.errors import DomainError
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
    picture: Callable[[Call], Picture]


@dataclass(frozen=True)
class Picture:
    """What others show beside a link to a page: where it is, and what it says."""

    url: str
    alt: str


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
    campaign_slug: str


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
    #: When it was last carried further: handed over, answered, or concluded.
    moved_at: datetime | None = None
    signers: str = Signers.BOTH


class NoLongerShown(DomainError):
    """A statement was taken down: there is its reason and the day, and neither text nor names."""

    status = 410

    def __init__(self, reason: TakenDown, at: datetime) -> None:
        day = japanese.day(at, language())
        super().__init__(_("%(reason)s Taken down on %(day)s.", reason=reason.label, day=day))
        self.reason = reason
        self.at = at


def published(slug: str) -> Statement | None:
    """Return an opened statement with all that its page shows; None for drafts and unknown ones.

    :raises NoLongerShown: it was taken down.
    """
    found = db.session.scalar(shown().where(Statement.slug == slug))
    if found is None:
        _tell_if_taken_down(Statement.slug == slug)
    return found


@dataclass(frozen=True)
class Home:
    """What can be signed, what closes first standing first; and what was carried further lately."""

    open: list[Call]
    moved: list[Call]


#: How many calls that were handed over, answered or concluded the home page shows.
LATELY = 6


def home() -> Home:
    """Return what the home page shows, in one query for all of it."""
    # Postgres leaves NULL out of GREATEST.
    moved_at = func.greatest(Statement.handed_over_at, Statement.answered_at, Campaign.concluded_at)
    lately = (
        db.select(Statement.id)
        .join(Campaign)
        .where(is_shown(), ~is_open(), moved_at.is_not(None))
        .order_by(moved_at.desc(), Statement.id.desc())
        .limit(LATELY)
    )
    query = shown().where(is_open() | Statement.id.in_(lately))
    found = calls(list(db.session.scalars(query.order_by(Statement.closes_at, Statement.id))))
    return Home(
        open=[call for call in found if call.status == Status.OPEN],
        moved=sorted(
            (call for call in found if call.moved_at is not None and call.status != Status.OPEN),
            key=lambda call: (call.moved_at, call.slug),
            reverse=True,
        ),
    )


def page(*such: ColumnElement[bool], after: int | None, limit: int) -> list[Statement]:
    """Return a page of such published statements, newest first, from below an id on."""
    query = shown().where(*such).order_by(Statement.id.desc()).limit(limit)
    if after is not None:
        query = query.where(Statement.id < after)
    return list(db.session.scalars(query))


def of_campaign(slug: str) -> list[Statement]:
    """Return the published statements of a campaign, in the order in which they were opened.

    :raises NoLongerShown: it had some, and the last of them was taken down.
    """
    query = shown().join(Campaign).where(Campaign.slug == slug)
    found = list(db.session.scalars(query.order_by(Statement.opened_at, Statement.id)))
    if not found:
        _tell_if_taken_down(Campaign.slug == slug)
    return found


def moved_last(limit: int) -> list[Statement]:
    """Return the statements to which something has happened last, those first."""
    moved_at = func.greatest(
        Statement.opened_at,
        Statement.closed_at,
        Statement.handed_over_at,
        Statement.answered_at,
        Campaign.concluded_at,
    )
    query = shown().join(Campaign).order_by(moved_at.desc(), Statement.id.desc())
    return list(db.session.scalars(query.limit(limit)))


def all_campaigns() -> list[tuple[str, datetime]]:
    """Return the slugs of all campaigns that have something published, and since when."""
    query = (
        db.select(Campaign.slug, func.max(Statement.opened_at))
        .join(Statement)
        .where(is_shown())
        .group_by(Campaign.slug)
        .order_by(Campaign.slug)
    )
    return [(slug, at) for slug, at in db.session.execute(query) if at is not None]


def all_statements() -> list[tuple[str, datetime]]:
    """Return the slugs of all published statements, and since when they can be read."""
    query = db.select(Statement.slug, Statement.opened_at).where(is_shown())
    return [
        (slug, at)
        for slug, at in db.session.execute(query.order_by(Statement.slug))
        if at is not None
    ]


def url_of(statement: Statement) -> str:
    """Return where a statement is read, in the page's language."""
    return only(Support).url(statement.slug)


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
            moved_at=_moved_at(statement),
            signers=statement.signers,
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
        campaign_slug=statement.campaign.slug,
    )


def _tell_if_taken_down(which: ColumnElement[bool]) -> None:
    query = (
        db.select(Statement.taken_down_for, Statement.taken_down_at)
        .join(Campaign)
        # One that was taken down before its day was never public.
        .where(which, Statement.opened_at <= Statement.taken_down_at)
        .order_by(Statement.taken_down_at.desc())
        .limit(1)
    )
    for reason, at in db.session.execute(query):
        if reason is not None and at is not None:
            raise NoLongerShown(TakenDown(reason), at)


def _moved_at(statement: Statement) -> datetime | None:
    steps = (statement.handed_over_at, statement.answered_at, statement.campaign.concluded_at)
    return max((at for at in steps if at is not None), default=None)


def is_open() -> ColumnElement[bool]:
    """Return the SQL condition on a statement that is shown for whether it can be signed now."""
    return Statement.closed_at.is_(None) & (
        Statement.closes_at.is_(None) | (Statement.closes_at > func.now())
    )


def is_shown() -> ColumnElement[bool]:
    """Return the SQL condition on Statement for what the public may read."""
    return (Statement.opened_at <= func.now()) & Statement.taken_down_at.is_(None)


def shown() -> Select[Statement]:
    """Return the SELECT of what the public may read, with all that a list or a page shows of it."""
    return (
        db.select(Statement)
        .where(is_shown())
        .options(
            joinedload(Statement.campaign),
            joinedload(Statement.successor),
            selectinload(Statement.versions),
            selectinload(Statement.calling).joinedload(Calling.organisation),
            selectinload(Statement.addressings).joinedload(Addressing.office),
        )
    )
