"""What a signer may type, and the frozen value that signing takes from it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import InputRequired, Optional

from core import tokens
from core.forms import (
    Choice,
    CorporateNumber,
    Email,
    Form,
    Kana,
    Line,
    Lines,
    WebAddress,
    needed,
)
from core.places import countries, legal_forms, prefectures
from core.text import clean
from petitions.models import Disclosure, Display
from petitions.signers import OrganisationSigning, PersonSigning

LONGEST_NAME = 200
LONGEST_COMMENT = 1000


class SignForm(Form):
    """A person signs. Only the name, an address to confirm and the way to be shown are needed."""

    name = Line(
        validators=[needed(_l("Write your name, as you want it to be on the list."))],
        longest=LONGEST_NAME,
    )
    kana = Kana(validators=[Optional()], longest=LONGEST_NAME)
    email = Email(validators=[needed(_l("Write your email address: we send one message to it."))])
    country = Choice(choices=countries, default="JP")
    prefecture = Choice(choices=lambda: [("", ""), *prefectures()])
    postcode = Line(validators=[Optional()], longest=20)
    postal_address = Line(validators=[Optional()], longest=300)
    display = RadioField(
        choices=[one.value for one in Display],
        validators=[needed(_l("Choose how you want to be shown."))],
    )
    comment = Lines(validators=[Optional()], longest=LONGEST_COMMENT)
    updates = BooleanField()
    via = HiddenField()

    def value(self) -> PersonSigning:
        """Return what was typed, as signing takes it."""
        return PersonSigning(
            name=self.name.data,
            kana=self.kana.data or "",
            email=self.email.address,
            display=Display(self.display.data),
            country=self.country.data or "JP",
            prefecture=self.prefecture.data or "",
            postcode=self.postcode.data or "",
            postal_address=self.postal_address.data or "",
            comment=self.comment.data or "",
            updates=self.updates.data,
            via=self.via.data or "",
        )


class OrganisationForm(Form):
    """A representative signs for an organisation; no level of disclosure is chosen beforehand."""

    #: Drawn anew for each form: sending the same form twice is one attempt with one link.
    once = HiddenField(
        filters=[lambda value: value if tokens.well_formed(value or "") else tokens.fresh()]
    )
    disclosure = RadioField(
        choices=[one.value for one in Disclosure],
        validators=[
            needed(_l("Choose who may read the name. If in doubt, choose “not disclosed”."))
        ],
    )
    organisation = Line(validators=[Optional()], longest=LONGEST_NAME)
    kana = Kana(validators=[Optional()], longest=LONGEST_NAME)
    organisation_en = Line(validators=[Optional()], longest=LONGEST_NAME)
    legal_form = Choice(choices=lambda: [("", ""), *legal_forms()])
    country = Choice(choices=countries, default="JP")
    prefecture = Choice(choices=lambda: [("", ""), *prefectures()])
    url = WebAddress(validators=[Optional()], longest=300)
    corporate_number = CorporateNumber(validators=[Optional()], longest=20)
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
    via = Line(validators=[Optional()], longest=60)
    authority = BooleanField(
        validators=[needed(_l("Confirm that you may speak for the organisation."))]
    )
    board = RadioField(
        choices=["agreed", "pending"],
        validators=[InputRequired(_l("Tell whether the organisation has decided."))],
    )
    comment = Lines(validators=[Optional()], longest=LONGEST_COMMENT)
    comment_public = BooleanField()

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, then what two fields say together."""
        alone: bool = super().validate(extra_validators)
        return self._names_fit() and alone

    def _names_fit(self) -> bool:
        if not self.organisation.data and not self.organisation_en.data:
            _add(
                self.organisation,
                _l("Write the organisation’s name, exactly as it should be printed."),
            )
        if (self.country.data or "JP") == "JP" and self.organisation.data and not self.kana.data:
            _add(
                self.kana,
                _l("Write how the name is read: the list is in the order of the syllabary."),
            )
        return not (self.organisation.errors or self.kana.errors)

    def value(self) -> OrganisationSigning:
        """Return what was typed, as signing takes it."""
        texts = {
            name: getattr(self, name).data or ""
            for name in (
                "organisation", "kana", "organisation_en", "legal_form", "prefecture", "url",
                "representative_title", "representative_name", "contact_name",
                "phone", "postcode", "postal_address", "via", "comment",
            )
        }  # fmt: skip
        return OrganisationSigning(
            **texts,
            corporate_number=self.corporate_number.number,
            country=self.country.data or "JP",
            email=self.email.address,
            disclosure=Disclosure(self.disclosure.data),
            board=self.board.data,
            comment_public=self.comment_public.data,
        )

    @property
    def printed_line(self) -> str:
        """The line that will stand on the list, as far as it has been typed."""
        parts = (self.organisation, self.representative_title, self.representative_name)
        return " ".join(clean(part.data or "") for part in parts if part.data)


class ConfirmForm(Form):
    """A button, under a page that says what it does."""


class MyForm(Form):
    """What a signer may do by their link: `action` is the button that was pressed."""

    action = RadioField(choices=["withdraw", "board", "agree", "disclosure", "display"])
    disclosure = RadioField(choices=[one.value for one in Disclosure], validators=[Optional()])
    display = RadioField(choices=[one.value for one in Display], validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, then that a change says to what."""
        alone: bool = super().validate(extra_validators)
        wanted = self[self.action.data] if self.action.data in {"disclosure", "display"} else None
        if alone and wanted is not None and wanted.data not in {*Disclosure, *Display}:
            _add(wanted, _l("Choose one of these."))
            return False
        return alone


def _add(field: Any, message: Any) -> None:
    if not field.errors:
        field.errors = (*field.errors, message)
