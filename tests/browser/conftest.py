"""A running site with the demonstration on it, and visitors with a browser each."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from flask import Flask, g
from playwright.sync_api import Browser, Page, StorageState

from core.settings import Settings
from petitions import demo
from tests.browser import chromium, places
from tests.browser.hands import BUTTON, sign_in
from tests.browser.site import Site, serving
from tests.journeys.scene import link_of
from tests.routes import reader

Visit = Callable[..., Page]
SignedIn = Callable[[str], StorageState | None]

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


@pytest.fixture(scope="module")
def site(
    whole_app: Flask, settings: Settings, emptied: Callable[[], None], worker_id: str
) -> Iterator[Site]:
    """The site with the demonstration's network, statement and signatures, as a module found it."""
    with demonstrating(settings, emptied) as running:
        yield running


@contextmanager
def demonstrating(settings: Settings, emptied: Callable[[], None]) -> Iterator[Site]:
    """Serve the demonstration, and leave nothing of it."""
    emptied()
    with serving(settings) as running:
        running.run(_load)
        yield running
    emptied()
    for mail in running.outbox.glob("*.eml"):
        mail.unlink()


def _load() -> None:
    g.lang = "ja"
    demo.load()


@pytest.fixture(scope="module")
def ends(site: Site) -> None:
    """What the addresses of tests/routes.py lead to, beside the demonstration."""
    site.run(places.make_places)


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
    """Gives what a browser keeps of whoever may open an address; each of them signs in once."""

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

    return lambda rule: state(reader(rule))


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Gives a visitor's page; `lang`, `width` and whatever a context of Playwright takes."""
    contexts = []

    def arrive(lang: str = "ja", width: int = 1280, **choices: Any) -> Page:
        context = browser.new_context(
            base_url=site.base_url,
            locale={"ja": "ja-JP", "en": "en-GB"}[lang],
            viewport={"width": width, "height": 568 if width < 600 else 800},
            # Else every click below the fold waits until the page has glided there.
            reduced_motion="reduce",
            **choices,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield arrive
    for context in contexts:
        context.close()
