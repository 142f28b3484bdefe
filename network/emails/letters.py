"""The answer to a letter of the contact form."""

from __future__ import annotations

from flask import current_app

from core.db import db
from core.i18n import language
from mailing.emails import Message, email, worded
from network.models import Letter


@email
def letter_answer(about: int) -> Message | None:
    """Answer a letter; nothing where it was deleted by now.

    Nothing of the letter is quoted: anybody could have typed that address.
    """
    letter = db.session.get(Letter, about)
    if letter is None or letter.email is None or letter.answer is None:
        return None
    base: str = current_app.config["SETTINGS"].base_url
    return worded(
        "network/letter_answer",
        to=letter.email,
        answer=letter.answer,
        received=letter.received_at,
        url=f"{base}/{language()}/contact",
    )
