"""Draws every page and document of the demonstration into docs/pictures: `make screenshots`.

A page is drawn whole, at the widths of a small phone and of a desk, and named
<page>-<language>-<width>.png. The pictures are kept in the repository, so they have few colours, a
page that is very long is cut off, and the staff's are small in Japanese alone. Whatever is in the
folder from before is removed once all have been drawn; the handbook's pictures, which lie in a
folder beneath, are tools/handbook.py's.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
import time
from base64 import b32decode
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from tests.architecture.source import ROOT
from tests.browser import chromium, hands
from tests.browser.demonstration import SHARED, Demonstration, demonstration
from tests.routes import reader
from tools.drawn import DOCUMENTS, ERRORS, LED_TO, MAIL, PAGES, PEOPLE, SLUG

SHOWN = ROOT / "docs" / "pictures"
LANGUAGES = {"ja": "ja-JP", "en": "en-GB"}
STATEMENT = "/<lang:lang>/statements/<slug>"
FORM = f"{STATEMENT}/sign/organisation"
#: Width → height of the screen, and of the longest picture.
SCREENS = {1280: (800, 1800), 320: (568, 2600)}
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
            if name.startswith("staff-") and (lang, width) == ("en", 320):
                continue
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
    draw_joining(album, page, lang)
    draw_told(album, page, lang)
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
    page.goto(f"{page.url}/name")
    album.draw(page, "my-name", lang)


def draw_joining(album: Album, page: Page, lang: str) -> None:
    """Draw what an organisation that joins the register reads behind its link."""
    page.goto(address("/<lang:lang>/join", lang) or "")
    hands.fill_in_to_join(page, f"join-{lang}@kaze.example")
    page.locator("main form button").last.click()
    page.wait_for_url("**/join/sent")
    page.goto(f"/dev/outbox?lang={lang}")
    page.locator("main a[href*='/organisation/']").first.click()
    album.draw(page, "organisation", lang)


def draw_told(album: Album, page: Page, lang: str) -> None:
    """Draw what a campaign's page leads to beside its statements."""
    for name, part in (("news", "/news/"), ("event", "/events/"), ("action", "/actions/")):
        page.goto(f"/{lang}/campaigns/{SLUG}")
        page.locator(f"main a[href*='{part}']").first.click()
        album.draw(page, name, lang)
    page.locator("main form button").click()
    album.draw(page, "action-thanks", lang)


def draw_mail(album: Album, page: Page, lang: str) -> None:
    """Draw the newest message as its reader sees it."""
    page.goto(f"/dev/outbox?lang={lang}")
    link = page.locator("main a[href^='?message=']").first
    page.goto(f"/dev/outbox{link.get_attribute('href')}")
    album.draw(page, MAIL, lang)


def draw_staff(album: Album, browser: Browser, demo: Demonstration) -> None:
    """Draw the pages of the staff, each as somebody who may open it."""
    demo.load_shared()
    pages = {}
    for who in ("chie", "aki", "emi", "kei"):
        page = pages[who] = visitor(browser, demo.base, "ja").new_page()
        link = demo.staff_link(PEOPLE[who])
        if who == "chie":
            draw_in_both(album, page, link, "staff-link")
        page.goto(link)
        page.locator("main form button").click()
        page.wait_for_url("**/staff/")
    draw_account(album, pages["chie"], visitor(browser, demo.base, "ja").new_page())
    draw_decisions(album, pages["chie"])
    draw_callers(album, pages["chie"])
    draw_submission(album, pages["chie"])
    draw_library(album, pages["chie"])
    draw_meeting(album, pages["chie"])
    ask_for_a_name(pages["chie"])
    for rule, name in PAGES.items():
        where = address(rule, "en")
        if where and rule.startswith("/staff/") and name not in album.drawn:
            draw_in_both(album, pages[drawer(rule)], where, name)
    for rule, name in PAGES.items():
        if rule.startswith("/staff/") and name not in album.drawn:
            draw_linked(album, pages[drawer(rule)], rule, name)


def drawer(rule: str) -> str:
    """Return who of the demonstration opens a page of staff."""
    return "chie" if reader(rule) == "mio" else reader(rule)


def draw_account(album: Album, page: Page, other: Page) -> None:
    """Draw how a second factor is set up, and how it is asked for where a link was mailed."""
    draw_in_both(album, page, "/staff/account/app", "staff-app")
    letters = re.search(r"[A-Z2-7]{4}( [A-Z2-7]{4}){7}", page.locator("main").inner_text())
    assert letters
    app = TOTP(b32decode(letters[0].replace(" ", "")), 6, SHA1(), 30)  # noqa: S303  RFC 6238
    page.locator("#code").fill(app.generate(int(time.time())).decode())
    page.locator("main form button").click()
    page.wait_for_url("**/recovery-codes")
    draw_in_both(album, other, "/staff/sign-in", "staff-sign-in")
    other.locator("#email").fill(PEOPLE["chie"])
    other.locator("main form button").last.click()
    other.wait_for_url("**/sent")
    draw_in_both(album, other, other.url, "staff-sign-in-sent")
    other.goto("/dev/outbox")
    while not other.locator("main a[href*='/staff/link/']").count():
        other.wait_for_timeout(500)
        other.reload()
    other.locator("main a[href*='/staff/link/']").first.click()
    other.locator("main form button").click()
    other.wait_for_url("**/staff/prove*")
    draw_in_both(album, other, other.url, "staff-prove")


