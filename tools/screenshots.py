"""Draws every page of the demonstration, and its letter, into docs/pictures: `make screenshots`.

The demonstration runs in an instance of its own, which is thrown away. A page is drawn whole, at
the widths of a small phone and of a desk, and named <page>-<language>-<width>.png. The pictures are
kept in the repository, so they have few colours, and a page that is very long is cut off. Whatever
is in the folder from before is removed once all have been drawn.
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
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import chromium, hands

ROOT = Path(__file__).parent.parent
SHOWN = ROOT / "docs" / "pictures"
LANGUAGES = {"ja": "ja-JP", "en": "en-GB"}
SLUG = "civic-space"

#: Rule → name of its pictures, of every address that answers with a page. One that is missing here
#: fails tests/architecture/test_pictures.py.
PAGES = {
    "/<lang:lang>/": "home",
    "/<lang:lang>/campaigns/": "calls",
    "/<lang:lang>/campaigns/<slug>": "campaign",
    "/<lang:lang>/confirm/<token>": "confirm",
    "/<lang:lang>/confirm/<token>/thanks": "thanks",
    "/<lang:lang>/contact": "contact",
    "/<lang:lang>/contact/sent": "contact-sent",
    "/<lang:lang>/join": "join",
    "/<lang:lang>/join/sent": "join-sent",
    "/<lang:lang>/monitor": "monitor",
    "/<lang:lang>/my/<token>": "my",
    "/<lang:lang>/network": "network",
    "/<lang:lang>/network/names": "names",
    "/<lang:lang>/statements/<slug>": "statement",
    "/<lang:lang>/statements/<slug>/sent": "sent",
    "/<lang:lang>/statements/<slug>/sign/organisation": "organisation-form",
    "/<lang:lang>/statements/<slug>/signatories": "signatories",
    "/dev/outbox": "outbox",
    "/dev/parts": "parts",
    "/staff/": "staff-home",
    "/staff/account": "staff-account",
    "/staff/account/app": "staff-app",
    "/staff/applications": "staff-applications",
    "/staff/applications/new": "staff-application",
    "/staff/elections": "staff-elections",
    "/staff/elections/new": "staff-election",
    "/staff/letters": "staff-letters",
    "/staff/library": "staff-library",
    "/staff/library/links": "staff-library-links",
    "/staff/library/new": "staff-library-new",
    "/staff/link/<token>": "staff-sign-in",
    "/staff/meetings": "staff-meetings",
    "/staff/meetings/new": "staff-meeting",
    "/staff/motions": "staff-motions",
    "/staff/motions/new": "staff-motion",
    "/staff/organisations": "staff-organisations",
    "/staff/organisations/alike": "staff-alike",
    "/staff/organisations/new": "staff-organisation",
    "/staff/statements": "staff-statements",
    "/staff/statements/<slug>": "staff-statement",
    "/staff/submissions/<uuid:public_id>": "staff-submission",
}
#: Pages that a link told once leads to, a person of another role, or what somebody has yet to do:
#: the tests in tests/browser look at them instead.
NOT_DRAWN = frozenset(
    {
        "/<lang:lang>/calling/<token>", "/<lang:lang>/library/<token>",
        "/<lang:lang>/my/<token>/name", "/<lang:lang>/organisation/<token>",
        "/<lang:lang>/organisation/<token>/change", "/<lang:lang>/organisation/<token>/disclose",
        "/staff/account/passkeys", "/staff/applications/<uuid:public_id>",
        "/staff/applications/sealed", "/staff/elections/<uuid:public_id>",
        "/staff/elections/<uuid:public_id>/run-off", "/staff/entry", "/staff/entry/<slug>",
        "/staff/keys", "/staff/letters/<uuid:public_id>", "/staff/meetings/<uuid:public_id>",
        "/staff/meetings/<uuid:public_id>/attendance", "/staff/meetings/<uuid:public_id>/edit",
        "/staff/meetings/<uuid:public_id>/minutes/<int:number>",
        "/staff/meetings/<uuid:public_id>/minutes/edit", "/staff/motions/<uuid:public_id>",
        "/staff/motions/<uuid:public_id>/edit", "/staff/organisations/<uuid:public_id>",
        "/staff/organisations/<uuid:public_id>/change", "/staff/people",
        "/staff/people/terms/<int:number>/end", "/staff/reveals", "/staff/reveals/new",
        "/staff/sign-in", "/staff/sign-in/sent", "/staff/signatures/<uuid:public_id>",
        "/staff/standings/<int:number>/end", "/staff/statements/<slug>/callers",
    }
)  # fmt: skip
#: Where a visitor is told that something is not so → name of its pictures.
ERRORS = {
    "/<lang:lang>/no-such-page": "nothing-here",
    f"/<lang:lang>/statements/{SLUG}/sign": "not-this-way",
    "/staff/statements": "for-staff",
    "/<lang:lang>/confirm/cut-off": "link-unknown",
}
#: A message, which is shown at the outbox's own address.
MAIL = "mail"
#: Kinds of document: templates/<room>/documents/<kind>.html.
DOCUMENTS = ("letter",)
#: Minutes of motions and of meetings: tests/network looks at their pages.
DOCUMENTS_NOT_DRAWN = ("minutes", "meeting")

STATEMENT = "/<lang:lang>/statements/<slug>"
FORM = f"{STATEMENT}/sign/organisation"
#: Width → height of the screen, and of the longest picture.
SCREENS = {1280: (800, 2400), 320: (568, 3600)}
#: The longest picture of a page that is drawn whole elsewhere.
BEGINNING = 1200
#: Enough for text with soft edges in two hues, and half the bytes of a picture with more.
COLOURS = 16


@dataclass(frozen=True)
class Album:
    """The pictures that are being drawn."""

    folder: Path
    #: The names of what has been drawn, without language and width.
    drawn: set[str] = field(default_factory=set)

    def draw(self, page: Page, name: str, lang: str, *, longest: int | None = None) -> None:
        """Draw the page that is open, in each width."""
        for width, (height, limit) in SCREENS.items():
            page.set_viewport_size({"width": width, "height": height})
            self.keep(page, f"{name}-{lang}-{width}", longest=longest or limit)
        self.drawn.add(name)

    def keep(self, page: Page, name: str, *, longest: int) -> None:
        """Draw the page that is open as it stands, whole up to some height."""
        self.write(page.screenshot(full_page=True), name, longest)

    def write(self, png: bytes, name: str, longest: int = 10_000) -> None:
        """Write a picture with few colours."""
        with Image.open(io.BytesIO(png)) as drawn:
            cut = drawn.convert("RGB").crop((0, 0, drawn.width, min(drawn.height, longest)))
            few = cut.quantize(COLOURS, dither=Image.Dither.NONE)
            few.save(self.folder / f"{name}.png", optimize=True)

    def missing(self) -> set[str]:
        """Return the names of the pages and documents that nothing has been drawn of."""
        return {*PAGES.values(), *ERRORS.values(), *DOCUMENTS, MAIL} - self.drawn


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


def address(rule: str, lang: str) -> str | None:
    """Return where a page is; None where only a journey leads to it."""
    path = rule.replace("<lang:lang>", lang).replace("<slug>", SLUG)
    if "<" in path:
        return None
    return path if rule.startswith("/<lang:lang>/") else f"{path}?lang={lang}"


def visitor(browser: Browser, base: str, lang: str) -> BrowserContext:
    """Return a browser of somebody who reads a language, and has no patience for motion."""
    return browser.new_context(base_url=base, locale=LANGUAGES[lang], reduced_motion="reduce")


def draw_public(album: Album, page: Page, lang: str) -> None:
    """Draw what any visitor may open, and how it refuses."""
    draw_signing(album, page, lang)
    for rule, name in {**PAGES, **ERRORS}.items():
        where = address(rule, lang)
        if where and (name in ERRORS.values() or not rule.startswith("/staff/")):
            page.goto(where)
            album.draw(page, name, lang)
    draw_mail(album, page, lang)
    for name, rule in (("person", STATEMENT), ("organisation", FORM)):
        page.goto(address(rule, lang) or "")
        page.locator("main form button").last.click()
        album.draw(page, f"{name}-form-error", lang, longest=BEGINNING)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(address(STATEMENT, lang) or "")
    album.write(page.screenshot(), f"statement-{lang}")


def draw_signing(album: Album, page: Page, lang: str) -> None:
    """Draw the way of an organisation that is not disclosed, from its mail to its receipt."""
    page.goto(address(FORM, lang) or "")
    hands.fill_in_for_organisation(page, "undisclosed", f"office-{lang}@tanpopo.example")
    page.locator("main form button").last.click()
    page.wait_for_url("**/sent")
    page.goto(f"/dev/outbox?lang={lang}")
    page.locator("main a[href*='/confirm/']").first.click()
    album.draw(page, "confirm", lang)
    page.locator("main form button").click()
    album.draw(page, "thanks", lang)
    page.goto(page.url.replace("/confirm/", "/my/").replace("/thanks", ""))
    album.draw(page, "my", lang)


def draw_mail(album: Album, page: Page, lang: str) -> None:
    """Draw the newest message as its reader sees it."""
    page.goto(f"/dev/outbox?lang={lang}")
    link = page.locator("main a[href^='?message=']").first
    page.goto(f"/dev/outbox{link.get_attribute('href')}")
    album.draw(page, MAIL, lang)


def draw_staff(album: Album, page: Page, link: str) -> None:
    """Draw the pages of the staff, from the link that signs in to the letter in English."""
    draw_in_both(album, page, link, "staff-sign-in")
    page.locator("main form button").click()
    page.wait_for_url("**/staff/")
    for rule, name in PAGES.items():
        where = address(rule, "en")
        if where and rule.startswith("/staff/"):
            draw_in_both(album, page, where, name)
    page.goto(f"/staff/statements/{SLUG}?lang=en")
    page.locator("form:has([name=addressees]) [name=language][value=en]").check()
    page.locator("form:has([name=addressees]) [name=joint][value=joint]").check()
    page.locator("form:has([name=addressees]) button").click()
    page.wait_for_url("**/staff/submissions/*")
    while page.locator("main [role=status]").count():
        page.wait_for_timeout(500)
        page.reload()
    draw_in_both(album, page, page.url, "staff-submission")
    pdf = page.locator("main a[href$='.pdf']").first.get_attribute("href")
    draw_document(album, page.request.get(str(pdf)).body(), "letter", "en")


def draw_in_both(album: Album, page: Page, where: str, name: str) -> None:
    """Draw a page of the staff, whose address has no language, in each."""
    for lang in LANGUAGES:
        page.goto(f"{where.partition('?')[0]}?lang={lang}")
        album.draw(page, name, lang)


def draw_document(album: Album, pdf: bytes, kind: str, lang: str) -> None:
    """Draw the pages of a document."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(  # noqa: S603  our own file
            ["pdftoppm", "-r", "80", "-png", "-", f"{folder}/page"],  # noqa: S607  on the PATH
            input=pdf,
            check=True,
        )
        for number, drawn in enumerate(sorted(Path(folder).glob("*.png")), start=1):
            album.write(drawn.read_bytes(), f"{kind}-{lang}-{number}")
    album.drawn.add(kind)


