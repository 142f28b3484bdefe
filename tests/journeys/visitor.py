"""A browser whose visits the test sees at once."""

from __future__ import annotations

from typing import Any

from flask import has_app_context
from werkzeug.test import TestResponse

from core.db import db
from tests.conftest import Browser


class Visitor(Browser):
    """Ends the test's own transaction after each request, so that it reads what was committed."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer = super().open(*args, **kwargs)
        if has_app_context():  # not where a redirect is being followed
            db.session.rollback()
        return answer
