"""Slow and outside work: jobs in the database, run by `flask work` on any number of machines.

A job exists if and only if the transaction that asked for it commits: `.later()` writes it on the
session's own connection. Every job is safe to run twice. The library is Procrastinate; what follows
binds it to our session.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, ParamSpec

import procrastinate
from flask import Flask, current_app
from procrastinate import PsycopgConnector, RetryStrategy, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy.engine import make_url

from core import logs
from core.db import db

P = ParamSpec("P")

#: Tasks register here at import. It is never opened: jobs are written on our session's connection.
queue = procrastinate.App(connector=SyncPsycopgConnector())

#: Five tries over about five minutes; what fails then is parked with its reason and others go on.
PATIENT = RetryStrategy(max_attempts=5, exponential_wait=4)


class JobFailed(Exception):
    """Stands for a job's error before the job library, which would log its message."""


class Job(Generic[P]):
    """A function that a worker runs later, in a transaction of its own."""

    def __init__(self, run: Callable[P, None], retry: RetryStrategy | None) -> None:
        self.run = run
        self.name = f"{run.__module__}.{run.__name__}"
        self.task = queue.task(name=self.name, retry=retry or False, pass_context=True)(self._work)

    def later(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Ask for the job in the present transaction; the caller commits.

        Arguments are ids, never names.
        """
        assert not args, "a job's arguments are named"
        connection = db.session.connection().connection.driver_connection
        self.task.configure(connection=connection).defer(**kwargs)  # type: ignore[arg-type]  # ids are JSON

    def wake(self) -> None:
        """Ask for the job in a transaction of its own, now, unless it is waiting already.

        For after a commit and best effort: what it does is also done on a schedule.
        """
        # `begin`, since SQLAlchemy commits only what it began itself: the library writes past it.
        with suppress(AlreadyEnqueued), db.engine.begin() as connection:
            driver = connection.connection.driver_connection
            self.task.configure(connection=driver, queueing_lock=self.name).defer()

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Run it here and now, in the caller's transaction."""
        self.run(*args, **kwargs)

    def _work(self, context: procrastinate.JobContext, /, **kwargs: Any) -> None:
        app: Flask = context.additional_context["app"]
        kwargs.pop("timestamp", None)  # what a schedule adds
        with app.app_context(), logs.about(job=context.job.id, task=self.name):
            try:
                self.run(**kwargs)  # type: ignore[call-arg]  # the same arguments that `later` took
                db.session.commit()
            except Exception as error:  # noqa: BLE001  whatever it is, it goes on as JobFailed
                db.session.rollback()
                logs.crash(error)
                raise JobFailed(type(error).__name__) from None


def job(*, retry: RetryStrategy | None = PATIENT) -> Callable[[Callable[P, None]], Job[P]]:
    """Make a function a job."""
    return lambda run: Job(run, retry)


def every(cron: str) -> Callable[[Job[[]]], Job[[]]]:
    """Run a job without arguments on a schedule (cron, in UTC; a sixth field is seconds)."""

    def schedule(scheduled: Job[[]]) -> Job[[]]:
        queue.periodic(cron=cron)(scheduled.task)  # type: ignore[arg-type]  # `_work` drops the time
        return scheduled

    return schedule


def step() -> None:
    """Commit inside a job, before and after each call to the outside.

    So what is about to happen is written ahead.
    """
    db.session.commit()


def work(*, forever: bool = True, concurrency: int = 2) -> None:
    """Run jobs: until told to stop, or until none is due."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # a werkzeug proxy
    asyncio.run(_work(app, forever, concurrency))


async def _work(app: Flask, forever: bool, concurrency: int) -> None:
    with queue.replace_connector(PsycopgConnector(conninfo=conninfo(app), max_size=4)) as worker:
        async with worker.open_async():
            await worker.run_worker_async(
                wait=forever,
                listen_notify=forever,
                concurrency=concurrency,
                delete_jobs="successful",
                additional_context={"app": app},
                install_signal_handlers=forever,
                shutdown_graceful_timeout=20,
            )


def conninfo(app: Flask) -> str:
    """Return the database's address as libpq reads it."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
