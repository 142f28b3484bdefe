"""The chapter of motions: voting on one, and proposing one."""

from __future__ import annotations

from dataclasses import replace

from network import deciding
from network.deciding import Proposal
from tests.browser.handbook.walking import Walk, known
from tests.factories import DRAFT, make_statement
from tests.network.motions import PROPOSAL

AKI, KOHEI = "aki@hokkaido.example", "kohei@yokohama.example"
MOVED = Proposal(
    lasts=PROPOSAL.lasts,
    title="事務所の移転について",
    text="事務所を令和9年4月1日に移す。\n\n費用は予備費から支出する。",
)


def voting(walk: Walk) -> None:
    walk.run(lambda: deciding.propose(MOVED, by=known(KOHEI).id))
    walk.work()
    desk = walk.desk(AKI)
    with walk.step() as (today,):
        desk.press(today)
        desk.show("main .tasks")
    with walk.step():
        desk.goto(walk.site.link_mailed_to(AKI))
        desk.show("main > p.small", "section:has(> #exact-text)")
    with walk.step() as (in_favour, against, _abstention, cast):
        desk.press(in_favour)
        desk.press(cast, "section:has(> #vote)")
    with walk.step():
        desk.show("section:has(> #voters)")
    with walk.step() as (cast,):
        desk.press(against)
        desk.press(cast, "section:has(> #vote)")
        desk.see("section:has(> #vote)")


def proposing(walk: Walk) -> None:
    walk.run(lambda: make_statement(opened=False, **vars(replace(DRAFT, slug="handbook"))))
    desk = walk.desk(AKI)
    with walk.step() as (motions, propose):
        desk.press(motions)
        desk.press(propose, "main")
    with walk.step():
        desk.show("main > p.small", "main ul.entries")
        desk.page.locator("main ul.entries a").first.click()
        desk.see("#wording")
    with walk.step():
        desk.page.locator("#lasts").select_option("d3")
        desk.show("div:has(> #lasts)", "div:has(> #quorum)")
    with walk.step() as (urgent,):
        desk.choose("#lasts", urgent)
        desk.show("div:has(> #lasts)")
        desk.page.locator("#lasts").select_option("d7")
    with walk.step() as (open_it,):
        desk.press(open_it, "main form:has(#lasts)")
        desk.page.wait_for_url("**/staff/motions")
        walk.work()
        walk.site.link_mailed_to(KOHEI)


WAYS = (voting, proposing)
