"""The ends of rounds in the public calendar: of what can be signed, and moved by an extension."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask, g
from sqlalchemy import func

from core.db import db
from petitions import rounds
from petitions.models import Extension
from petitions.pages import closings
from tests import factories


@pytest.fixture(autouse=True)
def _in_english(app: Flask) -> Iterator[None]:
    with app.test_request_context("/en/calendar.ics"):
        g.lang = "en"
        yield


def test_each_round_of_an_open_statement_has_its_end(app: Flask) -> None:
    statement = factories.make_statement()

    found = sorted(closings.dated(), key=lambda one: one.starts_at)

    assert [one.uid for one in found] == [
        f"round-{number}-civic-space@localhost" for number in (1, 2)
    ]
    assert [one.starts_at for one in found] == [one.closes_at for one in rounds.of(statement.id)]
    assert found[0].summary.startswith("Signing closes: Guarantee the space")
    assert found[0].url == "http://localhost/en/statements/civic-space"
    assert {(one.ends_at, one.revision) for one in found} == {(None, 0)}


def test_a_draft_a_closed_and_a_taken_down_statement_have_none(app: Flask) -> None:
    factories.make_statement(slug="draft", opened=False)
    closed, gone = (factories.make_statement(slug=slug) for slug in ("closed", "gone"))
    closed.closed_at = func.now()
    gone.taken_down_at, gone.taken_down_for = func.now(), "danger"
    db.session.commit()

    assert list(closings.dated()) == []


def test_an_extension_is_a_later_revision_of_the_same_entry(app: Flask) -> None:
    statement = factories.make_statement(closes_in_days=(14.0,))
    (before,) = closings.dated()
    (one,) = rounds.of(statement.id)
    assert one.closes_at is not None
    later = one.closes_at + timedelta(days=7)
    db.session.add(Extension(round_id=one.id, was=one.closes_at, becomes=later))
    one.closes_at = later
    db.session.commit()

    (after,) = closings.dated()

    assert (after.uid, after.starts_at) == (before.uid, later)
    assert (before.revision, after.revision) == (0, 1)
    assert before.revised_at is not None
    assert after.revised_at is not None
    assert after.revised_at > before.revised_at
