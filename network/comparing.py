"""Comparing what is sealed: a custodian finds organisations that came twice, and says so.

The server cannot see it: records go out in a file, are opened and compared away from here or in
the custodian's browser, and what comes back is random ids with a verdict for each pair. A verdict
is a row; a later one on the same pair replaces it, and leaves it in the history.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select

from core.db import db, today
from core.errors import DomainError
from core.offers import offers
from network import exporting, sealing
from network.exporting import Kind, Parcel, Piece
from network.models import Comparison, SealedDuplicate
from network.sealing import SealedRecords

FORMAT = "hiroba duplicates"
VERSION = 1
#: One custodian's word at a time: two on the same pair would be in each other's way.
LOCK = 7_104_203


@dataclass(frozen=True)
class Group:
    """Sealed records among which each organisation should be once.

    They stand in the order in which they came, and none of them was taken back.
    """

    purpose: str
    code: str
    label: str
    records: tuple[UUID, ...]


@dataclass(frozen=True)
class Comparable:
    """Offered by a room that keeps sealed records of one purpose: in which groups they are now.

    `count` lets a record count or, being an organisation's second one, no more. Nothing commits.
    """

    purpose: str
    groups: Callable[[], Sequence[Group]]
    count: Callable[[UUID, bool], None]


@dataclass(frozen=True)
class Verdict:
    """Whether two records are one organisation's; None if a custodian could not say."""

    pair: frozenset[UUID]
    same: bool | None


@dataclass(frozen=True)
class Brought:
    """What a custodian has brought back: what they compared, and what they found."""

    group: str
    records: frozenset[UUID]
    verdicts: tuple[Verdict, ...]


class NotADecision(DomainError):
    """A file that was brought back is no decision, or holds more than one."""


class NotTheseRecords(DomainError):
    """A decision is about records that are not, or no longer, to be compared with each other."""


def groups() -> list[Group]:
    """Return all groups there are, compared or not."""
    return [group for room in offers(Comparable) for group in room.groups()]


def due() -> list[Group]:
    """Return the groups in which two records or more have yet to be compared."""
    return [group for group in groups() if _is_due(group)]


def counted(group: Group) -> frozenset[UUID]:
    """Return the records of a group but for those that are an organisation's second one."""
    return frozenset(group.records) - set(db.session.scalars(doubled(group.purpose)))


def doubled(purpose: str) -> Select[UUID]:
    """Return the SQL of the records that do not count, since their organisation is there once."""
    return select(SealedDuplicate.second).where(
        SealedDuplicate.purpose == purpose,
        SealedDuplicate.same.is_(True),
        SealedDuplicate.replaced_on.is_(None),
    )


def to_compare(group: Group) -> bytes:
    """Return a file of a group's records, in an order that tells nothing."""
    [room] = [one for one in offers(SealedRecords) if one.purpose == group.purpose]
    found = ((record, room.sealed(record)) for record in sorted(counted(group)))
    pieces = tuple(
        Piece(record, group.purpose, sealing.age_file(sealed))
        for record, sealed in found
        if sealed is not None
    )
    present = tuple(sorted(sealing.public_keys()))
    return exporting.written(Parcel(Kind.COMPARE, pieces, present, group.code, _apart(group)))


def bring_back(content: bytes, *, by: int) -> Comparison:
    """Take in what a custodian has found; sent in twice, it changes nothing more.

    The caller commits: all of it, or none.

    :raises NotADecision: the file is another one, or holds something else besides.
    :raises NotTheseRecords: a record in it is not among those to be compared.
    """
    brought = read(content)
    found = {group.code: group for group in groups()}.get(brought.group)
    if found is None or not brought.records <= set(found.records):
        raise NotTheseRecords(
            _l("A record in this file is not, or no longer, to be compared. Take the file anew."),
            field="decision",
        )
    comparison = Comparison(
        purpose=found.purpose,
        records=sorted(brought.records),
        compared_by=by,
        compared_on=today(),
    )
    db.session.add(comparison)
    for verdict in brought.verdicts:
        first, second = sorted(verdict.pair, key=found.records.index)
        decide(found.purpose, first, second, verdict.same, by=by)
    db.session.flush()
    return comparison


