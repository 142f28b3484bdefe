"""Commands for statements, signatures and submissions."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from campaigns import drafting
from campaigns.models import Statement
from core.db import db
from core.errors import DomainError
from network import addressing
from petitions import loading, rounds, submitting
from petitions.models import Round
from petitions.writing import MissingGlyphs

statements = AppGroup("statements", help="Statements from elsewhere.")
signatures = AppGroup("signatures", help="Signatures from a file.")
submission = AppGroup("submission", help="Documents for addressees.")

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def init_app(app: Flask) -> None:
    for group in (statements, signatures, submission):
        app.cli.add_command(group)


@statements.command("load")
@click.argument("file", type=FILE)
@click.option(
    "--open",
    "opened",
    is_flag=True,
    help="Open them for signing; the approval is recorded as yours.",
)
def load(file: Path, opened: bool) -> None:
    """Load one statement, or a list of them, from a JSON file."""
    try:
        given = json.loads(file.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise click.ClickException(f"{file.name} is not JSON in UTF-8: {error}") from None
    entries = given if isinstance(given, list) else [given]
    for number, entry in enumerate(entries, start=1):
        try:
            made = loading.load(entry, opened=opened, by="operator")
        except (DomainError, addressing.UnknownOffice) as error:
            db.session.rollback()
            raise click.ClickException(_refusal(number, error)) from None
    db.session.commit()
    click.echo(f"loaded {len(entries)}" + (f": {made.slug}" if len(entries) == 1 else ""))


def _refusal(number: int, error: DomainError | addressing.UnknownOffice) -> str:
    if isinstance(error, addressing.UnknownOffice):
        return f"statement {number}: addressees: there is no office {error}"
    return f"statement {number}: {error.field or 'statement'}: {error.message}"


@submission.command("build")
@click.argument("slug")
@click.option(
    "--addressee", "codes", multiple=True, required=True, help="Code of an office; may be repeated."
)
@click.option(
    "--round",
    "number",
    type=int,
    help="The frozen list of this round; by default all confirmed so far.",
)
@click.option("--language", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def build(slug: str, codes: tuple[str, ...], number: int | None, language: str, out: Path) -> None:
    """Build the letter to one addressee, or to several together, and write it to a file."""
    statement = require(slug)
    try:
        made = submitting.prepare(
            statement,
            addressing.offices(codes),
            of_round=round_of(statement, number) if number is not None else None,
            language=language,
            joint=True,
        )
        built = submitting.build(made.documents[0])
    except addressing.UnknownOffice as error:
        raise click.ClickException(f"there is no office {error}") from None
    except DomainError as error:
        raise click.ClickException(str(error.message)) from None
    except MissingGlyphs as error:
        letters = " ".join(
            f"{letter} (U+{ord(letter[0]):04X})" for letter in sorted(error.characters)
        )
        raise click.ClickException(f"no bundled font can draw {letters}") from None
    db.session.commit()
    out.write_bytes(built.pdf)
    click.echo(
        f"{out}: {built.document.pages} pages, sha256 {built.document.sha256}", file=sys.stderr
    )


def require(slug: str) -> Statement:
    """Return a statement or refuse the command."""
    found = drafting.find(slug)
    if found is None:
        raise click.ClickException(f"there is no statement {slug}")
    return found


def round_of(statement: Statement, number: int) -> Round:
    """Return a round of a statement or refuse the command."""
    found = rounds.numbered(statement.id, number)
    if found is None:
        raise click.ClickException(f"{statement.slug} has no round {number}")
    return found
