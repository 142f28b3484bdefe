"""Answers that tell nothing by their time leave at full steps."""

from __future__ import annotations

import pytest
from flask import Flask

from core import pace
from core.settings import Settings
from mailing import transports


@pytest.mark.parametrize(
    ("taken", "left"), [(0.0, 0.05), (0.012, 0.038), (0.049, 0.001), (0.05, 0.05), (0.062, 0.038)]
)
def test_what_is_left_of_a_step(taken: float, left: float) -> None:
    assert pace.left(taken, 0.05) == pytest.approx(left)


def test_two_mail_servers_are_given_longer_than_one(app: Flask, settings: Settings) -> None:
    assert transports.step() == pace.STEP

    two = settings.model_copy(update={"mail_sealed_transport": "smtp"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(app.config, "SETTINGS", two)
        assert transports.step() > pace.STEP
