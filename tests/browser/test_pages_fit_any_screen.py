"""Pages on small screens, enlarged, in the reader's own colours, and on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.hands import STATEMENT, sign_in
from tests.browser.places import PUBLIC_PAGES, STAFF_PAGES, path
from tests.browser.site import Site
from tests.routes import named

pytestmark = pytest.mark.usefixtures("ends")

BOTH = pytest.mark.parametrize("lang", ["ja", "en"])

#: What sticks out: the widest elements that no scrolling container holds.
STICKING_OUT = """() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    return [...document.querySelectorAll("body *")]
        .filter(one => one.getBoundingClientRect().right > wide + 1 && !one.closest(".scroll"))
        .map(one => one.outerHTML.slice(0, 120));
}"""


def sticking_out(page: Page, where: str) -> list[str]:
    """Open a page and all that is folded in it; return what is wider than the screen."""
    page.goto(where)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found: list[str] = page.evaluate(STICKING_OUT)
    return found


@BOTH
@pytest.mark.parametrize("rule", PUBLIC_PAGES, ids=named)
def test_a_public_page_does_not_scroll_sideways_at_320_px(
    visit: Visit, rule: str, lang: str
) -> None:
    assert sticking_out(visit(lang, width=320), path(rule, lang)) == []


@BOTH
@pytest.mark.parametrize("rule", STAFF_PAGES, ids=named)
def test_a_staff_page_does_not_scroll_sideways_at_320_px(
    visit: Visit, site: Site, rule: str, lang: str
) -> None:
    page = visit(lang, width=320)
    sign_in(page, site)

    assert sticking_out(page, path(rule, lang)) == []


@BOTH
@pytest.mark.parametrize("rule", PUBLIC_PAGES, ids=named)
def test_a_public_page_does_not_scroll_sideways_at_twice_its_size(
    visit: Visit, rule: str, lang: str
) -> None:
    page = visit(lang, width=640, device_scale_factor=2)

    assert sticking_out(page, path(rule, lang)) == []


@BOTH
def test_text_alone_at_twice_its_size_does_not_scroll_sideways(visit: Visit, lang: str) -> None:
    page = visit(lang)
    page.goto(f"/{lang}/{STATEMENT}")

    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert page.evaluate(STICKING_OUT) == []


def test_in_the_readers_own_colours_a_button_keeps_its_border_and_a_square_its_shape(
    visit: Visit,
) -> None:
    page = visit(forced_colors="active")

    page.goto(f"/ja/{STATEMENT}/sign/organisation")

    button = page.locator("main form button").last
    assert _style(button.element_handle(), "borderTopWidth") != "0px"
    hollow = page.locator(".level .sq path.no").first
    assert _style(hollow.element_handle(), "stroke") not in {"none", ""}


def test_on_paper_a_statement_has_its_text_and_no_menu_button_or_form(visit: Visit) -> None:
    page = visit()
    page.goto(f"/ja/{STATEMENT}")

    page.emulate_media(media="print")

    expect(page.locator(".prose")).to_be_visible()
    expect(page.locator("h1")).to_be_visible()
    for hidden in (".site nav", "form.signing", ".ways", ".foot nav"):
        expect(page.locator(hidden).first).to_be_hidden()


def _style(element: object, name: str) -> str:
    return str(element.evaluate("(one, name) => getComputedStyle(one)[name]", name))
