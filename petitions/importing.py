"""Signatures from a file: intake by file, beside the intake by form.

What a row brings has passed the rules of the forms (see rows.py) and gets the columns that signing
gives. A named signer is recognised as everywhere, by address and name. Of an undisclosed one
nothing is kept to recognise it by, so a file is known by its content and a row by its line.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any, NamedTuple, cast
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, Table, Text, bindparam, column, func, or_, update
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from campaigns.models import Signers, Statement
from core.addresses import canonical
from core.db import db
from core.japanese import TOKYO
from core.text import name_key
from petitions import rounds, signers
from petitions.counting import publish_unnamed
from petitions.models import Disclosure, RollEntry, Round, Signature, SignatureImport, SignerKind
from petitions.rounds import RoundClosed, StatementClosed
from petitions.signers import OrganisationSigning, PersonSigning
from petitions.signing import NotForYou

#: Rows for one INSERT.
BATCH = 500


@dataclass(frozen=True)
class Brought:
    """What a row brings: what the signer typed, and what came of it where the file is from."""

    line: int
    signed: PersonSigning | OrganisationSigning
    language: str
    #: None: the file does not say; it counts from now on.
    confirmed_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class Rejected:
    """A row that does not count, and why: (field, reason) of all that is wrong, never a value."""

    line: int
    reasons: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return f"line {self.line}: " + "; ".join(f"{name}: {why}" for name, why in self.reasons)


@dataclass(frozen=True)
class Source:
    """A file of signatures, by the SHA-256 of its content, and how to take it."""

    statement: Statement
    kind: SignerKind
    digest: bytes
    rows: Iterable[Brought | Rejected]
    #: By default the round that is open, else the last one.
    round: Round | None = None
    #: Let signatures count whose organisation's board has yet to agree.
    accept_pending: bool = False


@dataclass(frozen=True)
class Report:
    """What became of the rows; each is in one figure. `held` wait for a board or a custodian."""

    accepted: int
    already_there: int
    rejected: tuple[Rejected, ...]
    held: int
    #: Of sheets that tell a number and no names.
    count_only: int = 0

    def __str__(self) -> str:
        return (
            f"accepted {self.accepted}, already there {self.already_there}, "
            f"rejected {len(self.rejected)}, held {self.held}, count-only {self.count_only}"
        )


def read(source: Source) -> Report:
    """Keep the signatures of a file that are not there yet; the caller commits, or rolls back.

    :raises NotForYou: the statement is signed by the other kind of signer only.
    :raises StatementClosed: the statement has not been opened.
    :raises RoundClosed: the round's roll is frozen.
    :raises NotEnoughCustodians: an undisclosed organisation is among the signers.
    """
    _require(source.statement, source.kind)
    reading = _Reading(_place(source), source.kind, accept_pending=source.accept_pending)
    for batch in _batches(source.rows):
        reading.take(batch)
    # One file is one step of the published figure, however many it brings.
    publish_unnamed(statement_id=source.statement.id)
    return reading.report()


class _Place(NamedTuple):
    """Where a file's signatures go, by id, and the moment by the database's clock."""

    statement_id: int
    version_id: int
    round_id: int
    import_id: int
    now: datetime


class _Fate(StrEnum):
    ACCEPTED = "accepted"
    ALREADY_THERE = "already there"
    HELD = "held"


class _Reading:
    """One file on its way in."""

    def __init__(self, place: _Place, kind: SignerKind, *, accept_pending: bool) -> None:
        self.place = place
        self.kind = kind
        self.accept_pending = accept_pending
        self.released = _released(place) if accept_pending else frozenset()
        self.known = _lines_of(place.import_id)
        self.incomparable = _undisclosed_elsewhere(place)
        self.organisations = _organisations(place.statement_id)
        self.figures: Counter[_Fate] = Counter()
        self.rejected: list[Rejected] = []

    def report(self) -> Report:
        return Report(
            accepted=self.figures[_Fate.ACCEPTED],
            already_there=self.figures[_Fate.ALREADY_THERE],
            rejected=tuple(self.rejected),
            held=self.figures[_Fate.HELD],
        )

    def take(self, batch: Iterable[Brought | Rejected]) -> None:
        """Keep what is new in some rows, and note what becomes of each."""
        new = [made for row in batch if (made := self._new(row)) is not None]
        inserted = _inserted(new)
        for made in new:
            if made["withdrawn_at"] is None:
                self.figures[_fate(made, is_new=made["import_line"] in inserted)] += 1
        _withdraw([made for made in new if made["import_line"] not in inserted])

    def _new(self, row: Brought | Rejected) -> dict[str, Any] | None:
        """Return the columns of the signature that a row brings, unless it is known to be there."""
        if isinstance(row, Rejected):
            self.rejected.append(row)
            return None
        fate = self._fate_of_known(row)
        if row.withdrawn_at is not None:
            # It is kept, as withdrawn, so that an older file does not bring it back.
            self.rejected.append(Rejected(row.line, (("withdrawn_at", str(_l("withdrawn"))),)))
        elif fate is not None:
            self.figures[fate] += 1
        return self._columns(row) if fate is None else None

    def _fate_of_known(self, row: Brought) -> _Fate | None:
        """Return what becomes of a row that needs no insertion to tell; None for any other."""
        is_repeated = self._is_repeated(row)
        if row.line in self.released:
            return _Fate.ACCEPTED
        return _Fate.ALREADY_THERE if is_repeated or row.line in self.known else None

    def _is_repeated(self, row: Brought) -> bool:
        """Tell whether an organisation signed by name before, or stands in this file before.

        It is told here, because no constraint can tell it of an undisclosed one.
        """
        if isinstance(row.signed, PersonSigning) or row.withdrawn_at is not None:
            return False
        signer = (canonical(row.signed.email), name_key(row.signed.shown_name))
        is_repeated = signer in self.organisations
        self.organisations.add(signer)
        return is_repeated

    def _columns(self, row: Brought) -> dict[str, Any]:
        if isinstance(row.signed, PersonSigning):
            made = {"public_id": uuid4(), **signers.person_columns(row.signed)}
        else:
            made = signers.organisation_columns(row.signed, uuid4())
        undisclosed = made.get("disclosure") == Disclosure.UNDISCLOSED
        return {
            "updates": False,
            "comment_public": False,
            **made,
            "kind": self.kind,
            "language": None if undisclosed else row.language,
            "statement_id": self.place.statement_id,
            "version_id": self.place.version_id,
            "round_id": self.place.round_id,
            "import_id": self.place.import_id,
            "import_line": row.line,
            "confirmed_at": _kept(row.confirmed_at or self.place.now, undisclosed=undisclosed),
            "withdrawn_at": _kept(row.withdrawn_at, undisclosed=undisclosed),
            **self._waiting(made),
        }

    def _waiting(self, made: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a signature waits for, if anything, and since when it does no more."""
        board = made.get("board")
        if self.incomparable and made.get("disclosure") == Disclosure.UNDISCLOSED:
            return {"board": board, "held_for": "custodian", "released_at": None}
        if board != "pending":
            return {"board": board, "held_for": None, "released_at": None}
        if self.accept_pending:
            return {"board": "agreed", "held_for": "board", "released_at": self.place.now}
        return {"board": board, "held_for": "board", "released_at": None}


