"""Offices that statements are addressed to."""

from __future__ import annotations

from collections.abc import Sequence

from core.db import db
from network.models import Office


class UnknownOffice(LookupError):
    """No office has this code; the message is the code."""


def offices(codes: Sequence[str]) -> list[Office]:
    """Return the offices with these codes, in the order of the codes.

    :raises UnknownOffice: a code is not among ours.
    """
    found = {
        office.code: office
        for office in db.session.scalars(db.select(Office).where(Office.code.in_(codes)))
    }
    for code in codes:
        if code not in found:
            raise UnknownOffice(code)
    return [found[code] for code in codes]


def all_offices() -> list[Office]:
    """Return every office, in the house's order."""
    return list(db.session.scalars(db.select(Office).order_by(Office.position, Office.id)))
