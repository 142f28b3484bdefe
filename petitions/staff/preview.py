"""A preview of what is being written: as its public page will show it, and as a letter."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, abort, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from markupsafe import Markup

from campaigns import desk, running
from campaigns.desk import Text
from campaigns.models import Statement
from campaigns.wording import html_of
from core.access import Permission, requires
from core.db import db
from core.forms import Form
from petitions import previewing

bp = Blueprint("petitions_preview", __name__, url_prefix="/staff/statements")


class LetterForm(Form):
    """A button, under a sentence that says what it does."""


@dataclass(frozen=True)
class TextOnPage:
    """A text in one language, by the names that the public page has for its parts."""

    title: str
    body: Markup
    demands: tuple[str, ...]
    text_language: str


@bp.get("/<slug>/preview/<any(ja, en):tongue>")
@requires(Permission.WRITE)
def preview(slug: str, tongue: str) -> ResponseReturnValue:
    """Show the text as its public page will, and how far its letter is."""
    statement = found(slug)
    text = desk.present(statement)
    made = previewing.letter(statement.id, tongue, desk.fingerprint(text))
    shown = in_one_language(text, tongue)
    return render_template(
        "petitions/staff/preview.html",
        statement=statement,
        tongue=tongue,
        title=shown.title,
        text=as_in_public(shown, tongue),
        state="none" if made is None else "built" if made else "failed",
        asked=request.args.get("asked") == desk.fingerprint(text)[:16],
        form=LetterForm(formdata=None),
    )


@bp.post("/<slug>/preview/<any(ja, en):tongue>/letter")
@requires(Permission.WRITE)
def make(slug: str, tongue: str) -> ResponseReturnValue:
    """Have the letter of the present text made; a worker makes it."""
    statement = found(slug)
    text_hash = desk.fingerprint(desk.present(statement))
    if LetterForm().validate_on_submit():
        previewing.build_preview.later(
            statement_id=statement.id, language=tongue, text_hash=text_hash
        )
        db.session.commit()
    place = url_for(".preview", slug=slug, tongue=tongue, asked=text_hash[:16], _anchor="letter")
    return redirect(place, 303)


@bp.get("/<slug>/preview/<any(ja, en):tongue>.pdf")
@requires(Permission.WRITE)
def letter(slug: str, tongue: str) -> ResponseReturnValue:
    """Open the letter of the present text."""
    statement = found(slug)
    text_hash = desk.fingerprint(desk.present(statement))
    made = previewing.letter(statement.id, tongue, text_hash) or abort(404)
    return send_file(
        BytesIO(made), mimetype="application/pdf", download_name=f"{slug}-preview-{tongue}.pdf"
    )


def in_one_language(text: Text, tongue: str) -> TextOnPage:
    """Return a text in a language; where it has none in it, in the other, as the public page."""
    written = {"ja": text.body_ja, "en": text.body_en}
    other = "en" if tongue == "ja" else "ja"
    chosen = tongue if written[tongue] else other
    titles = {"ja": text.title_ja, "en": text.title_en}
    return TextOnPage(
        title=titles[tongue] or titles[other],
        body=html_of(written[chosen]),
        demands=text.demands_ja if chosen == "ja" else text.demands_en,
        text_language=chosen,
    )


def as_in_public(shown: TextOnPage, tongue: str) -> Markup:
    """Return the text as it stands on the public page of that language."""
    spoken, g.lang = g.lang, tongue
    try:
        with force_locale(tongue):
            part = render_template("petitions/_text.html", statement=shown, lang=tongue)
            return Markup(part)  # noqa: S704  (a template's own output, escaped there)
    finally:
        g.lang = spoken


def found(slug: str) -> Statement:
    """Return a statement that this person may write, or answer 404."""
    return running.find(slug, g.person) or abort(404)


def statement_url(slug: str) -> str:
    """Return where staff see to a statement that can be signed."""
    return url_for("petitions_staff.statement", slug=slug)


def address(slug: str, tongue: str) -> str:
    """Return where a statement's text is previewed in a language."""
    return url_for("petitions_preview.preview", slug=slug, tongue=tongue)
