"""A browser whose every request stands alone, as it does on a server."""

from __future__ import annotations

from contextvars import Context
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.db import db


class Visitor(FlaskClient):
    """Sends each request in a context of its own, though the test itself stands in one.

    Flask would lend the request the test's context, and with it `g` and the database session: what
    one page left there, the next would find.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer: TestResponse = Context().run(super().open, *args, **kwargs)
        if has_app_context():  # not where a redirect is being followed
            db.session.rollback()  # the test sees what the request has committed
        return answer
