"""Commands of the frame itself."""

from __future__ import annotations

import json
from collections.abc import Iterable

import click
from flask import Flask
from flask.cli import AppGroup, ScriptInfo
from sqlalchemy import text

from core import audit, backlog, doctor, jobs
from core.db import db
from core.doctor import Finding, State

queue = AppGroup("jobs", help="Jobs that did not end well.")
journal = AppGroup("audit", help="The journal of what staff did.")

LOUD = {State.OK: "ok     ", State.WARNING: "warning", State.FAULT: "FAULT  "}


def init_app(app: Flask) -> None:
    for command in (work, examine, queue, journal):
        app.cli.add_command(command)


@click.command()
@click.option("--concurrency", default=2, show_default=True, help="Jobs at the same time.")
def work(concurrency: int) -> None:
    """Run jobs until told to stop (SIGTERM or Ctrl-C)."""
    # Said at once if it does not answer; the job library would try for half a minute first.
    db.session.execute(text("SELECT 1"))
    db.session.remove()
    jobs.work(concurrency=concurrency)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_context
def examine(context: click.Context, as_json: bool) -> None:
    """Say what is missing or amiss, each with its fix; exit status 1 if something is at fault.

    It changes nothing and sends no mail. Run it as the user that runs the site.
    """
    found = list(doctor.examine(context.ensure_object(ScriptInfo).load_app))
    state = doctor.worst(finding for _, finding in found)
    if as_json:
        click.echo(json.dumps({"state": state, "findings": _as_rows(found)}, ensure_ascii=False))
    else:
        for name, finding in found:
            click.echo(f"{LOUD[finding.state]}  {name:<14}  {finding.text}")
            if finding.fix:
                click.echo(f"{'':25}fix: {finding.fix}")
    context.exit(1 if state == State.FAULT else 0)


def _as_rows(found: Iterable[tuple[str, Finding]]) -> list[dict[str, str]]:
    return [
        {"check": name, "state": finding.state, "text": finding.text, "fix": finding.fix}
        for name, finding in found
    ]


@queue.command("again")
def again() -> None:
    """Put jobs that failed, or that a killed worker left behind, back into the queue."""
    with db.session.begin():
        number = backlog.try_failed_again()
    click.echo(f"back in the queue: {number}")


@journal.command("verify")
@click.option("--head", "known", metavar="NUMBER:HASH", help="A head that was written down before.")
def verify(known: str | None) -> None:
    """Say whether the journal is still what was written; exit status 1 if it is not."""
    try:
        number = audit.verify(audit.parsed(known) if known else None)
    except audit.JournalBroken as broken:
        raise click.ClickException(f"the journal is broken: {broken}") from None
    click.echo(f"{number} entries, each as it was written; head {audit.head() or 'none yet'}")


@journal.command("head")
def head() -> None:
    """Print the newest link. Kept elsewhere, it proves that nothing was cut off before it."""
    click.echo(audit.head() or "none yet")
