"""A facilitator reads a motion and votes on it, with a script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from core.db import db
from network import signing_in
from tests.browser import barriers
from tests.browser.conftest import Visit
from tests.browser.site import Site


def sign_in_as(page: Page, site: Site, address: str) -> None:
    def link() -> str:
        token = signing_in.link_for(address)
        db.session.commit()
        return f"{site.base_url}/staff/link/{token}"

    page.goto(site.run(link))
    page.locator("main form button").click()
    page.wait_for_url("**/staff/")


@pytest.mark.parametrize(
    ("address", "script"), [("aki@hokkaido.example", True), ("nami@okinawa.example", False)]
)
def test_a_facilitator_goes_from_today_to_the_vote(
    visit: Visit, site: Site, address: str, script: bool
) -> None:
    page = visit("en", java_script_enabled=script)
    sign_in_as(page, site, address)
    page.goto("/staff/?lang=en")

    page.locator("main .tasks a").first.click()
    page.locator("form[action$='/vote'] input[value=against]").check()
    page.locator("form[action$='/vote'] button").click()

    expect(page.locator("#vote")).to_be_visible()
    expect(page.locator("section[aria-labelledby=vote]")).to_contain_text("Against")
    page.goto("/staff/?lang=en")
    expect(page.locator("main .tasks")).to_have_count(0)


def test_a_vote_without_a_choice_is_told_beside_it_and_has_no_barriers(
    visit: Visit, site: Site
) -> None:
    page = visit("ja", width=320)
    sign_in_as(page, site, "nozomi@fukuoka.example")
    page.goto("/staff/motions?lang=ja")
    page.locator("main table a").first.click()
    for details in page.locator("main details").all():
        details.locator("summary").click()
    assert barriers.found_on(page) == []

    page.locator("form[action$='/vote'] button").click()

    expect(page.locator(".summary-of-errors")).to_be_visible()
    expect(page.locator("#choice-error")).to_be_visible()
    assert barriers.found_on(page) == []
