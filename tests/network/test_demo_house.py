"""The demonstration's house has something in every room, and an undisclosed figure."""

from __future__ import annotations

from flask import Flask

from core.db import db
from mailing.models import Delivery
from network import convening, corresponding, demo, joining, keeping_library, registering


def test_the_demonstration_has_something_in_every_room(app: Flask) -> None:
    demo.load()
    db.session.commit()

    supporting = registering.supporting()
    assert len(supporting.named) == 4
    assert supporting.unnamed == 4
    assert [one.name for one in registering.partners()] == ["報道の自由を考える記者の会"]
    assert [one.state for one in joining.waiting()] == ["confirmed"]
    assert len(corresponding.waiting()) == 1
    assert [one.newest is not None for one in convening.meetings()].count(True) == 1
    assert len(keeping_library.items()) == 1


def test_nobody_of_it_is_written_to(app: Flask) -> None:
    demo.load()
    db.session.commit()

    assert db.session.scalars(db.select(Delivery)).all() == []
