"""What an organisation says of itself: when it applies, and when it changes what it said."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import Optional

from core import tokens
from core.forms import (
    Choice,
    CorporateNumber,
    Email,
    Form,
    Kana,
    Line,
    Lines,
    Upload,
    WebAddress,
    needed,
)
from core.places import countries, legal_forms, prefectures
from network.joining import Applying
from network.models import Level, Organisation, Refusal, Source
from network.registering import Described, Reached

LONGEST_NAME = 200
LONGEST_MESSAGE = 1000

SOURCES = {
    Source.FAX: _l("FAX"),
    Source.POST: _l("Post"),
    Source.MAIL: _l("Email, with a Word file or the like"),
    Source.PHONE: _l("Telephone"),
}

REFUSALS = {
    Refusal.NOT_FITTING: _l("It does not share the network’s aims"),
    Refusal.NOT_REACHED: _l("It could not be reached"),
    Refusal.NO_AUTHORITY: _l("Nobody in it has decided to join"),
    Refusal.ALREADY_THERE: _l("It is in the register already"),
    Refusal.OTHER: _l("Another reason"),
}


class DescribedForm(Form):
    """What may be said of an organisation in public, and its number and place."""

    name_ja = Line(validators=[Optional()], longest=LONGEST_NAME)
    kana = Kana(validators=[Optional()], longest=LONGEST_NAME)
    name_en = Line(validators=[Optional()], longest=LONGEST_NAME)
    legal_form = Choice(choices=lambda: [("", ""), *legal_forms()])
    corporate_number = CorporateNumber(validators=[Optional()], longest=20)
    country = Choice(choices=countries, default="JP")
    prefecture = Choice(choices=lambda: [("", ""), *prefectures()])
    url = WebAddress(validators=[Optional()], longest=300)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, then what two fields say together."""
        alone: bool = super().validate(extra_validators)
        return self._names_fit() and alone

    def _names_fit(self) -> bool:
        if not self.name_ja.data and not self.name_en.data:
            _add(
                self.name_ja,
                _l("Write the organisation’s name, exactly as it should be printed."),
            )
        if (self.country.data or "JP") == "JP" and self.name_ja.data and not self.kana.data:
            _add(
                self.kana,
                _l("Write how the name is read: the list is in the order of the syllabary."),
            )
        return not (self.name_ja.errors or self.kana.errors)

    def described(self) -> Described:
        """Return what was typed of the organisation."""
        return Described(
            name_ja=self.name_ja.data or "",
            name_en=self.name_en.data or "",
            kana=self.kana.data or "",
            legal_form=self.legal_form.data or "",
            corporate_number=self.corporate_number.number,
            url=self.url.data or "",
            country=self.country.data or "JP",
            prefecture=self.prefecture.data or "",
        )


class JoinForm(DescribedForm):
    """An organisation applies; no level is chosen beforehand."""

    #: Drawn anew for each form: sending the same form twice is one application with one link.
    once = HiddenField(
        filters=[lambda value: value if tokens.well_formed(value or "") else tokens.fresh()]
    )
    disclosure = RadioField(
        choices=[one.value for one in Level],
        validators=[
            needed(_l("Choose who may read the name. If in doubt, choose “not disclosed”."))
        ],
    )
    representative_title = Line(
        validators=[needed(_l("Write the representative’s title, such as chair or director."))],
        longest=100,
    )
    representative_name = Line(
        validators=[needed(_l("Write the representative’s name."))], longest=LONGEST_NAME
    )
    contact_name = Line(
        validators=[needed(_l("Write the name of somebody we can ask."))], longest=LONGEST_NAME
    )
    email = Email(validators=[needed(_l("Write an email address: the confirmation goes there."))])
    phone = Line(validators=[Optional()], longest=40)
    postcode = Line(validators=[Optional()], longest=20)
    postal_address = Line(validators=[Optional()], longest=300)
    message = Lines(validators=[Optional()], longest=LONGEST_MESSAGE)
    via = HiddenField()
    authority = BooleanField(
        validators=[needed(_l("Confirm that you may speak for the organisation."))]
    )

    def value(self, *, via: str) -> Applying:
        """Return what was typed; `via` is the entry's code, once it was looked at."""
        return Applying(
            level=Level(self.disclosure.data),
            about=self.described(),
            reached=self.reached(),
            via=via,
            message=self.message.data or "",
        )

    def reached(self) -> Reached:
        return Reached(
            representative_title=self.representative_title.data or "",
            representative_name=self.representative_name.data or "",
            contact_name=self.contact_name.data or "",
            email=self.email.address if self.email.data else "",
            phone=self.phone.data or "",
            postcode=self.postcode.data or "",
            postal_address=self.postal_address.data or "",
        )


class TypedForm(JoinForm):
    """Staff type an application from paper: what does not stand on it may be left out."""

    source = Choice(
        choices=lambda: [("", ""), *SOURCES.items()],
        validators=[needed(_l("Choose how the application came."))],
    )
    representative_title = Line(validators=[Optional()], longest=100)
    contact_name = Line(validators=[Optional()], longest=LONGEST_NAME)
    email = Email(validators=[Optional()])
    authority = BooleanField(
        validators=[needed(_l("Confirm that the paper bears the organisation’s decision."))]
    )
    file = Upload()


class EvidenceForm(Form):
    """One more file for an application."""

    file = Upload(validators=[needed(_l("Choose a file."))])


class OwnForm(Form):
    """What an organisation may do by its link: `action` is the button that was pressed."""

    action = RadioField(choices=["confirm", "leave", "disclosure"])
    disclosure = RadioField(choices=[one.value for one in Level], validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, then that a change of the level says to which."""
        alone: bool = super().validate(extra_validators)
        if alone and self.action.data == "disclosure" and self.disclosure.data not in {*Level}:
            _add(self.disclosure, _l("Choose one of these."))
            return False
        return alone


def filled(one: Organisation) -> dict[str, Any]:
    """Return what a row says of its organisation, as the fields of the form hold it."""
    return {name: getattr(one, name) or "" for name in Described.__dataclass_fields__}


def _add(field: Any, message: Any) -> None:
    if not field.errors:
        field.errors = (*field.errors, message)
