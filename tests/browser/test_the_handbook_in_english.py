"""The handbook in English is true: each of its numbered steps is done in Chromium."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Demonstration
from tests.browser.handbook import CHAPTERS
from tests.browser.handbook.chapters import Chapter
from tests.browser.handbook.demonstration import walk
from tests.browser.site import Site


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_step_of_a_chapter_can_be_walked(
    site: Site,
    emptied: Callable[[], None],
    demonstration: Demonstration,
    browser: Browser,
    name: str,
) -> None:
    emptied()
    walk(site, browser, Chapter(name, "en"), demonstration(site))
