"""Reads both parts of a message as their readers do: the words, and where the links lead."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from mailing.emails import Message


@dataclass
class Said:
    """What a part says, with no regard to spaces and line ends: each part has its own."""

    words: str
    addresses: list[str]


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.words: list[str] = []
        self._head = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))
        self._head = self._head and tag != "body"

    def handle_data(self, data: str) -> None:
        if not self._head:
            self.words.append(data)


@dataclass
class Html:
    """The HTML part: its elements in order, and its words."""

    source: str
    elements: list[Element] = field(init=False)
    words: str = field(init=False)

    def __post_init__(self) -> None:
        reader = _Reader()
        reader.feed(self.source)
        reader.close()
        self.elements, self.words = reader.elements, "".join(reader.words)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [one.attributes for one in self.elements if one.tag == tag]

    @property
    def tags(self) -> set[str]:
        return {one.tag for one in self.elements}

    @property
    def links(self) -> list[str | None]:
        return [one.get("href") for one in self.all("a")]


def html_says(html: str, *, sender: str) -> Said:
    """Return what the HTML part says beneath its head, which tells the sender as `From:` does."""
    read = Html(html)
    words = without_spaces(read.words)
    assert words.startswith(without_spaces(sender))
    return Said(words.removeprefix(without_spaces(sender)), [str(link) for link in read.links])


def text_says(message: Message, site: str) -> Said:
    """Return what the text says, the subject first; an address without words above says itself."""
    text = re.sub(r"^-- ?\n", "\n", message.text, count=1, flags=re.MULTILINE)
    lines = [line.strip() for line in text.split("\n")]
    words, addresses = [message.subject], []
    for above, line in zip(["", *lines], lines, strict=False):
        if line.startswith(f"{site}/"):
            addresses.append(line)
        if not line.startswith(f"{site}/") or not above or above in addresses:
            words.append(line)
    return Said(without_spaces("".join(words)), addresses)


def without_spaces(text: str) -> str:
    return "".join(text.split())
