"""Reveals: one sealed record is given out to be opened, for a reason, when a custodian agrees.

That two have to agree is a rule of the house, not a lock: whoever holds one key and a copy of the
database reads alone. What is kept of a reveal says who, when, why and which record by its random
id; a name is in none of it.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, update

from core.db import db, now
from core.errors import DomainError
from core.offers import offers
from network import exporting, keeping_keys, sealing
from network.exporting import Kind, Parcel, Piece
from network.models import Reveal
from network.sealing import SealedRecords

WAITS = timedelta(days=7)
TAKEN_WITHIN = timedelta(hours=24)


class Reason(StrEnum):
    """Why a name has to be known."""

    AT_ITS_WISH = "at its wish"
    """The organisation asks for something that needs its name."""
    DOUBT = "doubt"
    """Who signed may have had no right to."""
    DUPLICATE = "duplicate"
    """It may be another's second signature."""
    LAW = "law"
    """An authority demands it, and the network has decided to obey."""
    OTHER = "other"


class State(StrEnum):
    """How far a reveal is."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"
    TAKEN = "taken"


class NoSuchRecord(DomainError):
    """Nothing is sealed under this purpose and id."""


class NotForThem(DomainError):
    """This person may not do this with this reveal."""


class TooLate(DomainError):
    """The reveal has been decided, has expired, or was taken."""


def ask(purpose: str, record: UUID, *, by: int, reason: Reason, note: str) -> Reveal:
    """Ask for a sealed record to be opened; the caller commits.

    :raises NoSuchRecord: there is none.
    """
    if _sealed(purpose, record) is None:
        raise NoSuchRecord(_l("No sealed record has this number."), field="record")
    reveal = Reveal(
        purpose=purpose,
        record=record,
        reason=reason,
        note=note,
        asked_by=by,
        expires_at=func.now() + WAITS,
    )
    db.session.add(reveal)
    db.session.flush()
    return reveal


def approve(reveal: Reveal, *, by: int) -> None:
    """Agree to a reveal, as a custodian who is not the one who asked; the caller commits.

    :raises NotForThem: this person asked for it, or has no proved key.
    :raises TooLate: it has been decided or has expired.
    """
    _require_second(reveal, by)
    _decide(reveal, approved_by=by, approved_at=func.now())


def refuse(reveal: Reveal, *, by: int) -> None:
    """Refuse a reveal, as a custodian or as the one who asked; the caller commits.

    :raises NotForThem: this person neither asked for it nor has a proved key.
    :raises TooLate: it has been decided or has expired.
    """
    if reveal.asked_by != by:
        _require_second(reveal, by)
    _decide(reveal, refused_at=func.now())


def may_take(reveal: Reveal, person_id: int, readers: frozenset[int]) -> bool:
    """Tell whether a person, among those who can read, is the one to open an approved record.

    It is the custodian who asked or, where a member of the staff asked, any but the one who
    approved.
    """
    if person_id not in readers or reveal.approved_by in {None, person_id}:
        return False
    return person_id == reveal.asked_by or reveal.asked_by not in readers


def take(reveal: Reveal, *, by: int) -> bytes:
    """Return the file with the sealed record, once, within a day of approval; the caller commits.

    :raises NotForThem: somebody else has to open it.
    :raises TooLate: it was taken, or the day is over.
    :raises NoSuchRecord: the record has gone meanwhile.
    """
    if not may_take(reveal, by, keeping_keys.readers()):
        raise NotForThem(_l("This record is for another custodian to open."))
    _change(
        reveal,
        Reveal.taken_at.is_(None),
        Reveal.approved_at > func.now() - TAKEN_WITHIN,
        taken_by=by,
        taken_at=func.now(),
    )
    sealed = _sealed(reveal.purpose, reveal.record)
    if sealed is None:
        raise NoSuchRecord(_l("This record is not here any more."))
    piece = Piece(reveal.record, reveal.purpose, sealing.age_file(sealed))
    return exporting.written(Parcel(Kind.OPEN, (piece,)))


def state(reveal: Reveal) -> State:
    """Return how far a reveal is now."""
    if reveal.taken_at is not None:
        return State.TAKEN
    if reveal.refused_at is not None:
        return State.REFUSED
    if reveal.approved_at is not None:
        late = reveal.approved_at + TAKEN_WITHIN < now()
        return State.EXPIRED if late else State.APPROVED
    return State.EXPIRED if reveal.expires_at < now() else State.WAITING


def all_of_them(limit: int = 200) -> list[Reveal]:
    """Return the reveals there were, newest first."""
    return list(db.session.scalars(db.select(Reveal).order_by(Reveal.id.desc()).limit(limit)))


def asked_by(person_id: int) -> list[Reveal]:
    """Return what a person has asked for, newest first."""
    query = db.select(Reveal).where(Reveal.asked_by == person_id)
    return list(db.session.scalars(query.order_by(Reveal.id.desc()).limit(50)))


def for_approval(person_id: int) -> int:
    """Return how many reveals wait for this custodian to agree or to refuse."""
    query = db.select(func.count()).where(_undecided(), Reveal.asked_by != person_id)
    return db.session.scalar(query) or 0


def _require_second(reveal: Reveal, person_id: int) -> None:
    if reveal.asked_by == person_id:
        raise NotForThem(_l("You asked for this yourself. Another custodian has to agree."))
    if person_id not in keeping_keys.readers():
        raise NotForThem(_l("Prove your key first: only who can read may decide who reads."))


def _undecided() -> ColumnElement[bool]:
    return (
        Reveal.approved_at.is_(None)
        & Reveal.refused_at.is_(None)
        & (Reveal.expires_at > func.now())
    )


def _decide(reveal: Reveal, **values: object) -> None:
    _change(reveal, _undecided(), **values)


def _change(reveal: Reveal, *while_: ColumnElement[bool], **values: object) -> None:
    """Change a reveal once, whoever else tries to in the same moment."""
    changed = db.session.execute(
        update(Reveal).where(Reveal.id == reveal.id, *while_).values(**values).returning(Reveal.id)
    )
    if changed.scalar_one_or_none() is None:
        raise TooLate(_l("This has been decided, was taken, or has expired."))
    db.session.refresh(reveal)


def _sealed(purpose: str, record: UUID) -> bytes | None:
    for room in offers(SealedRecords):
        if room.purpose == purpose:
            return room.sealed(record)
    return None
