"""The secretariat builds a submission in a browser and opens its PDF."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.hands import sign_in, tab_to
from tests.browser.site import Site


def build(page: Page, site: Site, lang: str) -> None:
    page.goto(f"/staff/statements?lang={lang}")
    page.locator("main table a").first.click()
    page.locator("main form:has([name=addressees]) button").click()
    page.wait_for_url("**/staff/submissions/*")
    site.work()
    page.locator("main .act a").click()


def opened_pdf(page: Page) -> bytes:
    """Return what the first link to a document leads to, fetched with the visitor's session."""
    link = page.locator("main table a[href$='.pdf']").first
    expect(link).to_be_visible()
    answer = page.request.get(link.get_attribute("href") or "")
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_staff_build_a_submission_and_open_its_pdf(visit: Visit, site: Site, lang: str) -> None:
    page = visit(lang)
    sign_in(page, site)

    build(page, site, lang)

    assert opened_pdf(page).startswith(b"%PDF-")
    expect(page.locator("html")).to_have_attribute("lang", lang)


def test_staff_build_a_submission_without_javascript(visit: Visit, site: Site) -> None:
    page = visit("ja", java_script_enabled=False)
    sign_in(page, site)

    build(page, site, "ja")

    assert opened_pdf(page).startswith(b"%PDF-")


def test_a_link_to_sign_in_can_be_used_by_keyboard_and_only_once(visit: Visit, site: Site) -> None:
    page, link = visit(), site.staff_link()
    page.goto(link)
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/")

    late = visit()
    late.goto(link)
    late.locator("main form button").click()

    expect(late).to_have_url(link)


def test_after_signing_out_the_pages_of_the_staff_are_closed(visit: Visit, site: Site) -> None:
    page = visit()
    sign_in(page, site)

    page.locator("form.account button").click()

    page.goto("/staff/statements")
    expect(page).to_have_url(re.compile(r"/staff/sign-in\?next="))
