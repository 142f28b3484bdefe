"""The contact form, and what staff type about a letter."""

from __future__ import annotations

import time

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import Optional

from core.forms import Choice, Email, Form, Line, Lines, needed
from network.corresponding import NewLetter
from network.models import Topic

TOPICS = {
    Topic.NETWORK: _l("The network and its work"),
    Topic.JOINING: _l("Joining or supporting the network"),
    Topic.STATEMENT: _l("A statement or a signature"),
    Topic.PRESS: _l("For the press"),
    Topic.PERSONAL_DATA: _l("My personal data"),
    Topic.OTHER: _l("Something else"),
}
#: Nobody reads the page and writes a letter in so few seconds.
HURRIED = 4


def _present_second() -> str:
    return str(int(time.time()))


class LetterForm(Form):
    """A letter to the network. Only the text is needed; an answer needs an address."""

    name = Line(validators=[Optional()], longest=100)
    email = Email(validators=[Optional()])
    topic = Choice(
        choices=lambda: [("", ""), *TOPICS.items()],
        validators=[needed(_l("Choose what it is about."))],
    )
    text = Lines(validators=[needed(_l("Write your message."))], longest=5000)
    #: Not to be seen on the page: only a machine fills it in.
    homepage = StringField()
    opened = HiddenField(default=_present_second)

    def value(self) -> NewLetter:
        return NewLetter(
            text=self.text.data,
            topic=Topic(self.topic.data),
            name=self.name.data or None,
            email=self.email.address if self.email.data else None,
            trapped=bool(self.homepage.data),
            hurried=self._hurried(),
        )

    def _hurried(self) -> bool:
        """Tell whether the form came back at once, or does not say when it was opened."""
        opened: str = self.opened.data or ""
        if not (opened.isascii() and opened.isdigit() and len(opened) <= 12):
            return True
        return time.time() - int(opened) < HURRIED


class AnswerForm(Form):
    """The answer to a letter."""

    answer = Lines(validators=[needed(_l("Write the answer."))], longest=5000)


class LetterButton(Form):
    """A button about a letter, under a sentence that says what it does."""
