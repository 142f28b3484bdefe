"""The one message to an organisation that applies. It names neither it nor what it is about."""

from __future__ import annotations

from flask import current_app

from core.i18n import language
from mailing.emails import Message, worded


def asking(to: str, token: str) -> Message:
    """Return the message with an organisation's link, in the page's language.

    It is sent inside the request that took the form, so that its address is never kept.
    """
    base: str = current_app.config["SETTINGS"].base_url
    return worded("mailing/confirm", to=to, url=f"{base}/{language()}/organisation/{token}")
