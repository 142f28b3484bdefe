"""What staff type to open a statement, move its deadline, correct it, replace it, take it down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, ValidationError
from wtforms.validators import InputRequired, Optional

from campaigns.correcting import Correction
from campaigns.drafting import SLUG
from campaigns.models import TAKEN_DOWN, Version
from core.forms import Choice, Day, Form, Line, Lines, needed
from core.japanese import TOKYO
from network.forms.fields import Hour

MOST_ROUNDS = 3
FIRST_YEAR, LAST_YEAR = 2000, 2100


def plausible(field: Day) -> None:
    """Refuse a year that nobody can have meant."""
    if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(_l("Look at the year again."))


def moment(day: date | None, clock: time | None) -> datetime:
    """Return the moment of a day and an hour in Tokyo; both have been typed."""
    assert day is not None
    assert clock is not None
    return datetime.combine(day, clock, tzinfo=TOKYO)


class OpenForm(Form):
    """From when a statement can be signed, and when its rounds end; an empty round is none."""

    when = RadioField(choices=["now", "later"], default="now")
    day = Day(validators=[Optional()])
    hour = Hour(validators=[Optional()])
    round_1_day = Day(validators=[Optional()])
    round_1_hour = Hour(validators=[Optional()])
    round_2_day = Day(validators=[Optional()])
    round_2_hour = Hour(validators=[Optional()])
    round_3_day = Day(validators=[Optional()])
    round_3_hour = Hour(validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, then that days have their hours, and no round is left out."""
        super().validate(extra_validators)
        if (
            self.when.data == "later"
            and not (self.day.data and self.hour.data is not None)
            and not self.day.errors
        ):
            self.day.errors = [_l("Write from which day and hour on.")]
        empty_before = False
        for day, hour in self.rounds():
            given = day.data is not None, hour.data is not None
            if any(given) and (not all(given) or empty_before) and not day.errors:
                day.errors = [_l("Each round has a day and an hour, and none is left out.")]
            empty_before = empty_before or not any(given)
        return not self.errors

    def validate_day(self, field: Day) -> None:
        plausible(field)

    validate_round_1_day = validate_round_2_day = validate_round_3_day = validate_day

    def rounds(self) -> Iterator[tuple[Day, Hour]]:
        """Yield the fields of each round."""
        for number in range(1, MOST_ROUNDS + 1):
            yield self[f"round_{number}_day"], self[f"round_{number}_hour"]

    @property
    def at(self) -> datetime | None:
        return moment(self.day.data, self.hour.data) if self.when.data == "later" else None

    @property
    def closings(self) -> list[datetime]:
        return [moment(day.data, hour.data) for day, hour in self.rounds() if day.data]


class ExtendForm(Form):
    """The new end of a round."""

    day = Day(validators=[InputRequired(_l("Write the day."))])
    hour = Hour(validators=[InputRequired(_l("Write the hour."))])

    def validate_day(self, field: Day) -> None:
        plausible(field)

    @property
    def until(self) -> datetime:
        return moment(self.day.data, self.hour.data)


class CorrectForm(Form):
    """The titles and texts as they are to be, and words about what was wrong."""

    title_ja = Line(validators=[Optional()], longest=200)
    title_en = Line(validators=[Optional()], longest=300)
    body_ja = Lines(validators=[Optional()], longest=20_000)
    body_en = Lines(validators=[Optional()], longest=40_000)
    note_ja = Lines(
        validators=[needed(_l("Write what was wrong, as signers are to read it."))], longest=1000
    )
    note_en = Lines(validators=[Optional()], longest=1000)

    def corrects(self, version: Version) -> bool:
        """Tell whether what was sent can stand for a version: no language loses its text."""
        if not self.is_submitted():
            return False
        self.validate()
        for name in ("title_ja", "title_en", "body_ja", "body_en"):
            if getattr(version, name) and not self[name].data:
                self[name].errors = [_l("This language would lose its text.")]
        return not self.errors

    def value(self) -> Correction:
        return Correction(
            title_ja=self.title_ja.data or "",
            title_en=self.title_en.data or "",
            body_ja=self.body_ja.data or "",
            body_en=self.body_en.data or "",
            note_ja=self.note_ja.data or "",
            note_en=self.note_en.data or "",
        )


class ReplaceForm(Form):
    """The address of the text that takes the place of this one."""

    slug = Line(validators=[needed(_l("Write the address."))], longest=160)

    def validate_slug(self, field: Line) -> None:
        if not SLUG.match(field.data or ""):
            raise ValidationError(_l("A slug is small letters, digits and single hyphens."))


class TakeDownForm(Form):
    """Why a statement is no longer shown."""

    reason = Choice(
        choices=lambda: [("", ""), *TAKEN_DOWN.items()],
        validators=[needed(_l("Choose the reason; it is public."))],
    )
