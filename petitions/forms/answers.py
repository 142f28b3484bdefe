"""What staff type about handing over and about what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, Optional

from core.forms import Choice, Day, Form, Line, Lines, needed
from network.forms.fields import Hour
from network.models import Office
from petitions.forms.publishing import moment, plausible
from petitions.handing_over import Answer, HandingOver


class HandOverForm(Form):
    """When, where and to whom it was handed over, and by when an answer is asked for."""

    day = Day(validators=[InputRequired(_l("Write the day."))])
    hour = Hour(validators=[InputRequired(_l("Write the hour."))])
    place = Line(validators=[needed(_l("Write where it was handed over."))], longest=200)
    received_by = Line(validators=[Optional()], longest=200)
    reply_due = Day(validators=[Optional()])

    def validate_day(self, field: Day) -> None:
        plausible(field)

    def validate_reply_due(self, field: Day) -> None:
        plausible(field)

    @property
    def at(self) -> datetime:
        return moment(self.day.data, self.hour.data)

    def value(self) -> HandingOver:
        return HandingOver(
            at=self.at,
            place=self.place.data or "",
            received_by=self.received_by.data or "",
            reply_due=self.reply_due.data,
        )


class ReplyForm(Form):
    """What an office answered."""

    office = Choice(choices=[], validators=[needed(_l("Choose who answered."))])
    received_on = Day(validators=[InputRequired(_l("Write the day."))])
    text = Lines(validators=[needed(_l("Write the answer as it was received."))], longest=20_000)
    summary_ja = Lines(validators=[Optional()], longest=1000)
    summary_en = Lines(validators=[Optional()], longest=1000)

    def validate_received_on(self, field: Day) -> None:
        plausible(field)

    def offer(self, offices: Sequence[Office]) -> None:
        """Offer the addressees of a submission."""
        self.office.choices = [("", ""), *((office.code, office.title) for office in offices)]

    def value(self, offices: Sequence[Office]) -> Answer:
        assert self.received_on.data is not None
        return Answer(
            office=next(one for one in offices if one.code == self.office.data),
            received_on=self.received_on.data,
            text=self.text.data or "",
            summary_ja=self.summary_ja.data or "",
            summary_en=self.summary_en.data or "",
        )
