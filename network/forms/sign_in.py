"""What is typed to sign in, and to set up how."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, ValidationError
from wtforms.validators import DataRequired

from core import addresses
from core.forms import Form, Line
from network.signing_in.passkeys import Answer

#: A page of ours for staff, with what it was asked: nothing that could lead elsewhere.
ONWARD = re.compile(r"/staff(?:/[\w~%.-]+)*/?(?:\?[\w~%.=&+-]*)?", re.ASCII)
LONGEST_ONWARD = 500


def onward(asked: str | None) -> str | None:
    """Return a relative address if it leads to a staff page of this site, else None."""
    if asked is None or len(asked) > LONGEST_ONWARD or ".." in asked:
        return None
    return asked if ONWARD.fullmatch(asked) else None


class PlainForm(Form):
    """A form that is only a button."""


class Onward(Form):
    """A form that leads on to the page somebody wanted."""

    next = HiddenField()

    @property
    def onward(self) -> str | None:
        return onward(self.next.data)


class AskForm(Onward):
    """The address to mail a link to."""

    email = Line(
        validators=[DataRequired(_l("Write the email address that you are known by here."))]
    )

    def validate_email(self, field: Any) -> None:
        try:
            addresses.check(field.data)
        except addresses.UnfitAddress as error:
            raise ValidationError(addresses.WORDS[error.reason]) from None


class CodeForm(Onward):
    """A code of the app, or a recovery code."""

    code = Line(
        validators=[
            DataRequired(_l("Type the six digits that the app shows, or a recovery code."))
        ],
        longest=40,
    )


class PasskeyForm(Onward):
    """What a device answered; a script fills it in."""

    challenge = HiddenField()
    credential = HiddenField()

    def value(self) -> Answer:
        return Answer(self.challenge.data or "", self.credential.data or "")


class NewPasskeyForm(PasskeyForm):
    """A new passkey, and what its owner calls it."""

    name = Line(
        validators=[DataRequired(_l("Give it a name by which you will know it again."))], longest=60
    )


class AppForm(Form):
    """The first code of a new app; `secret` comes back as it was given, encrypted."""

    secret = HiddenField()
    code = Line(
        validators=[DataRequired(_l("Type the six digits that the app shows."))], longest=20
    )

    @property
    def sealed(self) -> bytes:
        return (self.secret.data or "").encode()
