"""Giving a role, and ending one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import AnyOf, InputRequired, Optional

from core.forms import Choice, Day, Email, Form, Line, needed
from network import people
from network.models import Role

#: What a role is called; the charter's words.
ROLES = {
    Role.FACILITATOR: _l("Facilitator"),
    Role.CO_REPRESENTATIVE: _l("Co-representative"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.ADVISOR: _l("Advisor"),
    Role.STAFF: _l("Secretariat staff"),
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.CUSTODIAN: _l("Custodian of a key"),
}


class RoleForm(Form):
    """A person, new or known by address, and the role they get."""

    name_ja = Line(validators=[needed(_l("Write the person’s name."))], longest=100)
    name_en = Line(validators=[Optional()], longest=100)
    email = Email(validators=[needed(_l("Write the address with which the person signs in."))])
    role = Choice(
        choices=lambda: [("", ""), *ROLES.items()],
        validators=[needed(_l("Choose one of the list."))],
    )
    of = Choice()
    since = Day(validators=[InputRequired(_l("Write the first day of the term."))])
    until = Day(validators=[Optional()])
    shown = BooleanField()

    def offer(self) -> None:
        """Offer the constituent organisations."""
        self.of.choices = [("", ""), *((one.code, one.name) for one in people.constituents())]


class ShownForm(Form):
    """Whether the public page may name a person in a role: the button that was pressed says it."""

    shown = StringField(validators=[AnyOf(["yes", "no"])])


class EndForm(Form):
    """The last day of a term."""

    last = Day(validators=[InputRequired(_l("Write the last day of the term."))])
