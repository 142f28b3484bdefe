"""Staff pages as axe-core sees them."""

from __future__ import annotations

import pytest
from playwright.sync_api import StorageState, expect

from tests.browser import barriers
from tests.browser.conftest import SignedIn, Visit
from tests.browser.places import STAFF_PAGES, path
from tests.routes import named

pytestmark = pytest.mark.usefixtures("ends")

BOTH = pytest.mark.parametrize("lang", ["ja", "en"])


@BOTH
@pytest.mark.parametrize("rule", STAFF_PAGES, ids=named)
def test_axe_finds_nothing(visit: Visit, signed_in: SignedIn, rule: str, lang: str) -> None:
    page = visit(lang, storage_state=signed_in(rule))

    answer = page.goto(path(rule, lang))

    assert answer is not None
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert barriers.found_on(page) == []


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
