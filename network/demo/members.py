"""The demonstration's supporting organisations: two named, one to the secretariat alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core import tokens
from core.db import today
from network import joining, people
from network.joining import Applying
from network.models import Level, Source
from network.registering import Decision, Described, Reached


def load(members: Iterable[dict[str, Any]], *, checked_by: str) -> None:
    """Add organisations as if they had applied by post; commits nothing."""
    person = people.known_by(checked_by)
    assert person is not None, "the demonstration's staff come before its members"
    for given in members:
        new = Applying(
            Level(given["level"]), Described(**given["about"]), Reached(**given["reached"])
        )
        application = joining.take_down(new, token=tokens.fresh(), source=Source.POST, by=person.id)
        joining.check(application, by=person.id)
        joining.admit(application, Decision(committee_on=today()))
