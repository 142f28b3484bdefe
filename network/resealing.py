"""Sealing anew: when custodians come or go, what was sealed before is sealed to the present keys.

Only a custodian can do it, away from here: records go out in a file, are opened and sealed anew,
and come back. The server cannot see what is in them. So what a record was before is kept until
another custodian has read the new one and found the same in it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyrage
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert

from core.db import db
from core.errors import DomainError
from core.jobs import every, job
from core.offers import offers
from network import exporting, sealing
from network.exporting import Kind, Parcel, Piece
from network.models import Custodian, EarlierSeal
from network.sealing import SealedRecords

#: A file that goes out holds no more than this in sealed bytes, so that its answer can be sent in.
MOST_BYTES = 400_000


class KeysChanged(DomainError):
    """The custodians have changed since the file was made."""


class NotSealedAnew(DomainError):
    """A file brings something that cannot be what was asked for."""


class CheckedByAnother(DomainError):
    """Who sealed a record anew cannot be the one who says that it can be read."""


# ---- At the server


def waiting() -> int:
    """Return how many records are sealed to other keys than the present ones."""
    present = sealing.public_keys()
    return sum(len(room.ids(sealing.mark(present))) for room in offers(SealedRecords))


def to_reseal() -> bytes:
    """Return a file of records that are sealed to earlier keys, and of the keys they should be."""
    return exporting.written(
        Parcel(Kind.RESEAL, tuple(_fitting(_old())), tuple(sorted(sealing.public_keys())))
    )


def bring_back(content: bytes, *, by: Custodian) -> tuple[Kind, int]:
    """Take in an answer of either kind; return which, and how many records it changed."""
    kind = exporting.read(content, Kind.RESEALED, Kind.CHECKED).kind
    if kind == Kind.RESEALED:
        return kind, take_in(content, by=by)
    return kind, confirm(content, by=by)


def take_in(content: bytes, *, by: Custodian) -> int:
    """Put records that a custodian has sealed anew in their places; return how many.

    Sent in twice, or with records that are gone meanwhile, it changes nothing for these. The caller
    commits: all of the file, or none of it.

    :raises NotSuchAFile: the file is another one.
    :raises KeysChanged: it is sealed to other keys than the present ones.
    :raises NotSealedAnew: a record in it is not what went out.
    """
    parcel = exporting.read(content, Kind.RESEALED)
    present = sealing.public_keys()
    if sorted(parcel.keys) != sorted(present):
        raise KeysChanged(
            _l("The custodians have changed since this file was made. Take the records again."),
            field="file",
        )
    rooms = {room.purpose: room for room in offers(SealedRecords)}
    if any(piece.purpose not in rooms for piece in parcel.pieces):
        raise _strange()
    return sum(_put(rooms[piece.purpose], piece, present, by) for piece in parcel.pieces)


def unchecked(by: Custodian) -> int:
    """Return how many records that another has sealed anew wait for a custodian to read them."""
    query = db.select(func.count()).where(EarlierSeal.resealed_by != by.id)
    return db.session.scalar(query) or 0


def to_check(by: Custodian) -> bytes:
    """Return a file of records that another custodian has sealed anew, with what they were."""
    return exporting.written(Parcel(Kind.CHECK, tuple(_fitting(_resealed(by)))))


def confirm(content: bytes, *, by: Custodian) -> int:
    """Forget what records were before that a custodian has read anew; the caller commits.

    :raises NotSuchAFile: the file is another one.
    :raises CheckedByAnother: this custodian sealed one of them themselves.
    """
    parcel = exporting.read(content, Kind.CHECKED)
    return sum(
        _forget(room, piece, by)
        for room in offers(SealedRecords)
        for piece in exporting.only(parcel, room.purpose)
    )


@every("50 3 * * *")
@job()
def forget_orphans() -> None:
    """Delete what was kept of records that are gone."""
    rooms = {room.purpose: room for room in offers(SealedRecords)}
    for earlier in db.session.scalars(db.select(EarlierSeal)):
        room = rooms.get(earlier.purpose)
        if room is None or room.sealed(earlier.record) is None:
            db.session.delete(earlier)


# ---- Away from it, with a custodian's secret key


def reseal(content: bytes, secret_key: str) -> bytes:
    """Return the answer to a file of old records: those that this key opens, sealed anew.

    The others are left to a custodian who was there when they were sealed.

    :raises NotThisRecord: one stands in another's place.
    """
    parcel = exporting.read(content, Kind.RESEAL)
    pieces = tuple(
        Piece(
            record=piece.record,
            purpose=piece.purpose,
            sealed=sealing.encrypted(plain, parcel.keys),
            was=exporting.digest(piece.sealed),
        )
        for piece in parcel.pieces
        if (plain := _plain(piece, secret_key)) is not None
    )
    return exporting.written(Parcel(Kind.RESEALED, pieces, parcel.keys))


def check(content: bytes, secret_key: str) -> bytes:
    """Return the answer to a file of new records: those that can be read and say the same.

    What was before is compared where this key opens it: a custodian who came later cannot.

    :raises NotThisRecord: one stands in another's place.
    """
    parcel = exporting.read(content, Kind.CHECK)
    pieces = tuple(
        Piece(record=piece.record, purpose=piece.purpose, was=exporting.digest(piece.sealed))
        for piece in parcel.pieces
        if _same(piece, secret_key)
    )
    return exporting.written(Parcel(Kind.CHECKED, pieces))


def _plain(piece: Piece, secret_key: str) -> bytes | None:
    """Return what a record holds, or None where it is sealed to other keys."""
    try:
        plain = sealing.decrypted(piece.sealed, secret_key)
    except pyrage.DecryptError:
        return None
    sealing.content(plain, record=piece.record, purpose=piece.purpose)
    return plain


def _same(piece: Piece, secret_key: str) -> bool:
    plain = _plain(piece, secret_key)
    try:
        return plain is not None and plain == sealing.decrypted(piece.earlier, secret_key)
    except pyrage.DecryptError:
        return True


# ---- One record


def _old() -> Iterator[Piece]:
    unlike = sealing.mark(sealing.public_keys())
    for room in offers(SealedRecords):
        for record in room.ids(unlike):
            if (sealed := room.sealed(record)) is not None:
                yield Piece(record, room.purpose, sealing.age_file(sealed))


def _resealed(by: Custodian) -> Iterator[Piece]:
    rooms = {room.purpose: room for room in offers(SealedRecords)}
    query = db.select(EarlierSeal).where(EarlierSeal.resealed_by != by.id)
    for earlier in db.session.scalars(query.order_by(EarlierSeal.record)):
        room = rooms.get(earlier.purpose)
        if room is not None and (sealed := room.sealed(earlier.record)) is not None:
            yield Piece(
                earlier.record,
                earlier.purpose,
                sealing.age_file(sealed),
                sealing.age_file(earlier.sealed),
            )


def _fitting(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield as many records as one file may hold, and one at least."""
    room = MOST_BYTES
    for piece in pieces:
        yield piece
        room -= len(piece.sealed) + len(piece.earlier)
        if room <= 0:
            return


