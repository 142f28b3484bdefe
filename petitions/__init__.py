"""Who signs, and what is handed over."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _

from campaigns.reading import SigningPages, Support
from campaigns.timeline import Course
from core.access import Permission
from core.calendar import Dated
from core.offers import offer
from core.pages import FootEntry, NavEntry
from core.sitemap import Places
from core.tasks import Tasks
from network.registering import Acts
from petitions import api, cli, comparing, counting, course, demo, recognising, sealed, staff, views
from petitions.pages import closings, elsewhere, overview, parts, register, transparency
from petitions.pages.sharing import picture_of_call
from petitions.staff import answers, preview, publishing
from petitions.staff import signature as signature_page


def init_app(app: Flask) -> None:
    public = (views.bp, transparency.bp, elsewhere.bp, *api.BLUEPRINTS)
    desk = (staff.bp, publishing.bp, preview.bp, answers.bp, signature_page.bp)
    for blueprint in (*public, *desk):
        app.register_blueprint(blueprint)
    if app.config["DEVELOPMENT"]:
        app.register_blueprint(parts.bp)
    cli.init_app(app)
    app.cli.add_command(demo.demo)
    offer(
        app,
        Support(counts=counting.published, url=views.address, picture=picture_of_call),
        SigningPages(statement=preview.statement_url, preview=preview.address),
        Course(course.facts),
        Places(transparency.places),
        FootEntry(50, lambda: _("Transparency"), "transparency.transparency"),
        Tasks(overview.tasks),
        Dated(closings.dated),
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
