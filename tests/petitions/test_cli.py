"""The commands for statements and signatures: what they print, and how they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func

from campaigns import drafting
from campaigns.models import Statement
from core.db import db
from petitions import counting, rounds
from petitions.models import Signature, SignatureImport
from tests import factories
from tests.petitions.files import AKARI, TANPOPO, table_of, write

Command = Callable[..., Result]

#: How a command ends: done, refused, not understood.
DONE, REFUSED, MISUSED = 0, 1, 2

ENTRY: dict[str, Any] = {
    "slug": "free-assembly",
    "title": {"ja": "集会の自由を求める声明"},
    "body": {"ja": "私たちは声明します。"},
}


@pytest.fixture
def statement(app: Flask) -> Statement:
    return factories.make_statement()


@pytest.fixture
def flask(app: Flask) -> Command:
    """Runs a command."""
    return lambda *words: app.test_cli_runner().invoke(args=[str(word) for word in words])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two rows, of which the second is unfit."""
    return write(tmp_path, table_of(AKARI, AKARI | {"email": "akari"}))


@pytest.fixture
def load(flask: Command, tmp_path: Path) -> Command:
    """Loads entries from a file."""

    def loaded(given: object, *options: str) -> Result:
        file = write(tmp_path, json.dumps(given), "statements.json")
        return flask("statements", "load", file, *options)

    return loaded


def held() -> int:
    return db.session.scalar(db.select(func.count()).select_from(Signature)) or 0


# ---- signatures import


def test_an_import_ends_with_its_figures_after_each_rejected_row(
    flask: Command, statement: Statement, file: Path
) -> None:
    told = flask("signatures", "import", statement.slug, file)

    *rejected, figures = told.stdout.splitlines()
    assert told.exit_code == DONE
    assert figures == "accepted 1, already there 0, rejected 1, held 0, count-only 0"
    assert len(rejected) == 1
    assert rejected[0].startswith("line 3: email: ")
    assert counting.exact(statement.id).people == 1


def test_an_import_that_is_repeated_adds_nothing(
    flask: Command, statement: Statement, file: Path
) -> None:
    flask("signatures", "import", statement.slug, file)

    told = flask("signatures", "import", statement.slug, file)

    assert told.stdout.endswith("accepted 0, already there 1, rejected 1, held 0, count-only 0\n")
    assert held() == 1


def test_a_dry_run_tells_the_same_and_changes_nothing(
    flask: Command, statement: Statement, file: Path
) -> None:
    dry = flask("signatures", "import", statement.slug, file, "--dry-run")
    kept = (held(), db.session.scalar(db.select(SignatureImport.id)))

    wet = flask("signatures", "import", statement.slug, file)

    assert kept == (0, None)
    assert dry.stdout == wet.stdout


def test_columns_that_are_not_read_are_told_beside_the_figures(
    flask: Command, statement: Statement, tmp_path: Path
) -> None:
    file = write(tmp_path, table_of(AKARI | {"shoe size": "24"}))

    told = flask("signatures", "import", statement.slug, file)

    assert told.stderr == "columns not read: shoe size\n"


def test_a_column_may_be_told_by_option(
    flask: Command, statement: Statement, tmp_path: Path
) -> None:
    unsaid = {("who" if name == "name" else name): value for name, value in AKARI.items()}
    file = write(tmp_path, table_of(unsaid))

    told = flask("signatures", "import", statement.slug, file, "--map", "name=who")

    assert told.exit_code == DONE
    assert counting.exact(statement.id).people == 1


@pytest.mark.parametrize("told", ["name", "name=", "shoe=size", "=name"])
def test_a_column_that_is_told_wrongly_is_misuse(
    flask: Command, statement: Statement, file: Path, told: str
) -> None:
    assert flask("signatures", "import", statement.slug, file, "--map", told).exit_code == MISUSED


def test_pending_organisations_are_held_or_accepted_as_asked(
    flask: Command, statement: Statement, tmp_path: Path
) -> None:
    file = write(tmp_path, table_of(TANPOPO | {"board": "pending"}))

    waiting = flask("signatures", "import", statement.slug, file)
    counted = flask("signatures", "import", statement.slug, file, "--accept-pending")

    assert "held 1" in waiting.stdout
    assert "accepted 1" in counted.stdout


