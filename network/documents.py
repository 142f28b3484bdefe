"""Papers of the network: what the minutes of a meeting hold, and their wording."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from markupsafe import Markup

from core.japanese import day, in_tokyo
from network.models import Presence

PRESENCES = {Presence.PRESENT: "出席", Presence.PROXY: "委任", Presence.ABSENT: "欠席"}


@dataclass(frozen=True)
class MeetingRecord:
    """All that is printed of a meeting. `body` is sanitised."""

    network: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    agenda: tuple[str, ...]
    attended: tuple[tuple[str, tuple[str, ...]], ...]
    body: Markup
    approved_at: datetime
    approved_by: str

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What stands above the text, in the words of Japanese associations."""
        starts, ends = in_tokyo(self.starts_at), in_tokyo(self.ends_at)
        told = [
            ("日時", f"{day(starts, 'ja')}{_clock(starts)}から{_clock(ends)}まで"),
            ("場所", self.place),
            *((how, "、".join(names)) for how, names in self.attended),
        ]
        return [(label, fact) for label, fact in told if fact]

    @property
    def approval(self) -> str:
        return f"{day(self.approved_at, 'ja')}承認　{self.approved_by}"


def meeting_html(record: MeetingRecord) -> str:
    """Return the minutes as HTML for `core.documents.render`; needs an application context."""
    return render_template("network/documents/meeting.html", record=record)


def _clock(when: datetime) -> str:
    return f"{when.hour}時{when.minute:02}分"
