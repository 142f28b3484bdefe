"""Is it alive, is it ready, how does it stand: for whatever watches the site.

Those who watch call by IP address, so these three answer under any host name; nothing they say
depends on it. Every other address answers under our own names alone.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from psycopg.errors import UndefinedTable
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core import backlog, metrics, plain
from core.access import public
from core.db import db
from core.metrics import Gauge
from core.offers import offer, offers
from core.settings import LOOPBACK, Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATHS = frozenset({"/healthz", "/readyz", "/metrics"})
#: The host that a request named, where it was answered under another.
ASKED = "hiroba.asked_host"
#: Headers by which a request shows that it came through a proxy, and so from elsewhere.
FORWARDING = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")

bp = Blueprint("health", __name__)


class AnyHost:
    """Passes a request for PATHS on under a host that we answer to, whatever host it names."""

    def __init__(self, app: WSGIApplication, host: str) -> None:
        self.app = app
        self.host = host

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in PATHS:
            environ[ASKED] = environ.get("HTTP_HOST", "")
            environ["HTTP_HOST"] = self.host
        return self.app(environ, start_response)


def init_app(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    app.register_blueprint(bp)
    app.wsgi_app = AnyHost(app.wsgi_app, settings.hosts[0].lstrip("."))  # type: ignore[method-assign]  # how Flask wants middleware put on
    offer(
        app,
        Gauge("hiroba_jobs", "Jobs that wait, run or have failed.", backlog.states),
        Gauge("hiroba_workers", "Workers that are alive.", lambda: {"": backlog.workers()}),
        Gauge(
            "hiroba_jobs_left_behind",
            "Jobs that were interrupted and are in no worker's hands.",
            lambda: {"": sum(backlog.left_behind().values())},
        ),
    )


@bp.before_request
def keep_out_of_the_log() -> None:
    """Have no line written for each look of a monitoring system, unless it finds a fault."""
    g.unlogged = True


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """Say that this process answers requests. Nothing else is touched."""
    return _plain("alive")


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Say that the database answers with our schema and takes jobs, or 503 with what is wrong."""
    problem = not_ready()
    if problem is None:
        return _plain("ready")
    response = jsonify(type="about:blank", title="Not ready", status=503, detail=problem)
    response.mimetype = "application/problem+json"
    return response, 503


@bp.get("/metrics")
@public
def figures() -> ResponseReturnValue:
    """Tell the figures to this machine, or to whoever brings METRICS_TOKEN."""
    if not (_from_this_machine() or _brings_token()):
        return _plain("METRICS_TOKEN is needed from elsewhere (Authorization: Bearer …)"), 403
    return Response(metrics.exposition(offers(Gauge)), content_type=metrics.TEXT)


def not_ready() -> str | None:
    """Return why this site cannot serve, in words that name nobody, or None."""
    try:
        if behind := schema_behind():
            return behind
        db.session.execute(text("SELECT FROM procrastinate_jobs LIMIT 1"))
    except SQLAlchemyError as error:
        db.session.rollback()
        found = plain.cause(error)
        away = not isinstance(found, UndefinedTable)
        return "The database does not answer." if away else "The database has no queue of jobs."
    return None


def schema_behind() -> str | None:
    """Return how the database's schema is older than the code, or None.

    A newer one is fine: this is then a process that serves on while the next version is put in.
    """
    needed = head(Path(current_app.root_path))
    found = revision()
    if found is not None and found >= needed:
        return None
    return f"The database's schema is at {found or 'nothing'}, and this version needs {needed}."


def head(root: Path) -> str:
    """Return the newest revision that the code knows; revisions are numbers of four digits."""
    return (root / "migrations" / "HEAD").read_text(encoding="utf-8").partition("_")[0].strip()


def revision() -> str | None:
    """Return the revision that the database's schema is at; None before the first."""
    there = "SELECT to_regclass('public.alembic_version') IS NOT NULL"
    if not db.session.execute(text(there)).scalar_one():
        return None
    found = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found is not None else None


def _from_this_machine() -> bool:
    """Tell whether a request was made on this machine, and not passed on by a proxy that runs here.

    A proxy names itself in a header, or asks for the public host name.
    """
    try:
        asked = urlsplit(f"//{request.environ.get(ASKED, '')}").hostname
    except ValueError:
        return False
    forwarded = any(name in request.headers for name in FORWARDING)
    return asked in LOOPBACK and not forwarded and _is_loopback(request.remote_addr)


def _is_loopback(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False


def _brings_token() -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    if settings.metrics_token is None:
        return False
    expected = f"Bearer {settings.metrics_token.get_secret_value()}"
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), expected.encode())


def _plain(words: str) -> Response:
    return Response(f"{words}\n", content_type="text/plain; charset=utf-8")
