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

EACH = pytest.mark.parametrize("name", NAMES)
BOTH = pytest.mark.parametrize("lang", LANGUAGES)

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


@EACH
@BOTH
def test_axe_finds_nothing(opened: Open, name: str, lang: str) -> None:
    assert barriers.found_on(opened(name, lang)) == []


@EACH
@BOTH
def test_a_mail_does_not_scroll_sideways_on_a_small_screen(
    opened: Open, name: str, lang: str
) -> None:
    page = opened(name, lang)

    assert page.evaluate("document.documentElement.scrollWidth") == 320


@EACH
def test_its_style_applies_in_the_light_and_in_the_dark(opened: Open, name: str) -> None:
    page = opened(name, "ja")

    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert found == ["rgb(255, 255, 255)", "rgb(26, 26, 26)"]


@EACH
@BOTH
def test_it_reads_in_its_order_where_its_style_is_dropped(
    opened: Open, name: str, lang: str
) -> None:
    page = opened(name, lang)
    page.evaluate("document.querySelector('style').remove()")

    expect(page.locator("h1")).to_be_visible()
    for link in page.locator("a").all():
        expect(link).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_outbox_leads_to_it(opened: Open, visit: Visit) -> None:
    opened("confirm_person", "ja")
    page = visit()
    page.goto("/dev/outbox")

    page.locator("main a[href*='message=']").first.click()

    expect(page.locator("h1")).to_have_text("確認のお願い")
