"""A form that was sent before the deadline counts, however long its body takes to arrive."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from werkzeug.test import TestResponse

from core.db import db
from petitions.models import Signature
from tests.journeys import pages
from tests.journeys.conftest import AKARI, Square

#: The deadline falls in this moment; the statement says the same, as the clock's job has it.
NOW = "UPDATE round SET closes_at = clock_timestamp() WHERE number = 1"


class SlowBody(BytesIO):
    """A body during whose arrival something happens."""

    def __init__(self, body: bytes, meanwhile: Callable[[], None]) -> None:
        super().__init__(body)
        self.meanwhile = meanwhile
        self.begun = False

    def read(self, size: int | None = -1) -> bytes:
        if not self.begun:
            self.begun = True
            self.meanwhile()
        return super().read(size)


@pytest.fixture
def fall(square: Square, owner_url: str) -> Callable[[], None]:
    """Lets the deadline of the only round fall."""
    db.session.execute(db.delete(Signature))
    db.session.commit()

    def now() -> None:
        with psycopg.connect(owner_url, autocommit=True) as connection:
            connection.execute("DELETE FROM round WHERE number > 1")
            connection.execute(NOW)

    return now


def send(
    square: Square, address: str, typed: dict[str, Any], body: type[BytesIO], *also: Any
) -> TestResponse:
    sent = urlencode(typed).encode()
    return square.client.post(
        address,
        input_stream=body(sent, *also),
        content_length=len(sent),
        content_type="application/x-www-form-urlencoded",
    )


def filled(square: Square) -> dict[str, Any]:
    """Return the form for people as it stands on the page, filled in."""
    form = pages.form_with(square.client.get(square.address), "display")
    return {**form.fields, **AKARI}


def test_a_signature_that_came_before_the_deadline_is_taken(
    square: Square, fall: Callable[[], None]
) -> None:
    answer = send(square, f"{square.address}/sign", filled(square), SlowBody, fall)

    assert answer.status_code == 303


def test_a_confirmation_that_came_before_the_deadline_counts(
    square: Square, fall: Callable[[], None]
) -> None:
    assert square.sign().status_code == 303
    square.work()
    link = square.outbox.link()
    button = pages.posted(square.client.get(link))

    assert send(square, link, button.fields, SlowBody, fall).status_code == 303
    assert db.session.scalars(db.select(Signature)).one().counts


def test_what_comes_after_the_deadline_is_refused(square: Square, fall: Callable[[], None]) -> None:
    typed = filled(square)
    fall()

    assert send(square, f"{square.address}/sign", typed, BytesIO).status_code == 409
