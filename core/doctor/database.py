"""What the database and its queue of jobs look like from here."""

from __future__ import annotations

from datetime import timedelta

import psycopg
from flask import current_app
from sqlalchemy import text

from core import backlog, health, jobs, plain
from core.db import db, now
from core.doctor.findings import Check, Finding, fault, ok, warning
from core.doctor.installation import settings

OLDEST = 160000  # as server_version_num tells it: PostgreSQL 16
#: Seconds in which a database has to answer.
PATIENCE = 5
MOST_DRIFT = timedelta(seconds=2)

OWNED = """
SELECT count(*) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND pg_has_role(current_user, relowner, 'USAGE')
"""


def answers() -> Finding:
    """Look whether the database answers, is new enough and keeps every script."""
    address = jobs.conninfo(current_app._get_current_object())  # type: ignore[attr-defined]  # a werkzeug proxy
    try:
        with psycopg.connect(address, connect_timeout=PATIENCE) as connection:
            version = connection.info.server_version
            encoding = connection.info.parameter_status("server_encoding")
    except psycopg.OperationalError as error:
        return fault(plain.words(error).partition("\n")[0], "systemctl status postgresql")
    said = f"PostgreSQL {version // 10000}.{version % 10000}"
    if version < OLDEST:
        return fault(
            f"{said} answers; 16 or newer is needed", "pg_upgrade, or another DATABASE_URL"
        )
    if encoding != "UTF8":
        return fault(f"it keeps {encoding}, not every script", "createdb --encoding=UTF8 hiroba")
    return ok(f"{said} answers")


def schema() -> Finding:
    """Look whether the schema is this version's."""
    behind = health.schema_behind()
    if behind is not None:
        return fault(behind.rstrip("."), "flask db upgrade")
    return ok(f"at revision {health.revision()}")


def role() -> Finding:
    """Look whether the application could change or drop tables, which a stolen one must not."""
    owned = db.session.execute(text(OWNED)).scalar_one()
    if not owned:
        return ok("it cannot change a table")
    if settings().development:
        return ok("it owns the tables, as a development installation may")
    return warning(
        "it owns the tables: whoever takes the application over could lift their constraints",
        "createuser --pwprompt hiroba_web; put it into DATABASE_URL and the present address into "
        "DATABASE_OWNER_URL; flask db upgrade",
    )


def clock() -> Finding:
    """Look whether this machine's time is the database's, which decides on deadlines."""
    before = now()
    theirs = db.session.execute(text("SELECT clock_timestamp()")).scalar_one()
    after = now()
    drift = abs(theirs - (before + (after - before) / 2))
    said = f"{drift.total_seconds():.1f} s apart from the database's"
    if drift - (after - before) / 2 > MOST_DRIFT:
        return fault(said, "sudo timedatectl set-ntp true")
    return ok(said)


def worker() -> Finding:
    """Look whether somebody does the jobs."""
    alive = backlog.workers()
    if alive:
        return ok(f"{alive} at work")
    missing = warning if settings().development else fault
    return missing("none is at work: no mail leaves and no document is made", "flask work")


def queue() -> Finding:
    """Look whether jobs have failed, or were left behind; a worker takes those up in a minute."""
    failed, left = backlog.failed(), backlog.left_behind()
    if not (failed or left):
        return ok("none has failed")
    said = [f"{_counted(failed)} failed"] if failed else []
    said += [f"{_counted(left)} left behind by a worker that was killed"] if left else []
    return warning("; ".join(said), "flask jobs again")


def _counted(found: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in found.items())


#: In this order; after a fault nothing that reads tables is looked at.
FIRST = (Check("database", answers), Check("schema", schema))
CHECKS = (
    Check("database role", role),
    Check("clock", clock),
    Check("worker", worker),
    Check("jobs", queue),
)
