"""Walks a recipe of CONTRIBUTING.md in a copy of the tree: its steps, its changes, its commands.

What a recipe changes lies in recipes/<name>/changes.patch, and what its strings are in Japanese
beside it. To alter that, apply the patch in a clone, go on from there, and keep
`git diff --unified=1`: so little context is found again when other lines around it have changed.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from tests.architecture.source import ROOT

RECIPES = Path(__file__).parent / "recipes"
CATALOGUE = "translations/ja/LC_MESSAGES/messages.po"

#: What a step calls by another name each time: `templates/<room>/emails/<name>.ja.txt`.
PLACE = re.compile(r"<[a-z]+>")
QUOTED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Walk:
    """A recipe on its way. `filled` tells what its placeholders stand for in this tree."""

    name: str
    heading: str
    tree: Path
    filled: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def steps(self) -> str:
        """The recipe as CONTRIBUTING tells it."""
        whole = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
        section = rf"^## {re.escape(self.heading)}\n(.*?)^## "
        found = re.search(section, whole, re.MULTILINE | re.DOTALL)
        assert found, f"CONTRIBUTING has no recipe {self.heading!r}"
        return found[1]

    @property
    def patch(self) -> str:
        text = (RECIPES / self.name / "changes.patch").read_text(encoding="utf-8")
        for placeholder, value in self.filled.items():
            text = text.replace(placeholder, value)
        return text

    @property
    def changed(self) -> list[str]:
        """The files that the patch makes or changes."""
        return re.findall(r"^\+\+\+ b/(.+)$", self.patch, re.MULTILINE)

    @property
    def unnamed(self) -> list[str]:
        """The files that the patch makes or changes without a step that names them."""
        named = [
            re.compile("[^/]+".join(map(re.escape, PLACE.split(quoted))))
            for quoted in QUOTED.findall(self.steps)
        ]
        return [file for file in self.changed if not any(one.fullmatch(file) for one in named)]

    @property
    def commands(self) -> list[list[str]]:
        """The commands that the steps give, in their order."""
        quoted = [one for one in QUOTED.findall(self.steps) if one.startswith(".venv/bin/flask ")]
        for placeholder, value in self.filled.items():
            quoted = [one.replace(placeholder, value) for one in quoted]
        return [shlex.split(one) for one in quoted]

    def copy(self) -> None:
        """Copy what the repository keeps of the tree, and lead `.venv` to ours."""
        ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
        names = [line.rstrip("/") for line in ignored if "/" not in line.rstrip("/")]
        shutil.copytree(ROOT, self.tree, ignore=shutil.ignore_patterns(".git", *names))
        (self.tree / ".venv").symlink_to(sys.prefix)

    def apply(self, *options: str) -> None:
        """Make the changes of the patch; `options` may leave files out."""
        done = self._run("git", "apply", "--recount", *options, "-", given=self.patch)
        if done.returncode:
            pytest.fail(
                f"The changes of the recipe {self.name!r} no longer fit the tree. Bring "
                f"tests/architecture/recipes/{self.name}/changes.patch up to date:\n{done.stderr}"
            )

    def run(self, *command: str, **settings: str) -> str:
        """Run a command in the copy with some settings, and return what it says."""
        done = self._run(*command, settings=settings)
        assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def translate(self) -> None:
        """Bring the catalogue up to date, and say in Japanese what is new in it."""
        words = json.loads((RECIPES / self.name / "japanese.json").read_text(encoding="utf-8"))
        said = self.run(sys.executable, "tools/catalogue")
        assert [text for text in words if f"untranslated: {text}\n" not in said] == []
        file = self.tree / CATALOGUE
        header = file.read_text(encoding="utf-8").partition("\n\n")[0]
        with file.open("rb") as source:
            catalogue = read_po(source, locale="ja")
        for text, japanese in words.items():
            catalogue[text].string = japanese
        with file.open("wb") as target:
            target.write(f"{header}\n\n".encode())
            write_po(target, catalogue, omit_header=True, sort_output=True, width=0)
        said = self.run(sys.executable, "tools/catalogue")
        assert [text for text in words if f"untranslated: {text}\n" in said] == []
        compiling = ("--quiet", "compile", "--directory", "translations")
        self.run(sys.executable, "-m", "babel.messages.frontend", *compiling)

    def test(self, files: Sequence[str], *, but: str = "") -> None:
        """Run some of the copy's tests, and those that the recipe has brought."""
        own = [file for file in self.changed if Path(file).name.startswith("test_")]
        options = ["-n", "0", "-q", "--tb=short", "-p", "no:cacheprovider"]
        options += [f"--basetemp={self.tree.parent / 'tests'}"]
        options += ["-k", f"not ({but})"] if but else []
        self.run(sys.executable, "-m", "pytest", *options, *dict.fromkeys([*own, *files]))

    def _run(
        self, *command: str, given: str | None = None, settings: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        ours = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
        # Before the packages of the environment, which knows the tree that was copied.
        ours |= {"PYTHONPATH": str(self.tree), "GIT_CEILING_DIRECTORIES": str(self.tree.parent)}
        return subprocess.run(
            command,
            cwd=self.tree,
            env={**ours, **(settings or {})},
            input=given,
            capture_output=True,
            text=True,
            timeout=300,
        )
