"""Telling whoever sent a form why it cannot be done."""

from __future__ import annotations

from core.db import db
from core.errors import DomainError
from core.forms import Form


def tell(form: Form, refused: DomainError) -> None:
    """Undo all, and put the reason why it cannot be done into the form."""
    db.session.rollback()
    if refused.field in form:
        form[refused.field].errors = [refused.message]
    else:
        form.form_errors.append(refused.message)
