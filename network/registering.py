"""The register of organisations: adding, changing, standings, finding, and what is published."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import selectinload

from core import japanese
from core.db import db, now
from core.errors import DomainError
from core.i18n import in_language
from network import matching
from network.models import (
    Former,
    Level,
    Merge,
    Moved,
    Organisation,
    OrganisationContact,
    PublishedFigure,
    Standing,
    StandingKind,
)
from network.models.organisations import PUBLISHABLE

#: The published figure of members not named is zero below this, and moves by at least this.
BATCH = 3
UNNAMED_MEMBERS = "undisclosed supporting organisations"
#: Standings whose level a merge made stricter: what its undoing makes public again.
NARROWED = "standing.disclosure"


class StandsByName(DomainError):
    """A constituent or partner organisation is one that is named."""


@dataclass(frozen=True)
class Decision:
    """Who decided on a standing: a person by the delegated rule, or the committee on a day."""

    person_id: int | None = None
    committee_on: date | None = None
    motion_id: int | None = None


@dataclass(frozen=True)
class Holds:
    """Offered by a room whose rows point at organisations.

    `move` lets all that point at one organisation point at another and returns their ids by table;
    `back` undoes exactly that. `held` returns which of some organisations are pointed at. Nothing
    commits.
    """

    move: Callable[[int, int], Moved]
    back: Callable[[Mapping[str, Sequence[int]], int], None]
    held: Callable[[Collection[int]], set[int]]


@dataclass(frozen=True)
class Act:
    """Something that an organisation did elsewhere: what, how, on which day, and where it is."""

    title: str
    how: str
    on: date
    url: str


@dataclass(frozen=True)
class Acts:
    """Offered by a room to the left: what an organisation did there in its own name."""

    of: Callable[[Organisation], list[Act]]


@dataclass(frozen=True)
class Described:
    """What may be said of an organisation by its row: names, form, number, place, website."""

    name_ja: str = ""
    name_en: str = ""
    kana: str = ""
    legal_form: str = ""
    corporate_number: str = ""
    url: str = ""
    country: str = "JP"
    prefecture: str = ""


@dataclass(frozen=True)
class Reached:
    """How an organisation is reached; private at every level."""

    representative_title: str = ""
    representative_name: str = ""
    contact_name: str = ""
    email: str = ""
    phone: str = ""
    postcode: str = ""
    postal_address: str = ""


@dataclass(frozen=True)
class Supporter:
    """A supporting or partner organisation as everybody may read it."""

    name: str
    kana: str
    url: str


@dataclass(frozen=True)
class Supporting:
    """The supporting organisations as they are published: who is named, and how many are not."""

    named: list[Supporter]
    unnamed: int


def today() -> date:
    return japanese.in_tokyo(now()).date()


def described(new: Described) -> Organisation:
    """Return a row for an organisation, not added: with its form, found in the name if need be."""
    columns = asdict(new)
    return Organisation(
        **columns
        | {
            "legal_form": form_of(new),
            "form_position": position_of(new),
            "corporate_number": new.corporate_number or None,
        }
    )


def form_of(new: Described) -> str:
    """Return the form that was chosen, else the one that the name shows."""
    return new.legal_form or japanese.legal_form(new.name_ja)[0]


def position_of(new: Described) -> str:
    return japanese.legal_form(new.name_ja)[1]


def add(new: Described) -> Organisation:
    """Add an organisation, and put what is like it before people; the caller commits."""
    one = described(new)
    db.session.add(one)
    db.session.flush()
    matching.propose(one)
    return one


def change(one: Organisation, new: Described, *, by: int | None) -> list[str]:
    """Change what is said of an organisation; return the fields that changed. The caller commits.

    What the public fields said before is kept. `by` is a person; None is the organisation itself.
    """
    fresh = described(new)
    names = [field.name for field in fields(Described)] + ["form_position"]
    changed = [name for name in names if getattr(one, name) != getattr(fresh, name)]
    for name in changed:
        if name in PUBLISHABLE:
            value = getattr(one, name) or ""
            db.session.add(Former(organisation_id=one.id, field=name, value=value, changed_by=by))
        setattr(one, name, getattr(fresh, name))
    db.session.flush()
    if changed:
        matching.propose(one)
    return changed


def reach(one: Organisation, new: Reached) -> None:
    """Keep how an organisation is reached; the caller commits."""
    contact = contact_of(one)
    if contact is None:
        contact = OrganisationContact(organisation_id=one.id)
        db.session.add(contact)
    for name, value in asdict(new).items():
        setattr(contact, name, value)
    db.session.flush()


def contact_of(one: Organisation) -> OrganisationContact | None:
    return db.session.get(OrganisationContact, one.id)


def begin(
    one: Organisation,
    kind: StandingKind,
    since: date,
    decided: Decision,
    level: Level = Level.PUBLIC,
) -> Standing:
    """Give an organisation a standing from a day on, once; the caller commits.

    Of two levels for one standing the stricter holds.

    :raises StandsByName: a name that is not public would stand by another standing.
    """
    if kind != StandingKind.SUPPORTING and is_unnamed(one):
        raise StandsByName(_l("Its name is not public, and only it can change that, by its link."))
    if level != Level.PUBLIC:
        require_supporting_alone(one)
    for standing in one.standings:
        if standing.kind == kind and (standing.ends_on is None or standing.ends_on >= since):
            if level != Level.PUBLIC:
                set_level(standing, level)
            return standing
    standing = Standing(
        kind=kind,
        disclosure=level,
        starts_on=since,
        decided_by=decided.person_id,
        decided_on=decided.committee_on,
        motion_id=decided.motion_id,
    )
    one.standings.append(standing)
    db.session.flush()
    return standing


def end(standing: Standing, last: date) -> None:
    """End a standing with a day, which keeps it in the history; the caller commits."""
    standing.ends_on = max(last, standing.starts_on - timedelta(days=1))
    db.session.flush()


def set_level(
    standing: Standing, level: Level, *, hidden_at: ColumnElement[datetime] | None = None
) -> None:
    """Set how far the name goes for a standing; the caller commits.

    From then on no undoing of a merge changes it back.
    """
    standing.disclosure, standing.hidden_at = level, hidden_at
    db.session.flush()
    narrowed = db.select(Merge).where(Merge.moved.contains({NARROWED: [standing.id]}))
    for merge in db.session.scalars(narrowed):
        merge.moved = {table: ids for table, ids in merge.moved.items() if table != NARROWED}
    db.session.flush()


def find(public_id: UUID) -> Organisation | None:
    query = db.select(Organisation).where(Organisation.public_id == public_id)
    return db.session.scalar(query)


def standing_today(kind: StandingKind) -> Select[int]:
    """Return the ids of the organisations that have a standing of a kind today, as a query."""
    day = today()
    return db.select(Standing.organisation_id).where(
        Standing.kind == kind,
        Standing.starts_on <= day,
        Standing.ends_on.is_(None) | (Standing.ends_on >= day),
    )


def search(
    *, words: str = "", kind: StandingKind | None = None, after: int = 0, limit: int = 50
) -> list[Organisation]:
    """Return organisations in the order in which they came, from behind a row's number.

    Each word must stand in one of the names or in the reading.
    """
    query = db.select(Organisation).where(
        Organisation.merged_into_id.is_(None), Organisation.id > after
    )
    for word in words.split():
        query = query.where(Organisation.grams.bool_op("@>")(matching.searched(word)))
    if kind is not None:
        query = query.where(Organisation.id.in_(standing_today(kind)))
    query = query.options(selectinload(Organisation.standings))
    return list(db.session.scalars(query.order_by(Organisation.id).limit(limit)))


def unnamed() -> Select[int]:
    """Return the ids of today's supporting organisations that are not named in public."""
    rows = standing_today(StandingKind.SUPPORTING).where(Standing.disclosure != Level.PUBLIC)
    return rows.join(Standing.organisation).where(Organisation.merged_into_id.is_(None)).distinct()


