"""What an organisation sends is answered at a full step, so that its time tells no level."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask import Flask, request, request_finished
from werkzeug.test import TestResponse

from core import pace
from tests.journeys import pages
from tests.journeys.conftest import TANPOPO, Square

LEVELS = ("public", "addressee", "undisclosed")


def steps(act: Callable[[], TestResponse]) -> float:
    """Return how many steps an answer took."""
    start = time.perf_counter()
    assert act().status_code == 303
    return (time.perf_counter() - start) / pace.STEP


@pytest.mark.parametrize("level", LEVELS)
def test_signing_and_confirming(square: Square, level: str) -> None:
    client, typed = square.client, {**TANPOPO, "disclosure": level}
    page = client.get(f"{square.address}/sign/organisation")
    form = pages.form_with(page, "disclosure")

    assert steps(lambda: pages.send(client, page, form, **typed)) >= 1

    page = client.get(link := square.outbox.link())
    assert steps(lambda: pages.send(client, page, pages.posted(page))) >= 1

    page = client.get(link.replace("/confirm/", "/my/"))
    form = pages.form_with(page, "action")
    assert steps(lambda: pages.send(client, page, form, action="withdraw")) >= 1


@pytest.mark.parametrize("level", LEVELS)
def test_joining(square: Square, level: str) -> None:
    client, typed = square.client, {**TANPOPO, "name_ja": "早瀬の会", "disclosure": level}
    page = client.get("/ja/join")
    form = pages.form_with(page, "once")

    assert steps(lambda: pages.send(client, page, form, **typed)) >= 1

    page = client.get(square.outbox.link())
    form = pages.form_with(page, "action")
    assert steps(lambda: pages.send(client, page, form, action="confirm")) >= 1


def waits(app: Flask, act: Callable[[], TestResponse]) -> bool:
    """Tell whether the last answer of what is done leaves at a step."""
    found: list[bool] = []

    def note(_app: Flask, **_facts: object) -> None:
        found.append(pace.ASKED in request.environ)

    with request_finished.connected_to(note, app):
        act()
    return found[-1]


def test_a_person_does_not_wait(square: Square, app: Flask) -> None:
    """There is no level to be told: what many do at once takes no longer than it must."""
    assert waits(app, lambda: square.sign_for_organisation("public"))
    assert not waits(app, square.sign)
