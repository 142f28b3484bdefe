"""Our own source as syntax trees, for the tests that test the code base."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from wsgi import PACKAGES

ROOT = Path(__file__).parent.parent.parent

#: What stands before views in a room, in the order in which one may import the other.
LEVELS = ("models", "emails", "activities", "forms", "edges")
#: Where requests, commands and jobs come in. `pages` gathers for views what their templates show.
EDGES = frozenset({"views", "staff", "api", "webhooks", "cli", "demo", "pages"})


@dataclass(frozen=True)
class Import:
    """A name that is imported: where it comes from, and the function that hides it, if any."""

    where: str
    target: str
    function: str | None

    @property
    def room(self) -> str:
        return self.target.partition(".")[0]

    def __str__(self) -> str:
        hidden = f" in {self.function}()" if self.function else ""
        return f"{self.where}{hidden} imports {self.target}"


@dataclass(frozen=True)
class Module:
    """A file of ours, by its dotted name."""

    path: Path
    name: str

    @property
    def room(self) -> str:
        return self.name.partition(".")[0]

    @property
    def part(self) -> str:
        """What it is in its room: "views", for petitions.views and for petitions.views.letters."""
        return self.name.split(".")[1] if "." in self.name else "__init__"

    @property
    def level(self) -> str:
        """Its place among LEVELS; whatever has no name of its own there is an activity."""
        if self.part in EDGES or self.part == "__init__":
            return "edges"
        return self.part if self.part in LEVELS else "activities"

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> list[Import]:
        return list(self._imports(self.tree, None))

    @property
    def own_imports(self) -> list[Import]:
        return [one for one in self.imports if one.room in PACKAGES or one.room == "wsgi"]

    @property
    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Yield each call with the last part of its name: "commit" for db.session.commit()."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                called = node.func
                if isinstance(called, ast.Attribute):
                    yield called.attr, node
                elif isinstance(called, ast.Name):
                    yield called.id, node

    @property
    def strings(self) -> Iterator[tuple[str, int]]:
        """Yield each text in the code, docstrings too, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value, node.lineno

    def line(self, node: ast.expr | ast.stmt) -> str:
        return f"{self.path.relative_to(ROOT)}:{node.lineno}"

    def _imports(self, node: ast.AST, function: str | None) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from self._imports(child, child.name)
            elif isinstance(child, ast.Import):
                yield from (Import(self.line(child), one.name, function) for one in child.names)
            elif isinstance(child, ast.ImportFrom):
                source = "." * child.level + (child.module or "")
                for one in child.names:
                    inner = f"{source}.{one.name}"
                    target = inner if inner in names() or source not in names() else source
                    yield Import(self.line(child), target, function)
            else:
                yield from self._imports(child, function)


@cache
def names() -> frozenset[str]:
    """Return the dotted names of all our modules."""
    return frozenset(_name(path) for path in _paths())


@cache
def modules() -> tuple[Module, ...]:
    """Return the modules of every room, and wsgi."""
    return tuple(Module(path, _name(path)) for path in _paths())


def rooms() -> list[Module]:
    """Return the modules of the rooms that hold the domain: all but core, the frame, and wsgi."""
    return [one for one in modules() if one.room in PACKAGES and one.room != "core"]


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _paths() -> list[Path]:
    found = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return [*found, ROOT / "wsgi.py"]


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
