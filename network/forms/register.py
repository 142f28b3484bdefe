"""What staff type about the register: decisions on applications, standings, organisations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired, Optional

from core.forms import Choice, Day, Form, Line, needed
from network.forms.joining import REFUSALS, DescribedForm
from network.models import StandingKind

KINDS = {
    StandingKind.CONSTITUENT: _l("Constituent organisation"),
    StandingKind.SUPPORTING: _l("Supporting organisation"),
    StandingKind.PARTNER: _l("Partner organisation"),
}


class Button(Form):
    """A form that is only a button."""


class AdmitForm(Form):
    """The committee's day, where it is the committee that admits, and the row it becomes."""

    committee_on = Day(validators=[Optional()])
    into = Choice(choices=[])


class RefuseForm(Form):
    """Why an application is declined."""

    reason = Choice(
        choices=lambda: [("", ""), *REFUSALS.items()],
        validators=[needed(_l("Choose one of the list."))],
    )


class StandingForm(Form):
    """What an organisation is to the network, from when on, and the committee's day if it had one.

    A supporting organisation applies; it is not made one here.
    """

    kind = Choice(
        choices=lambda: [
            ("", ""),
            *((kind, KINDS[kind]) for kind in (StandingKind.CONSTITUENT, StandingKind.PARTNER)),
        ],
        validators=[needed(_l("Choose one of the list."))],
    )
    since = Day(validators=[InputRequired(_l("Write the first day."))])
    committee_on = Day(validators=[Optional()])


class LastDayForm(Form):
    """The last day of a standing."""

    last = Day(validators=[InputRequired(_l("Write the last day."))])


class OrganisationForm(DescribedForm):
    """An organisation that staff add or change, with the code of its entry if it is to have one."""

    code = Line(validators=[Optional()], longest=40)


class LikenessForm(Form):
    """Whether two rows are one organisation, and which of them stays."""

    answer = RadioField(choices=["keep-first", "keep-second", "apart"])


class SearchForm(Form):
    """What the list of organisations is cut down to; it stands in the address."""

    class Meta(Form.Meta):
        csrf = False

    q = Line(validators=[Optional()], longest=100)
    standing = Choice(choices=lambda: [("", ""), *KINDS.items()])
