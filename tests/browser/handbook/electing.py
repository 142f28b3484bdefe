"""The chapter of elections: calling one, standing, voting, opening the ballots."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import FilePayload

from core.db import db, now
from core.japanese import in_tokyo
from network.models import Election
from tests.browser.handbook.custodians import FUMI, MAMORU, NAMES, STAFF
from tests.browser.handbook.walking import Walk, known, payload
from tests.network import elections

AKI, KOHEI, SUMIE = "aki@hokkaido.example", "kohei@yokohama.example", "sumie@hiroshima.example"


def calling(walk: Walk) -> None:
    desk, today = walk.desk(STAFF), in_tokyo(now()).date()
    with walk.step() as (menu, call):
        desk.press(menu)
        desk.press(call, "main")
    with walk.step():
        desk.fill(
            {
                "seats": "1",
                "term_starts_on": str(today + timedelta(days=40)),
                "term_ends_on": str(today + timedelta(days=770)),
                "nominations_until": f"{today + timedelta(days=7)}T18:00",
                "voting_from": f"{today + timedelta(days=8)}T09:00",
                "voting_until": f"{today + timedelta(days=15)}T18:00",
            }
        )
        desk.show("div:has(> #seats)", "div:has(> #voting_until)")
    with walk.step() as (call,):
        desk.press(call, "div:has(> #voting_until)", "main form .then")
        desk.page.wait_for_url("**/staff/elections")


def standing(walk: Walk) -> None:
    address = walk.run(lambda: _address(elections.make_election(known(SUMIE), seats=1)))
    aki, kohei = walk.desk(AKI), walk.desk(KOHEI)
    with walk.step() as (myself, nominate):
        aki.goto(address)
        aki.choose("#person", myself)
        aki.press(nominate, "form:has(#person)")
        other = walk.in_language("汐見 航平", "Shiomi Kohei")
        aki.choose("#person", other)
        aki.press(nominate)
        aki.see(f"th:text-is('{other}')")
        walk.work()
    with walk.step() as (stand, do_not, answer):
        kohei.goto(walk.site.link_mailed_to(KOHEI))
        kohei.press(stand)
        kohei.press(answer, "section:has(> #candidates)")
    with walk.step() as (answer,):
        kohei.press(do_not)
        kohei.press(answer, "form:has([name=answer])")
        kohei.see("section:has(> #candidates)")


def voting(walk: Walk) -> None:
    walk.run(lambda: elections.make_open(known(SUMIE), [known(AKI), known(KOHEI)], seats=1))
    walk.work()
    desk = walk.desk(SUMIE)
    with walk.step():
        desk.goto(walk.site.link_mailed_to(SUMIE))
        desk.show("main > p.small", "main dl.facts")
    with walk.step() as (_nobody, cast):
        desk.page.locator("[name=approved]").first.check()
        desk.press(cast, "section:has(> #vote)")
    with walk.step():
        desk.see("code.receipt")
        desk.show("main")


def opening(walk: Walk) -> None:
    walk.run(_end_of_voting)
    with walk.step() as (today, open_ballots):
        first = walk.desk(FUMI)
        first.press(today)
        first.press(open_ballots, "main .tasks")
    with walk.step() as (take,):
        sealed = first.save(take, "section:has(> #how)")
    with walk.step() as (press, save):
        opened = _opened(walk, FUMI, sealed, press, save, "#ballots")
    with walk.step() as (hand_in,):
        first.give("#file", opened)
        first.press(hand_in, "main form:has(#file)")
        first.see("#counts")
    with walk.step():
        second = walk.desk(MAMORU)
        second.goto(first.page.url)
        second.give("#file", _opened(walk, MAMORU, sealed, press, save))
        second.press(hand_in)
        second.show("section:has(> #counts)", "section:has(> #result)")


WAYS = (calling, standing, voting, opening)


def _opened(
    walk: Walk, address: str, sealed: FilePayload, press: str, save: str, *show: str
) -> FilePayload:
    """Open the ballots with an officer's key, which is kept without words here."""
    opener = walk.opener()
    opener.give("#key-file", payload("key.txt", walk.secrets[NAMES[address]].encode()))
    opener.give("#records-file", sealed)
    opener.press(press)
    return opener.save(save, *show)


def _end_of_voting() -> None:
    """Two have voted, and the ballots wait."""
    election = db.session.scalars(db.select(Election).order_by(Election.id.desc())).first()
    assert election is not None
    for voter in (AKI, KOHEI):
        elections.vote(election, known(voter), election.candidates[:1])
    elections.let_voting_end(election)


def _address(election: Election) -> str:
    return f"/staff/elections/{election.public_id}"
