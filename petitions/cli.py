"""Commands for statements, signatures and submissions."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click
from flask import Flask
from flask.cli import AppGroup
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from campaigns import drafting
from campaigns.models import Statement
from core import spreadsheets, storage
from core.db import db
from core.errors import DomainError
from network import addressing, sealing
from petitions import columns, exporting, importing, loading, rounds, submitting
from petitions.columns import Sorted
from petitions.forms import rows
from petitions.importing import Rejected, Report, Source
from petitions.models import Round
from petitions.writing import MissingGlyphs

statements = AppGroup("statements", help="Statements from elsewhere.")
signatures = AppGroup("signatures", help="Signatures from a file, and into one.")
submission = AppGroup("submission", help="Documents for addressees.")

#: Commands answer in the language of their options.
SPOKEN = "en"
#: Who approves what is opened by command.
OPERATOR = "operator"
#: What to do about a refusal, where a command helps.
HELP: dict[type[DomainError], str] = {
    sealing.NotEnoughCustodians: " Add a custodian first: flask keys create NAME"
}
STANDARD_OUTPUT = Path("-")
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
    """Load one statement, or a list of them, from a JSON file: all of them, or none."""
    try:
        given = json.loads(file.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise click.ClickException(f"{file.name} is not JSON in UTF-8: {error}") from None
    entries = given if isinstance(given, list) else [given]
    loaded, refused = 0, []
    for number, entry in enumerate(entries, start=1):
        try:
            loaded += _load(entry, opened=opened)
        except (DomainError, addressing.UnknownOffice) as error:
            refused.append(f"statement {number}: {_refusal(error)}")
    if refused:
        db.session.rollback()
        raise click.ClickException("\n".join(["nothing was loaded", *refused]))
    db.session.commit()
    click.echo(f"loaded {loaded}, already there {len(entries) - loaded}")


def _load(entry: object, *, opened: bool) -> bool:
    """Load one statement, unless it was loaded before; tell whether it is new."""
    found = loading.present(entry)
    with db.session.begin_nested():
        statement = found or loading.load(entry, opened=opened, by=OPERATOR)
        if opened:
            loading.open_(statement, by=OPERATOR)
    return found is None


def _refusal(error: DomainError | addressing.UnknownOffice) -> str:
    if isinstance(error, addressing.UnknownOffice):
        return f"addressees: there is no office {error}"
    return f"{error.field or 'statement'}: {_said(error)}"


def _said(error: DomainError) -> str:
    with force_locale(SPOKEN):
        return str(error.message)


def _told(
    _context: click.Context, _option: click.Parameter, pairs: tuple[str, ...]
) -> dict[str, str]:
    """Return --map FIELD=COLUMN as field → heading."""
    told = dict(pair.partition("=")[::2] for pair in pairs)
    known = frozenset().union(*columns.FIELDS.values())
    for name, heading in told.items():
        if not heading:
            raise click.BadParameter("give it as FIELD=COLUMN")
        if name not in known:
            raise click.BadParameter(f"FIELD is one of {', '.join(sorted(known))}")
    return told


@signatures.command("import")
@click.argument("slug")
@click.argument("file", type=FILE)
@click.option("--round", "number", type=int, help="By default the open round, else the last one.")
@click.option("--dry-run", is_flag=True, help="Report the same, and change nothing.")
@click.option(
    "--accept-pending",
    is_flag=True,
    help="Count organisations whose board has yet to agree; by default they are held.",
)
@click.option(
    "--map",
    "told",
    metavar="FIELD=COLUMN",
    multiple=True,
    callback=_told,
    help="Which column holds a field, where its heading does not say; may be repeated.",
)
def import_(
    slug: str,
    file: Path,
    number: int | None,
    dry_run: bool,
    accept_pending: bool,
    told: dict[str, str],
) -> None:
    """Read signatures from a CSV file; read again, it adds nothing."""
    statement = require(slug)
    into = round_of(statement, number) if number is not None else None
    try:
        with force_locale(SPOKEN):
            found = columns.sort_out(columns.table(file), told)
            report = _read(statement, found, into, accept_pending=accept_pending)
    except DomainError as error:
        db.session.rollback()
        raise click.ClickException(_said(error) + HELP.get(type(error), "")) from None
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    for rejected in report.rejected:
        click.echo(rejected)
    if found.unread:
        click.echo(f"columns not read: {', '.join(found.unread)}", err=True)
    if dry_run:
        click.echo("dry run: nothing was changed", err=True)
    click.echo(report)


def _read(
    statement: Statement, found: Sorted, into: Round | None, *, accept_pending: bool
) -> Report:
    """Read a file in, one kind of signers after the other, and return one report of it all."""
    reports = [_compared(statement, found.nameless)]
    for table, part in found.parts:
        brought = rows.read(table, part)
        source = Source(statement, part.kind, table.digest, brought, into, accept_pending)
        reports.append(importing.read(source))
    rejected = [one for report in reports for one in report.rejected]
    return Report(
        accepted=sum(report.accepted for report in reports),
        already_there=sum(report.already_there for report in reports),
        rejected=tuple(sorted(rejected, key=lambda one: one.line)),
        held=sum(report.held for report in reports),
        count_only=sum(report.count_only for report in reports),
    )


def _compared(statement: Statement, nameless: Sequence[int]) -> Report:
    """Return what becomes of rows that name nobody: there are as many here, or they are refused."""
    there = exporting.undisclosed(statement)
    why = (("organisation", str(_l("This row names nobody, so it cannot be counted here."))),)
    beyond = tuple(Rejected(line, why) for line in nameless[there:])
    return Report(0, len(nameless) - len(beyond), beyond, held=0)


@signatures.command("export")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--public", is_flag=True, help="Only what everybody may read.")
@click.option("--force", is_flag=True, help="Replace a file of this name.")
def export(slug: str, file: Path, public: bool, force: bool) -> None:
    """Write signatures to FILE, in CSV or XLSX by its ending; - is CSV to standard output."""
    write, statement = _writer(file), require(slug)
    found = exporting.for_everybody(statement) if public else exporting.for_staff(statement)
    with _opened(file, force=force) as target:
        number = write(target, found.headings, found.rows)
    told = "; the file holds personal data: keep it closed, and delete it after use"
    click.echo(f"exported {number}{told if found.personal else ''}", err=file == STANDARD_OUTPUT)


def _writer(file: Path) -> spreadsheets.Writer:
    if file == STANDARD_OUTPUT:
        return spreadsheets.write_csv
    if file.suffix.lower() not in spreadsheets.WRITERS:
        raise click.BadParameter("FILE ends in .csv or .xlsx, or is - for standard output")
    return spreadsheets.WRITERS[file.suffix.lower()]


@contextmanager
def _opened(file: Path, *, force: bool) -> Iterator[BinaryIO]:
    """Give what to write to, or refuse the command; a file is there whole at the end, or not."""
    if file != STANDARD_OUTPUT and file.exists():
        if not file.is_file():
            raise click.ClickException(f"{file} is no file")
        if not force:
            raise click.ClickException(f"{file} is there already; --force replaces it")
    try:
        if file == STANDARD_OUTPUT:
            yield sys.stdout.buffer
        else:
            with storage.whole(file) as target:
                yield target
    except DomainError as error:
        raise click.ClickException(_said(error)) from None
    except BrokenPipeError:  # Whoever read has seen enough: click ends the command.
        raise
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from None


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
        raise click.ClickException(_said(error)) from None
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
