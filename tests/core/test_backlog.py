"""The queue of jobs: what was left behind comes back by itself, what failed by command."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from flask import Flask

from core import backlog
from core.db import db

ADD = "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id, queueing_lock)"
LOST = f"{ADD} VALUES ('default', 'some.job', 'doing', NULL, %(lock)s)"
FAILED = f"{ADD} VALUES ('default', 'some.job', 'failed', NULL, %(lock)s)"
WAITING = f"{ADD} VALUES ('default', 'some.job', 'todo', NULL, %(lock)s)"
WORKER = """
INSERT INTO procrastinate_workers (last_heartbeat)
VALUES (now() - %(silent)s * interval '1 second')
"""
HELD = f"{ADD} SELECT 'default', 'some.job', 'doing', id, NULL FROM procrastinate_workers"

Do = Callable[..., None]


@pytest.fixture
def do(app: Flask, owner_url: str) -> Do:
    """Change the queue as the library would; workers are forgotten by the next test."""

    def run(query: str, lock: str | None = None, silent: int = 0) -> None:
        with psycopg.connect(owner_url) as connection:
            connection.execute(query, {"lock": lock, "silent": silent})

    run("DELETE FROM procrastinate_workers")
    return run


def states() -> dict[str, int]:
    db.session.rollback()
    return {state: number for state, number in backlog.states().items() if number}


def test_what_a_killed_worker_was_doing_is_taken_up_again(do: Do) -> None:
    do(LOST)
    do(WORKER, silent=60)
    do(HELD)

    backlog.resume()
    db.session.commit()

    assert states() == {"todo": 2}


def test_what_a_worker_is_doing_is_left_to_it(do: Do) -> None:
    do(WORKER)
    do(HELD)

    backlog.resume()
    db.session.commit()

    assert states() == {"doing": 1}
    assert backlog.workers() == 1
    assert backlog.left_behind() == {}


def test_what_failed_stays_so_until_it_is_asked_for(do: Do) -> None:
    do(FAILED)

    backlog.resume()
    db.session.commit()

    assert states() == {"failed": 1}


def test_a_command_puts_back_what_failed(do: Do, app: Flask) -> None:
    do(FAILED)
    do(LOST)

    said = app.test_cli_runner().invoke(args=["jobs", "again"])

    assert said.output == "back in the queue: 2\n"
    assert states() == {"todo": 2}


@pytest.mark.parametrize("others", [(WAITING,), (FAILED,), (LOST, FAILED)])
def test_what_may_wait_once_only_is_put_back_once(others: tuple[str, ...], do: Do) -> None:
    do(FAILED, lock="once")
    for other in others:
        do(other, lock="once")

    backlog.try_failed_again()
    db.session.commit()

    assert states() == {"todo": 1}
