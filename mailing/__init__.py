"""Everything that leaves by email."""

from __future__ import annotations

from flask import Flask

from core.offers import offer
from mailing import cli, emails, upkeep, views


def init_app(app: Flask) -> None:
    emails.init_app(app)
    app.cli.add_command(cli.mailing)
    offer(app, *upkeep.CHECKS, *upkeep.GAUGES)
    if app.config["DEVELOPMENT"]:
        app.register_blueprint(views.bp)
