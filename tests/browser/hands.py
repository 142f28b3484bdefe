"""What a visitor does with a page: by mouse, by keyboard, by the mail that came."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser.site import Site

STATEMENT = "statements/civic-space"
RECEIPT = re.compile(r"^\w{4}-\w{4}-\w{4}$")

#: More stops than any page of ours has.
MOST_TABS = 150


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until a control has the focus."""
    wanted = page.locator(":focus").and_(page.locator(selector))
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.count():
            return
    raise AssertionError(f"Tab never reaches {selector}")


def fill_in_as_person(page: Page, email: str) -> None:
    page.locator("#name").fill("霜月 あかり")
    page.locator("#email").fill(email)
    page.locator("input[name=display][value=hidden]").check()


def fill_in_for_organisation(page: Page, disclosure: str, email: str) -> None:
    typed = {
        "organisation": f"たんぽぽ水路 {email}",
        "kana": "たんぽぽすいろ",
        "representative_title": "代表理事",
        "representative_name": "早瀬 湊",
        "contact_name": "浅葱 ゆう",
        "email": email,
    }
    page.locator(f"input[name=disclosure][value={disclosure}]").check()
    for name, text in typed.items():
        page.locator(f"#{name}").fill(text)
    page.locator("input[name=board][value=agreed]").check()
    page.locator("#authority").check()


def confirm(page: Page, site: Site, email: str) -> None:
    """Open the link in the mail that came, and press the button it leads to."""
    site.work()
    page.goto(site.link_mailed_to(email))
    page.locator("main form button").click()


def sign_in(page: Page, site: Site) -> None:
    """Sign in as the secretariat's member, by a link."""
    page.goto(site.staff_link())
    page.locator("main form button").click()
    page.wait_for_url("**/staff/")
