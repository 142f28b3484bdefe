"""A running site with the demonstration on it, and visitors with a browser each."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from core.settings import Settings
from tests.browser import chromium, places
from tests.browser.handbook.demonstration import load
from tests.browser.hands import BUTTON, sign_in
from tests.browser.site import Site, serving
from tests.journeys.copying import Copies
from tests.journeys.people import link_of

Demonstration = Callable[[Site], Mapping[str, str]]
Visit = Callable[..., Page]
SignedIn = Callable[[str], StorageState | None]
Readers = Callable[[str, str], BrowserContext]
Tab = Callable[[str, str], Page]

#: Milliseconds that a page may take on a machine that is busy.
PATIENCE = 20_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a module; each visitor has a context of their own in it.

    Not for the whole run: while Playwright is there, the thread has an event loop that runs, and
    no other test of this worker could start one.
    """
    path = chromium.find()
    if path is None:
        missing = "there is no Chromium here: tools/setup test installs one on Debian"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with chromium.running(path) as running:
        yield running


@pytest.fixture(scope="session")
def demonstration(copies: Copies) -> Demonstration:
    """Fills a site that is empty with the demonstration; gives its custodians' secret keys."""
    return lambda site: copies.fill("demonstration", lambda: site.run(load))


@pytest.fixture(scope="module")
def site(
    whole_app: Flask,
    settings: Settings,
    emptied: Callable[[], None],
    demonstration: Demonstration,
) -> Iterator[Site]:
    """The site with the demonstration's network, statement and signatures, as a module found it."""
    emptied()
    with serving(settings) as running:
        demonstration(running)
        yield running
    emptied()
    for mail in running.outbox.glob("*.eml"):
        mail.unlink()


@pytest.fixture(scope="module")
def ends(
    site: Site, emptied: Callable[[], None], demonstration: Demonstration, copies: Copies
) -> None:
    """What the addresses of tests/routes.py lead to, beside the demonstration."""

    def make() -> None:
        demonstration(site)
        site.run(places.make_places)

    emptied()
    copies.fill("places", make)


@pytest.fixture(scope="module")
def staff(browser: Browser, site: Site) -> StorageState:
    """What a browser keeps when the secretariat's member has signed in: give it to a visitor."""
    context = browser.new_context()
    sign_in(context.new_page(), site)
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture(scope="module")
def signed_in(browser: Browser, site: Site, ends: None) -> SignedIn:
    """Gives what a browser keeps of somebody of tests/routes.py; each of them signs in once."""

    @cache
    def state(who: str) -> StorageState | None:
        if who == "guest":
            return None
        context = browser.new_context(base_url=site.base_url)
        page = context.new_page()
        page.goto(f"/staff/link/{site.run(lambda: link_of(who))}")
        page.locator(BUTTON).click()
        page.wait_for_url(re.compile("/staff/(?!link/)"))
        kept = context.storage_state()
        context.close()
        return kept

    return state


def new_context(
    browser: Browser, site: Site, lang: str, width: int, **choices: Any
) -> BrowserContext:
    """Return a browser as somebody has it who reads a language."""
    context = browser.new_context(
        base_url=site.base_url,
        locale={"ja": "ja-JP", "en": "en-GB"}[lang],
        viewport={"width": width, "height": 568 if width < 600 else 800},
        # Else every click below the fold waits until the page has glided there.
        reduced_motion="reduce",
        **choices,
    )
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Gives a visitor's page; `lang`, `width` and whatever a context of Playwright takes."""
    contexts = []

    def arrive(lang: str = "ja", width: int = 1280, **choices: Any) -> Page:
        context = new_context(browser, site, lang, width, **choices)
        contexts.append(context)
        return context.new_page()

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def readers(browser: Browser, site: Site, signed_in: SignedIn) -> Readers:
    """Gives the browser of somebody of tests/routes.py who reads a language, always the same."""

    @cache
    def reader(who: str, lang: str) -> BrowserContext:
        return new_context(browser, site, lang, 1280, storage_state=signed_in(who))

    return reader


@pytest.fixture
def tab(readers: Readers) -> Iterator[Tab]:
    """Gives a new tab in the browser of somebody who reads a language: sooner than a visit."""
    tabs = []

    def open_tab(who: str, lang: str) -> Page:
        tabs.append(readers(who, lang).new_page())
        return tabs[-1]

    yield open_tab
    for page in tabs:
        page.close()
