"""Logs as JSON lines on standard output: ids and places, never names, addresses, tokens or IPs."""

from __future__ import annotations

import logging
import secrets
import sys
import time
from contextlib import AbstractContextManager
from types import TracebackType

import psycopg
import structlog
from flask import Flask, Response, g, request

from core import plain

log = structlog.get_logger()

#: Libraries that log values below a warning: statements and rows, a job's arguments, whole
#: messages with their addresses, requests with theirs. Each is held by its name at its warnings,
#: so that turning the root logger to DEBUG cannot set them loose.
HELD = (
    "PIL",
    "alembic",
    "asyncio",
    "fontTools",
    "procrastinate",
    "psycopg",
    "python_http_client",
    "sqlalchemy",
    "urllib3",
    "weasyprint",
    "werkzeug",
)
#: gunicorn's own, which would write an address of the network and a link's token.
SERVERS = ("gunicorn.error", "gunicorn.access")
#: Their messages are about revisions of the schema and meant for who runs `flask db`.
OUTSPOKEN = ("flask_migrate",)


def init_app(app: Flask) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stdout),
    )
    hold_libraries()
    # Flask's own writes the path, which may hold a token, and the error's message.
    app.log_exception = _crash  # type: ignore[method-assign]  # its own place to be replaced
    app.before_request(_start)
    app.after_request(_finish)
    app.teardown_request(_forget)


class Libraries(logging.Handler):
    """Writes what libraries report without what they put into it: it may be a row or an address.

    What stays tells a maintainer enough: whose, where in its code, the kind of error, and of the
    message the pattern that values were to be filled into, where there was one.
    """

    def emit(self, record: logging.LogRecord) -> None:
        facts: dict[str, object] = {
            "logger": record.name,
            "place": f"{record.module}.py:{record.lineno}",
            "during": record.funcName,
        }
        if record.name in OUTSPOKEN:
            facts["words"] = record.getMessage()
        elif record.args:
            facts["words"] = str(record.msg)
        if record.exc_info and record.exc_info[1] is not None:
            facts |= _facts(record.exc_info[1])
        write = log.error if record.levelno >= logging.ERROR else log.warning
        write("library", **facts)


def hold_libraries() -> None:
    """Have libraries, and gunicorn where it runs us, write through `Libraries` and warnings alone.

    gunicorn sets up its loggers in its main process, which says what a start-up says, and names
    nobody; a worker process calls this after that.
    """
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    if not any(isinstance(handler, Libraries) for handler in root.handlers):
        root.addHandler(Libraries(logging.WARNING))
    for name in (*HELD, *SERVERS):
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in SERVERS:
        server = logging.getLogger(name)
        server.handlers.clear()
        server.propagate = True


def error(event: str, **facts: str | int | None) -> None:
    """Write one line; facts are ids, codes and kinds only."""
    log.error(event, **facts)


def info(event: str, **facts: str | int | None) -> None:
    """Write one line; facts are ids, codes and kinds only."""
    log.info(event, **facts)


def crash(exception: BaseException) -> None:
    """Record an error that nobody foresaw: its kind and where it arose.

    The message is left out on purpose: a database's message quotes the values of a row.
    """
    log.error("crash", **_facts(exception))


def _crash(exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]) -> None:
    if exc_info[1] is not None:
        crash(exc_info[1])


def about(**facts: str | int | None) -> AbstractContextManager[None]:
    """Return a block in which every line carries these facts: ids, codes and kinds only."""
    return structlog.contextvars.bound_contextvars(**facts)


def _facts(exception: BaseException) -> dict[str, object]:
    facts: dict[str, object] = {
        "kind": type(exception).__name__,
        "places": plain.places(exception)[-8:],
    }
    found = plain.cause(exception)
    if isinstance(found, psycopg.Error) and found.sqlstate is not None:
        facts |= {"sqlstate": found.sqlstate, "constraint": found.diag.constraint_name}
    return facts


def _start() -> None:
    g.request_id = secrets.token_hex(8)
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)


def _finish(response: Response) -> Response:
    if not (g.get("unlogged") and response.status_code < 400):
        log.info(
            "request",
            method=request.method if request.method in _METHODS else "other",
            rule=request.url_rule.rule if request.url_rule else None,
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000),
        )
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response


def _forget(_error: BaseException | None) -> None:
    """Leave nothing of this request to the next line of the same thread."""
    structlog.contextvars.clear_contextvars()


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
