"""Browsers whose requests know nothing of the test that sends them."""

from __future__ import annotations

from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Browser(FlaskClient):
    """Asks in a context of its own: with the test's, requests would share `g` and the session."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return Context().run(super().open, *args, **kwargs)


@pytest.fixture
def app(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application, asked as a server asks it."""
    monkeypatch.setattr(app, "test_client_class", Browser)
    return app
