"""A form loses nothing: not by an error, not by going back, not by loading the page again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.hands import STATEMENT, fill_in_as_person, fill_in_for_organisation

PLACES = pytest.mark.parametrize(
    "path", [STATEMENT, f"{STATEMENT}/sign/organisation"], ids=["person", "organisation"]
)
BOTH = pytest.mark.parametrize("lang", ["ja", "en"])


def send_empty(page: Page, lang: str, path: str) -> None:
    page.goto(f"/{lang}/{path}")
    page.locator("main form button").last.click()
    expect(page.locator(".summary-of-errors")).to_be_visible()


@PLACES
@BOTH
def test_an_empty_form_comes_back_with_its_summary_of_errors_focused_and_first(
    visit: Visit, lang: str, path: str
) -> None:
    page = visit(lang)

    send_empty(page, lang, path)

    expect(page.locator(".summary-of-errors")).to_be_focused()
    expect(page.locator(".summary-of-errors")).to_be_in_viewport()
    assert page.locator("main > :first-child.summary-of-errors").count() == 1


@PLACES
def test_each_link_of_the_summary_leads_to_its_field(visit: Visit, path: str) -> None:
    page = visit()
    send_empty(page, "ja", path)

    links = page.locator(".summary-of-errors a").all()
    focused = []
    for link in links:
        link.click()
        focused.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))

    assert len(links) >= 3
    assert focused == [str(link.get_attribute("href")).lstrip("#") for link in links]


@BOTH
def test_what_was_typed_stands_in_the_form_after_an_error(visit: Visit, lang: str) -> None:
    page = visit(lang)
    page.goto(f"/{lang}/{STATEMENT}")
    fill_in_as_person(page, "no-address")
    page.locator("#comment").fill("一行目\n二行目")
    page.locator("#updates").check()

    page.locator("form.signing button").click()

    expect(page.locator("#email-error")).to_be_visible()
    expect(page.locator("#name")).to_have_value("霜月 あかり")
    expect(page.locator("#email")).to_have_value("no-address")
    expect(page.locator("#comment")).to_have_value("一行目\n二行目")
    expect(page.locator("#updates")).to_be_checked()
    expect(page.locator("input[name=display][value=hidden]")).to_be_checked()


def test_the_level_chosen_stands_in_the_form_after_an_error(visit: Visit) -> None:
    page = visit()
    page.goto(f"/ja/{STATEMENT}/sign/organisation")
    fill_in_for_organisation(page, "undisclosed", "no-address")

    page.locator("main form button").click()

    expect(page.locator("#email-error")).to_be_visible()
    expect(page.locator("input[name=disclosure][value=undisclosed]")).to_be_checked()
    expect(page.locator("#authority")).to_be_checked()


@PLACES
def test_what_was_typed_is_still_there_on_coming_back(visit: Visit, path: str) -> None:
    page = visit()
    page.goto(f"/ja/{path}")
    page.locator("#email").fill("akari@mail.example")

    page.locator("a.brand").click()
    page.wait_for_url("**/ja/")
    page.go_back()

    expect(page.locator("#email")).to_have_value("akari@mail.example")


@PLACES
def test_what_was_typed_is_still_there_after_an_error_and_loading_again(
    visit: Visit, path: str
) -> None:
    page = visit()
    page.goto(f"/ja/{path}")
    page.locator("#email").fill("akari@mail.example")
    page.locator("main form button").last.click()
    expect(page.locator(".summary-of-errors")).to_be_visible()

    page.reload()

    expect(page.locator("#email")).to_have_value("akari@mail.example")
