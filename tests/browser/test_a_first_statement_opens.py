"""From an empty system to a statement that can be signed: what the secretariat clicks and types.

An office of two people has minutes for it, so the clicks are counted and the time is taken. What
the committee does meanwhile is its own time, and the hours in which it may vote are let pass.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from core.db import db, now
from core.japanese import in_tokyo
from core.settings import Settings
from network import signing_in
from network.models import Motion
from tests import factories
from tests.browser.conftest import PATIENCE
from tests.browser.hands import BUTTON
from tests.browser.site import Site, serving
from tests.network import motions

#: Of the secretariat; without the letters that are typed.
MOST_CLICKS = 16
#: Seconds of a machine that types at once; what is left of five minutes is for people's fingers.
MOST_SECONDS = 120
SLUG = "first-one"


@dataclass
class Hand:
    """Somebody at a page, whose clicks are counted."""

    page: Page
    clicks: int = 0

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.clicks += 1

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"#{name}").fill(value)


@pytest.fixture
def empty(whole_app: Flask, settings: Settings, emptied: Callable[[], None]) -> Iterator[Site]:
    """A site on which nothing has happened yet."""
    emptied()
    with serving(settings) as running:
        yield running
    emptied()
    for mail in running.outbox.glob("*.eml"):
        mail.unlink()


def arrive(browser: Browser, site: Site, name: str, role: str, of: str | None = None) -> Hand:
    """Add somebody to the network, and sign them in."""

    def make() -> str:
        token = signing_in.link_for(factories.make_person(name, role, of=of).email)
        db.session.commit()
        return token

    context = browser.new_context(base_url=site.base_url, locale="ja-JP", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"/staff/link/{site.run(make)}")
    page.locator(BUTTON).click()
    page.wait_for_url("**/staff/")
    return Hand(page)


def write(hand: Hand) -> None:
    """Begin a campaign, draft its statement, and put the text before the committee."""
    hand.click('nav a[href="/staff/campaigns"]')
    hand.click('main a[href="/staff/campaigns/new"]')
    hand.fill(title_ja="団体の届出制に反対する", slug=SLUG, goal_ja="法案を廃案にする。")
    hand.click(BUTTON)
    hand.click('main a[href$="/statements/new"]')
    hand.page.locator("#kind").select_option("protest")
    hand.fill(slug=SLUG)
    hand.click('main form input[value="mofa"]')
    hand.click(BUTTON)
    hand.fill(body_ja="私たちは、団体の届出制に反対します。", demands_ja="法案を撤回すること。")
    hand.click('main button[value="keep"]')
    hand.page.goto(f"/staff/statements/{SLUG}/review")
    hand.click('main form[action$="/review/ask"] button')
    hand.click('main a[href*="/staff/motions/new?matter="]')
    hand.click(BUTTON)


def vote(hand: Hand, motion: str) -> None:
    hand.page.goto(motion)
    hand.click('main form[action$="/vote"] input[value="for"]')
    hand.click('main form[action$="/vote"] button')


def open_(hand: Hand) -> None:
    """Open it for a week."""
    end = in_tokyo(now() + timedelta(days=7))
    hand.page.goto(f"/staff/statements/{SLUG}")
    hand.click(f'main a[href="/staff/statements/{SLUG}/open"]')
    hand.fill(round_1_day=str(end.date()), round_1_hour="18:00")
    hand.click(BUTTON)


def test_a_secretariat_opens_its_first_statement_in_minutes(browser: Browser, empty: Site) -> None:
    staff = arrive(browser, empty, "chie", "staff")
    committee = [
        arrive(browser, empty, "aki", "facilitator", "hokkaido"),
        arrive(browser, empty, "ben", "facilitator", "okinawa"),
    ]
    empty.run(factories.make_offices)
    begun = time.monotonic()
    write(staff)
    typed = time.monotonic() - begun

    motion = empty.run(lambda: str(db.session.scalars(db.select(Motion.public_id)).one()))
    for member in committee:
        vote(member, f"/staff/motions/{motion}")
    empty.run(lambda: motions.end(db.session.scalars(db.select(Motion)).one()) and None)

    begun = time.monotonic()
    open_(staff)
    typed += time.monotonic() - begun

    visitor = browser.new_context(base_url=empty.base_url).new_page()
    visitor.goto(f"/ja/statements/{SLUG}")
    expect(visitor.locator("#email")).to_be_visible()
    assert staff.clicks <= MOST_CLICKS
    assert typed < MOST_SECONDS
