"""Events: what changes and what does not, and in which language they are read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask, g

from core.db import db, now
from monitor import events
from monitor.models import Event
from tests.campaigns import told


def make(**changes: object) -> Event:
    event = events.plan(told.planned(**changes), run_by_id=None)
    db.session.commit()
    return event


def test_a_planned_event_is_not_public(app: Flask) -> None:
    event = make()

    assert events.published(event.public_id) is None
    assert events.to_come() == []


def test_publishing_again_keeps_when_it_was_first_published(app: Flask) -> None:
    event = make()
    events.publish(event)
    db.session.commit()
    first = event.published_at

    events.publish(event)
    db.session.commit()

    assert event.published_at == first


def test_a_cancelled_event_stays_public_and_changes_no_more(app: Flask) -> None:
    event = make()
    events.publish(event)
    events.cancel(event)
    db.session.commit()

    with pytest.raises(events.EventCancelled):
        events.change(event, told.planned(title_ja="別の題"))
    (shown,) = events.to_come()
    assert (shown.title, shown.cancelled) == ("学習会「集会の自由」", True)


def test_what_was_cancelled_before_it_was_published_cannot_be_published(app: Flask) -> None:
    event = make()
    events.cancel(event)
    db.session.commit()

    with pytest.raises(events.EventCancelled):
        events.publish(event)


def test_an_event_that_goes_on_is_to_come_and_one_that_has_ended_is_past(app: Flask) -> None:
    hour = timedelta(hours=1)
    going_on = make(begins_at=now() - hour, ends_at=now() + hour)
    ended = make(begins_at=now() - 2 * hour, ends_at=now() - hour)
    for one in (going_on, ended):
        events.publish(one)
    db.session.commit()

    assert [one.public_id for one in events.to_come()] == [going_on.public_id]
    assert [one.public_id for one in events.past()] == [ended.public_id]


def test_only_an_event_that_is_near_and_goes_on_lacks_its_place(app: Flask) -> None:
    nowhere = {"place_ja": "", "place_en": ""}
    near = make(**nowhere)
    make(begins_at=told.evening(9), ends_at=told.evening(9, hour=20), **nowhere)
    make(begins_at=told.evening(-3), ends_at=told.evening(-3, hour=20), **nowhere)
    make(place_en="")
    events.cancel(make(**nowhere))
    db.session.commit()

    found = db.session.scalars(events.without_place(timedelta(days=7))).all()

    assert [one.id for one in found] == [near.id]


@pytest.mark.parametrize(
    ("lang", "title", "kind", "language"),
    [
        ("ja", "学習会「集会の自由」", "学習会", "ja"),
        ("en", "学習会「集会の自由」", "Study session", "ja"),
    ],
)
def test_an_event_in_one_language_is_shown_in_it_to_all(
    app: Flask, lang: str, title: str, kind: str, language: str
) -> None:
    event = make(title_en="", about_en="", place_en="")

    g.lang = lang
    shown = events.on_page(event)

    assert (shown.title, shown.kind, shown.text_language) == (title, kind, language)
    assert shown.place == "参議院議員会館 B104"


@pytest.mark.parametrize(
    ("registration", "by_email"),
    [
        ("office@hiroba.example", True),
        ("https://hiroba.example/@office", False),
        ("", False),
    ],
)
def test_one_registers_by_email_or_on_a_page(app: Flask, registration: str, by_email: bool) -> None:
    assert events.on_page(make(registration=registration)).by_email is by_email
