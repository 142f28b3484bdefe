"""Where a statement is shared: its addresses outside its pages, and the forms of other services."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import current_app

from core.i18n import language

#: Where others write a message, with the words already in it. Plain links: nothing is loaded from
#: there, and nobody there learns who read our page before the link is followed.
SERVICES = (
    ("LINE", "https://line.me/R/share?text="),
    ("X", "https://x.com/intent/post?text="),
    ("Bluesky", "https://bsky.app/intent/compose?text="),
    # The network's own page, which asks for the reader's server; what stands after # stays here.
    ("Mastodon", "https://share.joinmastodon.org/#text="),
)


@dataclass(frozen=True)
class Link:
    """A service by its name, and its form with our words in it."""

    name: str
    url: str


def site() -> str:
    """Return the beginning of every full address."""
    base: str = current_app.config["SETTINGS"].base_url
    return base


def short(slug: str) -> str:
    """Return a statement's address in any language, to be printed and typed.

    The slug is the code: it says what it leads to, needs no table, and counts nothing up.
    """
    return f"{site()}/s/{slug}"


def full(slug: str) -> str:
    """Return the address of a statement's page in the page's language."""
    return f"{site()}/{language()}/statements/{slug}"


def picture(slug: str) -> str:
    """Return the address of the picture of a statement's card in the page's language."""
    return f"{site()}/og/{slug}.png?lang={language()}"


def code(slug: str) -> str:
    """Return the address of a statement's QR code."""
    return f"{site()}/qr/{slug}.svg"


def embedded(slug: str) -> str:
    """Return the address of a statement's card for other sites, in the page's language."""
    return f"{site()}/embed/{slug}?lang={language()}"


def links(words: str) -> list[Link]:
    """Return the forms of all services with these words in them."""
    return [Link(name, form + quote(words, safe="")) for name, form in SERVICES]
