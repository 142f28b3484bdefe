"""Minutes: what they print, of named and secret votes, and that they are always the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask, g
from pypdf import PdfReader

from core import storage
from core.db import db
from core.i18n import LANGUAGES
from network import deciding, minutes, minuting, voting
from network.deciding import Wording
from network.models import Motion, MotionMinutes, Person
from tests.network.motions import PROPOSAL, cast, end, make_motion


@pytest.fixture
def carried(aki: Person, ben: Person) -> Motion:
    """A motion that was edited, on which both then voted."""
    motion = make_motion(aki, text="もとの文言。")
    deciding.edit(motion, Wording(PROPOSAL.title, PROPOSAL.text), by=aki.id)
    cast(motion, aki)
    cast(motion, ben, "abstain")
    return end(motion)


def printed(motion: Motion, language: str = "ja") -> str:
    """Return what the minutes say, line ends and spaces left out."""
    pdf = minuting.build(minuting.ask(motion, language))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return re.sub(r"\s", "", text)


def in_order(text: str, parts: list[str]) -> bool:
    return re.search(".*".join(map(re.escape, parts)), text) is not None


def test_the_minutes_print_everything_in_its_order(carried: Motion) -> None:
    parts = [
        "議決記録",
        PROPOSAL.title,
        "世話人1人につき1票",
        "議決権の50％以上",
        "賛成1票",
        "棄権1票",
    ]
    parts += ["可決", "事務所を令和9年4月1日に移す。", "費用は予備費", carried.version.text_hash]
    parts += ["aki", "賛成", "ben", "棄権", "第1版", "第2版", "それまでの投票は無効", "以上"]

    assert in_order(printed(carried), parts)


def test_the_minutes_are_written_in_english_too(carried: Motion) -> None:
    parts = ["Minutesofadecision", "For1vote", "Carried", PROPOSAL.title, "aki", "for", "abstained"]

    found = printed(carried, "en")

    assert [part for part in parts if part not in found] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_motion_gives_the_same_bytes(carried: Motion, lang: str) -> None:
    asked = minuting.ask(carried, lang)

    assert minuting.build(asked) == minuting.build(asked)


def test_minutes_of_a_secret_vote_print_figures_and_no_voter(aki: Person, ben: Person) -> None:
    motion = make_motion(aki, secret=True)
    cast(motion, ben, "against")
    end(motion)

    found = printed(motion)

    assert "無記名" in found
    assert "反対1票" in found
    assert "ben" not in found


def test_minutes_name_a_proxy_and_a_conflict(aki: Person, ben: Person) -> None:
    motion = make_motion(aki)
    first, second = (voter.id for voter in motion.voters)
    voting.give_proxy(motion, by=ben.id, to=first)
    seat = next(voter.seat_id for voter in motion.voters if voter.id == second)
    cast(motion, aki, "for", seat_id=seat)
    voting.take_back_proxy(motion, by=ben.id)

    lines = compose(end(motion)).lines

    assert [(line.name, line.by) for line in lines] == [("aki", ""), ("ben", "aki")]


def test_who_was_in_conflict_stands_among_the_conflicts_alone(aki: Person, ben: Person) -> None:
    motion = make_motion(aki)
    voting.declare_conflict(motion, "大家の親族です。", by=ben.id)
    cast(motion, aki)

    record = compose(end(motion))

    assert [line.name for line in record.lines] == ["aki"]
    assert [(one.name, one.text) for one in record.conflicts] == [("ben", "大家の親族です。")]


def test_minutes_of_a_void_motion_say_why(aki: Person) -> None:
    motion = make_motion(aki)
    deciding.withdraw(motion)
    db.session.commit()

    assert "無効（提案が取り下げられたため）" in printed(motion)


def test_there_are_no_minutes_before_the_end(aki: Person) -> None:
    with pytest.raises(minuting.NotEndedYet):
        minuting.ask(make_motion(aki), "ja")


def test_minutes_are_made_once_by_a_worker(
    carried: Motion, run_due: Callable[[], None], app: Flask
) -> None:
    for _ in range(2):
        asked = minuting.ask(carried, "ja")
        minuting.build_minutes.later(minutes_id=asked.id)
        db.session.commit()

    run_due()

    db.session.expire_all()
    kept = db.session.scalars(db.select(MotionMinutes)).one()
    assert kept.storage_key is not None
    assert storage.get(kept.storage_key).startswith(b"%PDF-")


def test_a_text_that_no_font_can_draw_is_said_not_to_be_printable(
    aki: Person, run_due: Callable[[], None]
) -> None:
    motion = make_motion(aki, text="\U000130b8を移す。")
    end(motion)
    asked = minuting.ask(motion, "ja")
    minuting.build_minutes.later(minutes_id=asked.id)
    db.session.commit()

    run_due()

    db.session.refresh(asked)
    assert (asked.failure, asked.built_at) == ("MissingGlyphs", None)


def compose(motion: Motion) -> minutes.Record:
    g.lang = "ja"
    return minuting.compose(motion)
