"""What failed is a task, and is tried again or given up on one page, which names nobody."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from core import audit
from core.db import db
from mailing.models import Delivery
from tests import factories
from tests.conftest import Visit
from tests.journeys import pages
from tests.network import failing

PLACE = "/staff/failures"


@pytest.fixture
def desk(app: Flask, visit: Visit) -> FlaskClient:
    return visit(factories.make_person("emi", "administrator"))


def fail() -> Delivery:
    delivery = failing.make_failures()
    db.session.commit()
    return delivery


def press(desk: FlaskClient, ending: str, **button: str) -> None:
    page = desk.get(PLACE)
    form = next(one for one in pages.forms(page) if one.action.endswith(ending))
    assert pages.send(desk, page, form, **button).status_code == 303
    db.session.expire_all()


def test_what_failed_is_a_task_that_leads_to_its_page(desk: FlaskClient) -> None:
    assert PLACE not in desk.get("/staff/").text

    fail()

    assert PLACE in desk.get("/staff/").text
    shown = desk.get(PLACE).text
    assert "petitions.rounds.move_on" in shown
    assert "mailbox full" in shown


def test_failed_jobs_are_put_back(desk: FlaskClient) -> None:
    fail()

    press(desk, "/jobs")

    waiting = text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
    assert db.session.execute(waiting).scalar_one() == 1
    assert audit.entries()[0].act == "try again"


def test_mail_that_waits_is_sent_again(desk: FlaskClient) -> None:
    delivery = fail()

    press(desk, "/mail", act="again")

    assert (delivery.failed_at, delivery.sending_at, delivery.attempts) == (None, None, 0)


def test_mail_that_waits_is_given_up(desk: FlaskClient) -> None:
    delivery = fail()

    press(desk, "/mail", act="drop")

    assert delivery.dropped_at is not None
    assert "confirm_person" not in desk.get(PLACE).text
