"""Emails about signing. To somebody unconfirmed they name neither the statement nor the signer."""

from __future__ import annotations

from flask import current_app

from core import tokens
from core.db import db
from core.i18n import language
from mailing.emails import Message, email, worded
from petitions.models import PendingSignature


@email
def confirm_person(about: int) -> Message | None:
    """Ask a person to confirm an attempt to sign; nothing when it has been confirmed or purged."""
    pending = db.session.get(PendingSignature, about)
    if pending is None or pending.email is None:
        return None
    token = tokens.derived_matching("confirm", str(pending.public_id), pending.token_hash)
    return asking(pending.email, token) if token is not None else None


def asking(to: str, token: str) -> Message:
    """Return the message with a confirmation link, in the page's language.

    For an organisation it is sent inside the request that took the form, so that its address is
    never kept.
    """
    base: str = current_app.config["SETTINGS"].base_url
    return worded("mailing/confirm", to=to, url=f"{base}/{language()}/confirm/{token}")
