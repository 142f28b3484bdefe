"""What everybody reads alike is kept for some seconds, so that a thousand readers cost one page.

Each process keeps its own. A page that was kept is shown no longer than PAGE_CACHE_SECONDS, and not
at all once somebody has chosen to be named less: the database notes that in the same transaction,
in the table `purge`, and every process looks there before it shows what it kept.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

from flask import Flask, Response, current_app, g, request
from sqlalchemy import delete, func, text

from core.db import Mapped, Model, Moment, db, mapped_column
from core.jobs import every, job
from core.settings import Settings

#: How many answers a process keeps, and how large one may be: who asks for others gains nothing.
MOST = 300
LARGEST = 300_000
KEY = "kept answers"

MARK = text("SELECT coalesce(max(id), 0), count(*) FROM purge")
#: How far the table has come. Numbers alone would not do: a later one may be committed first.
Mark = tuple[int, int]
#: What tells one answer from another.
Asked = tuple[str, str]


class Purge(Model):
    """A moment from which nothing that was kept before may be shown; written by the database."""

    __tablename__ = "purge"
    id: Mapped[int] = mapped_column(primary_key=True)
    noted_at: Mapped[Moment] = mapped_column(server_default=func.now())


@dataclass(frozen=True)
class Kept:
    """An answer as its view made it, and until when it may be shown."""

    body: bytes
    headers: list[tuple[str, str]]
    nonce: str | None
    mark: Mark
    until: float


@dataclass
class Shelf:
    """The answers of one process, those that were asked for last at the end."""

    answers: OrderedDict[Asked, Kept] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def get(self, asked: Asked, mark: Mark) -> Kept | None:
        with self.lock:
            found = self.answers.get(asked)
            if found is None or found.mark != mark or found.until <= time.monotonic():
                return None
            self.answers.move_to_end(asked)
            return found

    def put(self, asked: Asked, answer: Kept) -> None:
        with self.lock:
            self.answers[asked] = answer
            self.answers.move_to_end(asked)
            while len(self.answers) > MOST:
                self.answers.popitem(last=False)


def init_app(app: Flask) -> None:
    app.extensions[KEY] = Shelf()
    app.before_request(_show)
    app.after_request(_keep)


@every("20 4 * * *")
@job()
def forget() -> None:
    """Delete notes that are older than anything that could have been kept."""
    db.session.execute(delete(Purge).where(Purge.noted_at < func.now() - timedelta(days=1)))


def mark() -> Mark:
    """Return how far the table `purge` has come, as others have committed it.

    Outside the session's transaction, whose beginning and end would cost two more ways there.
    """
    with db.engine.connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        last, number = alone.execute(MARK).one()
    return last, number


def _seconds() -> int:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.page_cache_seconds


def _may_be_kept() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return _seconds() > 0 and request.method in {"GET", "HEAD"} and getattr(view, "shared", False)


def _show() -> Response | None:
    """Answer with what was kept, if there is any that may still be shown."""
    if not _may_be_kept():
        return None
    # Before the page is made: what changes meanwhile makes it one that is not shown again.
    request.environ[KEY] = mark()
    found: Kept | None = current_app.extensions[KEY].get(_asked(), request.environ[KEY])
    if found is None:
        return None
    del request.environ[KEY]
    if found.nonce is not None:
        g.csp_nonce = found.nonce
    return Response(found.body, headers=found.headers)


def _keep(response: Response) -> Response:
    """Keep an answer that a view has just made."""
    seen: Mark | None = request.environ.get(KEY)
    if seen is None or response.status_code != 200 or response.is_streamed or response.vary:
        return response
    if request.method == "GET" and not response.direct_passthrough:
        body = response.get_data()
        if len(body) <= LARGEST:
            kept = Kept(
                body,
                list(response.headers),
                g.get("csp_nonce"),
                seen,
                time.monotonic() + _seconds(),
            )
            current_app.extensions[KEY].put(_asked(), kept)
    return response


def _asked() -> Asked:
    return request.host_url, request.full_path
