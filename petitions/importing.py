"""Signatures from a file: intake by file, beside the intake by form.

Every row passes the rules of the forms and gets the columns that signing gives. A named signer is
recognised as everywhere, by address and name; of an undisclosed one nothing is kept to recognise it
by, so a file is known by its content and a row by its line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, cast
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy import Table, bindparam, func, or_, update
from sqlalchemy.dialects.postgresql import insert
from werkzeug.datastructures import MultiDict

from campaigns.models import Signers, Statement
from core.addresses import canonical
from core.db import db
from core.i18n import LANGUAGES
from core.japanese import TOKYO
from core.text import name_key
from petitions import columns, rounds, rows, signing
from petitions.columns import Columns, Row
from petitions.counting import publish_unnamed
from petitions.models import Disclosure, Round, Signature, SignatureImport, SignerKind
from petitions.rounds import RoundClosed, StatementClosed
from petitions.signing import NotForYou, OrganisationSigning, PersonSigning

#: Rows for one INSERT.
BATCH = 500


@dataclass(frozen=True)
class Source:
    """A file of signatures, and how to take it."""

    statement: Statement
    file: Path
    #: By default the round that is open, else the last one.
    round: Round | None = None
    #: Let signatures count whose organisation's board has yet to agree.
    accept_pending: bool = False
    #: Field → heading, where the headings do not say it themselves.
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rejected:
    """A row that does not count, and why: (field, reason) of all that is wrong, never a value."""

    line: int
    reasons: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return f"line {self.line}: " + "; ".join(f"{name}: {why}" for name, why in self.reasons)


@dataclass(frozen=True)
class Report:
    """What became of the rows; each is in one figure."""

    accepted: int
    already_there: int
    rejected: tuple[Rejected, ...]
    held: int
    #: Headings of columns that were not read.
    unread: tuple[str, ...]
    count_only: int = 0

    def __str__(self) -> str:
        return (
            f"accepted {self.accepted}, already there {self.already_there}, "
            f"rejected {len(self.rejected)}, held {self.held}, count-only {self.count_only}"
        )


def read(source: Source) -> Report:
    """Keep the signatures of a file that are not there yet; the caller commits, or rolls back.

    :raises UnreadableTable: it is no table of signatures.
    :raises UnknownColumn: a heading that was told is not there.
    :raises NotForYou: the statement is signed by the other kind of signer only.
    :raises StatementClosed: the statement has not been opened.
    :raises RoundClosed: the round's roll is frozen.
    :raises NotEnoughCustodians: an undisclosed organisation is among the signers.
    """
    table = columns.table(source.file)
    found = columns.columns(table.headings, source.told)
    _require(source.statement, found.kind)
    reading = _Reading(source, found, _place(source, table.digest))
    for batch in _batches(table.rows()):
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

    def __init__(self, source: Source, found: Columns, place: _Place) -> None:
        self.columns = found
        self.place = place
        self.accept_pending = source.accept_pending
        self.form = rows.form(found.kind)
        self.released = _released(place) if source.accept_pending else frozenset()
        self.known = _lines_of(place.import_id)
        self.cannot_compare = _undisclosed_elsewhere(place)
        self.organisations = _organisations(place.statement_id)
        self.figures: Counter[_Fate] = Counter()
        self.rejected: list[Rejected] = []

    def report(self) -> Report:
        return Report(
            accepted=self.figures[_Fate.ACCEPTED],
            already_there=self.figures[_Fate.ALREADY_THERE],
            held=self.figures[_Fate.HELD],
            rejected=tuple(self.rejected),
            unread=self.columns.unread,
        )

    def take(self, batch: Iterable[Row]) -> None:
        """Keep what is new in some rows, and note what becomes of each."""
        new = [made for row in batch if (made := self._new(row)) is not None]
        inserted = _inserted(new)
        for one in new:
            if one["withdrawn_at"] is None:
                self.figures[_fate(one, is_new=one["import_line"] in inserted)] += 1
        _withdraw([one for one in new if one["import_line"] not in inserted])

    def _new(self, row: Row) -> dict[str, Any] | None:
        """Return the signature of a row, as columns; None where it is unfit or known."""
        if reasons := self._reasons(row):
            self.rejected.append(Rejected(row.line, reasons))
            return None
        signed = self.form.value()
        fate = self._known(row.line, signed)
        if self.form.withdrawn_at.data:
            # It is kept, as withdrawn, so that an older file does not bring it back.
            self.rejected.append(Rejected(row.line, (("withdrawn_at", str(_l("withdrawn"))),)))
        elif fate is not None:
            self.figures[fate] += 1
        return self._signature(row.line, signed) if fate is None else None

    def _reasons(self, row: Row) -> tuple[tuple[str, str], ...]:
        """Fill the form from a row and return what is wrong with it."""
        if row.broken:
            return (("row", str(row.broken)),)
        self.form.process(MultiDict(self.columns.values(row)))
        return () if self.form.validate() else tuple(self.form.problems)

    def _known(self, line: int, signed: PersonSigning | OrganisationSigning) -> _Fate | None:
        """Return the fate of a row whose signature needs no table to be found in."""
        seen = isinstance(signed, OrganisationSigning) and self._seen(signed)
        if line in self.released:
            return _Fate.ACCEPTED
        return _Fate.ALREADY_THERE if seen or line in self.known else None

    def _seen(self, signed: OrganisationSigning) -> bool:
        """Tell whether this organisation was named before, or came in this file before.

        It is asked here because the database cannot tell it of an undisclosed one.
        """
        key = (canonical(signed.email), name_key(signed.shown_name))
        if self.form.withdrawn_at.data or key in self.organisations:
            return not self.form.withdrawn_at.data
        self.organisations.add(key)
        return False

    def _signature(self, line: int, signed: PersonSigning | OrganisationSigning) -> dict[str, Any]:
        if isinstance(signed, OrganisationSigning):
            made = signing.organisation_columns(signed, uuid4())
        else:
            made = {"public_id": uuid4(), **signing.person_columns(signed)}
        undisclosed = made.get("disclosure") == Disclosure.UNDISCLOSED
        confirmed_at = self.form.confirmed_at.data or self.place.now
        made |= {
            "kind": self.columns.kind,
            "language": None if undisclosed else _language(self.form.language.data),
            "statement_id": self.place.statement_id,
            "version_id": self.place.version_id,
            "round_id": self.place.round_id,
            "import_id": self.place.import_id,
            "import_line": line,
            "confirmed_at": _kept(confirmed_at, undisclosed=undisclosed),
            "withdrawn_at": _kept(self.form.withdrawn_at.data, undisclosed=undisclosed),
        }
        return made | self._waiting(made)

    def _waiting(self, made: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a signature waits for, if anything, and whether it still does."""
        pending = made.get("board") == "pending"
        waiting = {"board": made.get("board"), "held_for": None, "released_at": None}
        if self.cannot_compare and made.get("disclosure") == Disclosure.UNDISCLOSED:
            return waiting | {"held_for": "custodian"}
        if pending and self.accept_pending:
            return {"board": "agreed", "held_for": "board", "released_at": self.place.now}
        return waiting | {"held_for": "board"} if pending else waiting


