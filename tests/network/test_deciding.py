"""Motions: who may vote, what an edit does, what a matter has to do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from campaigns.models import Statement, Version, hash_of
from core.db import db
from core.settings import Settings
from network import deciding, matters
from network.deciding import Wording
from network.models import (
    Electorate,
    Motion,
    MotionBallot,
    MotionSecretBallot,
    MotionTurnout,
    MotionVersion,
    Person,
    VoidReason,
)
from network.models import hash_of as motion_hash_of
from tests import factories
from tests.conftest import Outbox
from tests.network.motions import PROPOSAL, cast, date_back, make_motion, post


def rewrite(statement: Statement, body: str) -> None:
    """Give a statement another text."""
    before = statement.version
    version = Version(
        number=before.number + 1,
        title_ja=before.title_ja,
        title_en=before.title_en,
        body_ja=body,
        body_en=before.body_en,
        demands_ja=before.demands_ja,
        demands_en=before.demands_en,
    )
    version.text_hash = hash_of(version)
    statement.versions.append(version)
    db.session.commit()


@pytest.fixture
def statement(app: Flask) -> Statement:
    return factories.make_statement(opened=False)


@pytest.fixture
def on_statement(statement: Statement, aki: Person, ben: Person) -> Motion:
    return make_motion(aki, kind="publish statement", about=statement.id)


# ---- Who may vote


def test_the_facilitators_of_the_day_may_vote_and_nobody_else(
    app: Flask, aki: Person, ben: Person, chie: Person, dai: Person
) -> None:
    factories.make_person("rei", "co-representative")

    motion = make_motion(chie)

    assert [voter.person.name_ja for voter in motion.voters] == ["aki", "ben"]
    assert [len(seat.voters) for seat in motion.seats] == [1, 1]


def test_who_becomes_a_facilitator_later_has_no_vote(app: Flask, aki: Person) -> None:
    motion = make_motion(aki)

    factories.make_person("late", "facilitator", of="nagoya")

    assert [voter.person_id for voter in motion.voters] == [aki.id]


def test_where_organisations_vote_their_facilitators_share_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch, aki: Person, ben: Person
) -> None:
    factories.make_person("eri", "facilitator", of="hokkaido")
    settings: Settings = app.config["SETTINGS"]
    changed = settings.model_copy(update={"motion_electorate": Electorate.ORGANISATIONS})
    monkeypatch.setitem(app.config, "SETTINGS", changed)

    motion = make_motion(aki)

    names = [[voter.person.name_ja for voter in seat.voters] for seat in motion.seats]
    assert names == [["aki", "eri"], ["ben"]]


def test_without_facilitators_there_is_no_motion(app: Flask, chie: Person) -> None:
    with pytest.raises(deciding.NobodyMayVote):
        deciding.propose(PROPOSAL, by=chie.id)


# ---- Proposing


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"text": ""}, "text"),
        ({"lasts": timedelta(hours=23)}, "lasts"),
        ({"lasts": timedelta(days=61)}, "lasts"),
        ({"lasts": timedelta(hours=5), "urgent": True}, "lasts"),
    ],
)
def test_an_unfit_motion_is_refused_at_its_field(
    aki: Person, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(deciding.UnfitMotion) as refused:
        deciding.propose(replace(PROPOSAL, **changes), by=aki.id)

    assert refused.value.field == field


def test_an_urgent_motion_has_hours(aki: Person) -> None:
    motion = make_motion(aki, lasts=timedelta(hours=6), urgent=True)

    assert motion.deadline - motion.opened_at == timedelta(hours=6)


def test_an_ordinary_motion_ends_at_a_full_hour_and_not_before_its_days(aki: Person) -> None:
    motion = make_motion(aki)

    assert (motion.deadline.minute, motion.deadline.second) == (0, 0)
    assert timedelta(days=7) <= motion.deadline - motion.opened_at < timedelta(days=7, hours=1)


def test_everybody_who_may_vote_is_told_in_their_language(
    app: Flask, aki: Person, ben: Person, run_due: Callable[[], None], outbox: Outbox
) -> None:
    ben.language = "en"
    make_motion(aki)

    post(run_due)

    told = {str(one["To"]): str(one["Subject"]) for one in outbox.messages}
    assert told == {
        aki.email: f"議案が出されました：{PROPOSAL.title}",
        ben.email: f"A motion waits for your vote: {PROPOSAL.title}",
    }


def test_who_is_no_facilitator_any_more_gets_no_mail(
    app: Flask, aki: Person, ben: Person, run_due: Callable[[], None], outbox: Outbox
) -> None:
    make_motion(aki)
    ben.terms[0].ends_on = factories.LONG_AGO
    db.session.commit()

    post(run_due)

    assert [str(one["To"]) for one in outbox.messages] == [aki.email]


# ---- Editing


def test_an_edit_voids_the_votes(aki: Person, ben: Person) -> None:
    motion = make_motion(aki)
    cast(motion, ben)

    deciding.edit(motion, Wording(PROPOSAL.title, "別の文言。"), by=aki.id)
    db.session.commit()

    ballot = db.session.scalars(db.select(MotionBallot)).one()
    assert motion.version.number == 2
    assert ballot.version_id == motion.versions[0].id
    assert ballot.text_hash != motion.version.text_hash


def test_an_edit_of_a_secret_motion_leaves_nothing_of_the_vote(aki: Person, ben: Person) -> None:
    motion = make_motion(aki, secret=True)
    cast(motion, ben)

    deciding.edit(motion, Wording(PROPOSAL.title, "別の文言。"), by=aki.id)
    db.session.commit()

    assert db.session.scalars(db.select(MotionTurnout)).all() == []
    assert db.session.scalars(db.select(MotionSecretBallot)).all() == []


def test_an_edit_is_told_to_everybody_who_may_vote(
    aki: Person, ben: Person, run_due: Callable[[], None], outbox: Outbox
) -> None:
    motion = make_motion(aki)
    post(run_due)

    deciding.edit(motion, Wording(PROPOSAL.title, "別の文言。"), by=aki.id)
    db.session.commit()
    post(run_due)

    assert {str(one["To"]) for one in outbox.messages[2:]} == {aki.email, ben.email}
    assert "無効" in str(outbox.last["Subject"])


def test_an_edit_leaves_time_to_read_it(aki: Person) -> None:
    motion = make_motion(aki)
    date_back(motion, motion.deadline - deciding.database_time() - timedelta(minutes=5))

    deciding.edit(motion, Wording(PROPOSAL.title, "別の文言。"), by=aki.id)

    assert motion.deadline - deciding.database_time() > timedelta(hours=23)


def test_an_edit_that_changes_nothing_is_refused(aki: Person) -> None:
    motion = make_motion(aki)

    with pytest.raises(deciding.UnfitMotion):
        deciding.edit(motion, Wording(PROPOSAL.title, PROPOSAL.text), by=aki.id)


def test_after_the_deadline_nothing_is_edited(aki: Person) -> None:
    motion = make_motion(aki)
    date_back(motion, timedelta(days=8))

    with pytest.raises(deciding.MotionEnded):
        deciding.edit(motion, Wording(PROPOSAL.title, "別の文言。"), by=aki.id)


def test_a_motion_that_is_taken_back_is_void(aki: Person) -> None:
    motion = make_motion(aki)

    deciding.withdraw(motion)
    db.session.commit()

    assert motion.void_reason == VoidReason.WITHDRAWN
    assert motion.result is None


def test_a_text_cannot_be_changed_under_its_hash(aki: Person) -> None:
    motion = make_motion(aki)

    with pytest.raises(IntegrityError, match="motion_hash_is_of_its_text"):
        db.session.execute(update(MotionVersion).values(text="別の文言。"))

    db.session.rollback()
    assert motion.version.text == PROPOSAL.text


def test_a_text_that_was_voted_on_cannot_be_changed_with_its_hash(aki: Person) -> None:
    motion = make_motion(aki)
    cast(motion, aki)

    with pytest.raises(IntegrityError, match="ballot_is_on_its_text"):
        db.session.execute(
            update(MotionVersion).values(text="別の", text_hash=motion_hash_of("別の"))
        )


# ---- Matters


@pytest.mark.parametrize("kind", matters.WRITTEN)
def test_a_motion_of_each_kind_can_be_written_and_edited(aki: Person, kind: str) -> None:
    motion = make_motion(aki, kind=kind)

    deciding.edit(motion, Wording(motion.version.title, "別の文言。"), by=aki.id)

    assert (motion.kind, motion.about) == (kind, None)
    assert kind in matters.KINDS


def test_what_is_on_a_matter_and_what_is_written_are_apart(app: Flask) -> None:
    offered = {one.kind for one in matters.all_offered()}

    assert offered | set(matters.WRITTEN) == set(matters.KINDS)
    assert offered & set(matters.WRITTEN) == set()


def test_the_text_of_a_matter_is_taken_as_it_is(on_statement: Motion, statement: Statement) -> None:
    matter = matters.matter("publish statement")

    assert matter is not None
    assert on_statement.version.text == matter.text(statement.id)
    for part in (factories.DRAFT.body_ja, factories.DRAFT.body_en, *factories.DRAFT.demands_ja):
        assert part in on_statement.version.text


def test_a_matter_whose_text_changed_since_it_was_read_is_not_proposed(
    statement: Statement, aki: Person
) -> None:
    with pytest.raises(deciding.TextChanged):
        make_motion(
            aki, kind="publish statement", about=statement.id, text_hash=motion_hash_of("before")
        )


def test_a_matter_has_one_open_motion(
    on_statement: Motion, statement: Statement, aki: Person
) -> None:
    with pytest.raises(deciding.AlreadyProposed):
        make_motion(aki, kind="publish statement", about=statement.id)


def test_a_changed_matter_makes_its_motion_stale_until_the_text_is_taken_over(
    on_statement: Motion, statement: Statement, aki: Person
) -> None:
    rewrite(statement, "書き改めた本文。")
    stale = deciding.is_stale(on_statement)

    deciding.take_over(on_statement, by=aki.id)
    db.session.commit()

    assert stale
    assert not deciding.is_stale(on_statement)
    assert "書き改めた本文。" in on_statement.version.text


def test_the_text_of_a_matter_is_not_edited_in_the_motion(
    on_statement: Motion, aki: Person
) -> None:
    with pytest.raises(deciding.UnfitMotion):
        deciding.edit(on_statement, Wording("題", "文"), by=aki.id)


# ---- Comments


def test_a_comment_may_be_about_a_paragraph(aki: Person, ben: Person) -> None:
    motion = make_motion(aki)

    deciding.comment(motion, "金額を書くべきです。", by=ben.id, paragraph=2)
    db.session.commit()

    assert [(one.person_id, one.paragraph) for one in deciding.comments(motion)] == [(ben.id, 2)]


def test_a_comment_on_a_paragraph_that_is_not_there_is_refused(aki: Person) -> None:
    motion = make_motion(aki)

    with pytest.raises(deciding.UnfitMotion):
        deciding.comment(motion, "?", by=aki.id, paragraph=3)


def test_comments_outlive_an_edit_and_know_their_version(aki: Person) -> None:
    motion = make_motion(aki)
    deciding.comment(motion, "短すぎます。", by=aki.id)

    deciding.edit(motion, Wording(PROPOSAL.title, "別の文言。"), by=aki.id)

    assert [one.version.number for one in deciding.comments(motion)] == [1]
