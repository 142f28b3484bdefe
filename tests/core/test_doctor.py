"""The doctor: what it finds, which fix it names, and how far it gets without a database."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
import time_machine
from flask import Flask

from core import documents
from core.db import now
from core.doctor import Finding, State, examine, installation, machine
from core.settings import Settings
from tests.core.conftest import Make

NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


def found_in(app: Flask) -> dict[str, Finding]:
    return dict(examine(lambda: app))


@pytest.fixture
def findings(app: Flask) -> Callable[[], dict[str, Finding]]:
    """Examine the application as it stands."""
    return lambda: found_in(app)


@contextmanager
def owner(owner_url: str) -> Iterator[psycopg.Connection]:
    """Give a connection as the schema's owner; what is done is committed."""
    with psycopg.connect(owner_url) as connection:
        yield connection


def test_on_a_machine_in_order_nothing_is_at_fault(
    findings: Callable[[], dict[str, Finding]],
) -> None:
    found = findings()

    assert {name: one.text for name, one in found.items() if one.state == State.FAULT} == {}
    assert len(found) >= 15


def test_whatever_is_amiss_comes_with_its_fix(make_public: Make, tmp_path: Path) -> None:
    bad = make_public(
        database_url=NOWHERE,
        base_url="http://hiroba.example.org",
        secret_key="a" * 40,
        storage_url="file:/dev/null/files",
        mail_from="nancis@hiroba.example",
        instance_path=tmp_path,
    )

    found = found_in(bad)

    amiss = {name: one for name, one in found.items() if one.state != State.OK}
    assert amiss.keys() >= {"secret key", "addresses", "files", "database", "mail transport"}
    assert [name for name, one in amiss.items() if not one.fix] == []


# ---- The machine


def test_a_library_that_does_not_load_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(machine, "LIBRARIES", {"libno-such-1.0": "libno-such-1.0-0"})

    found = machine.native_libraries()

    assert found.state == State.FAULT
    assert "libno-such-1.0" in found.text
    assert "install" in found.fix


@pytest.mark.parametrize(
    ("tool", "command"),
    [
        ("apt-get", "apt-get install --no-install-recommends libpango-1.0-0 libharfbuzz-subset0"),
        ("brew", "brew install pango"),
        ("dnf", "dnf install pango harfbuzz"),
        ("pacman", "pacman -S --needed pango harfbuzz"),
        ("none of them", "install what Debian calls libpango-1.0-0 libharfbuzz-subset0"),
    ],
)
def test_the_command_is_this_platforms(
    tool: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}" if name == tool else None)
    monkeypatch.setattr(machine, "ENDINGS", ())
    monkeypatch.setattr(
        machine, "LIBRARIES", {name: machine.LIBRARIES[name] for name in machine.LIBRARIES}
    )
    monkeypatch.delitem(machine.LIBRARIES, "libpangoft2-1.0")

    assert machine.native_libraries().fix.removeprefix("sudo ") == command


