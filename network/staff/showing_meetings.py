"""What the pages of meetings show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _

from core.japanese import in_tokyo
from network import convening
from network.convening import Member
from network.forms.meetings import PRESENCES
from network.models import Meeting, Presence


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in the list; `minutes` is "none", "written" or "approved"."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    minutes: str
    url: str


def row(one: Meeting) -> MeetingRow:
    newest = one.newest
    written = "approved" if newest is not None and newest.approved_at is not None else "written"
    return MeetingRow(
        title=one.title,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        place=one.place,
        minutes=written if newest is not None else "none",
        url=url_for("network_meetings.meeting", public_id=one.public_id),
    )


def attended(one: Meeting) -> list[tuple[LazyString, str]]:
    """Return who attended, by how; what nobody did is left out."""
    found = [
        (
            PRESENCES[presence],
            [
                each.person.name if each.person is not None else each.name or ""
                for each in one.attendance
                if each.presence == presence
            ],
        )
        for presence in Presence
    ]
    return [(how, _(", ").join(names)) for how, names in found if names]


def named(one: Member) -> str:
    """Return how somebody is called who is expected: with whom they are of, if anybody."""
    return _("%(name)s (%(of)s)", name=one.name, of=one.of) if one.of else one.name


def listed(one: Meeting) -> list[Member]:
    """Return whose attendance is asked for: who is expected, and who was noted before."""
    expected = convening.expected(in_tokyo(one.starts_at).date())
    known = {member.id for member in expected}
    noted = [
        Member(each.person.id, each.person.name, "")
        for each in one.attendance
        if each.person is not None and each.person.id not in known
    ]
    return [*expected, *noted]
