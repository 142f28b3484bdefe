"""Atom feeds (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
#: What a feed says of its last change before anything has happened.
NEVER = datetime(2026, 1, 1, tzinfo=UTC)

#: What XML 1.0 cannot hold, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """Something new, with an id that never changes."""

    id: str
    title: str
    url: str
    updated: datetime
    #: HTML.
    summary: str


@dataclass(frozen=True)
class Feed:
    """What is new, the newest first. All addresses are whole ones."""

    id: str
    title: str
    author: str
    language: str
    #: The page that tells the same, and the feed itself.
    page_url: str
    url: str
    entries: Sequence[Entry]


def document(feed: Feed) -> bytes:
    """Return a feed as XML; the same feed gives the same bytes."""
    root = ElementTree.Element("feed", {"xmlns": NAMESPACE, "xml:lang": feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(max((one.updated for one in feed.entries), default=NEVER)))
    _add(_add(root, "author"), "name", feed.author)
    _add(root, "link", rel="self", type=MEDIA_TYPE, href=feed.url)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page_url)
    for one in feed.entries:
        entry = _add(root, "entry")
        _add(entry, "id", one.id)
        _add(entry, "title", one.title)
        _add(entry, "updated", _moment(one.updated))
        _add(entry, "link", rel="alternate", type="text/html", href=one.url)
        _add(entry, "summary", one.summary, type="html")
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add(
    parent: ElementTree.Element, name: str, text: str = "", **attributes: str
) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, name, attributes)
    child.text = _NO_XML.sub("", text) or None
    return child


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
