"""What a visitor does with a page: by mouse, by keyboard, by the mail that came."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser.site import Site

STATEMENT = "statements/civic-space"
RECEIPT = re.compile(r"^\w{4}-\w{4}-\w{4}$")
BUTTON = "main form button"

#: The levels in the order in which the form offers them.
LEVELS = ("public", "addressee", "undisclosed")

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


def press(page: Page, selector: str) -> None:
    """Go to a link or a button by Tab, and press Enter."""
    tab_to(page, selector)
    page.keyboard.press("Enter")


def type_into(page: Page, selector: str, text: str) -> None:
    """Go to a field by Tab, and type."""
    tab_to(page, selector)
    page.keyboard.type(text)


def tick(page: Page, selector: str) -> None:
    """Go to a box, or to the first answer of several, by Tab, and press Space."""
    tab_to(page, selector)
    page.keyboard.press("Space")


def fill_in_as_person(page: Page, email: str) -> None:
    page.locator("#name").fill("霜月 あかり")
    page.locator("#email").fill(email)
    page.locator("input[name=display][value=hidden]").check()


def fill_in_as_person_by_keys(page: Page, email: str) -> None:
    type_into(page, "#name", "霜月 あかり")
    type_into(page, "#email", email)
    tick(page, "input[name=display]")


def typed_for_organisation(email: str) -> dict[str, str]:
    """Return what is typed for an organisation, in the order of the form."""
    return {
        "organisation": f"たんぽぽ水路 {email}",
        "kana": "たんぽぽすいろ",
        "representative_title": "代表理事",
        "representative_name": "早瀬 湊",
        "contact_name": "浅葱 ゆう",
        "email": email,
    }


def fill_in_for_organisation(page: Page, disclosure: str, email: str) -> None:
    page.locator(f"input[name=disclosure][value={disclosure}]").check()
    for name, text in typed_for_organisation(email).items():
        page.locator(f"#{name}").fill(text)
    page.locator("input[name=board][value=agreed]").check()
    page.locator("#authority").check()


def fill_in_to_join(page: Page, email: str) -> None:
    page.locator("input[name=disclosure][value=public]").check()
    page.locator("#name_ja").fill(f"風の広場 {email}")
    for name, text in typed_for_organisation(email).items():
        if name != "organisation":
            page.locator(f"#{name}").fill(text)
    page.locator("#authority").check()


def fill_in_for_organisation_by_keys(page: Page, disclosure: str, email: str) -> None:
    tick(page, "input[name=disclosure]")
    for _ in range(LEVELS.index(disclosure)):
        page.keyboard.press("ArrowDown")
    for name, text in typed_for_organisation(email).items():
        type_into(page, f"#{name}", text)
    tick(page, "input[name=board]")
    tick(page, "#authority")


def open_mailed_link(page: Page, site: Site, email: str) -> None:
    """Wait for the mail that comes, and open the link in it."""
    site.work()
    page.goto(site.link_mailed_to(email))


def confirm(page: Page, site: Site, email: str) -> None:
    """Open the link in the mail that came, and press the button it leads to."""
    open_mailed_link(page, site, email)
    page.locator(BUTTON).click()


def sign_in(page: Page, site: Site) -> None:
    """Sign in as the secretariat's member, by a link."""
    page.goto(site.staff_link())
    page.locator(BUTTON).click()
    page.wait_for_url("**/staff/")
