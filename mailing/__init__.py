"""Everything that leaves by email."""

from __future__ import annotations

from flask import Flask

from mailing import emails, views


def init_app(app: Flask) -> None:
    emails.init_app(app)
    if app.config["DEVELOPMENT"]:
        app.register_blueprint(views.bp)