def test_signatures_go_into_the_round_that_is_asked_for(
    flask: Command, statement: Statement, file: Path
) -> None:
    flask("signatures", "import", statement.slug, file, "--round", 2)

    second = rounds.of(statement.id)[1]
    assert db.session.scalar(db.select(Signature.round_id)) == second.id


def test_without_custodians_the_command_that_helps_is_told(
    flask: Command, statement: Statement, tmp_path: Path
) -> None:
    undisclosed = TANPOPO | {"email": "sea@umikaze.example", "disclosure": "undisclosed"}
    file = write(tmp_path, table_of(TANPOPO, undisclosed))

    told = flask("signatures", "import", statement.slug, file)

    assert told.exit_code == REFUSED
    assert "flask keys create" in told.stderr
    assert held() == 0


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"a,b\nc,d\n", "名前\n".encode("utf-16"), b"name\n\x93", b'"name']
)
def test_a_file_that_is_no_table_of_signatures_is_refused(
    flask: Command, statement: Statement, tmp_path: Path, content: bytes
) -> None:
    told = flask("signatures", "import", statement.slug, write(tmp_path, content))

    assert told.exit_code == REFUSED
    assert told.stderr.startswith("Error: ")


def test_a_closed_round_is_refused_by_its_number(
    flask: Command, statement: Statement, file: Path
) -> None:
    rounds.close(rounds.of(statement.id)[0])
    db.session.commit()

    told = flask("signatures", "import", statement.slug, file, "--round", 1)

    assert told.exit_code == REFUSED
    assert "Round 1 is closed" in told.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["civic-space"], MISUSED),
        (["civic-space", "nowhere.csv"], MISUSED),
        (["civic-space", "{file}", "--round", "one"], MISUSED),
        (["civic-space", "{file}", "--round", "9"], REFUSED),
        (["civic-space", "{file}", "--map", "comment=nowhere"], REFUSED),
        (["nothing", "{file}"], REFUSED),
    ],
)
def test_what_cannot_be_done_is_not_done(
    flask: Command, statement: Statement, file: Path, words: list[str], code: int
) -> None:
    told = flask("signatures", "import", *[word.format(file=file) for word in words])

    assert told.exit_code == code
    assert held() == 0


def test_no_name_and_no_address_is_ever_printed(
    flask: Command, statement: Statement, tmp_path: Path
) -> None:
    rows = [AKARI, AKARI, AKARI | {"email": "akari@"}, AKARI | {"display": "霜月 あかり"}]
    file = write(tmp_path, table_of(*rows, AKARI | {"name": "霜月 あかり\0"}))

    told = flask("signatures", "import", statement.slug, file)

    assert told.stdout.endswith("accepted 1, already there 1, rejected 3, held 0, count-only 0\n")
    assert "akari" not in told.output
    assert "霜月" not in told.output


# ---- signatures export


@pytest.mark.parametrize("name", ["signatures.csv", "signatures.XLSX"])
def test_an_export_ends_with_its_figure_and_a_warning(
    flask: Command, statement: Statement, tmp_path: Path, name: str
) -> None:
    factories.make_signature(statement)

    told = flask("signatures", "export", statement.slug, tmp_path / name)

    assert told.exit_code == DONE
    assert told.stdout.startswith("exported 1; the file holds personal data")
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


def test_a_public_export_holds_nothing_to_be_warned_of(
    flask: Command, statement: Statement, tmp_path: Path
) -> None:
    factories.make_signature(statement, display="hidden")
    file = tmp_path / "public.csv"

    told = flask("signatures", "export", statement.slug, file, "--public")

    assert told.stdout == "exported 0\n"
    assert "霜月" not in file.read_text()


