"""What an operator is told: every setting, command and public address, and none that is not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from flask import Flask

from core.settings import Settings
from tests.architecture.source import ROOT
from tests.routes import PUBLIC_ROUTES, named
from wsgi import PACKAGES

#: A row of the table begins with the settings it describes: | `NAME` · `OTHER` | …
ROW = re.compile(r"^\| (`[A-Z][A-Z0-9_]*`(?: · `[A-Z][A-Z0-9_]*`)*) \|", re.MULTILINE)

SETTINGS = {name.upper() for name in Settings.model_fields}


def documentation() -> str:
    """Return all that a reader of the project may read, as one text."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def described() -> list[str]:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    return [name for row in ROW.findall(text) for name in re.findall(r"`([A-Z0-9_]+)`", row)]


def commands(group: click.Command, path: str = "flask") -> Iterator[str]:
    """Yield the full name of each command of ours."""
    if isinstance(group, click.Group):
        for name, command in group.commands.items():
            yield from commands(command, f"{path} {name}")
    elif group.callback is not None and group.callback.__module__.partition(".")[0] in PACKAGES:
        yield path


def test_every_setting_is_described_once() -> None:
    assert sorted(described()) == sorted(SETTINGS)


def test_every_command_is_described(app: Flask) -> None:
    text = documentation()

    assert [name for name in commands(app.cli) if f"`{name}" not in text] == []


def test_every_described_command_exists(app: Flask) -> None:
    known = {*commands(app.cli), "flask db"}
    told = re.findall(r"`(flask(?: [a-z][a-z-]*)+)", documentation())

    assert [name for name in told if not any(name.startswith(one) for one in known)] == []


@pytest.mark.parametrize("rule", [rule for rule in PUBLIC_ROUTES if "<path:" not in rule])
def test_every_public_address_is_described(rule: str) -> None:
    address = re.escape(named(rule))

    assert re.search(rf"`(?:GET |POST )?{address}`", documentation())
