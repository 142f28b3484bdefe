"""What of a page does not fit the screen that it is read on."""

from __future__ import annotations

from playwright.sync_api import Page

SMALL = 320
#: A small screen, and a wide one halved, which is what twice the size leaves of it.
WIDTHS = (SMALL, 640)

#: What sticks out: the widest elements that no scrolling container holds.
STICKING_OUT = """() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    return [...document.querySelectorAll("body *")]
        .filter(one => one.getBoundingClientRect().right > wide + 1 && !one.closest(".scroll"))
        .map(one => one.outerHTML.slice(0, 120));
}"""

#: What is to be pressed in a table and lies beside the screen.
OUT_OF_SIGHT = """() => [...document.querySelectorAll("main table :is(a, button, summary)")]
    .filter(one => one.getClientRects().length)
    .filter(one => {
        const box = one.getBoundingClientRect();
        return box.left < 0 || box.right > innerWidth;
    }).map(one => one.outerHTML.slice(0, 120))"""


def out_of_sight(page: Page) -> list[str]:
    """Return what nobody finds to press in the tables of a page on a small screen."""
    page.set_viewport_size({"width": SMALL, "height": 568})
    return list(page.evaluate(OUT_OF_SIGHT))


def sticking_out(page: Page) -> list[str]:
    """Unfold all of a page; return what is wider than the screen, small or enlarged."""
    unfold(page)
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 568})
        found += page.evaluate(STICKING_OUT)
    return found


def unfold(page: Page) -> None:
    """Open whatever a page shows only when asked."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
