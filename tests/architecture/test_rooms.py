"""The chain of rooms: which there are, who may import whom, and what the web tier never loads."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter
from importlib import import_module

import pytest

from tests.architecture.source import ROOT, modules
from wsgi import PACKAGES

#: From left to right. wsgi stands before the first room and may import each.
ORDER = ("wsgi", *PACKAGES)

#: Native or slow: imported by the function that needs them, so that pages need none of them.
SLOW = frozenset(
    {
        "PIL", "fontTools", "icalendar", "openpyxl", "pikepdf", "pydyf", "pyhanko",
        "pyhanko_certvalidator", "pypdf", "python_calamine", "python_http_client", "sendgrid",
        "tinyhtml5", "weasyprint", "webauthn",
    }
)  # fmt: skip

IMPORT_AND_CREATE = """
import sys
from wsgi import create_app
from core.settings import Settings

create_app(Settings(database_url="postgresql://nobody@127.0.0.1:1/none", secret_key="x" * 40))
print(*sys.modules)
"""


def test_every_package_is_a_room_of_the_chain() -> None:
    folders = {init.parent.name for init in ROOT.glob("*/__init__.py")} - {
        "tests",
        "benchmarks",
        "tools",
    }

    assert folders == set(PACKAGES)


def test_what_is_packaged_is_the_chain() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packaged = project["tool"]["setuptools"]["packages"]

    folders = [init.parent for room in PACKAGES for init in (ROOT / room).rglob("__init__.py")]
    assert packaged == sorted(".".join(folder.relative_to(ROOT).parts) for folder in folders)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_room_is_put_into_the_application_by_its_init_app(package: str) -> None:
    assert callable(import_module(package).init_app)


def test_a_room_imports_only_what_stands_to_its_right() -> None:
    wrong = [
        str(one)
        for module in modules()
        for one in module.own_imports
        if ORDER.index(one.room) < ORDER.index(module.room)
    ]

    assert wrong == []


def test_no_import_of_our_own_code_hides_in_a_function() -> None:
    hidden = [
        str(one)
        for module in modules()
        for one in module.own_imports
        if one.function not in {None, "init_app"}
    ]

    assert hidden == []


def test_only_the_composition_root_imports_by_name() -> None:
    dynamic = [
        module.line(call)
        for module in modules()
        for called, call in module.calls
        if called in {"import_module", "__import__"} and module.name != "wsgi"
    ]

    assert dynamic == []


def test_no_two_modules_import_each_other() -> None:
    graph = {
        module.name: {one.target for one in module.own_imports} - {module.name}
        for module in modules()
    }

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_no_module_imports_a_slow_library_at_its_top() -> None:
    wrong = [
        str(one)
        for module in modules()
        for one in module.imports
        if one.room in SLOW and one.function is None
    ]

    assert wrong == []


def test_the_web_tier_starts_without_a_slow_library() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", IMPORT_AND_CREATE],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert "petitions.views" in loaded
    assert SLOW.intersection(name.partition(".")[0] for name in loaded) == set()
