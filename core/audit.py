"""The audit journal: every act of staff, as a row of the act's own transaction.

It names things by number, never a person outside the network and nothing that is sealed. Rows are
only ever added: the application's role can neither change nor delete them. Once a minute one writer
closes them into a chain of hashes, so that a row which somebody with more rights edits or deletes
is found by `flask audit verify`; the newest hash, kept elsewhere, finds a journal cut short.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, Select, func, text

from core.db import Mapped, Model, Moment, db, mapped_column
from core.jobs import every, job

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: What the first link follows.
BEGINNING = bytes(32)
BATCH = 10_000
#: The one lock that the one writer of the chain holds while it writes.
CHAIN_LOCK = 7_104_201


class AuditEntry(Model):
    """One act: who did what to which thing, when."""

    __tablename__ = "audit_entry"
    __table_args__ = {"info": {"append_only": True}}  # noqa: RUF012 (SQLAlchemy's own name for it)
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[Moment] = mapped_column(server_default=func.now())
    #: The number of a person of the network; None for a command of the operator, or a job.
    person: Mapped[int | None]
    act: Mapped[str]
    #: "<table>:<id>", or the table alone where an act is about no single row.
    thing: Mapped[str]
    #: One word of ours that says more, as the role that was given; never what somebody typed.
    fact: Mapped[str | None]


class AuditLink(Model):
    """An entry's place in the chain; its hash covers the entry and the hash before it."""

    __tablename__ = "audit_link"
    __table_args__ = {"info": {"append_only": True}}  # noqa: RUF012 (as above)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), unique=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True)
class Head:
    """The newest link: written down elsewhere, it proves that nothing was cut off before it."""

    number: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.number}:{self.hash.hex()}"


@dataclass(frozen=True)
class Acts:
    """How many acts on a thing were recorded, and when the last one was."""

    number: int
    last_at: datetime


class JournalBroken(Exception):
    """The journal is not what it was; the message says where, by number."""


def record(person: int | None, act: str, thing: Model | str, fact: StrEnum | None = None) -> None:
    """Write an act of a person into the journal; the caller commits it with the act.

    `thing` is the row it was done to, flushed if new, or a table's name.
    """
    if not isinstance(thing, str):
        db.session.flush()
        thing = f"{thing.__tablename__}:{_id_of(thing)}"
    db.session.add(
        AuditEntry(person=person, act=act, thing=thing, fact=str(fact) if fact else None)
    )


def entries(*, before: int | None = None, limit: int = 100) -> list[AuditEntry]:
    """Return entries, newest first, from below a number."""
    query = db.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return list(db.session.scalars(query))


def entries_of(thing: Model) -> list[AuditEntry]:
    """Return the history of one thing, oldest first."""
    name = f"{thing.__tablename__}:{_id_of(thing)}"
    query = db.select(AuditEntry).where(AuditEntry.thing == name).order_by(AuditEntry.id)
    return list(db.session.scalars(query))


def acts_on(table: str, ids: Iterable[int]) -> dict[int, Acts]:
    """Return the recorded acts on some rows of a table; a row without any is left out."""
    names = {f"{table}:{one}": one for one in ids}
    query = (
        db.select(AuditEntry.thing, func.count(), func.max(AuditEntry.at))
        .where(AuditEntry.thing.in_(names))
        .group_by(AuditEntry.thing)
    )
    return {names[thing]: Acts(number, at) for thing, number, at in db.session.execute(query)}


@every("* * * * *")
@job()
def chain() -> None:
    """Close what has been written since into the chain: one writer, never in a request."""
    if not db.session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK}):
        return
    newest = head()
    number, hashed = (newest.number, newest.hash) if newest else (0, BEGINNING)
    for entry in db.session.scalars(_unchained()):
        number, hashed = number + 1, link_hash(hashed, entry)
        db.session.add(AuditLink(number=number, entry_id=entry.id, hash=hashed))


def head() -> Head | None:
    """Return the newest link, or None before the first."""
    link = db.session.scalar(db.select(AuditLink).order_by(AuditLink.number.desc()).limit(1))
    return Head(link.number, link.hash) if link is not None else None


def parsed(written: str) -> Head:
    """Return a head as it was written down.

    :raises JournalBroken: it is no head.
    """
    number, _, hashed = written.partition(":")
    try:
        known = Head(int(number), bytes.fromhex(hashed))
    except ValueError:
        known = Head(0, b"")
    if len(known.hash) != len(BEGINNING):
        raise JournalBroken("the head to compare with cannot be read")
    return known


def verify(known: Head | None = None) -> int:
    """Return how many entries the chain holds, all of them as they were written.

    `known` is a head that was written down before: the chain must still contain it.

    :raises JournalBroken: an entry was changed or deleted, or the chain was cut short.
    """
    number, hashed = 0, BEGINNING
    with db.session.execute(_links()) as links:
        for link, entry in links:
            number += 1
            if link.number != number or entry is None:
                raise JournalBroken(f"link {number} or its entry is missing")
            hashed = link_hash(hashed, entry)
            if hashed != link.hash:
                raise JournalBroken(f"entry {entry.id} is not what it was")
            if known is not None and known.number == number and known.hash != hashed:
                raise JournalBroken(f"link {number} has another hash than the one written down")
    if known is not None and number < known.number:
        raise JournalBroken(f"the chain ends at {number}, before the one written down")
    return number


def link_hash(before: bytes, entry: AuditEntry) -> bytes:
    """Return SHA-256 of the hash before and the entry as compact JSON, its time in UTC."""
    at = (entry.at - EPOCH) // timedelta(microseconds=1)
    content = [entry.id, at, entry.person, entry.act, entry.thing, entry.fact]
    return hashlib.sha256(before + json.dumps(content, separators=(",", ":")).encode()).digest()


def _unchained() -> Select[AuditEntry]:
    linked = db.select(AuditLink.entry_id).where(AuditLink.entry_id == AuditEntry.id)
    return db.select(AuditEntry).where(~linked.exists()).order_by(AuditEntry.id).limit(BATCH)


def _links() -> Select[AuditLink, AuditEntry]:
    return (
        db.select(AuditLink, AuditEntry)
        .outerjoin(AuditEntry, AuditEntry.id == AuditLink.entry_id)
        .order_by(AuditLink.number)
        .execution_options(yield_per=BATCH)
    )


def _id_of(thing: Model) -> Any:
    return thing.id  # type: ignore[attr-defined]  # every table of ours has one
