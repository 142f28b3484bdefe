"""Pages on small screens, enlarged, in the reader's own colours, and on paper."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import fitting
from tests.browser.conftest import SignedIn, Visit
from tests.browser.hands import STATEMENT
from tests.browser.places import path
from tests.routes import named, reader

pytestmark = pytest.mark.usefixtures("ends")

BOTH = pytest.mark.parametrize("lang", ["ja", "en"])

#: Pages with a list to choose from.
STATEMENT_PAGE = "/<lang:lang>/statements/<slug>"
FORMS = [STATEMENT_PAGE, f"{STATEMENT_PAGE}/sign/organisation", "/staff/statements/<slug>"]

#: Lists to choose from whose present choice is wider than their field.
CUT = """() => [...document.querySelectorAll("main select")].filter(one => {
    const style = getComputedStyle(one), pen = document.createElement("canvas").getContext("2d");
    pen.font = style.font;
    const arrow = 20, sides = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
    const shown = pen.measureText(one.selectedOptions[0].text).width;
    return one.clientWidth > 0 && shown > one.clientWidth - sides - arrow;
}).map(one => one.selectedOptions[0].text)"""


@BOTH
def test_text_alone_at_twice_its_size_does_not_scroll_sideways(visit: Visit, lang: str) -> None:
    page = visit(lang)
    page.goto(f"/{lang}/{STATEMENT}")

    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert page.evaluate(fitting.STICKING_OUT) == []


def test_in_the_readers_own_colours_a_button_keeps_its_border_and_a_square_its_shape(
    visit: Visit,
) -> None:
    page = visit(forced_colors="active")

    page.goto(f"/ja/{STATEMENT}/sign/organisation")

    assert _style(page, "main form .button", "borderTopStyle") == "solid"
    assert _style(page, ".level .sq path.no", "stroke") != "none"


def test_on_paper_a_statement_has_its_text_and_no_menu_button_or_form(visit: Visit) -> None:
    page = visit()
    page.goto(f"/ja/{STATEMENT}")

    page.emulate_media(media="print")

    expect(page.locator(".prose")).to_be_visible()
    expect(page.locator("h1")).to_be_visible()
    for hidden in (".site nav", "form.signing", ".ways", ".foot nav"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_in_the_readers_own_colours_the_bar_still_shows_how_far_it_is(visit: Visit) -> None:
    page = visit(forced_colors="active")
    page.goto(f"/ja/{STATEMENT}")

    with Image.open(io.BytesIO(page.locator("progress").screenshot())) as bar:
        done, to_come = (bar.getpixel((bar.width * part // 10, bar.height // 2)) for part in (1, 9))

    assert done != to_come


def test_on_paper_all_who_call_are_named(visit: Visit) -> None:
    page = visit()
    page.goto(f"/ja/{STATEMENT}")

    page.emulate_media(media="print")

    names = page.locator(".facts li")
    expect(names).to_have_count(8)  # the seven networks, and one from outside
    for name in names.all():
        expect(name).to_be_visible()


@BOTH
@pytest.mark.parametrize("rule", FORMS, ids=named)
def test_on_a_small_screen_what_is_chosen_beforehand_is_not_cut(
    visit: Visit, signed_in: SignedIn, rule: str, lang: str
) -> None:
    page = visit(lang, width=320, storage_state=signed_in(reader(rule)))

    page.goto(path(rule, lang))

    assert page.locator("main select").count() > 0
    assert page.evaluate(CUT) == []


@BOTH
@pytest.mark.parametrize("rule", [STATEMENT_PAGE, "/dev/parts"], ids=named)
def test_no_deadline_breaks_in_the_list_of_rounds(visit: Visit, rule: str, lang: str) -> None:
    page = visit(lang, width=320)

    page.goto(path(rule, lang))

    deadlines = page.locator(".rounds time").all()
    assert len(deadlines) >= 2
    assert {one.evaluate("one => one.getClientRects().length") for one in deadlines} == {1}


def test_in_the_readers_own_colours_every_bar_of_a_chart_is_seen(visit: Visit) -> None:
    page = visit(forced_colors="active")
    page.goto("/dev/parts")

    bar = page.locator(".chart rect").first

    with Image.open(io.BytesIO(bar.screenshot())) as drawn:
        inside = drawn.getpixel((drawn.width // 2, drawn.height // 2))
    assert inside != (255, 255, 255)


def test_on_paper_a_chart_is_printed_without_its_table(visit: Visit) -> None:
    page = visit()
    page.goto("/dev/parts")

    page.emulate_media(media="print")

    expect(page.locator(".chart").first).to_be_visible()
    expect(page.locator("figure + details").first).to_be_hidden()


def _style(page: Page, selector: str, name: str) -> str:
    found = page.locator(selector).first
    return str(found.evaluate("(one, name) => getComputedStyle(one)[name]", name))
