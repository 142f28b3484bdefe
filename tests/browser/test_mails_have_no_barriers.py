"""Mails as a mail program shows them: as axe-core sees them, and on a small screen."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import current_app, g
from playwright.sync_api import Page, expect

from campaigns import drafting
from core.i18n import LANGUAGES
from core.settings import Settings
from mailing import emails, transports
from mailing.emails import Message
from petitions import demo
from tests.architecture.test_writings import EMAILS
from tests.browser import barriers
from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.mailing import letters

#: Beside each email there is, one with all that an email may be made of.
NAMES = [*EMAILS, "all there is"]

WIDTH = "document.documentElement.scrollWidth"

Open = Callable[[str, str], Page]


def written(name: str, lang: str) -> Message:
    settings: Settings = current_app.config["SETTINGS"]
    if name not in EMAILS:
        g.lang = lang
        subject, text = letters.SUBJECTS[lang], letters.text_in(lang, settings.base_url)
        return Message("a@mail.example", subject, text, emails.html_of(subject, text, button=True))
    statement = drafting.find(demo.SLUG)
    assert statement is not None
    message = emails.composed(name, EMAILS[name](statement), lang)
    assert message is not None
    return message


@pytest.fixture
def opened(visit: Visit, site: Site) -> Open:
    """Sends an email to the outbox and opens its HTML part."""

    def open_it(name: str, lang: str) -> Page:
        settings: Settings = site.app.config["SETTINGS"]
        site.run(lambda: transports.to_file(written(name, lang), settings))
        newest = max(site.outbox.glob("*.eml"))
        page = visit(lang, width=320)
        page.goto(f"/dev/outbox?message={quote(newest.name)}")
        return page

    return open_it


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_mail_has_no_barriers_and_fits_a_small_screen_with_its_style_and_without(
    opened: Open, name: str, lang: str
) -> None:
    page = opened(name, lang)
    styled, colours = page.evaluate(WIDTH), backgrounds(page)

    barred = barriers.found_on(page)
    page.set_viewport_size({"width": 320, "height": 568})
    page.evaluate("document.querySelector('style').remove()")

    assert barred == []
    assert colours == ["rgb(255, 255, 255)", "rgb(26, 26, 26)"]
    assert (styled, page.evaluate(WIDTH)) == (320, 320)
    expect(page.locator("h1")).to_be_visible()
    for link in page.locator("a").all():
        expect(link).to_be_visible()


def backgrounds(page: Page) -> list[str]:
    """Return the colours behind a mail, in the light and in the dark."""
    found = []
    for scheme, _rules in barriers.SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found.append(str(page.evaluate("getComputedStyle(document.body).backgroundColor")))
    return found


def test_the_outbox_leads_to_it(opened: Open, visit: Visit) -> None:
    opened("confirm_person", "ja")
    page = visit()
    page.goto("/dev/outbox")

    page.locator("main a[href*='message=']").first.click()

    expect(page.locator("h1")).to_have_text("確認のお願い")