def _batches(found: Iterator[Row]) -> Iterator[list[Row]]:
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


def _language(told: str) -> str:
    """Return which of our languages to write in: the one told, else English where another is."""
    return next((ours for ours in LANGUAGES if (told or LANGUAGES[0]).startswith(ours)), "en")


# ---- Before the first row


def _require(statement: Statement, kind: SignerKind) -> None:
    theirs = {SignerKind.PERSON: Signers.PEOPLE, SignerKind.ORGANISATION: Signers.ORGANISATIONS}
    if statement.signers not in {Signers.BOTH, theirs[kind]}:
        raise NotForYou(
            _l("This statement is signed by organisations only.")
            if kind == SignerKind.PERSON
            else _l("This statement is signed by people only.")
        )
    if statement.opened_at is None:
        raise StatementClosed(_l("This statement has not been opened for signing yet."))


def _place(source: Source, digest: bytes) -> _Place:
    statement = source.statement
    new = insert(SignatureImport).values(
        statement_id=statement.id, content_hash=digest, accepted_pending=source.accept_pending
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
        .values(released_at=func.now(), board="agreed")
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
    if not new:
        return set()
    table = cast(Table, Signature.__table__)
    adding = insert(table).on_conflict_do_nothing().returning(table.c.import_line)
    return set(db.session.scalars(adding, new))


def _withdraw(there: Sequence[Mapping[str, Any]]) -> None:
    """Take back the signatures, on no frozen roll, that were there when their signers withdrew."""
    gone = [
        {"address": one["canonical_address"], "key": one["name_key"], "at": one["withdrawn_at"]}
        for one in there
        if one["withdrawn_at"] is not None
    ]
    if not gone:
        return
    open_rounds = db.select(Round.id).where(
        Round.statement_id == there[0]["statement_id"], Round.closed_at.is_(None)
    )
    table = cast(Table, Signature.__table__)
    withdrawing = (
        update(table)
        .where(
            table.c.round_id.in_(open_rounds),
            table.c.canonical_address == bindparam("address"),
            table.c.name_key == bindparam("key"),
            table.c.withdrawn_at.is_(None),
            table.c.confirmed_at <= bindparam("at"),
        )
        .values(withdrawn_at=bindparam("at"))
    )
    db.session.connection().execute(withdrawing, gone)