def ask_again(decision: SealedDuplicate, *, by: int) -> None:
    """Open the question on a pair once more: both records count until it is answered.

    The caller commits.
    """
    decide(decision.purpose, decision.first, decision.second, None, by=by)


def decide(purpose: str, first: UUID, second: UUID, same: bool | None, *, by: int) -> None:
    """Note whether two records are one organisation's; the second, if so, ceases to count."""
    db.session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    before = db.session.scalar(
        _standing().where(
            SealedDuplicate.purpose == purpose,
            SealedDuplicate.first == first,
            SealedDuplicate.second == second,
        )
    )
    if before is not None:
        if before.same is same:
            return
        before.replaced_on = today()
        db.session.flush()
    word = SealedDuplicate(
        purpose=purpose, first=first, second=second, same=same, decided_by=by, decided_on=today()
    )
    db.session.add(word)
    db.session.flush()
    [room] = [one for one in offers(Comparable) if one.purpose == purpose]
    room.count(second, second not in set(db.session.scalars(doubled(purpose))))


def decisions(limit: int = 50) -> list[SealedDuplicate]:
    """Return the verdicts that stand, newest first, but for open questions."""
    query = _standing().where(SealedDuplicate.same.is_not(None))
    return list(db.session.scalars(query.order_by(SealedDuplicate.id.desc()).limit(limit)))


def find(number: int) -> SealedDuplicate | None:
    """Return a verdict that stands."""
    return db.session.scalar(_standing().where(SealedDuplicate.id == number))


def read(content: bytes) -> Brought:
    """Return what is in a custodian's file, which may hold random ids and verdicts alone.

    :raises NotADecision: it holds anything else.
    """
    try:
        told = _exactly(json.loads(content), "format", "version", "group", "records", "pairs")
        if (told["format"], told["version"]) != (FORMAT, VERSION):
            raise ValueError
        records = [_number(one) for one in told["records"]]
        verdicts = tuple(_verdict(one) for one in told["pairs"])
        pairs = [verdict.pair for verdict in verdicts]
        if len(set(records)) != len(records) or len(set(pairs)) != len(pairs):
            raise ValueError
        if len(records) < 2 or not frozenset().union(*pairs) <= set(records):
            raise ValueError
        return Brought(str(told["group"]), frozenset(records), verdicts)
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise NotADecision(
            _l("This is no decision on compared records. Choose the file as it was saved."),
            field="decision",
        ) from None


def _is_due(group: Group) -> bool:
    records = counted(group)
    if len(records) < 2:
        return False
    covering = db.select(Comparison.id).where(
        Comparison.purpose == group.purpose, Comparison.records.contains(sorted(records))
    )
    return db.session.scalar(covering.limit(1)) is None or bool(_asked_again(group, records))


def _asked_again(group: Group, records: frozenset[UUID]) -> list[SealedDuplicate]:
    query = _standing().where(
        SealedDuplicate.purpose == group.purpose,
        SealedDuplicate.same.is_(None),
        SealedDuplicate.first.in_(records),
        SealedDuplicate.second.in_(records),
    )
    return list(db.session.scalars(query))


def _apart(group: Group) -> tuple[tuple[UUID, UUID], ...]:
    query = _standing().where(
        SealedDuplicate.purpose == group.purpose,
        SealedDuplicate.same.is_(False),
        SealedDuplicate.first.in_(group.records),
        SealedDuplicate.second.in_(group.records),
    )
    return tuple((one.first, one.second) for one in db.session.scalars(query))


def _standing() -> Select[SealedDuplicate]:
    return db.select(SealedDuplicate).where(SealedDuplicate.replaced_on.is_(None))


def _verdict(told: Any) -> Verdict:
    told = _exactly(told, "pair", "same")
    one, other = told["pair"]
    pair = frozenset((_number(one), _number(other)))
    if len(pair) != 2 or not (told["same"] is None or isinstance(told["same"], bool)):
        raise ValueError
    return Verdict(pair, told["same"])


def _number(told: Any) -> UUID:
    """Return a random id, spelt as we spell it: what is read must not have room for a name."""
    number = UUID(told)
    if str(number) != told:
        raise ValueError
    return number


def _exactly(told: Any, *names: str) -> dict[str, Any]:
    if not isinstance(told, dict) or set(told) != set(names):
        raise ValueError
    return told
