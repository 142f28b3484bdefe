"""The demonstration: a network, an open statement, its signatures, the letter to two ministers."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from flask import current_app, g
from sqlalchemy import create_engine, func, text, update

from campaigns import demo as campaigns_demo
from campaigns import drafting
from campaigns.models import Statement
from core import migrating, serving, tokens
from core.db import db
from core.settings import Settings
from network import demo as network_demo
from network import signing_in
from network.models import Person
from petitions import counting, loading, signing, submitting
from petitions.models import Disclosure, Display, Signature
from petitions.signers import OrganisationSigning, PersonSigning

FOLDER = Path(__file__).parent
SLUG = "civic-space"
#: The statement is shown as opened this long ago, so that its signatures can have come day by day.
OPENED_BEFORE = timedelta(days=21)


@click.command()
@click.option("--port", default=8000, show_default=True, help="Port on 127.0.0.1.")
@click.option(
    "--fresh", is_flag=True, help="Begin anew: forget what an earlier demonstration holds."
)
@click.option("--once", is_flag=True, help="Stop after the letter has been made.")
def demo(port: int, fresh: bool, once: bool) -> None:
    """Set up the demonstration and serve it with its worker until Ctrl-C."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.development:
        raise click.ClickException("the demonstration runs with ENVIRONMENT=development only")
    if not once and not serving.is_free(port):
        raise click.ClickException(
            f"port {port} is in use: stop what uses it, or choose another with --port"
        )
    base = f"http://127.0.0.1:{port}"
    current_app.config["SETTINGS"] = settings.model_copy(update={"base_url": base})
    g.lang = "ja"
    if fresh:
        forget(settings)
    migrating.to_head()
    statement = drafting.find(SLUG) or load()
    letter = settings.instance_path.resolve() / f"{SLUG}.pdf"
    if not letter.exists():
        letter.write_bytes(build(statement))
    tell(base, letter)
    if not once:
        serving.serve(current_app._get_current_object(), port)  # type: ignore[attr-defined]  # a werkzeug proxy


def load() -> Statement:
    """Load all that the demonstration shows; commits."""
    click.echo("Loading the demonstration: a network, 60 organisations, 60 people.")
    secrets = network_demo.load()
    db.session.flush()
    statement = loading.load(campaigns_demo.statement(), opened=True, by="demonstration")
    statement.opened_at = func.now() - OPENED_BEFORE
    staff = db.session.scalars(db.select(Person.id).where(Person.email == network_demo.STAFF))
    campaigns_demo.tell(statement.campaign, by=staff.one())
    for days, organisation in organisations():
        token = tokens.fresh()
        signing.sign_as_organisation(statement, organisation, token=token)
        _confirm(token, days)
    for days, person in people():
        _confirm(signing.sign_as_person(statement, person), days)
    # What was confirmed a moment ago is dated back, and the invented people get no mail.
    counting.publish_unnamed(statement.id)
    db.session.commit()
    for name, secret in secrets.items():
        click.echo(f"Secret key of the custodian {name}, shown once and kept nowhere: {secret}")
    return statement


def build(statement: Statement) -> bytes:
    """Return the letter to the statement's addressees, of all that is confirmed so far; commits."""
    submission = submitting.prepare(statement, statement.offices, joint=True)
    built = submitting.build(submission.documents[0])
    db.session.commit()
    return built.pdf


def tell(base: str, letter: Path) -> None:
    """Print where to look."""
    token = signing_in.link_for(network_demo.STAFF)
    db.session.commit()
    click.echo("\nThe letter to the ministers (PDF):")
    click.echo(letter)
    click.echo(f"\nRead and sign:      {base}/ja/statements/{SLUG}  {base}/en/statements/{SLUG}")
    click.echo(f"Staff, once, 10 min: {base}/staff/link/{token}")
    click.echo(f"Mail that was sent:  {base}/dev/outbox")
    click.echo(
        f"A new staff link:    BASE_URL={base} .venv/bin/flask staff link {network_demo.STAFF}"
    )


def forget(settings: Settings) -> None:
    """Delete everything in the embedded database, and the files that belong to it."""
    if settings.database_url is not None:
        raise click.ClickException(
            "--fresh empties the embedded database only; DATABASE_URL names another"
        )
    owner = create_engine(current_app.config["DATABASE_OWNER_URL"])
    with owner.begin() as connection:
        connection.execute(text("SET lock_timeout = '5s'"))
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    owner.dispose()
    for folder in ("files", "outbox"):
        shutil.rmtree(settings.instance_path / folder, ignore_errors=True)
    (settings.instance_path / f"{SLUG}.pdf").unlink(missing_ok=True)


def organisations() -> Iterator[tuple[int, OrganisationSigning]]:
    """Yield (days ago, what was typed) of the invented organisations."""
    for row in _rows("organisations.csv"):
        values = _values(row, OrganisationSigning)
        values["disclosure"] = Disclosure(row["disclosure"])
        values["comment_public"] = row["comment_public"] == "yes"
        yield int(row["day"]), OrganisationSigning(**values)


def people() -> Iterator[tuple[int, PersonSigning]]:
    """Yield (days ago, what was typed) of the invented people."""
    for row in _rows("people.csv"):
        values = _values(row, PersonSigning)
        values["display"] = Display(row["display"])
        values["updates"] = row["updates"] == "yes"
        yield int(row["day"]), PersonSigning(**values)


def _confirm(token: str, days: int) -> None:
    confirmed = signing.confirm(token)
    db.session.execute(
        update(Signature)
        .where(Signature.id == confirmed.signature_id)
        .values(confirmed_at=Signature.confirmed_at - timedelta(days=days))
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _values(row: dict[str, str], typed: type) -> dict[str, Any]:
    return {field.name: row[field.name] for field in fields(typed) if field.name in row}