def test_an_export_to_standard_output_is_csv_and_nothing_else(
    flask: Command, statement: Statement
) -> None:
    factories.make_signature(statement)

    told = flask("signatures", "export", statement.slug, "-")

    assert told.stdout.startswith("\ufeffkind,")
    assert told.stdout.splitlines()[-1].startswith("person,counts,1,page,霜月 あかり,")
    assert told.stderr.startswith("exported 1; ")


def test_a_file_that_is_there_is_replaced_only_by_force(
    flask: Command, statement: Statement, tmp_path: Path
) -> None:
    file = write(tmp_path, "what was there")

    refused = flask("signatures", "export", statement.slug, file)
    kept = file.read_text()
    forced = flask("signatures", "export", statement.slug, file, "--force")

    assert (refused.exit_code, forced.exit_code) == (REFUSED, DONE)
    assert "--force" in refused.stderr
    assert kept == "what was there"
    assert file.read_bytes().startswith(b"\xef\xbb\xbfkind,")


@pytest.mark.parametrize(
    ("slug", "name", "code", "said"),
    [
        ("nothing", "a.csv", REFUSED, "there is no statement nothing"),
        ("civic-space", "nowhere/a.csv", REFUSED, "nowhere/a.csv: No such file or directory"),
        ("civic-space", "folder.csv", REFUSED, "is no file"),
        ("civic-space", "a.ods", MISUSED, "ends in .csv or .xlsx"),
        ("civic-space", "a", MISUSED, "ends in .csv or .xlsx"),
    ],
)
def test_what_cannot_be_exported_leaves_no_file(
    flask: Command, statement: Statement, tmp_path: Path, slug: str, name: str, code: int, said: str
) -> None:
    (tmp_path / "folder.csv").mkdir()

    told = flask("signatures", "export", slug, tmp_path / name, "--force")

    assert told.exit_code == code
    assert said in told.stderr.replace("\n", " ")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]


# ---- statements load


def test_a_statement_is_loaded_as_a_draft(load: Command) -> None:
    told = load(ENTRY)

    assert (told.exit_code, told.stdout) == (DONE, "loaded 1, already there 0\n")
    found = drafting.find("free-assembly")
    assert found is not None
    assert found.opened_at is None


def test_what_is_opened_by_command_is_approved_by_the_operator(load: Command) -> None:
    load(ENTRY, "--open")

    found = drafting.find("free-assembly")
    assert found is not None
    assert found.opened_at is not None
    assert found.approved_by == "operator"


def test_the_same_statement_loaded_again_is_there_already(load: Command) -> None:
    load([ENTRY, ENTRY | {"slug": "another"}])

    told = load([ENTRY, ENTRY | {"slug": "a-third"}])

    assert (told.exit_code, told.stdout) == (DONE, "loaded 1, already there 1\n")
    assert db.session.scalar(db.select(func.count()).select_from(Statement)) == 3


def test_a_draft_is_opened_by_loading_it_again(load: Command) -> None:
    load(ENTRY)

    load(ENTRY, "--open")

    found = drafting.find("free-assembly")
    assert found is not None
    assert found.opened_at is not None


def test_another_text_under_the_same_address_is_refused(load: Command) -> None:
    load(ENTRY)

    told = load(ENTRY | {"body": {"ja": "別の文です。"}})

    assert told.exit_code == REFUSED
    assert "statement 1: slug: " in told.stderr


def test_every_statement_that_is_refused_is_told_and_none_is_loaded(load: Command) -> None:
    told = load([ENTRY, {"slug": "x"}, ENTRY | {"slug": "y", "addressees": ["moon"]}, "z"])

    assert told.exit_code == REFUSED
    assert [line.rsplit(": ", 1)[0] for line in told.stderr.splitlines()[1:]] == [
        "statement 2: title: Expected an object with",
        "statement 3: addressees",
        "statement 4: statement: Expected an object with",
    ]
    assert drafting.find("free-assembly") is None


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"slug": "a"} {}'])
def test_a_file_that_is_no_json_is_refused(flask: Command, tmp_path: Path, content: bytes) -> None:
    told = flask("statements", "load", write(tmp_path, content, "statements.json"))

    assert told.exit_code == REFUSED
    assert "is not JSON in UTF-8" in told.stderr
