"""What happens to civic space: its page tells what is followed; and where people meet."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _

from core.calendar import Dated
from core.offers import offer
from core.pages import FootEntry, NavEntry
from core.sitemap import Place, Places
from monitor import views


def init_app(app: Flask) -> None:
    app.register_blueprint(views.bp)
    offer(
        app,
        NavEntry(15, lambda: _("Events"), "monitor.all_events"),
        NavEntry(20, lambda: _("Incidents and laws"), "monitor.overview"),
        FootEntry(5, lambda: _("Resources"), "monitor.resources"),
        Dated(views.dated),
        Places(
            lambda: [
                Place("monitor.all_events"),
                Place("monitor.overview"),
                Place("monitor.resources"),
            ]
        ),
    )
