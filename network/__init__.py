"""Who the network is: its organisations, people, addressees, and the keys that seal names."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _

from core.access import Door, Permission
from core.offers import offer
from core.pages import NavEntry
from core.tasks import Tasks
from network import cli, merging, sealed_register, staff, upkeep, views
from network.staff import account, key_tasks, keys, motions, reveals, showing_motions, sign_in
from network.staff import applications as staff_applications
from network.staff import organisations as staff_organisations
from network.staff import people as staff_people
from network.views import joining as views_joining


def init_app(app: Flask) -> None:
    app.register_blueprint(views.bp)
    app.register_blueprint(staff.bp)
    app.register_blueprint(staff_people.bp)
    app.register_blueprint(sign_in.bp)
    app.register_blueprint(account.bp)
    app.register_blueprint(motions.bp)
    app.register_blueprint(keys.bp)
    app.register_blueprint(reveals.bp)
    app.register_blueprint(staff_applications.bp)
    app.register_blueprint(staff_organisations.bp)
    app.register_blueprint(views_joining.bp)
    app.cli.add_command(cli.staff)
    app.cli.add_command(cli.keys)
    offer(
        app,
        *upkeep.CHECKS,
        Door(sign_in.visitor, sign_in.ask_to_sign_in, sign_in.ask_to_prove),
        Tasks(staff_organisations.tasks),
        *merging.HOLDS,
        *sealed_register.RECORDS,
        NavEntry(30, lambda: _("The network"), "network.overview"),
        NavEntry(
            30,
            lambda: _("Organisations"),
            "network_organisations.everybody",
            staff=True,
            permission=Permission.KEEP_REGISTER,
        ),
        NavEntry(10, lambda: _("Today"), "network_staff.dashboard", staff=True),
        Tasks(showing_motions.tasks),
        NavEntry(
            30,
            lambda: _("Motions"),
            "network_motions.motions",
            staff=True,
            permission=Permission.PREPARE_DECISION,
        ),
        NavEntry(
            80,
            lambda: _("People and roles"),
            "network_people.everybody",
            staff=True,
            permission=Permission.APPOINT,
        ),
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
