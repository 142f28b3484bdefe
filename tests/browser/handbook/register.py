"""The chapter of the register: an application on paper, checking it, rows that are one."""

from __future__ import annotations

from dataclasses import replace

from network import registering
from tests import factories
from tests.browser.handbook.custodians import STAFF
from tests.browser.handbook.walking import Walk, payload
from tests.factories import KAZE

#: Organisations that apply.
TSUKI = replace(
    KAZE, name_ja="月の原", name_en="Tsukinohara", kana="つきのはら", url="https://tsuki.example/"
)
NOBODY = replace(KAZE, name_ja="夕凪の会", name_en="Yunagi", kana="ゆうなぎのかい", url="")
#: The same organisation as somebody else writes it.
OTHERWISE = {"name_ja": "（特活）風のひろば", "name_en": "", "url": "", "prefecture": ""}


def typing(walk: Walk) -> None:
    desk = walk.desk(STAFF)
    with walk.step() as (menu, applications, type_one):
        desk.press(menu)
        desk.press(applications)
        desk.press(type_one, "main")
    with walk.step() as (fax, keep):
        desk.choose("#source", fax)
        desk.page.locator("[name=disclosure][value=public]").check()
        desk.fill(
            {
                "name_ja": KAZE.name_ja,
                "kana": KAZE.kana,
                "representative_name": "水無月 そよ",
                "phone": "011-000-0000",
            }
        )
        desk.give("#file", payload("fax.pdf", b"%PDF-1.7 a fax"))
        desk.page.locator("#authority").check()
        desk.press(keep, "div:has(> #file)", "main form .then")
    with walk.step() as (see,):
        desk.press(see, "main")
        desk.see("#check")


def checking(walk: Walk) -> None:
    walk.run(lambda: [factories.apply(**vars(TSUKI)), factories.apply(**vars(NOBODY))])
    desk = walk.desk(STAFF)
    with walk.step() as (menu, applications, checked):
        desk.press(menu)
        desk.press(applications)
        desk.page.locator("main table a").first.click()
        desk.press(checked, "section:has(> #check)")
    with walk.step() as (admit,):
        desk.fill({"committee_on": "2026-11-20"})
        desk.press(admit, "section:has(> #admit)")
        desk.see(".tag.on")
    with walk.step() as (decline,):
        desk.goto("/staff/applications")
        desk.page.locator("main table a").last.click()
        desk.page.locator("#reason").select_option(index=2)
        desk.press(decline, "section:has(> #refuse)")


def merging(walk: Walk) -> None:
    walk.run(lambda: [registering.add(KAZE), registering.add(replace(KAZE, **OTHERWISE))])
    desk = walk.desk(STAFF)
    with walk.step() as (menu, alike):
        desk.press(menu)
        desk.press(alike, "main")
    with walk.step() as (first, _second, _apart):
        desk.press(first, "main ol.entries > li")
        desk.see("#merges")
    with walk.step() as (undo,):
        desk.press(undo, "section:has(> #merges)")


WAYS = (typing, checking, merging)
