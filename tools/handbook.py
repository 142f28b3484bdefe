"""Draws the handbook's pictures into docs/pictures/handbook: the second half of `make screenshots`.

What is drawn is what tests/browser/handbook walks: for each numbered step of each chapter, in each
language, the part of the page that the step is about. `python -m tools.handbook` with names of
chapters draws these alone; without, it removes what was there before.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser
from pydantic import SecretStr

from core import embedded, migrating
from core.settings import Settings
from tests.browser import chromium
from tests.browser.handbook import CHAPTERS
from tests.browser.handbook.chapters import LANGUAGES, PICTURES, Chapter
from tests.browser.handbook.demonstration import load, walk
from tests.browser.site import Site, serving
from wsgi import create_app

#: Enough for text with soft edges in two hues, and for the line around what is pressed.
COLOURS = 16


def draw(browser: Browser, folder: Path, chapters: Collection[str] = tuple(CHAPTERS)) -> None:
    """Walk chapters in both languages, and draw each of their steps into a folder."""

    def keep(png: bytes, file: Path) -> None:
        kept = folder / file.relative_to(PICTURES)
        kept.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(io.BytesIO(png)) as drawn:
            few = drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            few.save(kept, optimize=True)

    for name in chapters:
        for lang in LANGUAGES:
            with _new_site() as site:
                walk(site, browser, Chapter(name, lang), site.run(load), keep)


@contextmanager
def _new_site() -> Iterator[Site]:
    """Serve an empty site, with a database of its own, for a block."""
    with tempfile.TemporaryDirectory(prefix="hiroba-") as made:
        folder = Path(made)
        # As root the database runs as another user, who has to pass through.
        folder.chmod(0o711)
        with embedded.running(folder) as server:
            settings = Settings(
                instance_path=folder,
                database_url=server.url,
                database_owner_url=server.owner_url,
                secret_key=SecretStr("a key for pictures, as long as one for production"),
            )
            with create_app(settings).app_context():
                migrating.to_head()
            with serving(settings) as site:
                yield site


def main(chapters: Collection[str]) -> int:
    path = chromium.find()
    if path is None:
        sys.stderr.write("There is no Chromium here: tools/setup test installs one on Debian.\n")
        return 1
    with tempfile.TemporaryDirectory() as made_in, chromium.running(path) as browser:
        draw(browser, Path(made_in), chapters or tuple(CHAPTERS))
        if not chapters:
            shutil.rmtree(PICTURES, ignore_errors=True)
        shutil.copytree(made_in, PICTURES, dirs_exist_ok=True)
    made = list(PICTURES.rglob("*.png"))
    weight = sum(file.stat().st_size for file in made)
    sys.stdout.write(f"{PICTURES}: {len(made)} pictures, {weight / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