@pytest.fixture
def static(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of static files like ours, whose faces may be spoilt."""
    fonts = tmp_path / "static" / "fonts"
    fonts.mkdir(parents=True)
    for file in (documents.STATIC / "fonts").iterdir():
        (fonts / file.name).symlink_to(file)
    monkeypatch.setattr(documents, "STATIC", tmp_path / "static")
    return tmp_path / "static"


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: shutil.copy(__file__, file)])
def test_a_face_that_is_missing_or_changed_is_named(
    spoil: Callable[[Path], object], static: Path
) -> None:
    face = static / "fonts" / documents.FACES[1]
    if spoil is not Path.unlink:
        face.unlink()
    spoil(face)

    found = machine.fonts()

    assert found.state == State.FAULT
    assert documents.FACES[1] in found.text
    assert found.fix.startswith("git checkout -- ")


def test_letters_that_no_face_draws_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "SAMPLE", "葛\U000e0100 辻\U000e0102 ☃")

    found = machine.fonts()

    assert found.state == State.FAULT
    assert "辻\U000e0102" in found.text
    assert "葛" not in found.text


def test_a_catalogue_that_changed_since_it_was_compiled_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "ROOT", tmp_path)
    folder = tmp_path / "translations" / "ja" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    for name, age in (("messages.mo", 1), ("messages.po", 0)):
        (folder / name).touch()
        os.utime(folder / name, (1e9 - age, 1e9 - age))

    found = machine.translations()

    assert (found.state, "ja" in found.text) == (State.FAULT, True)
    assert f"compile --directory {tmp_path / 'translations'}" in found.fix


# ---- The installation


@pytest.mark.parametrize("key", ["short", "a" * 40, "abcabc" * 8])
def test_a_key_that_can_be_guessed_is_at_fault(
    key: str, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SECRET_KEY", key)

    assert installation.secret_key().state == State.FAULT


def test_a_key_in_a_file_that_everybody_can_read_is_at_fault(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "key"
    kept.touch(mode=0o644)
    monkeypatch.setenv("SECRET_KEY_FILE", str(kept))

    assert installation.secret_key().fix == f"chmod 640 {kept}"


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, State.OK),
        ({"base_url": "http://hiroba.example.org"}, State.FAULT),
        ({"trusted_hosts": "other.example.org"}, State.FAULT),
        ({"trusted_hosts": ".example.org"}, State.OK),
        ({"trusted_proxies": "0.0.0.0/0"}, State.FAULT),
        ({"trusted_proxies": ""}, State.WARNING),
    ],
)
def test_a_public_address_is_encrypted_answered_and_behind_a_known_proxy(
    changes: dict[str, str], state: State, make_public: Make
) -> None:
    with make_public(**changes).app_context():
        found = installation.addresses()

    assert found.state == state


def test_a_folder_that_takes_no_files_is_at_fault(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "STORAGE_FOLDER", "/dev/null/files")

    found = installation.stored_files()

    assert (found.state, "/dev/null/files" in found.text) == (State.FAULT, True)


def test_looking_leaves_no_file_behind(findings: Callable[[], object], settings: Settings) -> None:
    findings()

    assert [one for one in (settings.instance_path / "files").rglob("*") if one.is_file()] == []


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.parametrize(
    ("total", "free", "state"),
    [(10, 0.9, State.FAULT), (100, 4.9, State.WARNING), (100, 5.1, State.OK), (10, 1, State.OK)],
)
def test_a_disk_needs_a_gigabyte_and_a_twentieth_free(
    total: float, free: float, state: State, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = Usage(int(total * 1e9), 0, int(free * 1e9))
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)

    assert installation.disk().state == state


# ---- The database


def test_without_a_database_all_else_is_still_looked_at(make: Make, tmp_path: Path) -> None:
    app = make(database_url=NOWHERE, instance_path=tmp_path)

    found = found_in(app)

    assert found["database"].state == State.FAULT
    assert "does not answer" in found["database"].text
    assert {"libraries", "fonts", "disk", "mail transport"} <= found.keys()
    assert {"schema", "clock", "jobs", "deliveries", "custodians"}.isdisjoint(found)


@pytest.mark.parametrize(
    ("revision", "state"), [("0001", State.FAULT), ("9999", State.OK)], ids=["older", "newer"]
)
def test_an_older_schema_is_at_fault_and_a_newer_one_is_not(
    revision: str, state: State, findings: Callable[[], dict[str, Finding]], owner_url: str
) -> None:
    with owner(owner_url) as connection:
        head = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        connection.execute("UPDATE alembic_version SET version_num = %s", [revision])

    found = findings()
    with owner(owner_url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = %s", head)

    assert found["schema"].state == state
    assert ("worker" in found) == (state == State.OK)
    if state == State.FAULT:
        assert found["schema"].fix == "flask db upgrade"


def test_in_production_a_role_that_owns_the_tables_is_warned_of(
    make_public: Make, app: Flask, owner_url: str
) -> None:
    found = found_in(make_public(database_url=owner_url))
    apart = found_in(make_public())

    assert found["database role"].state == State.WARNING
    assert apart["database role"].state == State.OK


def test_a_clock_that_is_off_is_at_fault(findings: Callable[[], dict[str, Finding]]) -> None:
    with time_machine.travel(now() + timedelta(seconds=30)):
        found = findings()

    assert found["clock"].state == State.FAULT


def test_without_a_worker_production_is_at_fault(
    make_public: Make, findings: Callable[[], dict[str, Finding]], owner_url: str
) -> None:
    trying, public = findings(), found_in(make_public())
    with owner(owner_url) as connection:
        connection.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    served = findings()
    with owner(owner_url) as connection:
        connection.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
        )
    silent = findings()
    with owner(owner_url) as connection:
        connection.execute("DELETE FROM procrastinate_workers")

    states = [one["worker"].state for one in (trying, public, served, silent)]
    assert states == [State.WARNING, State.FAULT, State.OK, State.WARNING]


def test_a_job_that_failed_is_named_with_the_command_that_tries_it_again(
    findings: Callable[[], dict[str, Finding]], owner_url: str
) -> None:
    with owner(owner_url) as connection:
        connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
            " VALUES ('default', 'some.job', 'failed'), ('default', 'other.job', 'doing')"
        )

    found = findings()["jobs"]

    assert found.state == State.WARNING
    assert "1 some.job failed" in found.text
    assert "1 other.job left behind" in found.text
    assert found.fix == "flask jobs again"


# ---- The command


def test_the_command_ends_with_one_only_where_something_is_at_fault(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = app.test_cli_runner()

    with_warnings = runner.invoke(args=["doctor"])
    monkeypatch.setitem(app.config, "SECRET_KEY", "short")
    with_fault = runner.invoke(args=["doctor"])

    assert "warning" in with_warnings.output
    assert (with_warnings.exit_code, with_fault.exit_code) == (0, 1)
    assert "FAULT    secret key" in with_fault.output


def test_scripts_read_the_findings_as_json(app: Flask) -> None:
    answer = json.loads(app.test_cli_runner().invoke(args=["doctor", "--json"]).stdout)

    assert answer["state"] == "warning"
    assert {"check": "fonts", "state": "ok"}.items() <= answer["findings"][1].items()
