"""Pictures: tools/screenshots.py draws every page and document, and what is kept is small."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from tests.architecture.source import ROOT
from tests.journeys.scene import Browsers, make_place_for_every_form
from tests.routes import PUBLIC_ROUTES, STAFF_ROUTES, address, reader
from tools import drawn

PICTURES = ROOT / "docs" / "pictures"
MEGABYTE = 1_000_000


def answers_with_a_page(browser: FlaskClient, rule: str) -> bool:
    answer = browser.get(address(rule), buffered=True)
    return answer.status_code == 200 and answer.mimetype == "text/html"


def test_every_page_is_drawn(app: Flask) -> None:
    browsers = Browsers(app, make_place_for_every_form())

    pages = {
        rule
        for rule in PUBLIC_ROUTES | STAFF_ROUTES
        if answers_with_a_page(browsers[reader(rule)], rule)
    }

    assert len(pages) > 35
    assert pages - set(drawn.PAGES) == drawn.NOT_DRAWN


def test_nothing_is_drawn_that_is_not_there(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules()}

    assert set(drawn.PAGES) - rules == set()


def test_every_kind_of_document_is_drawn() -> None:
    kinds = {file.stem for file in (ROOT / "templates").glob("*/documents/*.html")}

    assert kinds == set(drawn.DOCUMENTS)


def test_a_picture_that_is_shown_is_there() -> None:
    texts = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]

    shown = [
        text.parent / path
        for text in texts
        for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", text.read_text(encoding="utf-8"))
    ]

    assert shown
    assert [file for file in shown if not file.is_file()] == []


def test_the_pictures_together_weigh_less_than_eight_megabytes() -> None:
    assert sum(file.stat().st_size for file in PICTURES.glob("*.png")) < 8 * MEGABYTE
