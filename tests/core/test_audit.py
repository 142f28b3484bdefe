"""The journal: added to with the act, never changed, and found out if it was."""

from __future__ import annotations

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.exc import ProgrammingError

from core import audit
from core.audit import AuditEntry, Head, JournalBroken
from core.db import db
from network.models import Role
from tests import factories


@pytest.fixture
def three(app: Flask) -> list[AuditEntry]:
    """Three acts, closed into the chain."""
    for act in ("close round", "appoint", "hide name"):
        audit.record(1, act, "round")
    db.session.commit()
    audit.chain()
    db.session.commit()
    return audit.entries()


def as_owner(owner_url: str, *statements: str) -> None:
    with psycopg.connect(owner_url, autocommit=True) as connection:
        for statement in ("SET session_replication_role = replica", *statements):
            connection.execute(statement)


def test_an_entry_names_a_thing_by_number_and_says_one_word_more(app: Flask) -> None:
    person = factories.make_person("chie", "staff")

    audit.record(7, "appoint", person, Role.STAFF)
    db.session.commit()

    (entry,) = audit.entries_of(person)
    assert (entry.person, entry.act, entry.fact) == (7, "appoint", "staff")
    assert entry.thing == f"person:{person.id}"


def test_the_acts_on_each_row_are_counted_by_themselves(app: Flask) -> None:
    for thing in ("event:1", "event:1", "event:11", "news:1"):
        audit.record(1, "change", thing)
    db.session.commit()

    acts = audit.acts_on("event", [1, 11, 12])

    assert {one: found.number for one, found in acts.items()} == {1: 2, 11: 1}
    assert acts[1].last_at == audit.entries(limit=1)[0].at


def test_an_act_that_is_rolled_back_stands_in_no_journal(app: Flask) -> None:
    audit.record(1, "appoint", "person")
    db.session.rollback()

    assert audit.entries() == []


def test_the_chain_holds_every_entry_once_however_often_it_is_closed(
    three: list[AuditEntry],
) -> None:
    audit.chain()
    db.session.commit()

    assert audit.verify() == 3


def test_what_is_written_later_goes_on_from_the_head(three: list[AuditEntry]) -> None:
    before = audit.head()

    audit.record(2, "appoint", "person")
    db.session.commit()
    audit.chain()
    db.session.commit()

    assert audit.verify(before) == 4


@pytest.mark.parametrize("change", ["act = 'nothing'", "person = 2", "at = now()", "thing = 'x'"])
def test_an_edited_entry_is_found(three: list[AuditEntry], owner_url: str, change: str) -> None:
    as_owner(owner_url, f"UPDATE audit_entry SET {change} WHERE id = {three[1].id}")
    db.session.expire_all()

    with pytest.raises(JournalBroken, match=f"entry {three[1].id}"):
        audit.verify()


def test_a_deleted_entry_is_found(three: list[AuditEntry], owner_url: str) -> None:
    as_owner(owner_url, f"DELETE FROM audit_entry WHERE id = {three[1].id}")

    with pytest.raises(JournalBroken, match="link 2"):
        audit.verify()


def test_an_entry_deleted_with_its_link_is_found(three: list[AuditEntry], owner_url: str) -> None:
    gone = three[1].id
    as_owner(
        owner_url,
        f"DELETE FROM audit_link WHERE entry_id = {gone}",
        f"DELETE FROM audit_entry WHERE id = {gone}",
    )

    with pytest.raises(JournalBroken, match="link 2"):
        audit.verify()


def test_a_journal_cut_short_is_found_by_a_head_kept_elsewhere(
    three: list[AuditEntry], owner_url: str
) -> None:
    kept = audit.head()
    newest = three[0].id
    as_owner(
        owner_url,
        f"DELETE FROM audit_link WHERE entry_id = {newest}",
        f"DELETE FROM audit_entry WHERE id = {newest}",
    )
    db.session.expire_all()

    assert audit.verify() == 2
    with pytest.raises(JournalBroken, match="ends at 2"):
        audit.verify(kept)


def test_a_journal_written_anew_is_found_by_a_head_kept_elsewhere(
    three: list[AuditEntry],
) -> None:
    other = Head(2, bytes(32))

    with pytest.raises(JournalBroken, match="another hash"):
        audit.verify(other)


@pytest.mark.parametrize("table", ["audit_entry", "audit_link"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET {} = {}", "TRUNCATE {}"])
def test_the_application_itself_can_change_nothing(
    three: list[AuditEntry], table: str, change: str
) -> None:
    column = "person" if table == "audit_entry" else "number"

    with pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(db.text(change.format(table, column, column)))
    db.session.rollback()


def test_the_command_says_that_all_is_well_and_prints_the_head(
    app: Flask, three: list[AuditEntry]
) -> None:
    runner: FlaskCliRunner = app.test_cli_runner()

    printed = runner.invoke(args=["audit", "head"]).output.strip()
    said = runner.invoke(args=["audit", "verify", "--head", printed])

    assert said.exit_code == 0
    assert said.output.startswith("3 entries")


def test_the_command_fails_on_a_broken_journal(
    app: Flask, three: list[AuditEntry], owner_url: str
) -> None:
    as_owner(owner_url, f"UPDATE audit_entry SET act = 'x' WHERE id = {three[2].id}")
    db.session.expire_all()

    said = app.test_cli_runner().invoke(args=["audit", "verify"])

    assert said.exit_code == 1
    assert f"entry {three[2].id} is not what it was" in said.output


@pytest.mark.parametrize("written", ["", "x", "1", "1:zz", ":00"])
def test_a_head_that_cannot_be_read_is_said_so(app: Flask, written: str) -> None:
    with pytest.raises(JournalBroken, match="cannot be read"):
        audit.parsed(written)
