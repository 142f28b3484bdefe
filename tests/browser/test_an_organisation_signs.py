"""An organisation signs in a browser, at each of the three levels."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.hands import RECEIPT, STATEMENT, confirm, fill_in_for_organisation
from tests.browser.site import Site

LEVELS = pytest.mark.parametrize("disclosure", ["public", "addressee", "undisclosed"])
BOTH = pytest.mark.parametrize("lang", ["ja", "en"])


def sign(page: Page, site: Site, lang: str, disclosure: str, email: str) -> None:
    page.goto(f"/{lang}/{STATEMENT}")
    page.locator(".ways a[href$=organisation]").click()
    fill_in_for_organisation(page, disclosure, email)
    page.locator("main form button").click()
    page.wait_for_url("**/sent")
    confirm(page, site, email)
    expect(page.locator("code.receipt")).to_have_text(RECEIPT)


@LEVELS
@BOTH
def test_an_organisation_signs_and_only_a_public_one_is_named_on_the_site(
    visit: Visit, site: Site, lang: str, disclosure: str
) -> None:
    page, email = visit(lang), f"{disclosure}-{lang}@office.example"

    sign(page, site, lang, disclosure, email)

    page.goto(f"/{lang}/{STATEMENT}/signatories")
    expect(page.get_by_text(email)).to_have_count(1 if disclosure == "public" else 0)


@LEVELS
def test_an_organisation_signs_without_javascript(
    visit: Visit, site: Site, disclosure: str
) -> None:
    page, email = visit("ja", java_script_enabled=False), f"plain-{disclosure}@office.example"

    sign(page, site, "ja", disclosure, email)

    expect(page.locator("code.receipt")).to_be_visible()


@LEVELS
def test_the_page_to_confirm_shows_the_level_that_was_chosen_and_no_undisclosed_name(
    visit: Visit, site: Site, disclosure: str
) -> None:
    page, email = visit("en"), f"look-{disclosure}@office.example"
    page.goto(f"/en/{STATEMENT}/sign/organisation")
    fill_in_for_organisation(page, disclosure, email)
    page.locator("main form button").click()
    page.wait_for_url("**/sent")

    page.goto(site.link_mailed_to(email))

    level = {"public": "Public", "addressee": "Addressee only", "undisclosed": "Not disclosed"}
    expect(page.locator(".level-name")).to_have_text(level[disclosure])
    expect(page.get_by_text(email).first).to_be_visible(visible=disclosure != "undisclosed")
