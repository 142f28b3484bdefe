"""The entry doors of the constituent organisations: `?via=` and the code of one of them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_
from sqlalchemy.orm import contains_eager

from core.db import db
from network.models import Application, Organisation

#: How the codes of organisations are written: whatever else stands behind `?via=` is none.
CODE = re.compile(r"[\w-]{1,60}\Z")


@dataclass(frozen=True)
class Joined:
    """A supporting organisation that came in by an entry."""

    via: str
    organisation: Organisation
    level: str


def door(code: str | None) -> Organisation | None:
    """Return the constituent organisation whose entry a code names, or None for any other."""
    if code is None or not CODE.match(code):
        return None
    query = db.select(Organisation).where(
        Organisation.code == code, Organisation.constituent_since.is_not(None)
    )
    return db.session.scalar(query)


def known(code: str | None) -> str:
    """Return a code if it is an entry's, else "": an unknown one is dropped without a word."""
    found = door(code)
    return found.code if found is not None else ""


def joined_by(codes: Collection[str]) -> list[Joined]:
    """Return the supporting organisations that joined by these entries, by random id.

    Of an undisclosed one the entry is sealed with its name: it is in nobody's figures here.
    """
    query = (
        db.select(Application)
        .join(Application.organisation)
        .options(contains_eager(Application.organisation).selectinload(Organisation.standings))
        .where(
            Application.via.in_(codes),
            Application.admitted_at.is_not(None),
            or_(Application.left_at.is_(None), Application.left_at > func.now()),
        )
        .order_by(Application.via, Organisation.public_id)
    )
    return [
        Joined(one.via or "", one.organisation, one.level)
        for one in db.session.scalars(query)
        if one.organisation is not None
    ]
