"""Does things in the same moment, each in a thread and a transaction, and waits for locks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

from flask import Flask
from sqlalchemy import text, update

from campaigns.models import Statement
from core.db import db, now
from petitions import counting, signing
from petitions.models import PendingSignature, Signature
from petitions.signing import Confirmed

T = TypeVar("T")

#: Seconds. Whoever waits longer than this for a lock waits for somebody who will not let go.
PATIENCE = 30


@contextmanager
def transaction(app: Flask, *, patience: str = "5s") -> Iterator[None]:
    """A transaction of its own, which waits for no lock longer than told; committed at the end."""
    with app.app_context():
        db.session.execute(text(f"SET LOCAL lock_timeout = '{patience}'"))
        yield
        db.session.commit()


def at_once(app: Flask, *acts: Callable[[], T]) -> list[T]:
    """Do everything in the same moment, each in a thread and a transaction of its own."""
    start = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T:
        with transaction(app):
            start.wait(PATIENCE)
            return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(PATIENCE) for future in [pool.submit(run, act) for act in acts]]


def in_transaction(app: Flask, act: Callable[[], T]) -> T:
    with transaction(app):
        return act()


def wait_for_lock(app: Flask) -> None:
    """Return as soon as somebody in this database waits for a lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with db.engine.connect() as connection:
            if connection.scalar(waiting):
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits for a lock")


def confirming(token: str) -> Callable[[], Confirmed]:
    return lambda: signing.confirm(token)


def recount(statement: Statement) -> int:
    query = db.select(db.func.count()).where(
        Signature.statement_id == statement.id, Signature.counts
    )
    return db.session.scalar(query) or 0


def tallied(statement: Statement) -> int:
    exact = counting.exact(statement.id)
    return exact.organisations + exact.people


def number_of(model: type) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(model)) or 0


def expire_all() -> None:
    """Let every attempt have waited too long."""
    past = now() - timedelta(seconds=1)
    db.session.execute(update(PendingSignature).values(expires_at=past))
    db.session.commit()
