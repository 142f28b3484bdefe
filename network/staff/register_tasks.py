"""What is to be done in the register: applications to see to, rows to compare."""

from __future__ import annotations

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.access import Permission
from core.tasks import Task
from network import joining, merging


def tasks() -> list[Task]:
    """Return what waits there for whoever is signed in."""
    found: list[Task] = []
    waiting = joining.waiting()
    sealed = [one for one in waiting if joining.for_custodians(one)]
    if g.person.may(Permission.KEEP_REGISTER):
        if waiting:
            found.append(task_of_applications(len(waiting)))
        if pairs := merging.waiting():
            found.append(task_of_pairs(pairs))
    if sealed and g.person.may(Permission.KEEP_KEYS):
        found.append(task_of_sealed(len(sealed)))
    return found


def task_of_applications(number: int) -> Task:
    return Task(
        number=number,
        title=ngettext("application waits", "applications wait", number),
        detail=_("To the register of supporting organisations"),
        url=url_for("network_applications.queue"),
        action=_("See the applications"),
        harm=2,
    )


def task_of_pairs(number: int) -> Task:
    return Task(
        number=number,
        title=ngettext(
            "pair of rows may be one organisation", "pairs of rows may be one organisation", number
        ),
        detail=_("One organisation is one row over all statements"),
        url=url_for("network_organisations.alike"),
        action=_("Compare them"),
        harm=1,
    )


def task_of_sealed(number: int) -> Task:
    return Task(
        number=number,
        title=ngettext("sealed application waits", "sealed applications wait", number),
        detail=_("Only a custodian can see who applies"),
        url=url_for("network_applications.sealed"),
        action=_("See their numbers"),
        harm=2,
    )
