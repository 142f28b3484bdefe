"""The Japanese catalogue: complete, and with nothing in it that is not used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """tools/catalogue, the script that brings the catalogue up to date."""
    loader = SourceFileLoader("catalogue_tool", "tools/catalogue")
    spec = spec_from_loader("catalogue_tool", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def catalogue(tool: ModuleType) -> Catalog:
    with tool.CATALOGUE.open("rb") as file:
        return read_po(file, locale="ja")


def messages(catalogue: Catalog) -> Iterable[Message]:
    return (message for message in catalogue if message.id)


def strings(texts: str | Iterable[str] | None) -> list[str]:
    return [texts or ""] if texts is None or isinstance(texts, str) else list(texts)


def test_every_string_of_the_pages_is_in_the_catalogue_and_no_other(
    tool: ModuleType, catalogue: Catalog
) -> None:
    used = {str(message.id) for message in messages(tool.used())}

    kept = {str(message.id) for message in messages(catalogue)}

    assert {"missing": used - kept, "unused": kept - used} == {"missing": set(), "unused": set()}


def test_every_string_is_translated(catalogue: Catalog) -> None:
    untranslated = [
        message.id
        for message in messages(catalogue)
        if message.fuzzy or not all(strings(message.string))
    ]

    assert untranslated == []


def test_a_translation_fills_the_same_places(catalogue: Catalog) -> None:
    wrong = [
        message.id
        for message in messages(catalogue)
        for text in strings(message.string)
        if set(PLACEHOLDER.findall(text)) - set(PLACEHOLDER.findall(strings(message.id)[-1]))
    ]

    assert wrong == []
