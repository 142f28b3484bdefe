"""The chapter of campaigns: begun, written, put before the committee, corrected once public."""

from __future__ import annotations

from datetime import timedelta

from core.db import now
from core.japanese import in_tokyo
from tests.browser.handbook.custodians import STAFF
from tests.browser.handbook.walking import Walk

SLUG = "no-register"


def beginning(walk: Walk) -> None:
    desk = walk.desk(STAFF)
    with walk.step() as (menu, begin):
        desk.press(menu)
        desk.press(begin, "main h1", "main .act", "main section:first-of-type")
    with walk.step() as (begin_it,):
        desk.fill(
            {
                "title_ja": "団体の届出制に反対する",
                "title_en": "Against a register of associations",
                "slug": SLUG,
                "goal_ja": "法案を廃案にする。",
                "goal_en": "Have the bill dropped.",
            }
        )
        desk.show("main h1", "#goal_en")
        desk.page.locator("main form button", has_text=begin_it).click()
    with walk.step() as (draft,):
        desk.press(draft, "main h1", "main section .act")
    with walk.step() as (to_the_desk,):
        desk.page.locator("#kind").select_option("protest")
        desk.fill({"slug": SLUG})
        desk.page.locator("input[value=mofa]").check()
        desk.press(to_the_desk, "#calling", "main .then")


def writing(walk: Walk) -> None:
    desk = walk.desk(STAFF)
    place = f"/staff/statements/{SLUG}/desk"
    with walk.step() as (keep,):
        desk.goto(place)
        desk.fill(
            {
                "body_ja": "私たちは、団体の届出制に反対します。",
                "body_en": "We are against a register of associations.",
                "demands_ja": "法案を撤回すること。",
                "demands_en": "Withdraw the bill.",
            }
        )
        desk.press(keep, "main h1", ".at-hand")
        desk.see("main div[role=status]")
    with walk.step() as (preview,):
        desk.press(preview, "main h1", "main ul.row")
        desk.page.wait_for_url("**/preview/*")
    with walk.step() as (remarks, ask):
        desk.goto(place)
        desk.press(remarks)
        desk.press(ask, "main h1", "main section:first-of-type")
        desk.see("main a[href*='matter=']")
    with walk.step() as (propose,):
        desk.press(propose, "main h1", "main a[href*='matter=']")


def correcting(walk: Walk) -> None:
    desk = walk.desk(STAFF)
    end = in_tokyo(now() + timedelta(days=24))
    with walk.step() as (menu, extend):
        desk.press(menu)
        desk.page.locator("main table a[href$='/civic-space']").first.click()
        desk.press(extend, "section:has(> #rounds)")
    with walk.step():
        desk.fill({"day": str(end.date()), "hour": "18:00"})
        desk.show("main h1", "main .then")
        desk.page.locator("main form button").click()
    with walk.step() as (correct, _replace):
        desk.press(correct, "main h1", "main nav.pages")
    with walk.step() as (tell,):
        title = desk.page.locator("#title_ja").input_value()
        desk.fill({"title_ja": f"{title}（改訂）", "note_ja": "題名に「（改訂）」を補いました。"})
        desk.press(tell, "#note_ja", "main .then")


WAYS = (beginning, writing, correcting)