def _put(room: SealedRecords, piece: Piece, present: list[str], by: Custodian) -> bool:
    old = room.sealed(piece.record)
    if old is None or old.startswith(sealing.mark(present)):
        return False
    if exporting.digest(sealing.age_file(old)) != piece.was:
        raise _strange()
    if not _could_be(piece.sealed, sealing.age_file(old), len(present)):
        raise _strange()
    if not room.replace(piece.record, old, sealing.mark(present) + piece.sealed):
        return False
    kept = insert(EarlierSeal).values(
        purpose=piece.purpose, record=piece.record, sealed=old, resealed_by=by.id
    )
    # An earlier one that nobody has checked yet stays: it is the one that is known to be good.
    db.session.execute(kept.on_conflict_do_nothing(constraint="one_earlier_seal_a_record"))
    return True


def _could_be(new: bytes, old: bytes, number: int) -> bool:
    """Tell whether an age file may hold what another does: to that many keys, of that length."""
    head, _, content = new.partition(b"\n--- ")
    return (
        new.startswith(sealing.AGE)
        and head.count(b"\n-> X25519 ") == number
        and len(content) == len(old.partition(b"\n--- ")[2])
    )


def _forget(room: SealedRecords, piece: Piece, by: Custodian) -> int:
    sealed = room.sealed(piece.record)
    if sealed is None or exporting.digest(sealing.age_file(sealed)) != piece.was:
        return 0
    earlier = db.session.scalar(
        db.select(EarlierSeal).where(
            EarlierSeal.purpose == piece.purpose, EarlierSeal.record == piece.record
        )
    )
    if earlier is None:
        return 0
    if earlier.resealed_by == by.id:
        raise CheckedByAnother(
            _l("You sealed these records yourself. Another custodian has to read them."),
            field="file",
        )
    db.session.execute(delete(EarlierSeal).where(EarlierSeal.id == earlier.id))
    return 1


def _strange() -> NotSealedAnew:
    return NotSealedAnew(
        _l("A record in this file is not what was taken from here. Nothing was changed."),
        field="file",
    )
