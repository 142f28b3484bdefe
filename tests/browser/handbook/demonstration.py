"""What the handbook is walked on: the demonstration, whose people all read one language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from io import StringIO

from flask import g
from playwright.sync_api import Browser
from sqlalchemy import update

from core.db import db
from network.models import Person
from petitions import demo
from tests.browser.handbook import CHAPTERS
from tests.browser.handbook.chapters import Chapter
from tests.browser.handbook.walking import Camera, Walk
from tests.browser.site import Site

SECRET = re.compile(r"custodian ([^,]+), .*(AGE-SECRET-KEY-\w+)")


def load() -> dict[str, str]:
    """Load the demonstration; return the secret keys that it tells once, by their custodians."""
    g.lang = "ja"
    with redirect_stdout(StringIO()) as told:
        demo.load()
    return dict(SECRET.findall(told.getvalue()))


def walk(
    site: Site,
    browser: Browser,
    chapter: Chapter,
    secrets: Mapping[str, str],
    camera: Camera | None = None,
) -> None:
    """Walk all ways of a chapter on a site on which nothing but the demonstration has been."""
    site.run(lambda: _have_all_read(chapter.lang))
    with _closing(Walk(site, browser, chapter, secrets, camera)) as walked:
        for way in CHAPTERS[chapter.name]:
            walked.go(way)


def _have_all_read(lang: str) -> None:
    db.session.execute(update(Person).values(language=lang))
    db.session.commit()


@contextmanager
def _closing(walk: Walk) -> Iterator[Walk]:
    try:
        yield walk
    finally:
        walk.close()
