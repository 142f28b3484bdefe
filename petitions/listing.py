"""Who signed, as everybody may read it: the public view alone, in the order of the syllabary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from uuid import UUID

from core.db import db
from core.i18n import language
from core.japanese import gojuon_key, gyo
from petitions.models import PublicSignatory, SignerKind

#: The statement's own page lists organisations up to this many; above it, the list has pages of its
#: own.
MOST_ON_PAGE = 500


Wall = list[tuple[str, list[str]]]


def organisations(statement_id: int) -> list[PublicSignatory]:
    """Return the named organisations by reading, legal forms left out, those without one last."""
    query = db.select(PublicSignatory).where(
        PublicSignatory.statement_id == statement_id,
        PublicSignatory.kind == SignerKind.ORGANISATION,
    )
    return in_order(db.session.scalars(query))


def in_order(found: Iterable[PublicSignatory]) -> list[PublicSignatory]:
    return sorted(found, key=lambda one: (gojuon_key(one.kana or "", one.name), one.name))


def wall(named: Sequence[PublicSignatory]) -> Wall:
    """Return names by their row of the syllabary; the last row, "", has those outside it."""
    rows = groupby(named, key=lambda one: gyo(one.kana or "", one.name))
    return [(row, [shown(one) for one in members]) for row, members in rows]


def shown(one: PublicSignatory) -> str:
    """Return an organisation's name for the page's reader: the English one where it gave one."""
    return (one.name_en or one.name) if language() == "en" else one.name


def signatories(
    statement_id: int, *, after: UUID | None, limit: int, kind: SignerKind | None = None
) -> list[PublicSignatory]:
    """Return a page of those who are shown, by random id: their order tells nothing."""
    query = db.select(PublicSignatory).where(PublicSignatory.statement_id == statement_id)
    if kind is not None:
        query = query.where(PublicSignatory.kind == kind)
    if after is not None:
        query = query.where(PublicSignatory.public_id > after)
    return list(db.session.scalars(query.order_by(PublicSignatory.public_id).limit(limit)))
