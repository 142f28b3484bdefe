"""What the doctor looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"  # something serves worse, or will fail later
    FAULT = "fault"  # something does not work


@dataclass(frozen=True)
class Finding:
    """What was found, in one line of plain words, and the command that mends it."""

    state: State
    text: str
    fix: str = ""


@dataclass(frozen=True)
class Check:
    """Offered by a room: something of its own that may be missing or amiss.

    `look` runs inside the application. Where it reads tables it says so, and is left out while
    these cannot be read.
    """

    name: str
    look: Callable[[], Finding]
    reads_tables: bool = False


def ok(text: str) -> Finding:
    return Finding(State.OK, text)


def warning(text: str, fix: str) -> Finding:
    return Finding(State.WARNING, text, fix)


def fault(text: str, fix: str) -> Finding:
    return Finding(State.FAULT, text, fix)
