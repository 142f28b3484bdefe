"""Telling whoever sent a form why it cannot be done."""

from __future__ import annotations

from core.db import db
from core.errors import DomainError
from core.forms import Form


def tell(form: Form, refused: DomainError, field: str = "") -> None:
    """Undo all, and put the reason why it cannot be done at its field.

    `field` is the one for a reason that names none; without, it is told of the form as a whole.
    """
    db.session.rollback()
    place = refused.field if refused.field in form else field
    if place:
        form[place].errors = [refused.message]
    else:
        form.form_errors.append(refused.message)
