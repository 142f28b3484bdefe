"""Walking a chapter of the handbook on the demonstration: what its text names is pressed.

A way is a function that is given a `Walk` and goes through the numbered steps of one section:

    def proving(walk: Walk) -> None:
        custodian = walk.desk("shiori@hiroba.example")
        with walk.step() as (keys, save):
            custodian.press(keys)
            test = custodian.save(save, "section:has(> #test-of-a-key)")

What stands between quotation marks in the text of a step comes out of `walk.step()`, in its order
and in the language that is walked: so what the text calls “Keys” is looked for on the page as that.
Each step shows something once, which is its picture, and each word it quotes has to be seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from flask import g
from playwright.sync_api import Browser, FilePayload, FloatRect, Locator, Page

from core import jobs
from core.db import db
from mailing import sending
from network import signing_in
from network.models import Person
from tests.browser.handbook.chapters import Chapter, Step
from tests.browser.site import Site

R = TypeVar("R")
Way = Callable[["Walk"], None]
#: Takes a picture: what to draw, as PNG, and the file that it is for.
Camera = Callable[[bytes, Path], None]

OPENER = Path("network/opener/opener.html").resolve()
#: Wide enough for the staff's menu, which smaller screens have at the foot of a page.
SCREEN = {"width": 1024, "height": 800}
#: Pixels beside and above what is shown, and the most that are shown of something long.
BESIDE, ABOVE, LONGEST = 24, 16, 900
#: Milliseconds for words to open a key file in a browser, on a machine that is busy.
PATIENCE = 30_000

#: A device that keeps passkeys, as Chromium imitates one; its passkeys can lock files.
DEVICE = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
    "hasPrf": True,
}

PRESSED = "a, a *, button, button *, summary, summary *, label, label *"
MARK = """control => {
  const whole = control.closest("a, button, summary, label");
  whole.style.outline = "3px solid #c2185b";
  whole.style.outlineOffset = "3px";
}"""
UNMARK = """control => control.closest("a, button, summary, label").removeAttribute("style")"""


class Walk:
    """One chapter walked in one language."""

    def __init__(
        self,
        site: Site,
        browser: Browser,
        chapter: Chapter,
        secrets: Mapping[str, str],
        camera: Camera | None = None,
    ) -> None:
        self.site = site
        self.lang = chapter.lang
        #: The secret keys of the demonstration's custodians, by name.
        self.secrets = secrets
        self._browser = browser
        self._chapter = chapter
        self._camera = camera
        self._desks: dict[str, Desk] = {}
        self._way = ""
        self._ahead: list[Step] = []
        self._unseen: set[str] = set()
        self._shown = 0

    def go(self, way: Way) -> None:
        """Walk one way, to the last of its steps."""
        self._way = way.__name__
        self._ahead = self._chapter.steps_of(self._way)
        assert self._ahead, f"no step of {self._chapter.file} shows a picture of {self._way}"
        way(self)
        assert self._ahead == [], f"not walked: {self._ahead}"

    @contextmanager
    def step(self) -> Iterator[tuple[str, ...]]:
        """Do the next step of the text: gives what it quotes."""
        step = self._ahead.pop(0)
        self._unseen, self._shown = set(step.names), 0
        yield step.names
        for desk in self._desks.values():
            desk.look()
        assert self._unseen == set(), f"nowhere seen at “{step.text}”"
        assert self._shown == 1, f"shown {self._shown} times: “{step.text}”"

    def desk(self, address: str) -> Desk:
        """Return the browser of somebody who is signed in."""
        if address not in self._desks:
            desk = self._desks[address] = Desk(self, self._open())
            desk.sign_in(address)
        return self._desks[address]

    def opener(self) -> Desk:
        """Return the opener page, opened from its file in a browser without a network."""
        desk = self._desks["opener"] = Desk(self, self._open(offline=True))
        desk.page.goto(OPENER.as_uri())
        return desk

    def run(self, act: Callable[[], R]) -> R:
        """Do something inside the application, commit it, and return what it returns."""

        def inside() -> R:
            g.lang = self.lang
            done = act()
            db.session.commit()
            return done

        return self.site.run(inside)

    def work(self) -> None:
        """Let the worker do what is due, mail included."""

        def due() -> None:
            sending.wake()
            jobs.work(forever=False)

        self.site.run(due)

    def in_language(self, ja: str, en: str) -> str:
        return ja if self.lang == "ja" else en

    def close(self) -> None:
        for desk in self._desks.values():
            desk.page.context.close()
        self._desks = {}

    def look(self, page: Page) -> None:
        """Note which words of the step are on a page."""
        self._unseen = {name for name in self._unseen if not _is_on(page, name)}

    def draw(self, page: Page, place: FloatRect) -> None:
        """Take the picture of the step."""
        self._shown += 1
        if self._camera:
            number = len(self._chapter.steps_of(self._way)) - len(self._ahead)
            drawn = page.screenshot(full_page=True, clip=place, animations="disabled")
            self._camera(drawn, self._chapter.picture(self._way, number))

    def _open(self, *, offline: bool = False) -> Page:
        context = self._browser.new_context(
            base_url=self.site.base_url,
            locale={"ja": "ja-JP", "en": "en-GB"}[self.lang],
            viewport={"width": SCREEN["width"], "height": SCREEN["height"]},
            reduced_motion="reduce",
            offline=offline,
        )
        context.set_default_timeout(PATIENCE)
        return context.new_page()


class Desk:
    """Somebody's browser, and what they do with the page in it."""

    def __init__(self, walk: Walk, page: Page) -> None:
        self.page = page
        self._walk = walk

    def sign_in(self, address: str) -> None:
        token = self._walk.run(lambda: signing_in.link_for(address))
        self.page.goto(f"/staff/link/{token}?lang={self._walk.lang}")
        self.page.locator("main form button").click()
        self.page.wait_for_url("**/staff/")

    def give_device(self) -> None:
        """Give the browser a device that keeps passkeys, and whose owner always says yes."""
        line = self.page.context.new_cdp_session(self.page)
        line.send("WebAuthn.enable")
        line.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    def goto(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def press(self, name: str, *show: str) -> None:
        """Press what bears a name; `show` is drawn before, with a line around what is pressed."""
        control = _named(self.page, name).and_(self.page.locator(PRESSED)).first
        control.wait_for()
        if show:
            self.show(*show, mark=control)
        self.look()
        control.click()

    def save(self, name: str, *show: str) -> FilePayload:
        """Press what bears a name, and return the file that comes."""
        with self.page.expect_download() as download:
            self.press(name, *show)
        return payload(download.value.suggested_filename, download.value.path().read_bytes())

    def choose(self, field: str, name: str) -> None:
        """Choose what bears a name from a list."""
        self.page.locator(field).select_option(label=name)
        self.look()

    def fill(self, typed: Mapping[str, str]) -> None:
        """Type into fields, by their ids."""
        for field, text in typed.items():
            self.page.locator(f"#{field}").fill(text)

    def give(self, field: str, file: FilePayload) -> None:
        self.page.locator(field).set_input_files(file)

    def see(self, selector: str) -> None:
        """Wait until something is there."""
        self.page.locator(selector).first.wait_for()

    def show(self, *selectors: str, mark: Locator | None = None) -> None:
        """Draw parts of the page, one picture from the first to the last of them."""
        for selector in selectors:
            self.see(selector)
        self.look()
        self.page.evaluate("document.activeElement.blur()")
        if mark:
            mark.evaluate(MARK)
        self._walk.draw(self.page, self._around(selectors, mark))
        if mark:
            mark.evaluate(UNMARK)

    def look(self) -> None:
        self._walk.look(self.page)

    def _around(self, selectors: tuple[str, ...], mark: Locator | None) -> FloatRect:
        """Return the place on the page that holds all of some parts.

        Of more than a picture shows, it is the beginning, or the end with what is marked.
        """
        boxes = [self._box(self.page.locator(one).first) for one in selectors]
        inner, scrolled = self._box(self.page.locator("main")), self.page.evaluate("scrollY")
        left = max(0, min(box["x"] for box in boxes) - BESIDE)
        right = max(box["x"] + box["width"] for box in boxes) + BESIDE
        # What is above the page's own part, the menu say, is in no picture.
        top = max(inner["y"], min(box["y"] for box in boxes) - ABOVE)
        bottom = max(box["y"] + box["height"] for box in boxes) + ABOVE
        if mark:
            marked = self._box(mark)
            top = max(top, marked["y"] + marked["height"] + ABOVE - LONGEST)
        height = min(bottom - top, LONGEST)
        return {"x": left, "y": top + scrolled, "width": right - left, "height": height}

    def _box(self, part: Locator) -> FloatRect:
        box = part.bounding_box()
        assert box is not None, part
        return box


def known(address: str) -> Person:
    """Return somebody of the demonstration."""
    return db.session.scalars(db.select(Person).where(Person.email == address)).one()


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def _named(page: Page, name: str) -> Locator:
    """Return what can be seen and says a name, apart from what is for the ear and a number."""
    counted = page.get_by_text(re.compile(rf"^\s*{re.escape(name)}\s*[(（]\d+[)）]\s*$"))
    return page.locator(f'text="{name}"').or_(counted).locator("visible=true")


def _is_on(page: Page, name: str) -> bool:
    options = page.locator("option", has_text=re.compile(rf"^\s*{re.escape(name)}\s*$"))
    return bool(_named(page, name).count() or options.count())
