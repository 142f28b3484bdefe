"""An organisation signs in a browser, at each of the three levels."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import hands
from tests.browser.conftest import Visit
from tests.browser.hands import RECEIPT, STATEMENT
from tests.browser.site import Site

LEVELS = pytest.mark.parametrize("disclosure", hands.LEVELS)
BOTH = pytest.mark.parametrize("lang", ["ja", "en"])
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "none"])


def send_form(page: Page, lang: str, disclosure: str, email: str) -> None:
    page.goto(f"/{lang}/{STATEMENT}")
    page.locator(".ways a[href$=organisation]").click()
    hands.fill_in_for_organisation(page, disclosure, email)
    page.locator(hands.BUTTON).click()
    page.wait_for_url("**/sent")


def named_on_site(page: Page, lang: str, email: str) -> bool:
    """Tell whether an organisation, whose name has its address in it, is on the list."""
    expect(page.locator("code.receipt")).to_have_text(RECEIPT)
    page.goto(f"/{lang}/{STATEMENT}/signatories")
    expect(page.locator("html")).to_have_attribute("lang", lang)
    return email in page.locator("main").inner_text()


@LEVELS
@BOTH
@SCRIPTS
def test_an_organisation_signs_and_only_a_public_one_is_named_on_the_site(
    visit: Visit, site: Site, lang: str, disclosure: str, scripts: bool
) -> None:
    page = visit(lang, java_script_enabled=scripts)
    email = f"{disclosure}-{lang}-{scripts}@office.example".lower()

    send_form(page, lang, disclosure, email)
    hands.confirm(page, site, email)

    assert named_on_site(page, lang, email) == (disclosure == "public")


@LEVELS
@BOTH
def test_an_organisation_signs_by_keyboard_alone(
    visit: Visit, site: Site, lang: str, disclosure: str
) -> None:
    page, email = visit(lang), f"keys-{disclosure}-{lang}@office.example"

    page.goto(f"/{lang}/{STATEMENT}")
    hands.press(page, ".ways a[href$=organisation]")
    page.wait_for_url("**/sign/organisation")
    hands.fill_in_for_organisation_by_keys(page, disclosure, email)
    hands.press(page, hands.BUTTON)
    page.wait_for_url("**/sent")
    hands.open_mailed_link(page, site, email)
    hands.press(page, hands.BUTTON)

    assert named_on_site(page, lang, email) == (disclosure == "public")


@LEVELS
def test_the_page_to_confirm_shows_the_level_that_was_chosen_and_no_undisclosed_name(
    visit: Visit, site: Site, disclosure: str
) -> None:
    page, email = visit("en"), f"look-{disclosure}@office.example"
    send_form(page, "en", disclosure, email)

    page.goto(site.link_mailed_to(email))

    level = {"public": "Public", "addressee": "Addressee only", "undisclosed": "Not disclosed"}
    expect(page.locator(".level-name")).to_have_text(level[disclosure])
    expect(page.get_by_text(email).first).to_be_visible(visible=disclosure != "undisclosed")
