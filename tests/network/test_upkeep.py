"""The network as an operator sees it."""

from __future__ import annotations

import pytest
from flask import Flask

from core.doctor import State
from network import upkeep
from tests import factories


@pytest.mark.parametrize(("number", "state"), [(1, State.WARNING), (2, State.OK)])
def test_too_few_custodians_are_warned_of(number: int, state: State, app: Flask) -> None:
    factories.make_custodians(number)

    assert upkeep.custodians().state == state
