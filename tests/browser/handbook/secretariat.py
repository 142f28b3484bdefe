"""The secretariat's chapter: letters, meetings, the library."""

from __future__ import annotations

from datetime import timedelta

from core.db import now
from core.japanese import in_tokyo
from tests.browser.handbook.custodians import STAFF
from tests.browser.handbook.walking import Walk, known
from tests.network import house

AKARI = "akari@janic.example"


def letters(walk: Walk) -> None:
    written = {
        "name": walk.in_language("花岡 りん", "Hanaoka Rin"),
        "text": walk.in_language("会場の使用を断られました。", "We were refused a hall."),
    }
    walk.run(lambda: [house.make_letter(**written), house.make_letter(**written, email=None)])
    desk = walk.desk(STAFF)
    with walk.step() as (menu, take):
        desk.press(menu)
        desk.page.locator("main .entries a").first.click()
        desk.press(take, "main")
    with walk.step() as (send,):
        desk.fill({"answer": walk.in_language("お電話でご相談ください。", "Please call us.")})
        desk.press(send, "form:has(#answer)")
        desk.see("h2:nth-of-type(2)")
    with walk.step() as (close,):
        desk.press(walk.in_language("問い合わせ", "Letters"))
        desk.page.locator("main .entries a").first.click()
        desk.press(close, "main")


def meetings(walk: Walk) -> None:
    desk, yesterday = walk.desk(STAFF), in_tokyo(now()).date() - timedelta(days=1)
    with walk.step() as (menu, call, save):
        desk.press(menu)
        desk.press(call)
        desk.fill(
            {
                "title": "第3回 世話人会",
                "day": str(yesterday),
                "begins": "14:00",
                "ends": "16:00",
                "place": "アバコビル 5階",
                "online_link": "https://meet.example/room-of-the-committee",
                "agenda": "前回議事録の確認\n要請書の文案\n次回の日程",
            }
        )
        desk.press(save, "main form")
    with walk.step() as (calendar,):
        member = walk.desk(AKARI)
        member.goto(desk.page.url)
        member.save(calendar, "main")
    with walk.step() as (note, present, _proxy, _absent, save):
        desk.press(note)
        for field in desk.page.locator("main select").all()[:3]:
            field.select_option(label=present)
        desk.fill({"others": "花岡 りん"})
        desk.show("main form .field:nth-of-type(1)", "main form .field:nth-of-type(5)")
        desk.press(save)
    with walk.step() as (write, save):
        desk.press(write)
        desk.fill({"text": house.MINUTES})
        desk.press(save, "main form")
    with walk.step() as (approve,):
        member.goto(desk.page.url)
        member.press(approve, "section:has(> #minutes)")
        walk.work()
        member.goto(desk.page.url)
        member.see("main a[href$='.pdf']")


def library(walk: Walk) -> None:
    walk.run(lambda: house.make_item(known(STAFF)))
    desk = walk.desk(STAFF)
    with walk.step() as (menu, links, make):
        desk.press(menu)
        desk.press(links)
        desk.press(make, "main")
    with walk.step():
        desk.show("main div.notice")
    with walk.step() as (revoke,):
        desk.press(revoke, "main ol.entries")
        desk.see("main ol.entries .tag")


WAYS = (letters, meetings, library)
