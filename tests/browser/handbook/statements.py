"""The chapter of statements: a name hidden, a round closed, a letter made, a text passed on."""

from __future__ import annotations

from tests.browser.handbook.custodians import STAFF
from tests.browser.handbook.walking import Desk, Walk


def hiding(walk: Walk) -> None:
    desk = walk.desk(STAFF)
    with walk.step() as (menu, _signatures):
        desk.press(menu)
        desk.page.locator("main table a").first.click()
        desk.show("#signatures", "section:has(> #signatures) tbody tr:nth-child(5)")
        desk.page.locator("main table a[href*='/staff/signatures/']").first.click()
    with walk.step() as (off,):
        desk.press(off, "main")
    with walk.step() as (_off_since,):
        desk.show("main dl.sheet")


def closing(walk: Walk) -> None:
    desk = walk.desk(STAFF)
    with walk.step() as (menu, close):
        desk.press(menu)
        desk.page.locator("main table a").first.click()
        desk.press(close, "section:has(> #rounds)")
    with walk.step() as (fix,):
        desk.press(fix, "section:has(> #rounds)")
    with walk.step():
        desk.show("section:has(> #rounds)")


def submitting(walk: Walk) -> None:
    desk = walk.desk(STAFF)
    with walk.step() as (menu, _make_new):
        desk.press(menu)
        desk.page.locator("main table a").first.click()
        desk.look()
        desk.page.locator("[name=joint][value=joint]").check()
        desk.page.locator(f"[name=language][value={walk.lang}]").check()
        desk.show("form:has([name=addressees])")
    with walk.step() as (make,):
        desk.press(
            make,
            "form:has([name=addressees]) fieldset:last-of-type",
            "form:has([name=addressees]) .then",
        )
        desk.page.wait_for_url("**/staff/submissions/*")
    with walk.step() as (look_again, open_it):
        walk.work()
        desk.press(look_again)
        _read(desk, open_it)


def sharing(walk: Walk) -> None:
    desk = walk.desk(STAFF)
    with walk.step() as (menu, _pass_on):
        desk.press(menu)
        desk.page.locator("main table a").first.click()
        desk.show("section:has(> #sharing)")
    with walk.step() as (other,):
        desk.press(other, "section:has(> #sharing)")


WAYS = (hiding, closing, submitting, sharing)


def _read(desk: Desk, name: str) -> None:
    """Show the letter that is ready, and see that it is a PDF."""
    desk.see("main table a[href$='.pdf']")
    link = str(desk.page.locator("main table a[href$='.pdf']").first.get_attribute("href"))
    desk.show("section:has(> #documents)")
    assert desk.page.request.get(link).body().startswith(b"%PDF-"), name
