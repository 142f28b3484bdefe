"""What may be typed about motions: proposing, editing, voting, commenting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired

from core.forms import Form, Line, Lines
from core.settings import Settings
from network.deciding import Proposal, Wording
from network.matters import FREE, KINDS, WRITTEN
from network.models import Choice, Majority

DAYS = (1, 3, 7, 14, 30)
HOURS = (6, 12, 24, 48)
QUORUMS = (0, 25, 34, 50, 67, 75, 100)
LONGEST_TEXT = 20_000


class ActForm(Form):
    """A button, under a sentence that says what it does."""


class MotionForm(Form):
    """A motion's rule and time; its wording where it has a text of its own."""

    lasts = SelectField()
    secret = BooleanField()
    majority = SelectField()
    quorum = SelectField(coerce=int)
    #: The hash of a matter's text, as the page showed it.
    text_hash = HiddenField()

    def offer(self) -> None:
        """Offer times, majorities and quorums; the house's own are chosen."""
        settings: Settings = current_app.config["SETTINGS"]
        self.lasts.choices = [*_days(settings.motion_days), *_hours(settings.motion_shortest_hours)]
        self.majority.choices = [(str(one), majority_name(one)) for one in Majority]
        quorums = sorted({*QUORUMS, settings.motion_quorum})
        self.quorum.choices = [(one, quorum_name(one)) for one in quorums]
        if not self.is_submitted():
            self.lasts.data = f"d{settings.motion_days}"
            self.majority.data = settings.motion_majority
            self.quorum.data = settings.motion_quorum

    def value(self, **what: Any) -> Proposal:
        """Return the proposal; `what` is its wording, or the matter it is about."""
        unit, number = self.lasts.data[0], int(self.lasts.data[1:])
        urgent = unit == "h"
        return Proposal(
            lasts=timedelta(hours=number) if urgent else timedelta(days=number),
            urgent=urgent,
            secret=self.secret.data,
            quorum=self.quorum.data,
            majority=Majority(self.majority.data),
            **what,
        )


class WordingForm(Form):
    """Title and exact text."""

    title = Line(validators=[DataRequired(_l("Give the motion a title."))], longest=200)
    text = Lines(
        validators=[DataRequired(_l("Write the exact text that is to be decided."))],
        longest=LONGEST_TEXT,
    )

    def wording(self) -> Wording:
        return Wording(self.title.data, self.text.data)


class FreeMotionForm(WordingForm, MotionForm):
    """A motion with a text of its own, and what it decides."""

    kind = SelectField(default=FREE)

    def offer(self) -> None:
        super().offer()
        self.kind.choices = [(kind, KINDS[kind]) for kind in WRITTEN]


class BallotForm(Form):
    """A vote: one's own, or one entrusted."""

    seat = SelectField(coerce=int)
    choice = RadioField(
        choices=[str(one) for one in Choice],
        validators=[InputRequired(_l("Choose one of the three."))],
    )
    #: The hash of the text that was read.
    text = HiddenField()

    def offer(self, seats: Sequence[tuple[int, str]]) -> None:
        """Offer the votes that the person may cast, their own first."""
        self.seat.choices = list(seats)


class CommentForm(Form):
    """Something to say, about all of the text or a paragraph of it."""

    comment = Lines(validators=[DataRequired(_l("Write something first."))], longest=4000)
    paragraph = SelectField()

    def offer(self, paragraphs: int) -> None:
        numbers = range(1, paragraphs + 1)
        self.paragraph.choices = [
            ("", _("The whole text")),
            *((str(one), _("Paragraph %(number)s", number=one)) for one in numbers),
        ]


class ConflictForm(Form):
    """In which way somebody is involved."""

    conflict = Lines(
        validators=[DataRequired(_l("Say in a few words how you are involved."))], longest=1000
    )


class ProxyForm(Form):
    """Who votes in one's place."""

    holder = SelectField(coerce=int)

    def offer(self, voters: Sequence[tuple[int, str]]) -> None:
        self.holder.choices = list(voters)


class MinutesForm(Form):
    """The language of the minutes."""

    language = RadioField(choices=["ja", "en"], default="ja")


def majority_name(majority: Majority) -> str:
    names = {
        Majority.SIMPLE: _("more votes for than against"),
        Majority.TWO_THIRDS: _("at least two thirds of the votes for"),
        Majority.UNANIMITY: _("all votes for"),
    }
    return str(names[majority])


def quorum_name(quorum: int) -> str:
    if quorum == 0:
        return str(_("at least one vote must be cast"))
    return str(_("at least %(share)s %% of the votes must be cast", share=quorum))


def _days(usual: int) -> list[tuple[str, str]]:
    return [
        (f"d{one}", ngettext("%(num)s day", "%(num)s days", one)) for one in sorted({*DAYS, usual})
    ]


def _hours(shortest: int) -> list[tuple[str, str]]:
    offered = sorted({shortest, *(one for one in HOURS if one >= shortest)})
    return [
        (f"h{one}", ngettext("Urgent: %(num)s hour", "Urgent: %(num)s hours", one))
        for one in offered
    ]
