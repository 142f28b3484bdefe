"""What keeps somebody from using a page, as far as axe-core can tell."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Literal

from playwright.sync_api import Page

from tests.browser.fitting import unfold

#: WCAG 2.2, levels A and AA, and what axe's makers recommend besides.
ALL = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
#: What a dark scheme can change.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}

WIDTHS = (320, 1280)
SCHEMES: tuple[tuple[Literal["light", "dark"], dict[str, Any]], ...] = (
    ("light", ALL),
    ("dark", COLOURS),
)

RUN = """async only => {
    const told = await axe.run({runOnly: only, resultTypes: ["violations"]});
    return told.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.html} `
        + [...node.any, ...node.all, ...node.none].map(check => check.message).join("; ")));
}"""


@cache
def _axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def found_on(page: Page) -> list[str]:
    """Return what axe finds on a page, all of it unfolded: small and wide, light and dark."""
    page.evaluate(_axe())
    unfold(page)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme, rules in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme}: {one}" for one in page.evaluate(RUN, rules)]
    return found
