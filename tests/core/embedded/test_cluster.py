"""What the embedded server holds, and what it is told and tells."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from core.embedded import running
from tests.core.embedded.servers import (
    Users,
    answers,
    execute,
    processes,
    says,
)


def test_the_log_holds_no_value_of_a_row(instance: Path) -> None:
    with running(instance) as server:
        execute(server.url, "INSERT INTO word VALUES ('canary')")

        for spoilt in ("INSERT INTO word VALUES ('canary')", "SELECT 'canary'::int", "canary"):
            with pytest.raises(psycopg.Error, match="canary"):
                execute(server.url, spoilt)

        log = server.log.read_text()
    assert "ready to accept connections" in log
    assert "canary" not in log


@pytest.mark.parametrize("forbidden", ["DELETE FROM word", "CREATE TABLE other ()"])
def test_the_application_can_do_what_migrations_grant_and_no_more(
    forbidden: str, instance: Path
) -> None:
    with running(instance) as server:
        execute(server.url, f"INSERT INTO word VALUES ('{forbidden}')")

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            execute(server.url, forbidden)


def test_text_is_utf_8_and_time_is_utc(instance: Path) -> None:
    with running(instance) as server, psycopg.connect(server.url) as connection:
        shown = [
            connection.execute(f"SHOW {name}".encode()).fetchone()
            for name in ("server_encoding", "timezone", "fsync", "listen_addresses")
        ]

    assert shown == [("UTF8",), ("UTC",), ("on",), ("",)]


def test_variables_of_other_databases_around_us_do_not_mislead(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"PGPORT": "1", "PGHOST": "nowhere", "PGDATABASE": "x"}.items():
        monkeypatch.setenv(name, value)

    with running(instance) as server:
        assert answers(server.url)


def test_the_server_is_told_none_of_our_secrets(
    instance: Path, users: Users, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary")

    says(users(instance))

    for pid in processes(instance):
        assert b"canary" not in Path(f"/proc/{pid}/environ").read_bytes()
