"""The custodians' chapter: making and proving a key, opening a name, sealing anew."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import FilePayload

from network import keeping_keys, passphrases
from network.models import Person, Role
from network.people import appoint
from tests.browser.handbook.walking import Desk, Walk, payload
from tests.factories import LONG_AGO

STAFF = "chie@hiroba.example"
SHIORI = "shiori@hiroba.example"
#: The demonstration's custodians: address → name.
FUMI, MAMORU = "fumi@hiroshima.example", "mamoru@fukuoka.example"
NAMES = {FUMI: "柏葉 ふみ", MAMORU: "鐘ヶ江 守", SHIORI: "早瀬 栞"}


@dataclass(frozen=True)
class Kept:
    """What a custodian keeps: the locked file and its words."""

    file: FilePayload
    words: str


def making(walk: Walk) -> None:
    walk.run(lambda: _appointed(walk))
    desk = walk.desk(SHIORI)
    with walk.step() as (keys, make):
        desk.press(keys)
        desk.press(make, "section:has(> #new-key)")
        desk.see("#making [data-say=done]")
    with walk.step():
        desk.show("#make-key", "#made-key")
    with walk.step() as (save,):
        desk.save(save, "#make-key", "#made-key")
    with walk.step() as (send,):
        desk.press(send, "form:has(#public_key)")
        desk.see("#test-of-a-key")


def locking(walk: Walk) -> None:
    walk.run(lambda: _appointed(walk))
    desk = walk.desk(SHIORI)
    desk.give_device()
    desk.goto("/staff/keys")
    desk.page.locator("#make-key").click()
    desk.see("#made-words:not(:empty)")
    with walk.step() as (save,):
        desk.save(save, "#made-key h3", "#save-key")
    with walk.step() as (lock,):
        desk.press(lock, "[data-passkeys]:has(#lock-by-passkey)")
        desk.see("#passkey-locking [data-say=done]")
    with walk.step() as (save,):
        desk.save(save, "#passkey-locking", "#passkey-locked")


def proving(walk: Walk) -> None:
    kept = _with_a_new_key(walk)
    desk, opener = walk.desk(SHIORI), walk.opener()
    with walk.step() as (keys, save):
        desk.press(keys)
        test = desk.save(save, "section:has(> #test-of-a-key)")
    with walk.step() as (press,):
        _open(opener, press, kept, test)
        opener.see("#word")
        opener.show("section:has(#key-file)", "#test")
    with walk.step() as (bring,):
        desk.fill({"word": opener.page.locator("#word").inner_text()})
        desk.press(bring, "#prove")
        desk.see("tr:has(details) .tag.on")


def opening(walk: Walk) -> None:
    staff, second, reader = walk.desk(STAFF), walk.desk(FUMI), walk.desk(MAMORU)
    with walk.step() as (statements, ask_for, ask, reveals):
        staff.press(statements)
        staff.page.locator("main table a").first.click()
        staff.press(ask_for)
        staff.page.locator("[name=reason][value=duplicate]").check()
        staff.press(ask, "main form:has([name=reason])")
        second.see(f"nav a:text-is('{reveals}')")
        second.look()
    with walk.step() as (reveals, agree, _refuse):
        second.press(reveals)
        second.press(agree, "main h1", "main .scroll")
    with walk.step() as (take,):
        reader.goto("/staff/reveals")
        record = reader.save(take, "main h1", "main .scroll")
    with walk.step() as (press,):
        opener = walk.opener()
        _open(opener, press, _unlocked(walk, MAMORU), record)
        opener.see("#read > *")
        opener.show("#records")


def changing(walk: Walk) -> None:
    walk.run(lambda: keeping_keys.prove_with(keeping_keys.create("瀬戸 環")))
    first, second = walk.desk(FUMI), walk.desk(MAMORU)
    with walk.step() as (keys,):
        first.press(keys)
        first.show("section:has(> #custodians)")
    with walk.step() as (take, press, compared, save):
        records = first.save(take)
        opener = walk.opener()
        _open(opener, press, _unlocked(walk, FUMI), records)
        opener.press(compared)
        answer = opener.save(save, "#answering")
    with walk.step() as (keys, bring):
        first.press(keys)
        first.give("#file", answer)
        first.press(bring, "form:has(#file)")
        first.page.wait_for_url("**/staff/keys#anew")
    with walk.step() as (take, press, save, bring):
        second.goto("/staff/keys")
        records = second.save(take, "section:has(> #anew)")
        opener = walk.opener()
        _open(opener, press, _unlocked(walk, MAMORU), records)
        answer = opener.save(save)
        second.give("#file", answer)
        second.press(bring)
        second.page.wait_for_url("**/staff/keys#anew")


def comparing(walk: Walk) -> None:
    desk, opener = walk.desk(MAMORU), walk.opener()
    with walk.step() as (keys, take):
        desk.press(keys)
        records = desk.save(take, "section:has(> #compare) > h2", "section:has(> #compare) form")
    with walk.step() as (press,):
        _open(opener, press, _unlocked(walk, MAMORU), records)
        opener.show("#pairs table")
    with walk.step() as (same, _different):
        opener.page.get_by_label(same).check()
        opener.show("#pairs")
    with walk.step() as (save, keys, bring):
        decision = opener.save(save)
        desk.press(keys)
        desk.give("#decision", decision)
        desk.press(bring, "#bring-decision")
        desk.see("section:has(> #compare) tbody tr")


WAYS = (making, locking, proving, opening, changing, comparing)


def _open(opener: Desk, press: str, kept: Kept, records: FilePayload) -> None:
    """Open a file in the opener, with key file and words."""
    opener.give("#key-file", kept.file)
    opener.fill({"key-words": kept.words})
    opener.give("#records-file", records)
    opener.press(press)


def _unlocked(walk: Walk, address: str) -> Kept:
    """The key of a custodian of the demonstration, without words: these take seconds to open."""
    return Kept(payload("key.txt", walk.secrets[NAMES[address]].encode()), "")


def _appointed(walk: Walk) -> Person:
    """A third custodian, who has no key yet."""
    person = appoint(
        SHIORI, Role.CUSTODIAN, name_ja=NAMES[SHIORI], name_en="Hayase Shiori", since=LONG_AGO
    )
    person.language = walk.lang
    for key in keeping_keys.of_person(person.id):
        keeping_keys.remove(key)
    return person


def _with_a_new_key(walk: Walk) -> Kept:
    """That custodian with a key that waits to be proved."""

    def make() -> str:
        person = _appointed(walk)
        return keeping_keys.create(person.name, person_id=person.id)

    words = passphrases.make()
    return Kept(payload("custodian-key.age", keeping_keys.locked(walk.run(make), words)), words)
