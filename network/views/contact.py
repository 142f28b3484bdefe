"""Writing to the network through its contact form."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.access import public
from core.db import db
from core.headers import shared
from network import corresponding
from network.forms.letters import LetterForm

bp = Blueprint("network_contact", __name__)


@bp.route("/<lang:lang>/contact", methods=["GET", "POST"])
@public
@shared
def write() -> ResponseReturnValue:
    """Show the contact form, and take a letter."""
    form = LetterForm()
    if form.validate_on_submit():
        corresponding.receive(form.value())
        db.session.commit()
        return redirect(url_for(".sent"), 303)
    settings = current_app.config["SETTINGS"]
    page = render_template(
        "network/contact.html",
        form=form,
        days=settings.letter_days,
        backup_days=settings.backup_days,
    )
    return page, 422 if form.is_submitted() else 200


@bp.get("/<lang:lang>/contact/sent")
@public
@shared
def sent() -> ResponseReturnValue:
    """Say that it has arrived: the same page whatever was sent."""
    return render_template("network/contact_sent.html")
