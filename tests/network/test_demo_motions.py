"""The demonstration's motions: the same on every machine."""

from __future__ import annotations

from flask import Flask

from core.db import db
from mailing.models import Delivery
from network import closing, deciding, demo
from network.models import Reason, Result


def test_one_is_open_and_one_was_carried(app: Flask) -> None:
    demo.load()
    db.session.commit()

    (opened,), (carried,) = deciding.open_now(), deciding.ended()
    assert closing.counted(opened).cast == 3
    assert (carried.result, carried.reason) == (Result.CARRIED, Reason.ENOUGH)
    assert (carried.votes_for, carried.votes_against, carried.abstained) == (5, 1, 1)
    assert carried.closed_at is not None
    assert carried.closed_at < opened.opened_at
    assert carried.deadline <= carried.closed_at


def test_the_invented_people_are_not_written_to(app: Flask) -> None:
    demo.load()
    db.session.commit()

    assert db.session.scalars(db.select(Delivery)).all() == []
