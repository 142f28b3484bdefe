"""Who the network is: its organisations, people, addressees, and the keys that seal names."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _

from core.access import Door, Permission
from core.offers import offer
from core.pages import NavEntry
from core.tasks import Tasks
from network import cli, staff, upkeep, views
from network.staff import letters as staff_letters
from network.staff import library as staff_library
from network.staff import meetings as staff_meetings
from network.staff import people as staff_people
from network.views import contact as views_contact
from network.views import library as views_library


def init_app(app: Flask) -> None:
    app.register_blueprint(views.bp)
    app.register_blueprint(staff.bp)
    app.register_blueprint(staff_people.bp)
    app.register_blueprint(staff_letters.bp)
    app.register_blueprint(staff_library.bp)
    app.register_blueprint(staff_meetings.bp)
    app.register_blueprint(views_contact.bp)
    app.register_blueprint(views_library.bp)
    app.cli.add_command(cli.staff)
    app.cli.add_command(cli.keys)
    offer(
        app,
        *upkeep.CHECKS,
        Door(staff.visitor),
        Tasks(staff_letters.tasks),
        Tasks(staff_meetings.tasks),
        NavEntry(30, lambda: _("The network"), "network.overview"),
        NavEntry(90, lambda: _("Contact"), "network_contact.write"),
        NavEntry(
            50,
            lambda: _("Letters"),
            "network_letters.queue",
            staff=True,
            permission=Permission.ANSWER_LETTERS,
        ),
        NavEntry(
            60,
            lambda: _("Meetings"),
            "network_meetings.meetings",
            staff=True,
            permission=Permission.READ_MEETINGS,
        ),
        NavEntry(
            70,
            lambda: _("Library"),
            "network_shelves.library",
            staff=True,
            permission=Permission.READ_MEETINGS,
        ),
        NavEntry(10, lambda: _("Today"), "network_staff.dashboard", staff=True),
        NavEntry(
            80,
            lambda: _("People and roles"),
            "network_people.everybody",
            staff=True,
            permission=Permission.APPOINT,
        ),
    )
