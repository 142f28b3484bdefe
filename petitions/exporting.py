"""Signatures for a file: all that staff may read of them, or only what everybody may.

A field leaves only if it is named here. Of an undisclosed organisation none does: such signatures
are read as numbers, and stand at the end as that many rows alike, told by their round alone. The
others stand in the order of random ids, which tells nothing of who came when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, text
from sqlalchemy.orm import InstrumentedAttribute

from campaigns.models import Statement
from core.db import db
from petitions import rounds
from petitions.models import Disclosure, PublicSignatory, Signature, SignerKind

#: Rows that are asked of the database at a time, and so the most that are held at once.
PIECE = 1000

#: For this transaction: rows are read as they lie, and sorted.
SORTING = text("SET LOCAL enable_indexscan = off")

#: What tells of a signature itself, alike for all.
FACTS = ("kind", "state", "round", "source")
#: What a signer typed, under the names by which an import knows it.
TYPED = (
    "name", "organisation", "organisation_en", "kana", "legal_form", "corporate_number",
    "representative_title", "representative_name", "contact_name", "email", "phone", "url",
    "country", "prefecture", "postcode", "postal_address", "via", "display", "disclosure", "board",
    "comment", "language",
)  # fmt: skip
#: Answers that are yes or no, and the kind of signer who is asked.
ANSWERED = {"comment_public": SignerKind.ORGANISATION, "updates": SignerKind.PERSON}
MOMENTS = ("confirmed_at", "withdrawn_at")
HEADINGS = (*FACTS, *TYPED, *ANSWERED, *MOMENTS)
#: What the view for everybody holds, but for the ids.
PUBLIC = ("kind", "name", "name_en", "kana", "country", "comment")

Row = Sequence[str]


@dataclass(frozen=True)
class Export:
    """Rows under their headings, every cell a text; `personal` if not everybody may read them."""

    headings: tuple[str, ...]
    rows: Iterator[Row]
    personal: bool


def for_staff(statement: Statement) -> Export:
    """Return the signatures that count or were withdrawn, with all that staff may read of them."""
    return Export(HEADINGS, _rows_for_staff(statement), personal=True)


def for_everybody(statement: Statement) -> Export:
    """Return the signers who are shown, as they chose to be shown."""
    shown = db.select(*[_text(getattr(PublicSignatory, name)) for name in PUBLIC])
    query = shown.where(PublicSignatory.statement_id == statement.id)
    return Export(PUBLIC, _streamed(query.order_by(PublicSignatory.public_id)), personal=False)


def undisclosed(statement: Statement) -> int:
    """Return how many rows an export for staff has that name nobody."""
    return db.session.scalar(db.select(func.count()).where(*_kept(statement), _sealed())) or 0


def _rows_for_staff(statement: Statement) -> Iterator[Row]:
    facts = _facts(statement)
    fields: dict[str, ColumnElement[str]] = {
        **facts,
        **{name: _text(getattr(Signature, name)) for name in TYPED},
        **{name: _answer(name, kind) for name, kind in ANSWERED.items()},
        **{name: _moment(getattr(Signature, name)) for name in MOMENTS},
    }
    named = db.select(*[fields[name] for name in HEADINGS])
    yield from _streamed(named.where(*_kept(statement), ~_sealed()).order_by(Signature.public_id))
    yield from _nameless(statement, facts)


def _nameless(statement: Statement, facts: Mapping[str, ColumnElement[str]]) -> Iterator[Row]:
    """Yield a row for each undisclosed organisation, from no more than their numbers."""
    told = [facts[name] for name in FACTS]
    counted = db.select(*told, func.count()).where(*_kept(statement), _sealed())
    for *found, number in db.session.execute(counted.group_by(*told).order_by(*told)):
        cells = dict(zip(FACTS, found, strict=True)) | {"disclosure": Disclosure.UNDISCLOSED.value}
        for _ in range(number):
            yield tuple(cells.get(heading, "") for heading in HEADINGS)


def _streamed(query: Select[*tuple[Any, ...]]) -> Iterator[Row]:
    """Yield rows as they come through a cursor of the server, never all of them at once."""
    # By the index of the ids each row would be fetched by itself: at a million, twice the time.
    db.session.execute(SORTING)
    # Not through the session: it would make objects of the rows, at half the cost of all the rest.
    found = db.session.connection().execute(query, execution_options={"yield_per": PIECE})
    for piece in found.partitions():
        yield from piece


def _kept(statement: Statement) -> tuple[ColumnElement[bool], ...]:
    """Return the SQL that holds for what is exported: what counts, and what was withdrawn."""
    return (
        Signature.statement_id == statement.id,
        Signature.invalidated_at.is_(None),
        or_(Signature.counts, Signature.withdrawn_at.is_not(None)),
    )


def _sealed() -> ColumnElement[bool]:
    return Signature.disclosure.is_not_distinct_from(Disclosure.UNDISCLOSED)


def _facts(statement: Statement) -> dict[str, ColumnElement[str]]:
    numbers = {one.id: str(one.number) for one in rounds.of(statement.id)}
    return {
        "kind": Signature.kind.expression,
        "state": case((Signature.counts, literal("counts")), else_=literal("withdrawn")),
        "round": case(numbers, value=Signature.round_id, else_=literal("")),
        "source": case((Signature.import_id.is_(None), literal("page")), else_=literal("file")),
    }


def _text(column: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    return func.coalesce(column, "")


def _answer(name: str, kind: SignerKind) -> ColumnElement[str]:
    yes = and_(Signature.kind == kind, getattr(Signature, name))
    return case((yes, literal("yes")), (Signature.kind == kind, literal("no")), else_=literal(""))


def _moment(column: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    """Return the SQL of a moment as an import reads it: in Tokyo, to the second, with its zone."""
    in_tokyo = func.timezone("Asia/Tokyo", column)
    return func.coalesce(func.to_char(in_tokyo, 'YYYY-MM-DD"T"HH24:MI:SS"+09:00"'), "")
