"""Tasks on the staff's first page, which every room to the left may add to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """Something to be done: how many, what and why, and where.

    The more harm waiting does, the higher it stands.
    """

    number: int
    title: str
    detail: str
    url: str
    action: str
    harm: int = 0


@dataclass(frozen=True)
class Tasks:
    """Offered by a room: returns what is to be done in it now."""

    due: Callable[[], Iterable[Task]]
