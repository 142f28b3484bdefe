"""What a custodian sends in, and what somebody says who asks for a name to be opened."""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField, ValidationError
from wtforms.validators import DataRequired, InputRequired

from core.forms import Form, Line
from network.revealing import Reason

#: A few words; what needs more is told in person.
LONGEST_NOTE = 140


class KeyForm(Form):
    """The public half of a key."""

    public_key = Line(longest=100, validators=[DataRequired(_l("Paste your public key."))])


class ProofForm(Form):
    """The word that only the custodian's key could read."""

    word = Line(longest=100, validators=[DataRequired(_l("Type the word that you opened."))])


class AnswerForm(Form):
    """A file that the opener saved."""

    file = FileField(validators=[FileRequired(_l("Choose the file."))])


class DecisionForm(Form):
    """What a custodian has found among records that they compared, as a file."""

    decision = FileField(validators=[FileRequired(_l("Choose the file."))])


class CompareForm(Form):
    """Which records to compare."""

    group = HiddenField(validators=[DataRequired(_l("Say which records."))])


class ButtonForm(Form):
    """A button, under a sentence that says what it does."""


class RevealForm(Form):
    """Which record, and why."""

    purpose = HiddenField(validators=[DataRequired(_l("Say which record."))])
    record = Line(longest=36, validators=[DataRequired(_l("Say which record."))])
    reason = RadioField(choices=list(Reason), validators=[InputRequired(_l("Choose the reason."))])
    note = Line(longest=LONGEST_NOTE)

    def validate_record(self, field: Line) -> None:
        try:
            UUID(field.data or "")
        except ValueError:
            raise ValidationError(_l("No sealed record has this number.")) from None

    @property
    def number(self) -> UUID:
        return UUID(self.record.data)
