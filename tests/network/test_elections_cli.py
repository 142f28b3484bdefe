"""The commands for ballots: taken sealed, opened where the key is, handed in by two officers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pyrage
import pytest
from click.testing import Result
from flask import Flask

from core import audit
from core.db import db
from network import keeping_keys
from network.models import Election, Person
from tests import factories
from tests.network import elections
from tests.network.elections import make_officers, make_open, vote

Command = Callable[..., Result]


@pytest.fixture
def flask(app: Flask) -> Command:
    """Runs a command."""
    return lambda *words, **more: app.test_cli_runner().invoke(
        args=["elections", *(str(word) for word in words)], **more
    )


@pytest.fixture
def key(app: Flask, tmp_path: Path) -> Path:
    """A returning officer's key file."""
    file = tmp_path / "key.txt"
    secret = keeping_keys.create("oto")
    keeping_keys.prove_with(secret)
    file.write_text(f"# a key\n{secret}\n")
    factories.make_custodians(1)
    return file


@pytest.fixture
def election(key: Path, chie: Person, aki: Person) -> Election:
    """An election in which Aki voted for Aki, and voting has ended."""
    election, standing = make_open(chie, [aki])
    vote(election, aki, standing)
    elections.let_voting_end(election)
    return election


def test_the_ballots_go_from_the_server_to_the_key_and_come_back(
    flask: Command, election: Election, key: Path, tmp_path: Path
) -> None:
    sealed, opened = tmp_path / "sealed.json", tmp_path / "opened.jsonl"
    oto, pia = make_officers()

    told = [
        flask("export", election.public_id, "--out", sealed),
        flask("open", sealed, "--key", key, "--out", opened),
        flask("count", election.public_id, opened, "--by", oto.email),
        flask("count", election.public_id, opened, "--by", pia.email),
    ]

    db.session.refresh(election)
    assert [one.exit_code for one in told] == [0, 0, 0, 0], told
    assert "a second officer" in told[2].output
    assert "the result stands" in told[3].output
    assert election.closed_at is not None
    assert (sealed.stat().st_mode & 0o777, opened.stat().st_mode & 0o777) == (0o600, 0o600)
    assert [(one.person, one.act) for one in audit.entries_of(election)][1:] == [
        (None, "take sealed ballots"),
        (oto.id, "hand in count"),
        (pia.id, "close election"),
        (pia.id, "hand in count"),
    ]


def test_opening_asks_no_database(
    flask: Command,
    election: Election,
    key: Path,
    tmp_path: Path,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    sealed = tmp_path / "sealed.json"
    flask("export", election.public_id, "--out", sealed)

    with count_queries() as queries:
        told = flask("open", sealed, "--key", key, "--out", tmp_path / "opened.jsonl")

    assert (told.exit_code, queries) == (0, [])


def test_a_locked_key_file_is_opened_by_its_words(
    flask: Command, election: Election, key: Path, tmp_path: Path
) -> None:
    sealed = tmp_path / "sealed.json"
    flask("export", election.public_id, "--out", sealed)
    key.write_bytes(pyrage.passphrase.encrypt(key.read_bytes(), "six words of the officers own"))

    wrong, right = (
        flask("open", sealed, "--key", key, "--out", tmp_path / words[:3], input=f"{words}\n")
        for words in ("other words", "six words of the officers own")
    )

    assert "does not open" in wrong.output
    assert right.exit_code == 0


@pytest.mark.parametrize("kind", ["no key", "another key"])
def test_what_opens_nothing_says_so(
    flask: Command, election: Election, tmp_path: Path, kind: str
) -> None:
    sealed, file = tmp_path / "sealed.json", tmp_path / "other.txt"
    flask("export", election.public_id, "--out", sealed)
    file.write_text("x" if kind == "no key" else str(pyrage.x25519.Identity.generate()))

    told = flask("open", sealed, "--key", file, "--out", tmp_path / "opened.jsonl")

    assert told.exit_code == 1
    assert "key" in told.output


def test_before_voting_has_ended_no_ballot_is_given_out(
    flask: Command, key: Path, chie: Person, aki: Person, tmp_path: Path
) -> None:
    election, _ = make_open(chie, [aki])

    told = flask("export", election.public_id, "--out", tmp_path / "sealed.json")

    assert told.exit_code == 1
    assert "until voting has ended" in told.output
    assert not (tmp_path / "sealed.json").exists()


def test_only_a_custodian_hands_in(
    flask: Command, election: Election, chie: Person, tmp_path: Path
) -> None:
    (tmp_path / "opened.jsonl").write_text("")

    told = flask("count", election.public_id, tmp_path / "opened.jsonl", "--by", chie.email)

    assert told.exit_code == 1
    assert "no custodian" in told.output


def test_a_file_that_is_no_count_is_refused_in_words(
    flask: Command, election: Election, tmp_path: Path
) -> None:
    [oto, _] = make_officers()
    (tmp_path / "opened.jsonl").write_text("no count")

    told = flask("count", election.public_id, tmp_path / "opened.jsonl", "--by", oto.email)

    assert told.exit_code == 1
    assert "not the file" in told.output
