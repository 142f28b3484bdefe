"""Draws every page of the demonstration, and its letter, into build/pictures: `make screenshots`.

The demonstration runs in an instance of its own, which is thrown away. A page is drawn whole, at
the widths of a small phone and of a desk, and named <page>-<language>-<width>.png. The few that the
documentation shows are copied to docs/pictures, so that the repository stays small.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import chromium

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "build" / "pictures"
SHOWN = ROOT / "docs" / "pictures"
#: What is shown in the documentation, or gives the first impression.
KEPT = (
    "statement-ja", "statement-en", "statement-ja-320", "home-ja-1280", "organisation-form-ja-1280",
    "confirm-ja-320", "thanks-ja-320", "staff-submission-ja-1280",
    "letter-1", "letter-2", "letter-3", "letter-4",
)  # fmt: skip
STATEMENT = "statements/civic-space"
SCREENS = ((1280, 800), (320, 568))
#: Enough for text with soft edges in two hues, and a third of the bytes.
COLOURS = 48

#: Name → address below the language, of what any visitor may open.
PUBLIC = {
    "home": "",
    "calls": "campaigns/",
    "campaign": "campaigns/civic-space",
    "statement": STATEMENT,
    "organisation-form": f"{STATEMENT}/sign/organisation",
    "sent": f"{STATEMENT}/sent",
    "signatories": f"{STATEMENT}/signatories",
    "network": "network",
    "monitor": "monitor",
    "nothing-here": "no-such-page",
}


@dataclass(frozen=True)
class Demonstration:
    """Where a running demonstration is, and what it printed."""

    base: str
    letter: Path
    staff_link: str


@contextmanager
def demonstration() -> Iterator[Demonstration]:
    """Run `flask demo` in a folder of its own for a block."""
    with tempfile.TemporaryDirectory(prefix="hiroba-") as folder:
        # As root the database runs as another user, who has to pass through.
        Path(folder).chmod(0o711)
        port = _free_port()
        process = subprocess.Popen(  # noqa: S603  our own command
            [sys.executable, "-m", "flask", "demo", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "INSTANCE_PATH": folder, "DATABASE_URL": ""},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield _told(process, f"http://127.0.0.1:{port}")
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)


def _told(process: subprocess.Popen[str], base: str) -> Demonstration:
    """Read what the demonstration prints until it has said all."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line.strip())
        if line.startswith("A new staff link"):
            break
    letter = next(Path(line) for line in said if line.endswith(".pdf"))
    link = re.search(r"http\S+/staff/link/\S+", "\n".join(said))
    assert link, said
    return Demonstration(base, letter, link.group())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def draw(page: Page, name: str, lang: str) -> None:
    """Draw the page that is open, in each width."""
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        keep(page.screenshot(full_page=True), f"{name}-{lang}-{width}")


def keep(png: bytes, name: str) -> None:
    """Write a picture with few colours."""
    with Image.open(io.BytesIO(png)) as drawn:
        few = drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(PICTURES / f"{name}.png", optimize=True)


def draw_public(context: BrowserContext, lang: str) -> None:
    page = context.new_page()
    for name, path in PUBLIC.items():
        page.goto(f"/{lang}/{path}")
        draw(page, name, lang)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"/{lang}/{STATEMENT}")
    keep(page.screenshot(), f"statement-{lang}")
    for name, path in (("person", STATEMENT), ("organisation", PUBLIC["organisation-form"])):
        page.goto(f"/{lang}/{path}")
        page.locator("main form button").last.click()
        draw(page, f"{name}-form-error", lang)
    draw_signing(page, lang)


def draw_signing(page: Page, lang: str) -> None:
    """Draw the way of an organisation that is not disclosed, from its mail to its receipt."""
    page.goto(f"/{lang}/{PUBLIC['organisation-form']}")
    page.locator("input[value=undisclosed]").check()
    for name, text in {
        "organisation": "特定非営利活動法人 たんぽぽ水路",
        "kana": "たんぽぽすいろ",
        "representative_title": "代表理事",
        "representative_name": "早瀬 湊",
        "contact_name": "浅葱 ゆう",
        "email": f"office-{lang}@tanpopo.example",
    }.items():
        page.locator(f"#{name}").fill(text)
    page.locator("input[name=board][value=agreed]").check()
    page.locator("#authority").check()
    page.locator("main form button").last.click()
    page.wait_for_url("**/sent")
    page.goto(f"/dev/outbox?lang={lang}")
    draw(page, "outbox", lang)
    page.locator("main a[href*='/confirm/']").first.click()
    draw(page, "confirm", lang)
    page.locator("main form button").click()
    draw(page, "thanks", lang)
    page.goto(page.url.replace("/confirm/", "/my/").replace("/thanks", ""))
    draw(page, "my", lang)


def draw_staff(context: BrowserContext, link: str) -> None:
    page = context.new_page()
    page.goto(link)
    draw(page, "staff-sign-in", "ja")
    page.locator("main form button").click()
    page.wait_for_url("**/staff/")
    draw(page, "staff-home", "ja")
    page.goto("/staff/statements")
    draw(page, "staff-statements", "ja")
    page.locator("main table a").first.click()
    draw(page, "staff-statement", "ja")
    page.locator("form:has([name=addressees]) button").click()
    page.wait_for_url("**/staff/submissions/*")
    while page.locator("main [role=status]").count():
        page.wait_for_timeout(500)
        page.reload()
    draw(page, "staff-submission", "ja")


def draw_letter(letter: Path) -> None:
    """Draw the pages of the letter."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(  # noqa: S603  our own file
            ["pdftoppm", "-r", "80", "-png", letter, f"{folder}/letter"],  # noqa: S607  on the PATH
            check=True,
        )
        for number, drawn in enumerate(sorted(Path(folder).glob("*.png")), start=1):
            keep(drawn.read_bytes(), f"letter-{number}")


def draw_other_ways(browser: Browser, base: str) -> None:
    """Draw the statement as some read it: in the dark, in their own colours, on paper."""
    page = browser.new_page(base_url=base, viewport={"width": 1280, "height": 800})
    page.goto(f"/ja/{STATEMENT}")
    page.emulate_media(color_scheme="dark")
    keep(page.screenshot(full_page=True), "statement-ja-1280-dark")
    page.emulate_media(forced_colors="active")
    keep(page.screenshot(full_page=True), "statement-ja-1280-forced-colours")
    page.emulate_media(color_scheme="light", forced_colors="none")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 960})
    keep(page.screenshot(full_page=True), "statement-ja-print")
    page.close()


def main() -> int:
    path = chromium.find()
    if path is None:
        sys.stderr.write("There is no Chromium here: tools/setup test installs one on Debian.\n")
        return 1
    for folder in (PICTURES, SHOWN):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    with demonstration() as demo, chromium.running(path) as browser:
        for lang, locale in {"ja": "ja-JP", "en": "en-GB"}.items():
            draw_public(browser.new_context(base_url=demo.base, locale=locale), lang)
        draw_staff(browser.new_context(base_url=demo.base, locale="ja-JP"), demo.staff_link)
        draw_other_ways(browser, demo.base)
        draw_letter(demo.letter)
    for name in KEPT:
        shutil.copy(PICTURES / f"{name}.png", SHOWN)
    for folder in (PICTURES, SHOWN):
        made = list(folder.glob("*.png"))
        weight = sum(file.stat().st_size for file in made)
        sys.stdout.write(f"{folder}: {len(made)} pictures, {weight / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
