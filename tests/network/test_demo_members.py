"""The demonstration's supporting organisations: the same on every machine."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from core.db import db
from network import demo, registering
from network.models import Organisation


def test_two_are_named_and_one_is_read_by_staff_alone(app: Flask, client: FlaskClient) -> None:
    demo.load()
    db.session.commit()

    [veiled] = db.session.scalars(
        db.select(Organisation).where(Organisation.id.in_(registering.unnamed()))
    )
    page = client.get("/ja/network").text
    assert len(registering.supporting().named) == 2
    assert all(one.name in page for one in registering.supporting().named)
    assert veiled.name_ja not in page