def draw_other_ways(album: Album, page: Page) -> None:
    """Draw the statement as some read it: in the dark, in their own colours, on paper."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(address(STATEMENT, "ja") or "")
    page.emulate_media(color_scheme="dark")
    album.keep(page, "statement-ja-1280-dark", longest=BEGINNING)
    page.emulate_media(forced_colors="active")
    album.keep(page, "statement-ja-1280-forced-colours", longest=BEGINNING)
    page.emulate_media(color_scheme="light", forced_colors="none", media="print")
    page.set_viewport_size({"width": 680, "height": 960})
    album.keep(page, "statement-ja-print", longest=BEGINNING)


def draw_all(album: Album, browser: Browser, demo: Demonstration) -> None:
    for lang in LANGUAGES:
        draw_public(album, visitor(browser, demo.base, lang).new_page(), lang)
    draw_other_ways(album, visitor(browser, demo.base, "ja").new_page())
    draw_staff(album, visitor(browser, demo.base, "ja").new_page(), demo.staff_link)
    draw_document(album, demo.letter.read_bytes(), "letter", "ja")


def main() -> int:
    path = chromium.find()
    if path is None:
        sys.stderr.write("There is no Chromium here: tools/setup test installs one on Debian.\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        album = Album(Path(folder) / "pictures")
        album.folder.mkdir()
        with demonstration() as demo, chromium.running(path) as browser:
            draw_all(album, browser, demo)
        if missing := album.missing():
            sys.stderr.write(f"Nothing was drawn of: {', '.join(sorted(missing))}\n")
            return 1
        shutil.rmtree(SHOWN, ignore_errors=True)
        shutil.copytree(album.folder, SHOWN)
    made = list(SHOWN.glob("*.png"))
    weight = sum(file.stat().st_size for file in made)
    sys.stdout.write(f"{SHOWN}: {len(made)} pictures, {weight / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
