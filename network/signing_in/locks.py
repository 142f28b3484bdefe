"""Who was wrong too often waits: a person, and a part of the network whose address is not kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network

from flask_babel import lazy_gettext as _l
from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from core import tokens
from core.db import db, today
from core.errors import DomainError
from network.emails.sign_in import locked_out
from network.models import Lock

FIRST = timedelta(minutes=15)
LONGEST = timedelta(hours=24)


class Locked(DomainError):
    """Too many were wrong. Whether of this person or from this place is not told."""

    status = 429


@dataclass(frozen=True)
class Key:
    """What is counted, and how many in a row are too many."""

    about: str
    most: int
    person_id: int | None = None


def person(person_id: int) -> Key:
    return Key(f"person {person_id}", 5, person_id)


def prefix(address: str) -> Key:
    """Return the key of wrong answers from a network."""
    return Key(f"prefix {_hashed(address)}", 20)


def asking(address: str) -> Key:
    """Return the key of links that are asked for from a network: more than an office needs."""
    return Key(f"asking {_hashed(address)}", 60)


def _hashed(address: str) -> str:
    """Return what is kept of a network: a hash under our secret key that changes with the day."""
    try:
        found = ip_address(address)
    except ValueError:
        network = "unknown"
    else:
        length = 24 if found.version == 4 else 48
        network = str(ip_network(f"{found}/{length}", strict=False))
    return tokens.derived(f"prefix of {today()}", network)


def require_open(*keys: Key) -> None:
    """Let nobody pass who has to wait, and no two at once.

    :raises Locked: too many were wrong.
    """
    if any(_is_locked(key) for key in keys):
        raise Locked(
            _l("Too many attempts were wrong. Wait a quarter of an hour or more, then try again.")
        )


def count(key: Key) -> None:
    """Count one that was wrong, or asked for; lock at the limit, each time for twice as long."""
    lock = _of(key)
    lock.wrong += 1
    lock.changed_at = func.now()
    if lock.wrong >= key.most:
        lock.until = func.now() + min(FIRST * 2**lock.locks, LONGEST)
        lock.wrong, lock.locks = 0, min(lock.locks + 1, 10)
        if key.person_id is not None:
            locked_out.later(key.person_id)
    db.session.flush()


def begin_anew(key: Key) -> None:
    """Begin to count anew. For a person only: an own success must not open a network's lock."""
    lock = _of(key)
    lock.wrong = lock.locks = 0


def is_locked(person_id: int) -> bool:
    """Tell whether a person has to wait just now."""
    return _is_locked(person(person_id))


def _is_locked(key: Key) -> bool:
    _of(key)
    return bool(
        db.session.scalar(
            db.select(Lock.id).where(Lock.about == key.about, Lock.until > func.now())
        )
    )


def _of(key: Key) -> Lock:
    """Return the row of a key, made if new, held until the transaction ends."""
    db.session.execute(
        insert(Lock).values(about=key.about, wrong=0, locks=0).on_conflict_do_nothing()
    )
    held = db.select(Lock).where(Lock.about == key.about).with_for_update()
    return db.session.scalars(held, execution_options={"populate_existing": True}).one()