def supporting() -> Supporting:
    """Return the supporting organisations as they are published, in 五十音 order."""
    figure = db.session.get(PublishedFigure, UNNAMED_MEMBERS)
    return Supporting(
        named=_named(StandingKind.SUPPORTING),
        unnamed=figure.n if figure is not None else 0,
    )


def partners() -> list[Supporter]:
    """Return the organisations of other fields that the network works with, in 五十音 order."""
    return _named(StandingKind.PARTNER)


def _named(kind: StandingKind) -> list[Supporter]:
    query = db.select(Organisation).where(
        Organisation.merged_into_id.is_(None),
        Organisation.id.in_(standing_today(kind)),
        Organisation.id.not_in(unnamed()),
    )
    found = sorted(
        db.session.scalars(query),
        key=lambda one: japanese.gojuon_key(one.kana, one.name_ja or one.name_en),
    )
    return [Supporter(in_language(one.name_ja, one.name_en), one.kana, one.url) for one in found]


def is_unnamed(one: Organisation) -> bool:
    """Tell whether an organisation is a supporting one, and is not named in public."""
    return bool(one.memberships) and one.level != Level.PUBLIC


def stands_by_name(one: Organisation) -> bool:
    """Tell whether an organisation is, or was, more to the network than a supporting one."""
    return any(standing.kind != StandingKind.SUPPORTING for standing in one.standings)


def require_supporting_alone(one: Organisation) -> None:
    """Let pass an organisation that is nothing to the network but a supporting one.

    :raises StandsByName: it has, or had, another standing.
    """
    if stands_by_name(one):
        raise StandsByName(
            _l("A constituent or partner organisation stands in public by its name.")
        )


def count() -> int:
    """Return how many organisations there are, merged ones left out."""
    query = db.select(func.count()).where(Organisation.merged_into_id.is_(None))
    return db.session.scalar(query) or 0
