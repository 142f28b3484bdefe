"""Drafts before the committee."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from campaigns import desk, drafting, motions, reviewing
from campaigns.models import Rejected, Statement
from campaigns.reviewing import NoSuchParagraph, NotNow
from core.db import db, now
from network import deciding
from network.deciding import Proposal
from network.models import Person
from tests import factories
from tests.conftest import Outbox


@pytest.fixture
def drafted(app: Flask) -> Statement:
    """A statement of two paragraphs and two demands."""
    return factories.make_statement(opened=False, body_ja="一段落。\n\n二段落。\n続き。")


def change(statement: Statement, by: Person) -> None:
    """Keep another version."""
    copy = desk.sit_down(statement, by=by.id)
    text = desk.Text("題", "", f"{statement.version.number}の次。", "")
    desk.keep(statement, text, began=desk.mark(copy), by=by.id)
    db.session.commit()


def test_paragraphs_are_counted_and_demands_follow_them(drafted: Statement) -> None:
    found = reviewing.paragraphs(drafted.version, "ja")

    assert [(one.number, one.demand) for one in found] == [(0, None), (1, None), (2, 1), (3, 2)]
    assert found[1].text == "二段落。\n続き。"
    assert found[2].text == drafted.version.demands_ja[0]


def test_a_remark_stays_with_its_version(drafted: Statement, aki: Person) -> None:
    said = reviewing.remark(drafted.version, "ja", 3, "短く。", by=aki.id)
    change(drafted, aki)

    assert reviewing.remarks(drafted) == [said]
    assert said.version.number == 1


@pytest.mark.parametrize("paragraph", [-1, 4])
def test_a_remark_is_at_a_paragraph_that_there_is(
    drafted: Statement, aki: Person, paragraph: int
) -> None:
    with pytest.raises(NoSuchParagraph):
        reviewing.remark(drafted.version, "ja", paragraph, "短く。", by=aki.id)


def test_a_remark_is_settled_once(drafted: Statement, aki: Person) -> None:
    said = reviewing.remark(drafted.version, "ja", 0, "短く。", by=aki.id)
    reviewing.settle(said)
    db.session.commit()
    at = said.settled_at

    reviewing.settle(said)
    db.session.commit()

    assert said.settled_at == at is not None


def test_each_facilitator_gets_one_mail_an_asking(
    drafted: Statement, aki: Person, ben: Person, outbox: Outbox, run_due: Callable[[], None]
) -> None:
    reviewing.ask(drafted)
    db.session.commit()
    with pytest.raises(NotNow):
        reviewing.ask(drafted)
    db.session.rollback()
    run_due()

    assert sorted(str(mail["To"]) for mail in outbox.messages) == [aki.email, ben.email]
    assert f"/staff/statements/{drafted.slug}/review" in outbox.text()


def test_the_committee_is_asked_once_more_about_a_new_version(
    drafted: Statement, aki: Person, outbox: Outbox, run_due: Callable[[], None]
) -> None:
    reviewing.ask(drafted)
    db.session.commit()
    change(drafted, aki)

    reviewing.ask(drafted)
    db.session.commit()
    run_due()

    assert len(outbox) == 2


def test_an_asking_that_is_rolled_back_sends_nothing(
    drafted: Statement, aki: Person, outbox: Outbox, run_due: Callable[[], None]
) -> None:
    reviewing.ask(drafted)
    db.session.rollback()
    run_due()

    assert len(outbox) == 0


def test_no_mail_is_sent_of_what_was_decided_meanwhile(
    drafted: Statement, aki: Person, outbox: Outbox, run_due: Callable[[], None]
) -> None:
    reviewing.ask(drafted)
    drafting.approve(drafted, by="committee")
    db.session.commit()
    run_due()

    assert len(outbox) == 0


def test_what_has_no_text_is_not_read_or_proposed(app: Flask) -> None:
    campaign = factories.make_statement(opened=False).campaign
    empty = drafting.draft(
        drafting.Draft(
            "empty", kind=factories.DRAFT.kind, title_ja="題", title_en="", body_ja="", body_en=""
        ),
        campaign,
    )

    with pytest.raises(NotNow):
        reviewing.ask(empty)
    assert motions.text(empty.id) is None
    assert empty.id not in [about for about, _title in motions.proposable()]


def test_a_draft_that_is_not_taken_up_is_decided_on(drafted: Statement) -> None:
    drafting.approve(drafted, by="committee")

    reviewing.reject(drafted, Rejected.UNDER_WAY)
    db.session.commit()

    assert (drafted.status, drafted.rejected_for) == ("rejected", "under way")
    assert motions.text(drafted.id) is None
    assert motions.proposable() == []
    with pytest.raises(NotNow):
        reviewing.ask(drafted)
    with pytest.raises(NotNow):
        reviewing.reject(drafted, Rejected.SCOPE)


def test_what_is_to_be_opened_is_not_rejected(drafted: Statement) -> None:
    drafting.approve(drafted, by="committee")
    drafting.open_for_signing(drafted, at=now() + timedelta(days=1))

    with pytest.raises(NotNow):
        reviewing.reject(drafted, Rejected.SCOPE)


def test_a_motion_on_the_text_before_is_stale_once_another_is_kept(
    drafted: Statement, aki: Person
) -> None:
    motion = deciding.propose(
        Proposal(timedelta(days=3), kind=motions.PUBLISHING.kind, about=drafted.id), by=aki.id
    )
    assert reviewing.open_motion(drafted, motions.PUBLISHING.kind) is motion
    assert not deciding.is_stale(motion)

    change(drafted, aki)

    assert deciding.is_stale(motion)
