"""Meetings: who is expected, minutes in versions, what is approved, and how it is printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from core import storage
from core.db import db, now
from core.japanese import in_tokyo
from network import convening
from network.convening import MissingGlyphs, Overtaken
from network.models import Attendance, Meeting, Person, Presence, Term
from tests import factories
from tests.network import house

TODAY = in_tokyo(now()).date()


def approved(meeting: Meeting, by: Person) -> None:
    assert meeting.newest is not None
    convening.approve(meeting, meeting.newest.number, by=by.id)
    db.session.commit()


def test_each_person_is_expected_once_co_representatives_first(
    aki: Person, ben: Person, chie: Person
) -> None:
    ben.terms.append(Term(role="co-representative", starts_on=TODAY))
    db.session.commit()

    names = [member.name for member in convening.expected(TODAY)]

    assert names == ["ben", "aki", "chie"]


def test_yesterdays_facilitator_is_not_expected_today(aki: Person) -> None:
    aki.terms[0].ends_on = TODAY - timedelta(days=1)
    db.session.commit()

    assert convening.expected(TODAY) == []


def test_the_agenda_is_kept_in_its_order_and_can_be_changed(app: Flask) -> None:
    meeting = house.make_meeting()
    assert [item.text for item in meeting.agenda] == list(house.AGENDA)

    convening.change(meeting, house.called(agenda=("決算", "予算")))
    db.session.commit()

    assert [item.text for item in meeting.agenda] == ["決算", "予算"]


def test_attendance_is_noted_in_place_of_what_was_noted(aki: Person, ben: Person) -> None:
    meeting = house.make_meeting()
    convening.note(meeting, {aki.id: Presence.PRESENT, ben.id: Presence.PROXY}, ["客員"])
    db.session.commit()

    convening.note(meeting, {aki.id: Presence.ABSENT}, [])
    db.session.commit()

    assert [(one.person_id, one.presence) for one in meeting.attendance] == [(aki.id, "absent")]


def test_each_writing_is_a_version_and_the_earlier_ones_stay(chie: Person) -> None:
    meeting = house.make_meeting()

    house.make_minutes(meeting, chie, "初稿")
    house.make_minutes(meeting, chie, "第二稿")

    assert [(one.number, one.text) for one in meeting.minutes] == [(1, "初稿"), (2, "第二稿")]


def test_what_was_not_changed_is_no_version(chie: Person) -> None:
    meeting = house.make_meeting()

    house.make_minutes(meeting, chie, "初稿")
    house.make_minutes(meeting, chie, "初稿")

    assert len(meeting.minutes) == 1


def test_nobody_writes_over_what_they_have_not_seen(chie: Person) -> None:
    meeting = house.make_meeting()
    house.make_minutes(meeting, chie, "初稿")

    with pytest.raises(Overtaken):
        convening.write(meeting, "見ていない", after=0, by=chie.id)


def test_only_the_newest_minutes_are_approved_and_once(aki: Person, chie: Person) -> None:
    meeting = house.make_meeting()
    house.make_minutes(meeting, chie, "初稿")
    house.make_minutes(meeting, chie, "第二稿")

    with pytest.raises(Overtaken):
        convening.approve(meeting, 1, by=aki.id)
    approved(meeting, aki)
    with pytest.raises(Overtaken):
        convening.approve(meeting, 2, by=aki.id)


def test_minutes_changed_after_approval_wait_for_it_again(aki: Person, chie: Person) -> None:
    meeting = house.make_meeting()
    house.make_minutes(meeting, chie, "初稿")
    approved(meeting, aki)
    assert convening.to_be_approved() == []

    house.make_minutes(meeting, chie, "訂正")

    assert convening.to_be_approved() == [meeting]
    assert meeting.minutes[0].approved_by_id == aki.id


def test_a_meeting_that_was_held_misses_its_minutes(app: Flask) -> None:
    held = house.make_meeting(days=-1)
    house.make_meeting(days=3)

    assert convening.to_be_written() == [held]


def test_approved_minutes_are_printed_the_same_each_time(aki: Person, chie: Person) -> None:
    meeting = house.make_meeting()
    convening.note(meeting, {aki.id: Presence.PRESENT}, ["客員"])
    house.make_minutes(meeting, chie)
    approved(meeting, aki)
    assert meeting.newest is not None

    pdf = convening.build(meeting.newest)

    assert pdf.startswith(b"%PDF-")
    assert convening.build(meeting.newest) == pdf
    assert storage.get(meeting.newest.storage_key or "") == pdf


def test_minutes_with_a_letter_that_no_face_has_are_not_printed_with_a_gap(
    aki: Person, chie: Person
) -> None:
    meeting = house.make_meeting()
    house.make_minutes(meeting, chie, "\U00012000")
    approved(meeting, aki)
    assert meeting.newest is not None

    with pytest.raises(MissingGlyphs):
        convening.build(meeting.newest)
    convening.print_minutes(minutes_id=meeting.newest.id)

    assert meeting.newest.failed_at is not None


def test_no_meeting_ends_before_it_begins(app: Flask) -> None:
    meeting = house.make_meeting()
    meeting.ends_at = meeting.starts_at

    with pytest.raises(IntegrityError, match="meeting_ends_after_start"):
        db.session.flush()
    db.session.rollback()


def test_no_attendance_is_of_nobody(app: Flask) -> None:
    meeting = house.make_meeting()
    meeting.attendance.append(Attendance(presence=Presence.PRESENT))

    with pytest.raises(IntegrityError, match="attendance_is_of_a_person_or_a_name"):
        db.session.flush()
    db.session.rollback()


def test_a_person_attends_a_meeting_in_one_way(aki: Person) -> None:
    meeting = house.make_meeting()
    for presence in (Presence.PRESENT, Presence.ABSENT):
        meeting.attendance.append(Attendance(person_id=aki.id, presence=presence))

    with pytest.raises(IntegrityError, match="one_attendance_each"):
        db.session.flush()
    db.session.rollback()


def test_who_writes_has_the_papers_printed_by_a_worker(
    aki: Person, chie: Person, run_due: Callable[[], None]
) -> None:
    meeting = house.make_meeting()
    house.make_minutes(meeting, factories.make_person("haru", "staff"))
    approved(meeting, aki)

    run_due()
    db.session.expire_all()

    assert meeting.newest is not None
    assert storage.get(meeting.newest.storage_key or "").startswith(b"%PDF-")
