"""The files in which sealed records go to a custodian and come back: JSON, with no name in clear.

A record is named by its random id and the purpose it was sealed for; what is sealed is an age file
in base64. The opener page and the commands read and write the same.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from core import japanese
from core.db import now
from core.errors import DomainError

FORMAT = "hiroba sealed records"
VERSION = 1


class Kind(StrEnum):
    """What a file is for."""

    OPEN = "open"
    """Records to be read."""
    PROVE = "prove"
    """The test of a key: a sealed word."""
    RESEAL = "reseal"
    """Records to be sealed anew to the keys that stand in the file."""
    RESEALED = "resealed"
    """The answer: the same records, sealed anew."""
    CHECK = "check"
    """Records that were sealed anew, with what they were before."""
    CHECKED = "checked"
    """The answer: which of them can be read, and say the same as before."""
    COMPARE = "compare"
    """Records of which some may be one organisation's; the answer is read in network.comparing."""


class NotSuchAFile(DomainError):
    """A file that was sent in is not of the kind that is wanted."""


@dataclass(frozen=True)
class Piece:
    """One record in a file. `was` is the SHA-256, in hex, of the age file that an answer is to."""

    record: UUID
    purpose: str
    sealed: bytes = b""
    earlier: bytes = b""
    was: str = ""


@dataclass(frozen=True)
class Parcel:
    """A file of records. `keys` are the public keys that they are, or are to be, sealed to.

    `group` is what is to be compared, and `apart` are the pairs in it that were told apart before.
    """

    kind: Kind
    pieces: tuple[Piece, ...]
    keys: tuple[str, ...] = ()
    group: str = ""
    apart: tuple[tuple[UUID, UUID], ...] = ()


def written(parcel: Parcel) -> bytes:
    """Return a parcel as a file."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "kind": parcel.kind,
        "keys": list(parcel.keys),
        "records": [_as_json(piece) for piece in parcel.pieces],
    }
    if parcel.group:
        content["group"] = parcel.group
        content["apart"] = [sorted(map(str, pair)) for pair in parcel.apart]
    return json.dumps(content, indent=1).encode() + b"\n"


def read(content: bytes, *kinds: Kind) -> Parcel:
    """Return the parcel in a file of one of some kinds.

    :raises NotSuchAFile: it is none, whatever else it is.
    """
    try:
        found = json.loads(content)
        if (found["format"], found["version"]) != (FORMAT, VERSION):
            raise ValueError
        parcel = Parcel(
            Kind(found["kind"]),
            tuple(_as_piece(one) for one in found["records"]),
            tuple(str(key) for key in found["keys"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _wrong() from None
    if parcel.kind not in kinds:
        raise _wrong()
    return parcel


def file_name(kind: Kind, number: str) -> str:
    """Return what a file is called: its kind, the day, and a few digits of a random id."""
    return f"sealed-{kind}-{japanese.in_tokyo(now()):%Y-%m-%d}-{number[:8]}.json"


def digest(age_file: bytes) -> str:
    return hashlib.sha256(age_file).hexdigest()


def only(parcel: Parcel, purpose: str) -> Iterable[Piece]:
    """Return a parcel's records of one purpose."""
    return (piece for piece in parcel.pieces if piece.purpose == purpose)


def _as_json(piece: Piece) -> dict[str, str]:
    told = {
        "id": str(piece.record),
        "purpose": piece.purpose,
        "sealed": base64.b64encode(piece.sealed).decode(),
        "earlier": base64.b64encode(piece.earlier).decode(),
        "was": piece.was,
    }
    return {name: value for name, value in told.items() if value}


def _as_piece(told: dict[str, Any]) -> Piece:
    return Piece(
        record=UUID(told["id"]),
        purpose=str(told["purpose"]),
        sealed=base64.b64decode(told.get("sealed", ""), validate=True),
        earlier=base64.b64decode(told.get("earlier", ""), validate=True),
        was=str(told.get("was", "")),
    )


def _wrong() -> NotSuchAFile:
    return NotSuchAFile(
        _l("This is not the file that is wanted here. Choose the one that the opener saved."),
        field="file",
    )
