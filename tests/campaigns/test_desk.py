"""The desk: who holds it, what is saved, and versions made of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from campaigns import desk, drafting
from campaigns.desk import Elsewhere, NothingToKeep, Text, TextFixed
from campaigns.models import Statement
from core.db import db, now
from network.models import Person
from tests import factories

TEXT = Text(
    title_ja="題",
    title_en="Title",
    body_ja="本文。",
    body_en="Text.",
    demands_ja=("こうすること。",),
    demands_en=("That it be so.",),
)


@pytest.fixture
def drafted(app: Flask) -> Statement:
    """A statement that is being written."""
    return factories.make_statement(opened=False)


def sit_down(statement: Statement, person: Person) -> str:
    """Open the desk; return the mark of what lies on it."""
    mark = desk.mark(desk.sit_down(statement, by=person.id))
    db.session.commit()
    return mark


def holder(statement: Statement) -> int | None:
    copy = desk.copy_of(statement)
    assert copy is not None
    return desk.holder(copy)


def test_the_desk_begins_with_the_last_version(drafted: Statement, chie: Person) -> None:
    copy = desk.sit_down(drafted, by=chie.id)

    assert desk.text_of(copy) == desk.text_of(drafted.version)
    assert desk.holder(copy) == chie.id


def test_the_first_who_opens_it_holds_it(drafted: Statement, chie: Person, dai: Person) -> None:
    sit_down(drafted, chie)

    sit_down(drafted, dai)

    assert holder(drafted) == chie.id


def test_whoever_saves_holds_it_on(drafted: Statement, chie: Person) -> None:
    mark = sit_down(drafted, chie)
    copy = desk.copy_of(drafted)
    assert copy is not None
    copy.held_at = now() - desk.SILENCE + timedelta(minutes=1)
    db.session.commit()

    desk.save(drafted, TEXT, began=mark, by=chie.id)

    assert copy.held_at > now() - timedelta(minutes=1)
    assert desk.text_of(copy) == TEXT


def test_whoever_lost_it_is_told_and_changes_nothing(
    drafted: Statement, chie: Person, dai: Person
) -> None:
    mark = sit_down(drafted, chie)
    desk.take_over(drafted, by=dai.id)
    db.session.commit()

    with pytest.raises(Elsewhere):
        desk.save(drafted, TEXT, began=mark, by=chie.id)

    db.session.rollback()
    assert desk.present(drafted) == desk.text_of(drafted.version)


def test_what_was_saved_since_is_not_written_over(drafted: Statement, chie: Person) -> None:
    mark = sit_down(drafted, chie)
    desk.save(drafted, TEXT, began=mark, by=chie.id)

    with pytest.raises(Elsewhere):
        desk.save(drafted, replace(TEXT, title_ja="別の窓"), began=mark, by=chie.id)


def test_a_save_that_changes_nothing_keeps_its_mark(drafted: Statement, chie: Person) -> None:
    mark = sit_down(drafted, chie)
    after = desk.mark(desk.save(drafted, TEXT, began=mark, by=chie.id))

    assert desk.mark(desk.save(drafted, TEXT, began=after, by=chie.id)) == after != mark


def test_after_a_silence_it_is_free_and_nothing_unseen_is_written_over(
    drafted: Statement, chie: Person, dai: Person
) -> None:
    mark = sit_down(drafted, chie)
    copy = desk.copy_of(drafted)
    assert copy is not None
    copy.held_at = now() - desk.SILENCE
    db.session.commit()

    # Whoever only paused goes on; had somebody else saved meanwhile, the mark would be another.
    desk.save(drafted, TEXT, began=sit_down(drafted, dai), by=dai.id)
    copy.held_at = now() - desk.SILENCE

    with pytest.raises(Elsewhere):
        desk.save(drafted, TEXT, began=mark, by=chie.id)


def test_a_version_is_made_of_what_differs(drafted: Statement, chie: Person) -> None:
    mark = sit_down(drafted, chie)

    kept = desk.keep(drafted, TEXT, began=mark, by=chie.id)
    copy = desk.copy_of(drafted)
    assert copy is not None
    again = desk.keep(drafted, TEXT, began=desk.mark(copy), by=chie.id)
    db.session.commit()

    assert (kept.version.number, again.version.number) == (2, 2)
    assert kept.version.text_hash == desk.fingerprint(TEXT)
    assert desk.text_of(drafted.version) == TEXT


def test_a_changed_version_voids_the_approval_and_the_planned_opening(
    drafted: Statement, chie: Person
) -> None:
    mark = sit_down(drafted, chie)
    drafting.approve(drafted, by="committee")
    drafting.open_for_signing(drafted, at=now() + timedelta(days=1))

    same = desk.keep(drafted, desk.text_of(drafted.version), began=mark, by=chie.id)
    assert not same.voided
    assert drafted.approved_at is not None

    assert desk.keep(drafted, TEXT, began=mark, by=chie.id).voided
    db.session.commit()
    db.session.refresh(drafted)
    assert [drafted.approved_at, drafted.approved_by, drafted.opened_at] == [None, None, None]


@pytest.mark.parametrize(
    "lacking",
    [replace(TEXT, body_ja="", body_en=""), replace(TEXT, title_ja="", title_en="")],
    ids=["text", "title"],
)
def test_a_version_has_a_title_and_a_text(drafted: Statement, chie: Person, lacking: Text) -> None:
    mark = sit_down(drafted, chie)

    with pytest.raises(NothingToKeep):
        desk.keep(drafted, lacking, began=mark, by=chie.id)


@pytest.mark.parametrize("fixed", ["opened", "taken down", "rejected"])
def test_a_text_that_is_public_or_was_rejected_is_fixed(
    drafted: Statement, chie: Person, fixed: str
) -> None:
    mark = sit_down(drafted, chie)
    if fixed == "rejected":
        drafted.rejected_at, drafted.rejected_for = now(), "scope"
    else:
        drafting.approve(drafted, by="committee")
        drafting.open_for_signing(drafted)
    if fixed == "taken down":
        drafted.taken_down_at, drafted.taken_down_for = now(), "withdrawn"
    db.session.commit()

    for act in (
        lambda: desk.sit_down(drafted, by=chie.id),
        lambda: desk.take_over(drafted, by=chie.id),
        lambda: desk.save(drafted, TEXT, began=mark, by=chie.id),
        lambda: desk.keep(drafted, TEXT, began=mark, by=chie.id),
    ):
        with pytest.raises(TextFixed):
            act()


def test_the_present_text_of_a_public_statement_is_its_version(
    drafted: Statement, chie: Person
) -> None:
    desk.save(drafted, TEXT, began=sit_down(drafted, chie), by=chie.id)
    assert desk.present(drafted) == TEXT

    drafting.approve(drafted, by="committee")
    drafting.open_for_signing(drafted)

    assert desk.present(drafted) == desk.text_of(drafted.version) != TEXT
