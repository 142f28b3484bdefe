"""How the code reads, as far as a machine can tell: lengths, types, words, excuses."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, functions, modules

LONGEST_FUNCTION = 60
LONGEST_FILE = 400
#: Nine functions in ten are no longer than this.
USUAL_FUNCTION = 25

FORBIDDEN_NAMES = frozenset(
    {"base", "common", "data", "helper", "helpers", "manager", "managers", "misc", "service"}
    | {"services", "util", "utils"}
)

#: A promise to come back, spelt so that this line is none.
PROMISE = re.compile("TO" + r"DO|FIX" + r"ME|X" + r"XX")
EXCUSE = re.compile(
    r"#\s*(noqa|type: ?ignore)(?P<codes>(: ?[A-Z0-9, ]+)|\[[a-z-, ]+\])?(?P<reason>.*)"
)

OWN = [module.path for module in modules()]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
REVISIONS = sorted((ROOT / "migrations").rglob("*.py"))
#: Revisions are history: they are read once and never changed.
LIVING = [*OWN, *TESTS, ROOT / "migrations" / "env.py"]
TEXTS = [
    path
    for folder in (*{path.relative_to(ROOT).parts[0] for path in OWN}, "tests", "docs", "templates")
    for path in sorted((ROOT / folder).rglob("*") if (ROOT / folder).is_dir() else [ROOT / folder])
    if path.suffix in {".py", ".md", ".html", ".txt"}
]


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def lengths(paths: list[Path]) -> dict[str, int]:
    """Return the lines of each function, without its decorators."""
    return {
        f"{shown(path)}:{function.lineno} {function.name}": (function.end_lineno or 0)
        - function.lineno
        + 1
        for path in paths
        for function in functions(ast.parse(path.read_text(encoding="utf-8")))
    }


def test_no_function_is_longer_than_sixty_lines() -> None:
    assert {name: n for name, n in lengths(LIVING).items() if n > LONGEST_FUNCTION} == {}


def test_nine_functions_in_ten_fit_into_twenty_five_lines() -> None:
    found = sorted(lengths(OWN).values())

    assert found[len(found) * 9 // 10] <= USUAL_FUNCTION


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    counted = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in LIVING}

    assert {name: n for name, n in counted.items() if n > LONGEST_FILE} == {}


def test_every_function_is_typed() -> None:
    untyped = [
        f"{shown(path)}:{function.lineno} {function.name}"
        for path in [*LIVING, *REVISIONS]
        for function in functions(ast.parse(path.read_text(encoding="utf-8")))
        if not is_typed(function)
    ]

    assert untyped == []


def is_typed(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    given = function.args
    arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    arguments += [one for one in (given.vararg, given.kwarg) if one is not None]
    needed = [one for one in arguments if one.arg not in {"self", "cls"}]
    return function.returns is not None and all(one.annotation for one in needed)


def test_every_module_says_what_it_is() -> None:
    silent = [
        shown(path)
        for path in [*OWN, *TESTS, *REVISIONS]
        if path.stat().st_size
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []


def test_no_excuse_stands_without_its_reason() -> None:
    bare = []
    for path in [*OWN, *TESTS, *REVISIONS]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            excuse = EXCUSE.search(line) if path != Path(__file__) else None
            if excuse and not (excuse["codes"] and excuse["reason"].strip(" #()")):
                bare.append(f"{shown(path)}:{number}")

    assert bare == []


def test_no_mock_stands_without_its_reason() -> None:
    bare = [
        f"{shown(path)}:{number}"
        for path in TESTS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.match(
            r"\s*(from unittest import mock|import unittest\.mock|from unittest\.mock)", line
        )
        and "#" not in line
    ]

    assert bare == []


def test_nothing_promises_to_be_done_later() -> None:
    promises = [
        f"{shown(path)}:{number}"
        for path in TEXTS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if PROMISE.search(line)
    ]

    assert promises == []


@pytest.mark.parametrize("paths", [OWN, TESTS], ids=["rooms", "tests"])
def test_no_module_is_named_for_nothing_in_particular(paths: list[Path]) -> None:
    vague = [shown(path) for path in paths if FORBIDDEN_NAMES & {path.stem, path.parent.name}]

    assert vague == []
