"""Who signs, and what is handed over."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _

from campaigns.reading import SigningPages, Support
from core.access import Permission
from core.offers import offer
from core.pages import NavEntry
from core.tasks import Tasks
from network.registering import Acts
from petitions import api, cli, comparing, counting, demo, recognising, sealed, staff, views
from petitions.pages import overview, parts, register
from petitions.staff import preview
from petitions.staff import signature as signature_page


def init_app(app: Flask) -> None:
    for blueprint in (views.bp, api.bp, staff.bp, signature_page.bp, preview.bp):
        app.register_blueprint(blueprint)
    if app.config["DEVELOPMENT"]:
        app.register_blueprint(parts.bp)
    cli.init_app(app)
    app.cli.add_command(demo.demo)
    offer(
        app,
        Support(counts=counting.published, url=views.address),
        SigningPages(statement=preview.statement_url, preview=preview.address),
        Tasks(overview.tasks),
        sealed.RECORDS,
        comparing.COMPARABLE,
        Acts(register.acts),
        recognising.HOLDS,
        NavEntry(
            20,
            lambda: _("Statements"),
            "petitions_staff.statements",
            staff=True,
            permission=Permission.SEE_SIGNATURES,
        ),
        NavEntry(
            25,
            lambda: _("By our entry"),
            "petitions_staff.entries",
            staff=True,
            permission=Permission.SEE_ENTRY,
        ),
    )
