"""What the network says: drafting, approving, opening, and the public's first pages."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _

from campaigns import motions, staff, views
from core.offers import offer
from core.pages import NavEntry


def init_app(app: Flask) -> None:
    app.register_blueprint(views.bp)
    app.register_blueprint(staff.bp)
    offer(app, NavEntry(10, lambda: _("Calls"), "campaigns.home"), motions.PUBLISHING)
