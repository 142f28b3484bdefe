"""The recipes of CONTRIBUTING, each walked through in a copy of the tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import embedded
from petitions.models import IDENTITY
from tests.architecture.source import ROOT
from tests.architecture.walking import Walk
from tests.migrations.test_migrations import make_database

HEADINGS = {
    "field": "A field of a signature",
    "email": "An email",
    "document": "A kind of document",
}


@pytest.fixture
def walk(request: pytest.FixtureRequest, tmp_path: Path) -> Walk:
    """A recipe, by its name, in a copy of the tree."""
    head = (ROOT / "migrations" / "HEAD").read_text(encoding="utf-8").strip()
    number = head.partition("_")[0]
    filled = {
        "<newest>": head,
        "<previous>": number,
        "<number>": f"{int(number) + 1:04}",
        "<identity>": ", ".join(f'"{column}"' for column in IDENTITY),
    }
    made = Walk(request.param, HEADINGS[request.param], tmp_path / "tree", filled)
    made.copy()
    return made


@pytest.mark.parametrize("name", HEADINGS)
def test_a_recipe_names_every_file_that_it_changes(name: str) -> None:
    walk = Walk(name, HEADINGS[name], ROOT)

    assert walk.changed
    assert walk.unnamed == []


@pytest.mark.parametrize("walk", ["field"], indirect=True)
def test_a_field_of_a_signature_is_added_as_the_recipe_says(
    walk: Walk, server: embedded.Server, worker_id: str, tmp_path: Path
) -> None:
    name = f"recipe_{worker_id}"
    database = {
        "DATABASE_OWNER_URL": make_database(server, name),
        "DATABASE_URL": server.url.replace("/hiroba?", f"/{name}?"),
        "INSTANCE_PATH": str(tmp_path / "instance"),
    }
    walk.apply("--exclude=migrations/*")
    for command in walk.commands:
        walk.run(*command, **database)
    revision = next(file for file in walk.changed if file.startswith("migrations/versions/"))
    (walk.tree / revision).unlink()
    walk.apply("--include=migrations/*")
    walk.translate()

    walk.test(
        [
            "tests/migrations/test_migrations.py",
            "tests/leaks/test_undisclosed_leaves_no_trace.py",
            "tests/petitions/test_columns.py",
            "tests/petitions/test_confirming.py",
            "tests/architecture/test_layers.py",
            "tests/architecture/test_templates.py",
        ],
        # A letter looks the same to the canary whatever takes it apart, and the revisions before
        # are what they are here.
        but=f"extractor and not pdftotext or up_down and not {walk.filled['<number>']}",
    )


@pytest.mark.parametrize("walk", ["email"], indirect=True)
def test_an_email_is_added_as_the_recipe_says(walk: Walk) -> None:
    walk.apply()

    walk.test(
        [
            "tests/architecture/test_layers.py",
            "tests/architecture/test_templates.py",
            "tests/architecture/test_writings.py",
        ]
    )


@pytest.mark.parametrize("walk", ["document"], indirect=True)
def test_a_kind_of_document_is_added_as_the_recipe_says(walk: Walk) -> None:
    walk.apply()
    walk.translate()

    walk.test(
        [
            "tests/architecture/test_access.py",
            "tests/architecture/test_layers.py",
            "tests/architecture/test_pictures.py",
            "tests/architecture/test_rooms.py",
            "tests/architecture/test_templates.py",
        ],
        but="every_page_is_drawn",
    )
