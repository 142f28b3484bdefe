"""What may be typed about elections: calling one, nominating, voting, handing in a count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms import DateTimeLocalField as LocalField
from wtforms.validators import InputRequired, NumberRange

from core.forms import Day, Form
from core.japanese import TOKYO
from network.electing import Call, Voting

MOST_SEATS = 20

T = TypeVar("T")


class ActForm(Form):
    """A button, under a sentence that says what it does."""


class TokyoTime(LocalField):  # type: ignore[misc]  # WTForms has no type information
    """A day and a time of day in Tokyo, as a browser's field sends it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = (valuelist or [""])[0].strip()
        self.raw_data, self.data = [typed], None
        if typed:
            try:
                self.data = datetime.fromisoformat(typed).replace(tzinfo=TOKYO)
            except ValueError:
                raise ValueError(
                    _l("Write day and time as year-month-dayThour:minute: 2026-12-10T18:00.")
                ) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.strftime("%Y-%m-%dT%H:%M") if self.data else ""


def _moment() -> TokyoTime:
    return TokyoTime(validators=[InputRequired(_l("Write day and time."))])


class VotingForm(Form):
    """From when to when is voted."""

    voting_from = _moment()
    voting_until = _moment()

    def voting(self) -> Voting:
        return Voting(_given(self.voting_from.data), _given(self.voting_until.data))


class CallForm(Form):
    """An election: how many are elected, for which term, and when what happens."""

    seats = IntegerField(
        validators=[
            InputRequired(_l("Write a number from 1 to %(most)s.", most=MOST_SEATS)),
            NumberRange(1, MOST_SEATS, _l("Write a number from 1 to %(most)s.", most=MOST_SEATS)),
        ]
    )
    term_starts_on = Day(validators=[InputRequired(_l("Write the first day of the term."))])
    term_ends_on = Day(validators=[InputRequired(_l("Write the last day of the term."))])
    nominations_until = _moment()
    voting_from = _moment()
    voting_until = _moment()

    def value(self) -> Call:
        return Call(
            seats=self.seats.data,
            term_starts_on=_given(self.term_starts_on.data),
            term_ends_on=_given(self.term_ends_on.data),
            nominations_until=_given(self.nominations_until.data),
            voting_from=_given(self.voting_from.data),
            voting_until=_given(self.voting_until.data),
        )


class NominationForm(Form):
    """Who is nominated."""

    person = SelectField(coerce=int)

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        self.person.choices = list(people)


class CandidacyForm(Form):
    """Whether somebody who was nominated stands."""

    answer = RadioField(
        choices=["accept", "decline"],
        validators=[InputRequired(_l("Choose whether you stand."))],
    )


class ElectionBallotForm(Form):
    """Of whom the voter approves. That it is nobody has to be said."""

    approved = SelectMultipleField(coerce=int)
    nobody = BooleanField()

    def offer(self, candidates: Sequence[tuple[int, str]]) -> None:
        self.approved.choices = list(candidates)

    def validate(self, extra_validators: object = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if not sound or bool(self.approved.data) != self.nobody.data:
            return sound
        self.approved.errors = [
            _l("You chose somebody and nobody: choose one of the two.")
            if self.nobody.data
            else _l("Choose at least one person, or say that you approve of nobody.")
        ]
        return False


class CountForm(Form):
    """The file that an officer's opener made."""

    file = FileField(validators=[FileRequired(_l("Choose the file."))])


def _given(value: T | None) -> T:
    """Return what a field that has to be filled in holds, once the form is found in order."""
    assert value is not None
    return value