def _batches(rows: Iterable[Brought | Rejected]) -> Iterator[list[Brought | Rejected]]:
    found = iter(rows)
    while batch := list(islice(found, BATCH)):
        yield batch


def _fate(made: Mapping[str, Any], *, is_new: bool) -> _Fate:
    if not is_new:
        return _Fate.ALREADY_THERE
    waits = made["held_for"] is not None and made["released_at"] is None
    return _Fate.HELD if waits else _Fate.ACCEPTED


def _kept(moment: datetime | None, *, undisclosed: bool) -> datetime | None:
    """Return what is kept of a time: of an undisclosed signer's no more than the day in Tokyo."""
    if moment is None or not undisclosed:
        return moment
    return moment.astimezone(TOKYO).replace(hour=0, minute=0, second=0, microsecond=0)


# ---- Before the first row


def _require(statement: Statement, kind: SignerKind) -> None:
    theirs = {SignerKind.PERSON: Signers.PEOPLE, SignerKind.ORGANISATION: Signers.ORGANISATIONS}
    if statement.signers not in {Signers.BOTH, theirs[kind]}:
        raise NotForYou(
            _l("This statement is signed by organisations only.")
            if kind == SignerKind.PERSON
            else _l("This statement is signed by people only.")
        )
    if not statement.is_public:
        raise StatementClosed(_l("This statement has not been opened for signing yet."))


def _place(source: Source) -> _Place:
    statement = source.statement
    new = insert(SignatureImport).values(
        statement_id=statement.id,
        content_hash=source.digest,
        accepted_pending=source.accept_pending,
    )
    accepted = or_(SignatureImport.accepted_pending, new.excluded.accepted_pending)
    kept = new.on_conflict_do_update(
        constraint="one_import_a_file", set_={"accepted_pending": accepted}
    ).returning(SignatureImport.id, func.now())
    import_id, now = db.session.execute(kept).one()
    return _Place(statement.id, statement.version.id, _round_id(source), import_id, now)


