"""Jobs: there if and only if the transaction commits, run apart, parked when they fail for good."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from procrastinate import RetryStrategy
from sqlalchemy import text

from core import jobs
from core.db import db
from core.jobs import Job, job
from network.models import Organisation
from tests.leaks.listening import listening


class Done(list[str]):
    """What jobs have done, in order."""


DONE = Done()


@job(retry=None)
def note(what: str) -> None:
    DONE.append(what)


@job(retry=None)
def add_and_fail(code: str) -> None:
    _add(code)
    raise RuntimeError(f"the name is {code}")


@job(retry=None)
def add_in_steps(code: str) -> None:
    _add(code)
    jobs.step()
    _add(f"{code}-2")
    raise RuntimeError


@job(retry=RetryStrategy(max_attempts=3, wait=0))
def fail_twice(what: str) -> None:
    DONE.append(what)
    if DONE.count(what) < 3:
        raise RuntimeError


@job(retry=None)
def fail_over(organisation_id: int) -> None:
    raise RuntimeError(f"number {organisation_id} is たんぽぽ水路")


def _add(code: str) -> None:
    db.session.add(Organisation(code=code, name_ja=code, name_en=code, kana=""))


def waiting() -> list[str]:
    """The jobs of this file that are there; schedules add theirs whenever their time comes."""
    return list(statuses())


def statuses() -> dict[str, str]:
    ours = text(
        "SELECT task_name, status::text FROM procrastinate_jobs"
        " WHERE starts_with(task_name, :module) ORDER BY id"
    )
    rows = db.session.execute(ours, {"module": __name__}).all()
    return {name.rsplit(".", 1)[1]: status for name, status in rows}


def organisations() -> list[str]:
    found = list(db.session.scalars(db.select(Organisation.code).order_by(Organisation.id)))
    db.session.rollback()
    return found


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    DONE.clear()


def test_a_job_is_there_once_the_transaction_commits(
    app: Flask, run_due: Callable[[], None]
) -> None:
    note.later(what="a")
    db.session.commit()

    run_due()

    assert DONE == ["a"]


def test_a_job_is_gone_with_the_transaction(app: Flask, run_due: Callable[[], None]) -> None:
    note.later(what="a")
    db.session.rollback()

    run_due()

    assert DONE == []


def test_a_job_is_seen_by_nobody_before_the_commit(app: Flask) -> None:
    note.later(what="a")

    with db.engine.connect() as other:
        seen = other.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar()

    assert seen == 0
    db.session.rollback()


def test_a_job_that_is_done_leaves_nothing_behind(app: Flask, run_due: Callable[[], None]) -> None:
    note.later(what="a")
    db.session.commit()

    run_due()

    assert waiting() == []


def test_jobs_take_named_arguments_alone(app: Flask) -> None:
    with pytest.raises(AssertionError):
        note.later("a")


def test_a_failing_job_writes_nothing_and_is_parked(
    app: Flask, run_due: Callable[[], None]
) -> None:
    add_and_fail.later(code="a")
    db.session.commit()

    run_due()

    assert organisations() == []
    assert statuses() == {"add_and_fail": "failed"}


def test_a_failing_job_holds_up_no_other(app: Flask, run_due: Callable[[], None]) -> None:
    add_and_fail.later(code="a")
    note.later(what="b")
    db.session.commit()

    run_due()

    assert DONE == ["b"]


def test_a_job_keeps_what_it_committed_step_by_step(
    app: Flask, run_due: Callable[[], None]
) -> None:
    add_in_steps.later(code="a")
    db.session.commit()

    run_due()

    assert organisations() == ["a"]


def test_a_job_that_fails_for_a_while_is_tried_again(
    app: Flask, run_due: Callable[[], None]
) -> None:
    fail_twice.later(what="a")
    db.session.commit()

    for _ in range(3):
        run_due()

    assert DONE == ["a", "a", "a"]
    assert waiting() == []


def test_usual_jobs_are_tried_again_over_minutes() -> None:
    waits = [4**attempts for attempts in range(1, jobs.PATIENT.max_attempts or 0)]

    assert jobs.PATIENT.exponential_wait == 4
    assert 300 <= sum(waits) <= 600


def test_the_reason_of_a_failure_quotes_nothing(app: Flask, run_due: Callable[[], None]) -> None:
    fail_over.later(organisation_id=7)
    db.session.commit()

    with listening() as said:
        run_due()

    assert "RuntimeError" in said()
    assert "たんぽぽ" not in said()


def test_called_directly_a_job_runs_in_the_callers_transaction(app: Flask) -> None:
    note(what="a")

    assert DONE == ["a"]
    assert waiting() == []


# ---- Waking


def test_waking_asks_in_a_transaction_of_its_own(app: Flask) -> None:
    _add("never committed")

    nothing.wake()
    db.session.rollback()

    assert waiting() == ["nothing"]


def test_waking_what_waits_already_adds_nothing(app: Flask) -> None:
    for _ in range(3):
        nothing.wake()

    assert waiting() == ["nothing"]


def test_waking_leaves_the_callers_transaction_as_it_is(app: Flask) -> None:
    _add("a")
    db.session.flush()
    nothing.wake()

    nothing.wake()
    db.session.commit()

    assert organisations() == ["a"]


def test_what_was_woken_and_is_done_can_be_woken_again(
    app: Flask, run_due: Callable[[], None]
) -> None:
    for _ in range(2):
        nothing.wake()
        run_due()

    assert DONE == ["nothing", "nothing"]


@job(retry=None)
def nothing() -> None:
    DONE.append("nothing")


# ---- Schedules


SCHEDULED = {
    "mailing.sending.send_due",
    "mailing.sending.purge_sent",
    "petitions.counting.fold_tallies",
    "petitions.rounds.move_on",
    "petitions.signing.purge_unconfirmed",
}


def test_what_must_happen_by_itself_is_on_a_schedule(whole_app: Flask) -> None:
    scheduled = {task.task.name for task in jobs.queue.periodic_registry.periodic_tasks.values()}

    assert scheduled >= SCHEDULED


def test_every_job_can_be_found_by_its_name(whole_app: Flask) -> None:
    for name, task in jobs.queue.tasks.items():
        if not name.startswith(("builtin", "procrastinate.")):
            module, _, function = name.rpartition(".")
            assert task.func.__self__.run.__module__ == module  # type: ignore[attr-defined]  # a bound method
            assert task.func.__self__.run.__name__ == function  # type: ignore[attr-defined]  # as above


def test_a_job_is_what_the_decorator_makes() -> None:
    assert isinstance(note, Job)
