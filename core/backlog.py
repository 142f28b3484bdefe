"""The queue of jobs as an operator sees it: how it stands, who works, what to try again."""

from __future__ import annotations

from sqlalchemy import text

from core.db import db
from core.jobs import every, job

STATES = "SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY 1 ORDER BY 1"

#: A worker writes its heartbeat every ten seconds. After three missed ones it is taken for dead,
#: and what it was doing for left behind.
ALIVE = """
SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds'
"""
FAILED = "status = 'failed'"
LEFT_BEHIND = """(status = 'doing' AND NOT EXISTS (
    SELECT FROM procrastinate_workers AS worker
    WHERE worker.id = job.worker_id AND last_heartbeat > now() - interval '30 seconds'
))"""
#: Both to try again: what failed, and what was left behind.
EITHER = f"({FAILED} OR {LEFT_BEHIND})"


def states() -> dict[str, int]:
    """Return how many jobs there are, by state. What succeeded is not kept."""
    return {"todo": 0, "doing": 0, "failed": 0} | _numbers(STATES)


def failed() -> dict[str, int]:
    """Return how many jobs have failed for good, by name."""
    return _named(FAILED)


def left_behind() -> dict[str, int]:
    """Return how many jobs were interrupted and are in nobody's hands, by name."""
    return _named(LEFT_BEHIND)


def workers() -> int:
    """Return how many workers are alive."""
    return int(db.session.execute(text(ALIVE)).scalar_one())


def try_failed_again() -> int:
    """Put back what failed or was left behind, and return how many; the caller commits."""
    return _try_again(EITHER)


@every("* * * * *")
@job()
def resume() -> None:
    """Put what a killed worker was doing back into the queue: every job is safe to run twice."""
    _try_again(LEFT_BEHIND)


def _named(which: str) -> dict[str, int]:
    return _numbers(f"""
        SELECT task_name, count(*) FROM procrastinate_jobs AS job
        WHERE {which} GROUP BY 1 ORDER BY 1""")  # noqa: S608  one of the conditions above


def _numbers(query: str) -> dict[str, int]:
    return {str(name): int(number) for name, number in db.session.execute(text(query))}


def _try_again(which: str) -> int:
    """Put jobs back; of those that may wait only once, what is waiting already is not put twice."""
    twins = f"""
        DELETE FROM procrastinate_jobs AS job
        WHERE {which} AND EXISTS (
            SELECT FROM procrastinate_jobs AS other
            WHERE other.queueing_lock = job.queueing_lock AND other.id <> job.id
                AND (other.status = 'todo' OR other.id > job.id)
        )"""  # noqa: S608  one of the conditions above
    back = f"""
        SELECT procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL)
        FROM procrastinate_jobs AS job WHERE {which}"""  # noqa: S608  as above
    db.session.execute(text(twins))
    return len(db.session.execute(text(back)).all())
