"""What is missing on this machine or amiss in its settings, each finding with its fix.

It goes as far as it can: without an application it still looks at the machine, without a database
at all that needs none. Nothing is changed, and no mail is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import psycopg
from flask import Flask, has_app_context
from sqlalchemy.exc import SQLAlchemyError

from core import plain
from core.db import db
from core.doctor import database, installation, machine
from core.doctor.findings import Check, Finding, State, fault, ok, warning
from core.offers import offers
from core.settings import SettingsError

Named = tuple[str, Finding]

#: Where nothing better is known: the whole error, which may quote personal data.
SHOW_ALL = "flask --debug doctor"


def examine(load: Callable[[], Flask]) -> Iterator[Named]:
    """Yield each check's name with its finding. `load` makes the application, and may fail.

    What reads tables is left out where the database does not answer or has another schema.
    """
    yield from _look(machine.CHECKS)
    try:
        app = load()
    except plain.CommandFailed as failed:
        yield from _not_started(failed.error)
        return
    with app.app_context():
        yield from _look(installation.CHECKS)
        readable = True
        for check in database.FIRST:
            if readable:
                found = _finding(check)
                readable = found.state != State.FAULT
                yield check.name, found
        yield from _look(check for check in database.CHECKS if readable)
        yield from _look(check for check in offers(Check) if readable or not check.reads_tables)


def worst(findings: Iterable[Finding]) -> State:
    """Return the worst state among findings."""
    return max((found.state for found in findings), key=list(State).index, default=State.OK)


def _look(checks: Iterable[Check]) -> Iterator[Named]:
    for check in checks:
        yield check.name, _finding(check)


def _finding(check: Check) -> Finding:
    try:
        return check.look()
    except (SQLAlchemyError, psycopg.Error, OSError) as error:
        if has_app_context():
            db.session.rollback()
        return fault(plain.words(error).partition("\n")[0], SHOW_ALL)


def _not_started(error: Exception) -> Iterator[Named]:
    """Yield why there is no application: each bad setting, or what else was in the way."""
    if isinstance(error, SettingsError):
        for line in str(error).splitlines():
            yield "settings", fault(line, "set it in the environment; docs/settings.md tells how")
    else:
        yield "start", fault(" ".join(plain.words(error).split()), SHOW_ALL)


__all__ = ["Check", "Finding", "State", "examine", "fault", "ok", "warning", "worst"]
