"""Each public page as visitors meet it, and what they may come upon besides the usual."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser import barriers, fitting
from tests.browser.conftest import Tab, Visit
from tests.browser.hands import STATEMENT, fill_in_for_organisation
from tests.browser.places import PUBLIC_PAGES
from tests.browser.site import Site
from tests.routes import address, named

pytestmark = pytest.mark.usefixtures("ends")

BOTH = pytest.mark.parametrize("lang", ["ja", "en"])


@BOTH
@pytest.mark.parametrize("rule", PUBLIC_PAGES, ids=named)
def test_a_page_fits_any_screen_has_no_barriers_sets_no_cookie_and_asks_nobody_but_us(
    tab: Tab, site: Site, rule: str, lang: str
) -> None:
    page, asked = tab("guest", lang), []
    page.on("request", lambda request: asked.append(request.url))

    # A frame of another site says in its own address which language it wants.
    wanted = f"?lang={lang}" if rule.startswith("/embed/") else ""
    answer = page.goto(f"{address(rule, lang)}{wanted}")

    assert answer is not None
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    expect(page.locator("html")).to_have_attribute("lang", lang)
    found = {
        "sticks out": fitting.sticking_out(page),
        "barriers": barriers.found_on(page),
        "cookies": page.context.cookies(),
        "asked": [one for one in asked if urlsplit(one).netloc != urlsplit(site.base_url).netloc],
    }
    assert {what: one for what, one in found.items() if one} == {}


@BOTH
@pytest.mark.parametrize("where", ["", "/sign/organisation"], ids=["person", "organisation"])
def test_axe_finds_nothing_in_a_form_that_was_sent_empty(
    visit: Visit, lang: str, where: str
) -> None:
    page = visit(lang)
    page.goto(f"/{lang}/{STATEMENT}{where}")

    page.locator("main form button").last.click()

    expect(page.locator(".summary-of-errors")).to_be_visible()
    assert barriers.found_on(page) == []


@BOTH
@pytest.mark.parametrize("where", ["no-such-page", "confirm/no-such-link"])
def test_axe_finds_nothing_where_there_is_nothing(visit: Visit, lang: str, where: str) -> None:
    page = visit(lang)

    answer = page.goto(f"/{lang}/{where}")

    assert answer is not None
    assert answer.status == 404
    assert barriers.found_on(page) == []


@pytest.mark.parametrize("disclosure", ["public", "addressee", "undisclosed"])
def test_axe_finds_nothing_on_the_way_to_a_receipt(
    visit: Visit, site: Site, disclosure: str
) -> None:
    page, email = visit(), f"axe-{disclosure}@office.example"
    page.goto(f"/ja/{STATEMENT}/sign/organisation")
    fill_in_for_organisation(page, disclosure, email)
    page.locator("main form button").click()
    page.wait_for_url("**/sent")

    link = site.link_mailed_to(email)

    assert _found_at(page, link) == []
    page.locator("main form button").click()
    assert barriers.found_on(page) == []
    assert _found_at(page, link.replace("/confirm/", "/my/")) == []


def _found_at(page: Page, address: str) -> list[str]:
    page.goto(address)
    return barriers.found_on(page)
