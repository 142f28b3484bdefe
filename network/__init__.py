"""Who the network is: its organisations, people, addressees, and the keys that seal names."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask_babel import gettext as _

from core.access import Door, Permission
from core.offers import offer
from core.pages import FootEntry, NavEntry
from core.sitemap import Places
from core.tasks import Tasks
from network import admitting, cli, merging, sealed_register, staff, upkeep, views
from network.cli import elections as cli_elections
from network.staff import (
    account,
    key_tasks,
    keys,
    motions,
    register_tasks,
    reveals,
    showing_elections,
    showing_motions,
    sign_in,
)
from network.staff import applications as staff_applications
from network.staff import comparing as staff_comparing
from network.staff import elections as staff_elections
from network.staff import failures as staff_failures
from network.staff import letters as staff_letters
from network.staff import library as staff_library
from network.staff import meetings as staff_meetings
from network.staff import organisations as staff_organisations
from network.staff import people as staff_people
from network.views import contact as views_contact
from network.views import house as views_house
from network.views import joining as views_joining
from network.views import library as views_library

BLUEPRINTS = (
    views.bp, views_joining.bp, views_contact.bp, views_library.bp, views_house.bp,
    staff_letters.bp, staff_library.bp, staff_meetings.bp, staff.bp, staff_people.bp, sign_in.bp,
    account.bp, motions.bp, staff_elections.bp, keys.bp, reveals.bp, staff_applications.bp,
    staff_organisations.bp, staff_comparing.bp, staff_failures.bp,
)  # fmt: skip
COMMANDS = (cli.staff, cli.keys, cli_elections.elections)
TASKS = (
    showing_motions.tasks, showing_elections.tasks, staff_meetings.tasks, staff_letters.tasks,
    register_tasks.tasks, key_tasks.due, staff_failures.tasks,
)  # fmt: skip


def init_app(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    offer(
        app,
        Door(sign_in.visitor, sign_in.ask_to_sign_in, sign_in.ask_to_prove),
        *upkeep.CHECKS,
        admitting.ADMITTING,
        *merging.HOLDS,
        *sealed_register.RECORDS,
        sealed_register.COMPARABLE,
        *(Tasks(due) for due in TASKS),
        Places(views_house.places),
        *menu(),
        *foot(),
    )


def menu() -> list[NavEntry]:
    """Return this room's entries of the two menus; of the staff's, who may open which."""
    return [
        NavEntry(30, lambda: _("The network"), "network.overview"),
        NavEntry(90, lambda: _("Contact"), "network_contact.write"),
        NavEntry(10, lambda: _("Today"), "network_staff.dashboard", staff=True),
        _staff(30, lambda: _("Motions"), "motions.motions", Permission.PREPARE_DECISION),
        _staff(35, lambda: _("Elections"), "elections.elections", Permission.READ_MEETINGS),
        _staff(40, lambda: _("Organisations"), "organisations.everybody", Permission.KEEP_REGISTER),
        _staff(50, lambda: _("Letters"), "letters.queue", Permission.ANSWER_LETTERS),
        _staff(60, lambda: _("Meetings"), "meetings.meetings", Permission.READ_MEETINGS),
        _staff(70, lambda: _("Library"), "shelves.library", Permission.READ_MEETINGS),
        _staff(80, lambda: _("People and roles"), "people.everybody", Permission.APPOINT),
        _staff(85, lambda: _("Keys"), "keys.keys", Permission.KEEP_KEYS),
        _staff(86, lambda: _("Reveals"), "reveals.reveals", Permission.SEE_REVEALS),
    ]


def foot() -> list[FootEntry]:
    """Return this room's entries at the foot of every page."""
    return [
        FootEntry(10, lambda: _("About this site"), "network_house.about"),
        FootEntry(20, lambda: _("How names are kept"), "network.names"),
        FootEntry(30, lambda: _("Privacy notice"), "network_house.privacy"),
        FootEntry(40, lambda: _("Accessibility"), "network_house.accessibility"),
    ]


def _staff(position: int, label: Callable[[], str], page: str, permission: Permission) -> NavEntry:
    return NavEntry(position, label, f"network_{page}", staff=True, permission=permission)
