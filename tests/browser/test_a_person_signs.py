"""A person signs in a browser: reads, types, looks into the mailbox, presses the button there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.site import Site

BOTH = pytest.mark.parametrize("lang", ["ja", "en"])


def send_form(page: Page, lang: str, email: str) -> None:
    page.goto(f"/{lang}/statements/civic-space")
    page.get_by_role("complementary").locator("a[href='#sign']").click()
    page.locator("#name").fill("霜月 あかり")
    page.locator("#email").fill(email)
    page.locator("input[name=display][value=hidden]").check()
    page.locator("form.signing button").click()


def confirm(page: Page, site: Site, email: str) -> None:
    site.work()
    page.goto(site.link_mailed_to(email))
    page.locator("main form button").click()


@BOTH
def test_a_person_signs_and_gets_a_receipt(visit: Visit, site: Site, lang: str) -> None:
    page, email = visit(lang), f"akari-{lang}@mail.example"

    send_form(page, lang, email)
    expect(page).to_have_url(f"{site.base_url}/{lang}/statements/civic-space/sent")
    confirm(page, site, email)

    expect(page.locator("code.receipt")).to_have_text(pattern_of_receipt())
    expect(page.locator("html")).to_have_attribute("lang", lang)


@BOTH
def test_a_person_signs_without_javascript(visit: Visit, site: Site, lang: str) -> None:
    page, email = visit(lang, java_script_enabled=False), f"plain-{lang}@mail.example"

    send_form(page, lang, email)
    confirm(page, site, email)

    expect(page.locator("code.receipt")).to_have_text(pattern_of_receipt())


@BOTH
def test_a_person_signs_with_three_keys_and_letters(visit: Visit, site: Site, lang: str) -> None:
    page, email = visit(lang), f"keys-{lang}@mail.example"

    page.goto(f"/{lang}/statements/civic-space")
    tab_to(page, "#name")
    page.keyboard.type("霜月 あかり")
    tab_to(page, "#email")
    page.keyboard.type(email)
    tab_to(page, "#display")
    page.keyboard.press("Space")
    tab_to(page, "form.signing button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sent")
    site.work()
    page.goto(site.link_mailed_to(email))
    tab_to(page, "main form button")
    page.keyboard.press("Enter")

    expect(page.locator("code.receipt")).to_have_text(pattern_of_receipt())


def test_whoever_tabs_first_meets_the_link_past_the_menu(visit: Visit, site: Site) -> None:
    page = visit()
    page.goto("/ja/statements/civic-space")

    page.keyboard.press("Tab")

    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the control has the focus; every stop on the way can be seen."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.locator(":focus").and_(page.locator(selector)).count():
            return
    raise AssertionError(f"Tab never reaches {selector}")


def pattern_of_receipt() -> object:
    return __import__("re").compile(r"^\w{4}-\w{4}-\w{4}$")
