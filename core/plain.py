"""Errors of commands in plain words: what is wrong in a line, and never a traceback.

A traceback ends with the error's message, and a database's message quotes the values of a row. So
whatever ends a `flask` command ends it with words of ours; `flask --debug` shows everything.
"""

from __future__ import annotations

import traceback
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import TracebackType

import click
import psycopg
from flask.cli import ScriptInfo
from flask.helpers import get_debug_flag
from procrastinate.exceptions import ConnectorException
from psycopg import errors
from sqlalchemy.exc import DBAPIError

from core.embedded import EmbeddedError
from core.settings import SettingsError

ROOT = Path(__file__).resolve().parent.parent
#: Click ends a command by these itself.
CLICKS_OWN = (click.ClickException, click.exceptions.Exit, click.Abort, EOFError, BrokenPipeError)
#: Classes of SQLSTATE that mean: no connection, not let in, no such database, shutting down.
NO_ANSWER = ("08", "28", "3D", "57")
OTHER_SCHEMA = (errors.UndefinedTable, errors.UndefinedColumn, errors.UndefinedFunction)


class CommandFailed(SystemExit):
    """Ends a command with a line on standard error and status 1; `error` is what was wrong."""

    def __init__(self, error: Exception) -> None:
        super().__init__(f"Error: {words(error)}")
        self.error = error


class Plainly(AbstractContextManager[None]):
    """Turns the error that would end a command into a line of words."""

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if not isinstance(error, Exception) or isinstance(error, CLICKS_OWN):
            return
        if not get_debug_flag():
            raise CommandFailed(error) from None


def in_commands() -> AbstractContextManager[None]:
    """Return a block in which errors of a `flask` command become words, up to the command's end.

    In a server or a test it does nothing.
    """
    context = click.get_current_context(silent=True)
    if context is None or context.find_object(ScriptInfo) is None:
        return nullcontext()
    context.find_root().with_resource(Plainly())
    return Plainly()


def words(error: BaseException) -> str:
    """Return what is wrong and what to do about it, with no value of a row."""
    found = cause(error)
    if isinstance(found, SettingsError):
        listed = "\n  ".join(str(found).splitlines())
        return f"settings that cannot be used (docs/settings.md tells each):\n  {listed}"
    if isinstance(found, EmbeddedError):
        return str(found)
    if isinstance(found, psycopg.Error):
        return _of_database(found)
    if isinstance(found, OSError) and found.filename is not None:
        return f"{found.filename}: {found.strerror}"
    return (
        f"{type(found).__name__}, which nobody foresaw, at {' '.join(places(found)[-3:])}. "
        "`flask --debug` shows all of it, and may quote personal data."
    )


def cause(error: BaseException) -> BaseException:
    """Return the driver's error behind what SQLAlchemy or the job library made of it."""
    if isinstance(error, DBAPIError):
        return error.orig or error
    return error.__cause__ or error if isinstance(error, ConnectorException) else error


def unreachable(error: psycopg.Error) -> bool:
    """Tell whether an error means that the database does not answer, or does not let us in."""
    state = error.sqlstate
    return isinstance(error, psycopg.OperationalError) and (
        state is None or state.startswith(NO_ANSWER)
    )


def places(error: BaseException) -> list[str]:
    """Return where an error passed through our code, and where it arose, as folder/file:line."""
    frames = traceback.extract_tb(error.__traceback__)
    kept = [frame for frame in frames if _ours(frame.filename)]
    if frames and frames[-1] not in kept:
        kept.append(frames[-1])
    return [f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno}" for frame in kept]


def _ours(file: str) -> bool:
    return file.startswith(f"{ROOT}/") and "site-packages" not in file


def _of_database(error: psycopg.Error) -> str:
    if unreachable(error):
        # Of such an error the first line tells host, port and reason; no row is involved yet.
        reason = str(error).partition("\n")[0].removeprefix("connection failed: ")
        return f"the database does not answer: {reason}\n`flask doctor` tells more."
    if isinstance(error, OTHER_SCHEMA):
        return "the database's schema is not this version's. Mend it: flask db upgrade"
    if isinstance(error, errors.InsufficientPrivilege):
        return (
            "the database's role may not do this. `flask db upgrade`, run with DATABASE_OWNER_URL, "
            "grants what the application needs."
        )
    return f"the database refused: {type(error).__name__} ({error.sqlstate})"
