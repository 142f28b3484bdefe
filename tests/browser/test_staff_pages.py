"""Each page of the staff as those who may open it meet it."""

from __future__ import annotations

import pytest
from playwright.sync_api import StorageState, expect

from tests.browser import barriers, fitting
from tests.browser.conftest import Tab, Visit
from tests.browser.places import STAFF_PAGES, path
from tests.routes import named, reader

pytestmark = pytest.mark.usefixtures("ends")

BOTH = pytest.mark.parametrize("lang", ["ja", "en"])


@BOTH
@pytest.mark.parametrize("rule", STAFF_PAGES, ids=named)
def test_a_page_fits_any_screen_and_has_no_barriers(tab: Tab, rule: str, lang: str) -> None:
    page = tab(reader(rule), lang)

    answer = page.goto(path(rule, lang))

    assert answer is not None
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    found = {
        "out of sight": fitting.out_of_sight(page),
        "sticks out": fitting.sticking_out(page),
        "barriers": barriers.found_on(page),
    }
    assert {what: one for what, one in found.items() if one} == {}


@BOTH
def test_axe_finds_nothing_on_a_form_without_an_addressee(
    visit: Visit, staff: StorageState, lang: str
) -> None:
    page = visit(lang, storage_state=staff)
    page.goto(path("/staff/statements/<slug>", lang))
    for box in page.locator("input[name=addressees]").all():
        box.uncheck()

    page.locator("form:has([name=addressees]) button").click()

    expect(page.locator(".summary-of-errors")).to_be_visible()
    assert barriers.found_on(page) == []


def test_axe_finds_nothing_where_a_guest_is_sent_from_a_staff_page(visit: Visit) -> None:
    page = visit()

    answer = page.goto("/staff/statements")

    assert answer is not None
    assert answer.url.endswith("/staff/sign-in?next=/staff/statements")
    assert barriers.found_on(page) == []
