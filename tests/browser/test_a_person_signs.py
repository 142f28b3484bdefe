"""A person signs in a browser: reads, types, looks into the mailbox, presses the button there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import hands
from tests.browser.conftest import Visit
from tests.browser.hands import RECEIPT, STATEMENT
from tests.browser.site import Site

BOTH = pytest.mark.parametrize("lang", ["ja", "en"])


def sign(page: Page, site: Site, lang: str, email: str) -> None:
    page.goto(f"/{lang}/{STATEMENT}")
    page.get_by_role("complementary").locator("a[href='#sign']").click()
    hands.fill_in_as_person(page, email)
    page.locator("form.signing button").click()
    expect(page).to_have_url(f"{site.base_url}/{lang}/{STATEMENT}/sent")
    hands.confirm(page, site, email)


@BOTH
def test_a_person_signs_and_gets_a_receipt(visit: Visit, site: Site, lang: str) -> None:
    page, email = visit(lang), f"akari-{lang}@mail.example"

    sign(page, site, lang, email)

    expect(page.locator("code.receipt")).to_have_text(RECEIPT)
    expect(page.locator("html")).to_have_attribute("lang", lang)


@BOTH
def test_a_person_signs_without_javascript(visit: Visit, site: Site, lang: str) -> None:
    page, email = visit(lang, java_script_enabled=False), f"plain-{lang}@mail.example"

    sign(page, site, lang, email)

    expect(page.locator("code.receipt")).to_have_text(RECEIPT)
    expect(page.locator("html")).to_have_attribute("lang", lang)


@BOTH
def test_a_person_signs_with_tab_space_and_enter_alone(visit: Visit, site: Site, lang: str) -> None:
    page, email = visit(lang), f"keys-{lang}@mail.example"

    page.goto(f"/{lang}/{STATEMENT}")
    hands.press(page, ".ways a[href='#sign']")
    hands.fill_in_as_person_by_keys(page, email)
    hands.press(page, "form.signing button")
    page.wait_for_url("**/sent")
    hands.open_mailed_link(page, site, email)
    hands.press(page, hands.BUTTON)

    expect(page.locator("code.receipt")).to_have_text(RECEIPT)
    expect(page.locator("html")).to_have_attribute("lang", lang)


def test_whoever_presses_tab_first_meets_the_link_past_the_menu(visit: Visit) -> None:
    page = visit()
    page.goto(f"/ja/{STATEMENT}")

    page.keyboard.press("Tab")

    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()


def test_on_a_small_screen_both_ways_to_sign_stand_in_the_first_view(visit: Visit) -> None:
    page = visit(width=320)

    page.goto(f"/ja/{STATEMENT}")

    for way in page.locator(".ways a").all():
        expect(way).to_be_in_viewport(ratio=1)
