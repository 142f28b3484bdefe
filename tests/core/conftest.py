"""Applications with other settings than the tests' own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from core.db import db
from core.settings import Settings
from wsgi import create_app

Make = Callable[..., Flask]


@pytest.fixture
def make(settings: Settings) -> Iterator[Make]:
    """Make an application with some settings changed, checked as they are at a start."""
    made: list[Flask] = []

    def one(**changes: Any) -> Flask:
        made.append(create_app(Settings(**{**settings.model_dump(), **changes})))
        return made[-1]

    yield one
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def make_public(make: Make) -> Make:
    """Make an application as it stands in production, with some settings changed."""
    public = {
        "environment": "production",
        "base_url": "https://hiroba.example.org",
        "trusted_proxies": "127.0.0.1",
        "mail_from": "info@example.org",
        "mail_transport": "sendgrid",
        "sendgrid_api_key": "SG.a-key",
    }
    return lambda **changes: make(**{**public, **changes})
