"""What pages show to pass a statement on: texts to copy, links, the short address, the picture."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import g, render_template
from flask_babel import force_locale

from campaigns import reading
from campaigns.models import Statement
from campaigns.reading import Call, Counts, Picture
from core.i18n import LANGUAGES, language
from petitions.sharing import cards, places
from petitions.sharing.cards import Told
from petitions.sharing.places import Link

#: CSS pixels of a card in the frame of another site.
FRAME_WIDTH, FRAME_HEIGHT = 600, 600


@dataclass(frozen=True)
class Sharing:
    """The ways to pass a statement on, in the page's language.

    `texts` are for mailing lists, by their language, and `links` lead to other services.
    """

    texts: dict[str, str]
    links: list[Link]
    short_url: str
    code_url: str


def sharing_of(found: Statement) -> Sharing:
    told = reading.in_reader_language(found)
    words = "\n".join([told.title, cards.standing(told), places.full(found.slug)])
    return Sharing(
        texts={lang: text_to_share(found, lang) for lang in LANGUAGES},
        links=places.links(words),
        short_url=places.short(found.slug),
        code_url=places.code(found.slug),
    )


def picture(told: Told, counts: Counts) -> Picture:
    """Return the picture of a statement's card, with what it says in words."""
    return Picture(places.picture(told.slug), cards.card_of(told, counts).alt)


def picture_of_call(call: Call) -> Picture:
    return picture(call, call.counts)


def text_to_share(found: Statement, lang: str) -> str:
    """Return a text to paste into a mailing list: the present deadline, and no signer's name."""
    with spoken(lang):
        return render_template(
            "petitions/share.txt",
            statement=reading.in_reader_language(found),
            url=places.full(found.slug),
        )


def frame(
    found: Statement, lang: str, width: int | str = "100%", height: int = FRAME_HEIGHT
) -> str:
    """Return the HTML by which another site shows a statement's card in a language.

    Where nothing else is said it is as wide as there is room for it.
    """
    with spoken(lang):
        return render_template(
            "petitions/frame.txt",
            url=places.embedded(found.slug),
            title=found.version.title,
            width=width,
            height=height,
        )


@contextmanager
def spoken(lang: str) -> Iterator[None]:
    """Speak a language for a while, whatever the page's is."""
    before, g.lang = language(), lang
    try:
        with force_locale(lang):
            yield
    finally:
        g.lang = before
