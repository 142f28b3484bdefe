"""From Markdown to HTML: the same HTML for the page and for the PDF."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markupsafe import Markup

TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
SCHEMES = {"http", "https", "mailto"}


def _headings_below_the_title(state: StateCore) -> None:
    """A page has one h1 and its sections h2: headings inside a text start at h3."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 2, 5)}"


_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
_markdown.core.ruler.push("headings", _headings_below_the_title)


@lru_cache(maxsize=256)
def html_of(markdown: str) -> Markup:
    """Return a text as HTML that holds no script, no style, no picture and no form."""
    html = nh3.clean(
        _markdown.render(markdown),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )
    return Markup(html)  # noqa: S704  (cleaned by nh3 in the line above)
