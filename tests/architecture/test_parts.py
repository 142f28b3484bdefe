"""The catalogue of parts, /dev/parts: all that pages are made of, and nothing that is not shown."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from jinja2 import nodes
from pydantic import SecretStr

from core.i18n import LANGUAGES
from core.settings import Settings
from tests.architecture.markup import Attributes, Page, read
from tests.architecture.test_templates import Template, referenced, templates
from wsgi import create_app

#: The catalogue, and the frame that it stands in.
CATALOGUE = ("petitions/parts.html", "base.html")
FOLDER = "macros/"
FRAMES = {"base.html", "staff.html"}

#: Each part of the design by what its markup must hold: tags with their classes or attributes.
PARTS: dict[str, list[tuple[str, str | dict[str, str]]]] = {
    "skip link": [("a", "skip"), ("main", {"id": "main"})],
    "header": [("header", "site"), ("a", "brand"), ("svg", "mark"), ("nav", "nav"),
               ("a", "to-menu")],
    "language switch": [("nav", "lang"), ("a", {"aria-current": "true", "hreflang": "ja"})],
    "status tag": [("span", "tag"), ("span", "tag on"), ("span", "tag late")],
    "facts": [("dl", "facts"), ("dl", "facts small")],
    "count block": [("dl", "counts"), ("span", "also"), ("svg", "tally")],
    "round bar": [("ol", "rounds"), ("li", {"aria-current": "step"}), ("li", "next")],
    "milestone": [("progress", {"aria-label": "", "max": "10000"})],
    "timeline": [("ol", "timeline"), ("li", "to-come")],
    "wall": [("nav", "kana"), ("section", "gyo"), ("ul", "names"), ("div", "unnamed")],
    "call row": [("ol", "calls"), ("span", "left"), ("div", "sum")],
    "field": [("div", "field"), ("span", "need"), ("span", "need must"), ("p", "hint"),
              ("p", "error"), ("div", "field wrong")],
    "choice": [("fieldset", "field"), ("div", "choice"), ("fieldset", "field wrong")],
    "error summary": [("div", {"class": "summary-of-errors", "role": "alert", "tabindex": "-1"})],
    "disclosure choice": [("div", "levels"), ("div", "level"), ("svg", "sq"), ("dl", "who"),
                          ("dd", "hid")],
    "printed line": [("p", "label"), ("output", "line")],
    "buttons": [
        ("button", "button"), ("button", "button second"), ("button", "button danger"),
        ("button", "button wide"), ("button", {"disabled": ""}), ("a", "button"), ("p", "then"),
    ],
    "notice": [("p", "notice"), ("p", "notice late")],
    "sheet": [("dl", "sheet")],
    "receipt": [("code", "receipt")],
    "text to copy": [("p", "copy")],
    "table": [
        ("caption", "vh"), ("th", {"scope": "col"}), ("th", {"scope": "row"}), ("td", "n"),
        ("div", {"class": "scroll", "role": "region", "tabindex": "0", "aria-label": ""}),
    ],
    "job progress": [("progress", {"aria-label": "", "max": "9280"}), ("span", {"role": "status"})],
    "chart": [("svg", {"class": "chart", "role": "img", "aria-label": ""}), ("details", {})],
    "pagination": [("nav", "pages"), ("a", {"rel": "prev"}), ("a", {"rel": "next"})],
    "empty state": [("p", "empty")],
    "staff tasks": [("ol", "tasks")],
}  # fmt: skip

BY_MACRO_ALONE = frozenset(
    {
        "calls", "chart", "copy", "counts", "empty", "facts", "levels", "notice", "receipt",
        "rounds", "scroll", "sheet", "summary-of-errors", "tally", "tasks", "timeline",
    }
)  # fmt: skip


@pytest.fixture
def page(client: FlaskClient) -> Page:
    return read(client.get("/dev/parts").text)


def is_there(page: Page, tag: str, told: str | dict[str, str]) -> bool:
    wanted = {"class": told} if isinstance(told, str) else told
    return any(fits(found, wanted) for found in page.all(tag))


def fits(found: Attributes, wanted: dict[str, str]) -> bool:
    """Tell whether an element has the attributes; one that is wanted empty may have any value."""
    return all(name in found and value in {"", found[name]} for name, value in wanted.items())


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_shown_with_its_markup(page: Page, part: str) -> None:
    assert [told for told in PARTS[part] if not is_there(page, *told)] == []


def test_every_macro_is_shown_by_itself_or_by_another() -> None:
    calls = {name: called_in(macro) for name, macro in macros().items()}
    reached: set[str] = set()
    waiting = {name for one in templates() if one.name in CATALOGUE for name in called_in(one.tree)}

    while waiting:
        reached |= waiting
        waiting = {name for one in waiting for name in calls.get(one, set())} - reached

    assert sorted(set(calls) - reached) == []


def test_every_macro_can_be_taken_from_one_place() -> None:
    offered = {
        one.target.name
        for one in by_name("_macros.html").tree.find_all(nodes.Assign)
        if isinstance(one.target, nodes.Name)
    }

    assert offered == {name for name in macros() if not name.startswith("_")}


def test_no_page_writes_by_hand_what_there_is_a_macro_for() -> None:
    found = [
        f"{page.name}: {name}"
        for page in pages()
        for name in sorted(BY_MACRO_ALONE)
        if f'class="{name}' in page.text
    ]

    assert found == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_catalogue_is_in_the_language_that_is_asked_for(client: FlaskClient, lang: str) -> None:
    found = read(client.get(f"/dev/parts?lang={lang}").text)

    assert found.language == lang


def test_no_name_of_an_element_is_given_twice(page: Page) -> None:
    names = [found["id"] for _tag, found in page.elements if found.get("id")]

    assert sorted({str(name) for name in names if names.count(name) > 1}) == []


def test_the_catalogue_is_no_part_of_a_site_in_production(settings: Settings) -> None:
    production = settings.model_copy(
        update={"environment": "production", "secret_key": SecretStr("x" * 40)}
    )

    made = create_app(production)

    assert "/dev/parts" not in {rule.rule for rule in made.url_map.iter_rules()}


def macros() -> dict[str, nodes.Macro]:
    return {
        macro.name: macro
        for one in templates()
        if one.name.startswith(FOLDER)
        for macro in one.tree.find_all(nodes.Macro)
    }


def pages() -> list[Template]:
    """Return the templates of pages, and what they include."""
    found = [one for one in templates() if FRAMES & referenced(one)]
    included = {name for one in found for name in referenced(one)} - FRAMES
    return found + [one for one in templates() if one.name in included - {"_macros.html"}]


def called_in(tree: nodes.Node) -> set[str]:
    """Return the names of what is called, of `ui.chart(…)` and `chart(…)` alike."""
    called = {call.node for call in tree.find_all(nodes.Call)}
    return {one.name for one in called if isinstance(one, nodes.Name)} | {
        one.attr for one in called if isinstance(one, nodes.Getattr)
    }


def by_name(name: str) -> Template:
    return next(one for one in templates() if one.name == name)
