"""The letter of a text that is still being written, so that its writers see it on paper.

It is kept by the hash of its text, in place of the one before.
"""

from __future__ import annotations

from flask import g

from campaigns import desk
from campaigns.models import Statement
from core import documents, logs, storage
from core.db import db, now
from core.japanese import in_tokyo
from core.jobs import job
from petitions import writing


@job()
def build_preview(statement_id: int, language: str, text_hash: str) -> None:
    """Make the letter of a text, unless it was changed or made since; doing it again is harmless.

    What cannot be made is kept as an empty file.
    """
    statement = db.session.get(Statement, statement_id)
    if statement is None or letter(statement_id, language, text_hash) is not None:
        return
    text = desk.present(statement)
    if desk.fingerprint(text) != text_hash:
        return
    g.lang, moment = language, now()
    composed = writing.compose_preview(statement, text, in_tokyo(moment).date())
    pdf = b""
    try:
        pdf = documents.render(
            writing.html_of_letter(composed),
            title=composed.title,
            language=composed.language,
            author=composed.sender.name,
            created=moment,
            identifier=f"preview {statement_id} {text_hash}",
        ).pdf
    except (documents.UnsafeDocument, writing.MissingGlyphs) as error:
        logs.info("preview not built", statement=statement_id, reason=type(error).__name__)
    storage.delete_below(_folder(statement_id, language))
    storage.put(key_of(statement_id, language, text_hash), pdf)


def letter(statement_id: int, language: str, text_hash: str) -> bytes | None:
    """Return the letter of a text as a PDF; None before it is made, b"" where it could not be."""
    try:
        return storage.get(key_of(statement_id, language, text_hash))
    except FileNotFoundError:
        return None


def _folder(statement_id: int, language: str) -> str:
    return f"previews/{statement_id}/{language}"


def key_of(statement_id: int, language: str, text_hash: str) -> str:
    """Return where the letter of a text is kept."""
    return f"{_folder(statement_id, language)}/{text_hash}.pdf"
