"""Who the network is: its organisations, people, addressees, and the keys that seal names."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _

from core.access import Door, Permission
from core.offers import offer
from core.pages import NavEntry
from core.tasks import Tasks
from network import cli, staff, upkeep, views
from network.staff import elections as staff_elections
from network.staff import people as staff_people
from network.staff import showing_elections


def init_app(app: Flask) -> None:
    app.register_blueprint(views.bp)
    app.register_blueprint(staff.bp)
    app.register_blueprint(staff_people.bp)
    app.register_blueprint(staff_elections.bp)
    app.cli.add_command(cli.staff)
    app.cli.add_command(cli.keys)
    app.cli.add_command(cli.elections)
    offer(
        app,
        *upkeep.CHECKS,
        Door(staff.visitor),
        NavEntry(30, lambda: _("The network"), "network.overview"),
        NavEntry(10, lambda: _("Today"), "network_staff.dashboard", staff=True),
        NavEntry(
            80,
            lambda: _("People and roles"),
            "network_people.everybody",
            staff=True,
            permission=Permission.APPOINT,
        ),
        Tasks(showing_elections.tasks),
        NavEntry(
            35,
            lambda: _("Elections"),
            "network_elections.elections",
            staff=True,
            permission=Permission.READ_MEETINGS,
        ),
    )
