"""Answers that leave at even steps, so that their time does not tell what was chosen in a form."""

from __future__ import annotations

import time

from flask import Flask, Response, g, request

#: Seconds. Several times what such an answer takes by itself on a machine that is not busy.
STEP = 0.05
#: Where a request keeps the step that its view has asked for.
ASKED = "hiroba.step"


def evenly(step: float = STEP) -> None:
    """Have the present request answered at the next full step since it came, and not before."""
    request.environ[ASKED] = step


def init_app(app: Flask) -> None:
    app.after_request(_wait)


def _wait(response: Response) -> Response:
    step = request.environ.get(ASKED)
    if step is not None:
        time.sleep(left(time.perf_counter() - g.started, step))
    return response


def left(taken: float, step: float) -> float:
    """Return how much of a step is left after the seconds that were taken."""
    return step - taken % step
