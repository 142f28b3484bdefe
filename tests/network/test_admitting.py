"""The committee admits by motion what was checked, on the text that it read."""

from __future__ import annotations

import pytest
from flask import Flask

from core.db import db
from network import admitting, joining
from network.models import Application, Level, Person
from tests import factories
from tests.factories import KAZE


@pytest.fixture
def checked(app: Flask, chie: Person) -> Application:
    """A named application that was checked."""
    application = factories.apply()
    joining.check(application, by=chie.id)
    db.session.commit()
    return application


def test_a_checked_application_can_be_proposed_by_its_name(checked: Application) -> None:
    assert admitting.proposable() == [(checked.id, KAZE.name_ja)]


def test_the_text_tells_who_it_is_and_not_how_it_is_reached(checked: Application) -> None:
    text = admitting.text(checked.id) or ""

    assert KAZE.name_ja in text
    assert checked.email is not None
    assert checked.email not in text


def test_a_carried_motion_admits_once(checked: Application) -> None:
    admitting.carried(checked.id)
    first = checked.admitted_at
    admitting.carried(checked.id)
    db.session.commit()

    assert checked.organisation is not None
    assert checked.admitted_at == first


def test_there_is_nothing_left_to_decide_afterwards(checked: Application) -> None:
    admitting.carried(checked.id)
    db.session.commit()

    assert admitting.text(checked.id) is None
    assert admitting.proposable() == []


def test_one_that_nobody_has_checked_cannot_be_proposed(app: Flask) -> None:
    application = factories.apply()

    assert admitting.proposable() == []
    assert admitting.text(application.id) is None


def test_an_undisclosed_one_is_told_by_its_number_alone(app: Flask, chie: Person) -> None:
    factories.make_custodians()
    application = factories.apply(level=Level.UNDISCLOSED)
    joining.check(application, by=chie.id)
    db.session.commit()

    assert admitting.text(application.id) == f"非公表 / Not disclosed: {application.public_id}"
    assert str(application.public_id)[:8] in admitting.title(application.id)