def _round_id(source: Source) -> int:
    """Return the id of the round that the file goes into, kept from closing until we are done."""
    if source.round is None:
        try:
            return rounds.hold_open(source.statement.id)
        except StatementClosed:
            # Its time is over, but nobody has closed it: late signatures may still go in.
            into = rounds.of(source.statement.id)[-1]
    else:
        into = source.round
    still_open = db.select(Round.id).where(Round.id == into.id, Round.closed_at.is_(None))
    held = db.session.scalar(still_open.with_for_update(read=True, key_share=True))
    if held is None:
        raise RoundClosed(
            _l("Round %(number)s is closed: its list can no longer change.", number=into.number)
        )
    return held


def _released(place: _Place) -> frozenset[int]:
    """Let those of the file count that waited for a board; return their lines."""
    releasing = (
        update(Signature)
        .where(
            Signature.import_id == place.import_id,
            Signature.held_for == "board",
            Signature.released_at.is_(None),
            Signature.withdrawn_at.is_(None),
        )
        .values(released_at=func.now(), board="agreed", round_id=place.round_id)
        .returning(Signature.import_line)
    )
    return frozenset(db.session.scalars(releasing))


def _lines_of(import_id: int) -> frozenset[int]:
    query = db.select(Signature.import_line).where(Signature.import_id == import_id)
    return frozenset(db.session.scalars(query))


def _undisclosed_elsewhere(place: _Place) -> bool:
    """Tell whether another file brought undisclosed signers, with whom these cannot be compared."""
    query = db.select(Signature.id).where(
        Signature.statement_id == place.statement_id,
        Signature.disclosure == Disclosure.UNDISCLOSED,
        Signature.import_id != place.import_id,
        Signature.withdrawn_at.is_(None),
    )
    return db.session.scalar(query.limit(1)) is not None


def _organisations(statement_id: int) -> set[tuple[str | None, str | None]]:
    """Return what the named organisations that have signed are recognised by."""
    query = db.select(Signature.canonical_address, Signature.name_key).where(
        Signature.statement_id == statement_id,
        Signature.kind == SignerKind.ORGANISATION,
        Signature.canonical_address.is_not(None),
        Signature.withdrawn_at.is_(None),
    )
    return {(address, key) for address, key in db.session.execute(query)}


# ---- Rows into the table


def _inserted(new: Sequence[Mapping[str, Any]]) -> set[int]:
    """Insert the signatures that are not there yet; return the lines of those that were not."""
    return set(db.session.scalars(INSERTING, {"brought": json.dumps(new, default=_as_text)}))


def _as_text(value: object) -> str:
    """Return what JSON has no notation for as PostgreSQL reads it."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    return str(value)


def _inserting() -> ReturningInsert[tuple[int | None]]:
    """Return the statement that inserts a batch.

    The rows are one parameter: to prepare thousands of them takes longer than to store them.
    """
    table = cast(Table, Signature.__table__)
    filled = [one for one in table.columns if one.name not in {"id", "counts", "invalidated_at"}]
    brought = (
        func.json_to_recordset(sql_cast(bindparam("brought", type_=Text), JSON))
        .table_valued(*[column(one.name, one.type) for one in filled])
        .render_derived(with_types=True)
    )
    names = [one.name for one in filled]
    adding = insert(table).from_select(names, db.select(*[brought.c[name] for name in names]))
    return adding.on_conflict_do_nothing().returning(table.c.import_line)


INSERTING = _inserting()


def _withdraw(there: Sequence[Mapping[str, Any]]) -> None:
    """Take back the signatures, on no frozen roll, that were there when their signers withdrew."""
    gone = [
        {"address": one["canonical_address"], "key": one["name_key"], "at": one["withdrawn_at"]}
        for one in there
        if one["withdrawn_at"] is not None
    ]
    if not gone:
        return
    table = cast(Table, Signature.__table__)
    frozen = db.select(RollEntry.id).where(
        RollEntry.round_id == table.c.round_id, RollEntry.signature_id == table.c.id
    )
    withdrawing = (
        update(table)
        .where(
            ~frozen.exists(),
            table.c.statement_id == there[0]["statement_id"],
            table.c.canonical_address == bindparam("address"),
            table.c.name_key == bindparam("key"),
            table.c.withdrawn_at.is_(None),
            table.c.confirmed_at <= bindparam("at"),
        )
        .values(withdrawn_at=bindparam("at"))
    )
    db.session.connection().execute(withdrawing, gone)
