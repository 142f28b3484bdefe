"""Templates: nothing inline, no query, no way past the escaping, nothing of a room to the left."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from flask import Flask
from jinja2 import Environment, meta, nodes

from core.i18n import LANGUAGES
from tests.architecture.source import ROOT, modules
from wsgi import PACKAGES

FOLDER = ROOT / "templates"
#: Whatever is not in a room's own folder is the frame's.
FRAME = "core"

INLINE = {
    "a script without a nonce": re.compile(r"<script\b(?![^>]*\bnonce=)", re.IGNORECASE),
    "a style of its own": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "a handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script as an address": re.compile(r"javascript:", re.IGNORECASE),
}

#: A message has no style sheet it could link to: it brings its style along.
MESSAGES = frozenset({"mailing/email.html"})

#: What a query is made of. Templates are given values.
QUERYING = frozenset({"db", "execute", "query", "scalar", "scalars", "session"})


@dataclass(frozen=True)
class Template:
    """A template by the name under which it is rendered."""

    name: str
    text: str

    @property
    def room(self) -> str:
        folder = self.name.partition("/")[0]
        return folder if folder in PACKAGES else FRAME

    @property
    def tree(self) -> nodes.Template:
        return Environment(extensions=["jinja2.ext.i18n"]).parse(self.text)


@cache
def templates() -> tuple[Template, ...]:
    return tuple(
        Template(str(path.relative_to(FOLDER)), path.read_text(encoding="utf-8"))
        for path in sorted(FOLDER.rglob("*"))
        if path.is_file()
    )


def rendered() -> Iterator[tuple[str, str]]:
    """Yield (template, place) of all that Python renders, emails by their two languages."""
    for module in modules():
        for called, call in module.calls:
            first = call.args[0] if call.args else None
            if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
                continue
            if called == "render_template":
                yield first.value, module.line(call)
            elif called == "worded":
                folder, _, name = first.value.rpartition("/")
                for lang in LANGUAGES:
                    yield f"{folder}/emails/{name}.{lang}.txt", module.line(call)


def referenced(template: Template) -> set[str]:
    """Return what a template extends, includes or imports; none of them by a computed name."""
    return {name or "?" for name in meta.find_referenced_templates(template.tree)}


def room_of(app: Flask, endpoint: str) -> str:
    """Return the room whose code answers an endpoint; Flask's own static files are the frame's."""
    room = app.view_functions[endpoint].__module__.partition(".")[0]
    return room if room in PACKAGES else FRAME


def stands_left(endpoint_room: str, room: str) -> bool:
    return PACKAGES.index(endpoint_room) < PACKAGES.index(room)


@pytest.mark.parametrize("kind", INLINE)
def test_no_template_holds(kind: str) -> None:
    found = [
        f"{template.name}: {match.group()}"
        for template in templates()
        for match in INLINE[kind].finditer(template.text)
        if not (kind == "a style of its own" and template.name in MESSAGES)
    ]

    assert found == []


def test_no_template_turns_the_escaping_off() -> None:
    marked = [
        template.name
        for template in templates()
        if template.tree.find(nodes.EvalContextModifier)
        or any(one.name == "safe" for one in template.tree.find_all(nodes.Filter))
    ]

    assert marked == []


def test_no_template_calls_a_query() -> None:
    found = [
        f"{template.name}: {word}"
        for template in templates()
        for word in words(template.tree)
        if word in QUERYING
    ]

    assert found == []


def words(tree: nodes.Template) -> Iterator[str]:
    """Yield the names and attributes that a template reads."""
    yield from (one.name for one in tree.find_all(nodes.Name))
    yield from (one.attr for one in tree.find_all(nodes.Getattr))


def test_no_template_names_an_endpoint_of_a_room_to_the_left(app: Flask) -> None:
    found = []
    for template in templates():
        for call in template.tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "url_for":
                endpoint = call.args[0].as_const()
                if stands_left(room_of(app, endpoint), template.room):
                    found.append(f"{template.name}:{call.lineno} {endpoint}")

    assert found == []


def test_no_module_names_an_endpoint_of_a_room_to_the_left(app: Flask) -> None:
    endpoints = {name: room_of(app, name) for name in app.view_functions if "." in name}
    found = [
        f"{module.path.relative_to(ROOT)}:{line} {text}"
        for module in modules()
        for text, line in module.strings
        if module.room in PACKAGES and text in endpoints
        if stands_left(endpoints[text], module.room)
    ]

    assert found == []


def test_no_template_takes_from_a_room_to_the_left() -> None:
    rooms = {template.name: template.room for template in templates()}
    found = [
        f"{template.name} takes {other}"
        for template in templates()
        for other in referenced(template)
        if stands_left(rooms[other], template.room)
    ]

    assert found == []


def test_every_template_that_is_asked_for_exists() -> None:
    names = {template.name for template in templates()}
    asked = [*rendered()]
    asked += [(name, template.name) for template in templates() for name in referenced(template)]

    assert [f"{place} asks for {name}" for name, place in asked if name not in names] == []


def test_every_template_is_used() -> None:
    used = {name for name, _ in rendered()}
    used |= {name for template in templates() for name in referenced(template)}

    assert [template.name for template in templates() if template.name not in used] == []
