"""Statements of the past, kept with their dates and lists: they can be read, and not be signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from sqlalchemy import insert

from campaigns import drafting
from campaigns.models import Statement
from core.db import db
from core.japanese import TOKYO
from core.text import name_key
from petitions import rounds
from petitions.models import Disclosure, Signature, SignerKind

#: What stands for the sealed name of an organisation that was counted and never named to us.
NEVER_TOLD = b""


@dataclass(frozen=True)
class PastSignatory:
    """An organisation as the old list names it."""

    name: str
    name_en: str = ""
    kana: str = ""


@dataclass(frozen=True)
class Past:
    """What is known of a statement of the past; days are Tokyo's."""

    published_on: date
    closed_on: date
    signatories: tuple[PastSignatory, ...] = ()
    #: Organisations that the old list counts without naming them.
    unnamed: int = 0


def keep(statement: Statement, past: Past, *, by: str) -> None:
    """Make a new statement of one round one of the past, with its list; the caller commits."""
    drafting.approve(statement, by=by)
    drafting.open_for_signing(statement)
    (only,) = rounds.of(statement.id)
    rows = [_named(one) for one in past.signatories]
    rows += [_unnamed() for _ in range(past.unnamed)]
    whole = {
        "statement_id": statement.id,
        "version_id": statement.version.id,
        "round_id": only.id,
        "kind": SignerKind.ORGANISATION,
        "board": "agreed",
        "confirmed_at": _at(past.closed_on),
    }
    if rows:
        db.session.execute(insert(Signature), [whole | row for row in rows])
    rounds.close(only)
    statement.opened_at = statement.approved_at = _at(past.published_on)
    statement.closes_at = statement.closed_at = _at(past.closed_on)
    only.closes_at = only.closed_at = statement.closed_at
    db.session.flush()


def _named(one: PastSignatory) -> dict[str, Any]:
    return {
        "public_id": uuid4(),
        "disclosure": Disclosure.PUBLIC,
        "organisation": one.name or None,
        "organisation_en": one.name_en or None,
        "kana": one.kana or None,
        "name_key": name_key(one.name or one.name_en),
        "sealed": None,
    }


def _unnamed() -> dict[str, Any]:
    return {
        "public_id": uuid4(),
        "disclosure": Disclosure.UNDISCLOSED,
        "organisation": None,
        "organisation_en": None,
        "kana": None,
        "name_key": None,
        "sealed": NEVER_TOLD,
    }


def _at(day: date) -> datetime:
    return datetime.combine(day, time.min, TOKYO)
