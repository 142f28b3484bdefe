"""The API for tests: one statement that can be signed, where undisclosed is offered."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from campaigns.models import Statement
from tests import factories


@pytest.fixture
def statement(client: FlaskClient) -> Statement:
    factories.make_custodians()
    return factories.make_statement()
