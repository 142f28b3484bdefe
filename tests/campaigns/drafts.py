"""Statements that are being written."""

from __future__ import annotations

from datetime import timedelta

from campaigns import desk, drafting
from core.db import now
from network.models import Person


def make_held(slug: str, *, by: Person) -> None:
    """Let somebody hold the desk of a draft, however long the tests take."""
    statement = drafting.find(slug)
    assert statement is not None
    desk.sit_down(statement, by=by.id).held_at = now() + timedelta(days=1)