def draw_decisions(album: Album, page: Page) -> None:
    """Draw a motion that is open, and the minutes of one that was carried."""
    page.goto("/staff/motions")
    links = page.locator("main th a[href^='/staff/motions/']")
    opened, carried = (str(links.nth(place).get_attribute("href")) for place in (0, 1))
    draw_in_both(album, page, opened, "staff-motion")
    draw_in_both(album, page, f"{opened}/edit", "staff-motion-edit")
    for lang in LANGUAGES:
        page.goto(carried)
        page.locator(f"form [name=language][value={lang}]").check()
        page.locator("form:has([name=language]) button").click()
        wait_until_made(page)
        made = page.locator("main a[href$='.pdf']").nth(0 if lang == "ja" else 1)
        pdf = page.request.get(str(made.get_attribute("href"))).body()
        draw_document(album, pdf, "minutes", lang)


def draw_callers(album: Album, page: Page) -> None:
    """Draw who issues a statement, and what an outside organisation reads by its link."""
    page.goto(f"/staff/statements/{SHARED}/callers")
    page.locator("main form button").click()
    link = re.search(r"http\S+/calling/[\w-]+", page.locator("main").inner_text())
    assert link
    draw_in_both(album, page, f"/staff/statements/{SHARED}/callers", "staff-callers")
    for lang in LANGUAGES:
        page.goto(re.sub(r"/(ja|en)/calling", f"/{lang}/calling", link[0]))
        album.draw(page, "calling", lang)


def draw_library(album: Album, page: Page) -> None:
    """Draw the library as a supporting organisation opens it by its link."""
    page.goto("/staff/library/links")
    page.locator("main form button").first.click()
    link = re.search(r"http\S+/library/[\w-]+", page.locator("main").inner_text())
    assert link
    for lang in LANGUAGES:
        page.goto(re.sub(r"/(ja|en)/library", f"/{lang}/library", link[0]))
        album.draw(page, "library", lang)


def draw_meeting(album: Album, page: Page) -> None:
    """Draw the approved minutes of a meeting as they are printed."""
    page.goto("/staff/meetings")
    page.locator("main a[href^='/staff/meetings/']", has_text="第3回").first.click()
    while not page.locator("main a[href$='minutes.pdf']").count():
        page.wait_for_timeout(500)
        page.reload()
    pdf = page.locator("main a[href$='minutes.pdf']").get_attribute("href")
    draw_document(album, page.request.get(str(pdf)).body(), "meeting", "ja")


def draw_submission(album: Album, page: Page) -> None:
    """Draw how a letter is asked for, and the letter in English."""
    page.goto(f"/staff/statements/{SLUG}?lang=en")
    page.locator("form:has([name=addressees]) [name=language][value=en]").check()
    page.locator("form:has([name=addressees]) [name=joint][value=joint]").check()
    page.locator("form:has([name=addressees]) button").click()
    page.wait_for_url("**/staff/submissions/*")
    wait_until_made(page)
    draw_in_both(album, page, page.url, "staff-submission")
    pdf = page.locator("main a[href$='.pdf']").first.get_attribute("href")
    draw_document(album, page.request.get(str(pdf)).body(), "letter", "en")


def wait_until_made(page: Page) -> None:
    """Wait until the worker has made what a page says is being made."""
    while page.locator("main [role=status]").count():
        page.wait_for_timeout(500)
        page.reload()


def ask_for_a_name(page: Page) -> None:
    """Ask for a sealed name to be opened, so that there is a reveal to be seen."""
    page.goto(f"/staff/statements/{SLUG}")
    page.locator("main a[href*='/staff/reveals/new']").first.click()
    page.locator("[name=reason][value=duplicate]").check()
    page.locator("main form:has([name=reason]) button").click()
    page.wait_for_url("**/staff/reveals/new*")


def draw_linked(album: Album, page: Page, rule: str, name: str) -> None:
    """Draw a page that another one leads to: the first of this rule that is found by its links."""
    beginning = rule.partition("<")[0].rstrip("/")
    wanted = re.compile(re.sub("<[^>]+>", "[^/?#]*[0-9][^/?#]*", rule))
    start = LED_TO.get(beginning, beginning)
    seen, ahead = set(), [start]
    while ahead:
        seen.add(here := ahead.pop(0))
        page.goto(here)
        links = page.locator("main a[href^='/staff/']").evaluate_all(
            "links => links.map(one => one.getAttribute('href'))"
        )
        if found := next(filter(wanted.fullmatch, links), None):
            return draw_in_both(album, page, found, name)
        inside = (f"{start}/", f"{beginning}/")
        below = (one for one in links if one.startswith(inside) and "." not in one)
        ahead += [one for one in dict.fromkeys(below) if one not in {*seen, *ahead}]
    return None


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
    draw_staff(album, browser, demo)
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
        for old in SHOWN.glob("*.png"):
            old.unlink()
        shutil.copytree(album.folder, SHOWN, dirs_exist_ok=True)
    made = list(SHOWN.glob("*.png"))
    weight = sum(file.stat().st_size for file in made)
    sys.stdout.write(f"{SHOWN}: {len(made)} pictures, {weight / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
