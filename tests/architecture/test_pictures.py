"""Pictures: tools/screenshots.py draws every page and document, and what is kept is small."""

from __future__ import annotations

import re
from importlib import import_module
from types import ModuleType

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import factories
from tests.architecture.source import ROOT
from tests.conftest import Visit
from tests.routes import PUBLIC_ROUTES, STAFF_ROUTES, address, make_scene

PICTURES = ROOT / "docs" / "pictures"
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """tools/screenshots.py, which is in no package."""
    return import_module("tools.screenshots")


def answers_with_a_page(browser: FlaskClient, rule: str) -> bool:
    answer = browser.get(address(rule), buffered=True)
    return answer.status_code == 200 and answer.mimetype == "text/html"


@pytest.mark.parametrize("who", ["guest", "staff", "administrator"])
def test_every_page_is_drawn(who: str, tool: ModuleType, client: FlaskClient, visit: Visit) -> None:
    make_scene()
    browser = client if who == "guest" else visit(factories.make_person(who, who))

    pages = {rule for rule in PUBLIC_ROUTES | STAFF_ROUTES if answers_with_a_page(browser, rule)}

    assert pages - set(tool.PAGES) - set(tool.NOT_DRAWN) == set()


def test_nothing_is_drawn_that_is_not_there(app: Flask, tool: ModuleType) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules()}

    assert set(tool.PAGES) - rules == set()


def test_every_kind_of_document_is_drawn(tool: ModuleType) -> None:
    kinds = {file.stem for file in (ROOT / "templates").glob("*/documents/*.html")}

    assert kinds == {*tool.DOCUMENTS, *tool.DOCUMENTS_NOT_DRAWN}


def test_a_picture_that_is_shown_is_there() -> None:
    texts = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]

    shown = [
        text.parent / path
        for text in texts
        for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", text.read_text(encoding="utf-8"))
    ]

    assert shown
    assert [file for file in shown if not file.is_file()] == []


def test_the_pictures_together_weigh_less_than_five_megabytes() -> None:
    assert sum(file.stat().st_size for file in PICTURES.glob("*.png")) < 5 * MEGABYTE
