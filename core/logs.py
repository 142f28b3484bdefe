"""Logs as JSON lines on standard output: ids and places, never names, addresses, tokens or IPs."""

from __future__ import annotations

import logging
import secrets
import sys
import time
import traceback

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger()


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
    # Libraries log arguments and statements at lower levels; only their warnings are worth keeping.
    logging.getLogger().setLevel(logging.WARNING)
    app.before_request(_start)
    app.after_request(_finish)


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
    frames = traceback.extract_tb(exception.__traceback__)
    places = [f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno}" for frame in frames]
    log.error("crash", kind=type(exception).__name__, places=places[-8:])


def _start() -> None:
    g.request_id = secrets.token_hex(8)
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    rule = request.url_rule.rule if request.url_rule else None
    log.info(
        "request",
        id=g.get("request_id"),
        method=request.method if request.method in _METHODS else "other",
        rule=rule,
        status=response.status_code,
        ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000),
    )
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
