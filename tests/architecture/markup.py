"""What the tests ask of an HTML page: its language, title, headings, links, and what is inline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str | None]


@dataclass
class Page:
    """A page's elements in order, and the text of its title."""

    elements: list[tuple[str, Attributes]] = field(default_factory=list)
    title: str = ""

    def all(self, tag: str) -> list[Attributes]:
        return [attributes for found, attributes in self.elements if found == tag]

    @property
    def language(self) -> str | None:
        return next((found.get("lang") for found in self.all("html")), None)

    @property
    def alternates(self) -> dict[str, str | None]:
        """The page's address in each language, by `hreflang`."""
        alternates = [one for one in self.all("link") if one.get("rel") == "alternate"]
        return {lang: one.get("href") for one in alternates if (lang := one.get("hreflang"))}

    @property
    def inline(self) -> list[str]:
        """Scripts, styles and handlers that stand in the page itself."""
        return list(self._inline())

    def _inline(self) -> Iterable[str]:
        for tag, attributes in self.elements:
            if tag == "style" or (tag == "script" and not attributes.get("src")):
                yield f"<{tag}>"
            for name, value in attributes.items():
                script = (value or "").strip().lower().startswith("javascript:")
                if name == "style" or name.startswith("on") or script:
                    yield f"<{tag} {name}>"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.elements.append((tag, dict(attrs)))
        # An SVG picture may have a title of its own: the page's is the first.
        self.in_title = tag == "title" and not self.page.title

    def handle_endtag(self, tag: str) -> None:
        self.in_title = self.in_title and tag != "title"

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.page.title += data


def read(html: str) -> Page:
    """Return a page's markup."""
    reader = _Reader()
    reader.feed(html)
    return reader.page
