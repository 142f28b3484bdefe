"""What search engines are told: /sitemap.xml and /robots.txt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from flask import Blueprint, Flask, Response, current_app, url_for

from core.access import public
from core.headers import shared
from core.i18n import LANGUAGES
from core.offers import offers

bp = Blueprint("sitemap", __name__)

NAMESPACES = {
    "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xmlns:xhtml": "http://www.w3.org/1999/xhtml",
}
ROBOTS = """\
User-agent: *
Disallow: /staff/
Disallow: /api/

Sitemap: {base}/sitemap.xml
"""


@dataclass(frozen=True)
class Place:
    """A public page that is worth finding, in each language."""

    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    changed_at: datetime | None = None


@dataclass(frozen=True)
class Places:
    """Offered by a room: its pages for search engines."""

    of_room: Callable[[], Iterable[Place]]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/sitemap.xml")
@public
@shared
def sitemap() -> Response:
    """List the public pages, each with its address in the other language."""
    root = ElementTree.Element("urlset", NAMESPACES)
    for room in offers(Places):
        for place in room.of_room():
            _list(root, place)
    xml = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(xml, mimetype="application/xml")


@bp.get("/robots.txt")
@public
@shared
def robots() -> Response:
    """Tell robots what is not for them, and where the list of pages is."""
    return Response(ROBOTS.format(base=_base()), mimetype="text/plain")


def _list(root: ElementTree.Element, place: Place) -> None:
    addresses = {
        lang: _base() + url_for(place.endpoint, lang=lang, **place.values) for lang in LANGUAGES
    }
    for address in addresses.values():
        url = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(url, "loc").text = address
        if place.changed_at is not None:
            changed = place.changed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            ElementTree.SubElement(url, "lastmod").text = changed
        for lang, href in {**addresses, "x-default": addresses[LANGUAGES[0]]}.items():
            link = {"rel": "alternate", "hreflang": lang, "href": href}
            ElementTree.SubElement(url, "xhtml:link", link)


def _base() -> str:
    return str(current_app.config["SETTINGS"].base_url)
