"""What a caller asks for: pages of lists, filters, one statement; or 400 and 404."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from flask import abort, request

from campaigns import reading
from campaigns.models import Statement
from petitions.api.shapes import code

E = TypeVar("E", bound=StrEnum)

USUAL = 50
MOST = 200
#: Rows have numbers of no more digits.
MOST_DIGITS = 9


def published(slug: str) -> Statement:
    """Return a statement that the public may read, or answer 404."""
    return reading.published(slug) or abort(404)


def limit() -> int:
    """Return how many items are asked for by `?limit=`, at most 200, or answer 400."""
    given = request.args.get("limit")
    asked = USUAL if given is None else number(given)
    if not 1 <= asked <= MOST:
        abort(400)
    return asked


def after() -> int | None:
    """Return the number below which a list goes on, from `?cursor=`, or answer 400."""
    given = request.args.get("cursor")
    return number(given) if given else None


def number(given: str) -> int:
    """Return a number from the query, or answer 400."""
    if not given.isascii() or not given.isdigit() or len(given) > MOST_DIGITS:
        abort(400)
    return int(given)


def identifier() -> UUID | None:
    """Return the random id after which a list goes on, from `?cursor=`, or answer 400."""
    given = request.args.get("cursor")
    try:
        return UUID(given) if given else None
    except ValueError:
        abort(400)


def one_of(name: str, kind: type[E], *, but: frozenset[E] = frozenset()) -> E | None:
    """Return what a list is to be narrowed to, None for all of it, or answer 400."""
    given = request.args.get(name)
    if given is None:
        return None
    codes = {code(member): member for member in kind if member not in but}
    return codes.get(given) or abort(400)
