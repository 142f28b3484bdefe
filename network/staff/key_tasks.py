"""What a custodian, or who asked for a name, has to do today."""

from __future__ import annotations

from collections.abc import Iterator

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.access import Permission
from core.tasks import Task
from network import comparing, keeping_keys, resealing, revealing
from network.revealing import State


def due() -> list[Task]:
    """Return the tasks of whoever is signed in."""
    tasks: list[Task] = []
    if g.person.may(Permission.KEEP_KEYS):
        tasks += _of_a_custodian(g.person.id)
    if g.person.may(Permission.ASK_REVEAL):
        tasks += _to_take(g.person.id)
    return tasks


def _of_a_custodian(person_id: int) -> Iterator[Task]:
    own, url = keeping_keys.of_person(person_id), url_for("network_keys.keys")
    if not own or any(one.proved_at is None for one in own):
        yield Task(
            number=1,
            title=_("Prove your key") if own else _("Make your key"),
            detail=_("Names are sealed to a key once its keeper has shown that they can read."),
            url=url,
            action=_("Open your page"),
            harm=3,
        )
    custodian = keeping_keys.proved_of(person_id)
    if custodian is None:
        return
    if old := resealing.waiting():
        yield Task(
            number=old,
            title=ngettext(
                "record is sealed to an old set of keys",
                "records are sealed to an old set of keys",
                old,
            ),
            detail=_("Seal them anew, so that every custodian of today can read them."),
            url=f"{url}#anew",
            action=_("Seal them anew"),
            harm=2,
        )
    if unchecked := resealing.unchecked(custodian):
        yield Task(
            number=unchecked,
            title=ngettext("record waits to be checked", "records wait to be checked", unchecked),
            detail=_("Another custodian has sealed them anew. See that you can read them."),
            url=f"{url}#anew",
            action=_("Check them"),
            harm=1,
        )
    yield from _to_compare(url)
    if waiting := revealing.for_approval(person_id):
        yield Task(
            number=waiting,
            title=ngettext(
                "reveal waits for your approval", "reveals wait for your approval", waiting
            ),
            detail=_("Somebody asks for a sealed name to be opened."),
            url=url_for("network_reveals.reveals"),
            action=_("See why"),
            harm=2,
        )


def _to_compare(url: str) -> Iterator[Task]:
    for group in comparing.due():
        yield Task(
            number=len(comparing.counted(group)),
            title=_("undisclosed organisations to be compared"),
            detail=_(
                "%(group)s: only a custodian can see whether one of them is there twice.",
                group=group.label,
            ),
            url=f"{url}#compare",
            action=_("Compare them"),
            harm=2,
        )


def _to_take(person_id: int) -> Iterator[Task]:
    readers = keeping_keys.readers()
    ready = [
        one
        for one in revealing.all_of_them()
        if revealing.state(one) == State.APPROVED and revealing.may_take(one, person_id, readers)
    ]
    if ready:
        yield Task(
            number=len(ready),
            title=ngettext("record is ready to open", "records are ready to open", len(ready)),
            detail=_("It can be taken once, within a day of approval."),
            url=url_for("network_reveals.reveals"),
            action=_("Take it"),
            harm=2,
        )
