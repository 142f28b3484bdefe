"""What staff type about a meeting: when and where, the agenda, who came, the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, ValidationError
from wtforms.validators import InputRequired, Optional

from core.forms import Choice, Day, Form, Line, Lines, needed
from core.japanese import TOKYO, in_tokyo
from network.convening import Member, NewMeeting
from network.forms.fields import Hour, SecureAddress
from network.models import Attendance, Meeting, Presence

PRESENCES = {
    Presence.PRESENT: _l("present"),
    Presence.PROXY: _l("by proxy"),
    Presence.ABSENT: _l("absent"),
}

FIRST_YEAR, LAST_YEAR = 2000, 2100


class MeetingForm(Form):
    """When and where a meeting is, and what it is about, an item a line."""

    title = Line(validators=[needed(_l("Write what the meeting is called."))], longest=100)
    day = Day(validators=[InputRequired(_l("Write the day."))])
    begins = Hour(validators=[InputRequired(_l("Write when it begins."))])
    ends = Hour(validators=[InputRequired(_l("Write when it ends."))])
    place = Line(validators=[Optional()], longest=200)
    online_link = SecureAddress(validators=[Optional()], longest=500)
    agenda = Lines(validators=[Optional()], longest=5000)

    def validate_day(self, field: Day) -> None:
        if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError(_l("Look at the year again."))

    def validate_ends(self, field: Hour) -> None:
        if self.begins.data and field.data and field.data <= self.begins.data:
            raise ValidationError(_l("It cannot end before it begins."))

    def value(self) -> NewMeeting:
        return NewMeeting(
            title=self.title.data,
            starts_at=_moment(self.day.data, self.begins.data),
            ends_at=_moment(self.day.data, self.ends.data),
            place=self.place.data or "",
            online_link=self.online_link.data or "",
            agenda=lines(self.agenda.data),
        )


class AttendanceForm(Form):
    """Who came of those who were expected, and who else, a name a line."""

    others = Lines(validators=[Optional()], longest=3000)

    def people(self) -> dict[int, Presence]:
        return {
            int(field.name.removeprefix(PERSON)): Presence(field.data)
            for field in self
            if field.name.startswith(PERSON) and field.data
        }

    def others_by_name(self) -> tuple[str, ...]:
        return lines(self.others.data)


PERSON = "person-"


class MinutesForm(Form):
    """The minutes, and the number of the version from which the writer began."""

    text = Lines(validators=[needed(_l("Write the minutes."))], longest=20_000)
    after = HiddenField()

    @property
    def began_from(self) -> int:
        return number_in(self.after.data)


class ApproveForm(Form):
    """Approval of the minutes, by the number of the version that was read."""

    number = HiddenField()

    @property
    def read(self) -> int:
        return number_in(self.number.data)


def attendance_form(expected: Sequence[Member], noted: Sequence[Attendance]) -> AttendanceForm:
    """Return the form with a choice for each person, as it was noted before."""
    fields = {f"{PERSON}{one.id}": Choice(one.name, choices=_presences) for one in expected}
    of_them = type("AttendanceForm", (AttendanceForm,), fields)
    before = {f"{PERSON}{one.person_id}": one.presence for one in noted if one.person_id}
    others = "\n".join(one.name for one in noted if one.name)
    form: AttendanceForm = of_them(data={**before, "others": others})
    return form


def _presences() -> list[tuple[str, LazyString]]:
    return [("", ""), *PRESENCES.items()]


def meeting_form(meeting: Meeting | None) -> MeetingForm:
    """Return the form for a meeting, as it was called before."""
    if meeting is None:
        return MeetingForm()
    starts, ends = in_tokyo(meeting.starts_at), in_tokyo(meeting.ends_at)
    return MeetingForm(
        data={
            "title": meeting.title,
            "day": starts.date(),
            "begins": starts.time(),
            "ends": ends.time(),
            "place": meeting.place,
            "online_link": meeting.online_link,
            "agenda": "\n".join(item.text for item in meeting.agenda),
        }
    )


def lines(text: str | None) -> tuple[str, ...]:
    """Return the lines of a text, empty ones left out."""
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def number_in(text: str | None) -> int:
    """Return a number of a version that came with a form; -1, which none has, for anything else."""
    fits = text is not None and text.isascii() and text.isdigit() and len(text) <= 6
    return int(text) if fits and text else -1


def _moment(day: date | None, clock: time | None) -> datetime:
    assert day is not None
    assert clock is not None
    return datetime.combine(day, clock, tzinfo=TOKYO)
