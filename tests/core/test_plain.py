"""Commands in trouble: a line in plain words, status 1, and no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from core import embedded, plain
from core.settings import SettingsError, load

ROOT = Path(__file__).parents[2]
NOWHERE = "postgresql://nobody:hush@127.0.0.1:1/none"

#: An entry point such as an installed project has, so that the doctor is there without the
#: application.
ENTRY = "[flask.commands]\ndoctor = core.cli:examine\n"


def flask(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, in an environment that sets nothing else."""
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": "a key for tests, long enough for all"}
    return subprocess.run(
        [sys.executable, "-m", "flask", *arguments],
        cwd=ROOT,
        env={**environment, **changes},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def unmigrated(server: embedded.Server, worker_id: str) -> Iterator[str]:
    """A database without a table, as the application sees it."""
    name = f"unmigrated_{worker_id}"
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield server.url.replace("/hiroba?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize("command", [("keys", "list"), ("doctor",), ("--help",)])
def test_every_setting_that_cannot_be_used_is_named(command: tuple[str, ...]) -> None:
    ended = flask(*command, MAIL_TRANSPORT="pigeon", RETENTION_DAYS="soon", DATABASE_URL=NOWHERE)

    said = ended.stdout + ended.stderr
    assert (ended.returncode, "Traceback" in said) == (1, False)
    assert "MAIL_TRANSPORT: " in said
    assert "RETENTION_DAYS: " in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://someone:hush@db/hiroba"),
        ("DATABASE_URL", "postgresql://someone:hush@db:five/hiroba"),
        ("SMTP_URL", "http://someone:hush@mail"),
        ("STORAGE_URL", "s3://someone:hush@bucket"),
        ("METRICS_TOKEN", "hush"),
    ],
)
def test_a_setting_is_named_without_its_value(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as refused:
        load()

    assert f"{name}: " in plain.words(refused.value)
    assert "hush" not in plain.words(refused.value)


@pytest.mark.parametrize("command", [("db", "upgrade"), ("work",)])
def test_a_database_that_does_not_answer_is_said_so(command: tuple[str, ...]) -> None:
    ended = flask(*command, DATABASE_URL=NOWHERE)

    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)
    assert ended.stderr.startswith("Error: the database does not answer: ")
    assert "hush" not in ended.stderr


@pytest.mark.parametrize("command", [("keys", "list"), ("work",)])
def test_a_schema_that_is_missing_is_said_so_with_its_command(
    command: tuple[str, ...], unmigrated: str
) -> None:
    ended = flask(*command, DATABASE_URL=unmigrated)

    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)
    assert "flask db upgrade" in ended.stderr


def test_a_folder_that_cannot_be_made_is_named() -> None:
    ended = flask("keys", "list", INSTANCE_PATH="/dev/null/instance")

    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)
    assert "/dev/null" in ended.stderr


def test_the_doctor_looks_at_the_machine_even_where_no_application_can_be_made(
    tmp_path: Path,
) -> None:
    installed = tmp_path / "installed-1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: installed\nVersion: 1\n")
    (installed / "entry_points.txt").write_text(ENTRY)

    ended = flask("doctor", PYTHONPATH=str(tmp_path), MAIL_TRANSPORT="pigeon")

    assert ended.returncode == 1
    assert "fonts" in ended.stdout
    assert "FAULT    settings        MAIL_TRANSPORT: " in ended.stdout


def test_debug_shows_everything() -> None:
    ended = flask("--debug", "keys", "list", DATABASE_URL=NOWHERE)

    assert "Traceback" in ended.stderr


def test_an_error_that_nobody_foresaw_is_told_by_kind_and_place_alone() -> None:
    try:
        raise ValueError("霜月 あかり")
    except ValueError as error:
        said = plain.words(error)

    assert "ValueError" in said
    assert "core/test_plain.py:" in said
    assert "霜月" not in said


def test_what_settings_and_files_say_of_themselves_is_passed_on() -> None:
    assert "A_SETTING: why" in plain.words(SettingsError("A_SETTING: why"))
    assert plain.words(FileNotFoundError(2, "No such file", "/a/file")) == "/a/file: No such file"
