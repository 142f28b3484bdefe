"""Who the network is: its organisations, people, addressees, and the keys that seal names."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _

from core.access import Door, Permission
from core.offers import offer
from core.pages import NavEntry
from core.tasks import Tasks
from network import cli, staff, upkeep, views
from network.staff import key_tasks, keys, reveals


def init_app(app: Flask) -> None:
    app.register_blueprint(views.bp)
    app.register_blueprint(staff.bp)
    app.register_blueprint(keys.bp)
    app.register_blueprint(reveals.bp)
    app.cli.add_command(cli.staff)
    app.cli.add_command(cli.keys)
    offer(
        app,
        *upkeep.CHECKS,
        Door(staff.visitor),
        NavEntry(30, lambda: _("The network"), "network.overview"),
        NavEntry(10, lambda: _("Today"), "network_staff.dashboard", staff=True),
        Tasks(key_tasks.due),
        NavEntry(
            80,
            lambda: _("Keys"),
            "network_keys.keys",
            staff=True,
            permission=Permission.KEEP_KEYS,
        ),
        NavEntry(
            81,
            lambda: _("Reveals"),
            "network_reveals.reveals",
            staff=True,
            permission=Permission.SEE_REVEALS,
        ),
    )
