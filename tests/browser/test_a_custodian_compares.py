"""A custodian finds an undisclosed organisation that signed twice, and says so without its name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import FilePayload, expect

from campaigns.models import Statement
from core.db import db
from network import keeping_keys, passphrases
from network.models import Role
from network.people import appoint
from petitions import rounds
from petitions.models import Disclosure, Signature
from tests import factories
from tests.browser import barriers
from tests.browser.conftest import Visit
from tests.browser.custody import UNLOCKING, Sent, listen, payload, sign_in
from tests.browser.hands import press, tab_to
from tests.browser.site import Site
from tests.factories import LONG_AGO

OPENER = Path("network/opener/opener.html").resolve()
EMAIL = "shiori@hiroba.example"
#: The first two are one organisation, as a reader sees.
NAMES = ("特定非営利活動法人 たんぽぽ・水路", "(特活)タンポポ水路", "すみれ野の会")
PAIR = {"ja": "組 1", "en": "Pair 1"}
LANGUAGES = pytest.mark.parametrize("lang", list(PAIR))


@dataclass(frozen=True)
class Desk:
    """What a custodian has: a key file with its words, and for speed the key itself."""

    locked: FilePayload
    words: str
    plain: FilePayload


@pytest.fixture(scope="module")
def kept(site: Site) -> Desk:
    def make() -> str:
        person = appoint(EMAIL, Role.CUSTODIAN, name_ja="早瀬 栞", since=LONG_AGO)
        secret = keeping_keys.create(person.name_ja, person_id=person.id)
        keeping_keys.prove_with(secret)
        db.session.commit()
        return secret

    secret, words = site.run(make), passphrases.make()
    locked = payload("key.age", keeping_keys.locked(secret, words))
    return Desk(locked, words, payload("key.txt", secret.encode()))


@dataclass(frozen=True)
class Signed:
    """What was signed by the undisclosed: the group that is to be compared, and its records."""

    group: str
    records: list[UUID]

    @property
    def take(self) -> str:
        """The button that gives these records."""
        return f"form[action$='/keys/compare']:has([value='{self.group}']) button"


@pytest.fixture
def signed(site: Site, kept: Desk, lang: str) -> Signed:
    """Three undisclosed signatures of two organisations, under a list that is closed."""

    def make() -> Signed:
        slug = f"compared-{uuid4().hex}"
        statement = factories.make_statement(slug=slug, title_ja="比べる声明", title_en="Compared")
        found = [sign(statement, name, f"{number}@x.example") for number, name in enumerate(NAMES)]
        rounds.close(rounds.of(statement.id)[0])
        db.session.commit()
        return Signed(f"signature-{statement.id}", found)

    return site.run(make)


def sign(statement: Statement, name: str, email: str) -> UUID:
    told = {"organisation": name, "email": email, "kana": "", "phone": "", "url": ""}
    hidden = Disclosure.UNDISCLOSED
    return factories.make_organisation_signature(statement, disclosure=hidden, **told).public_id


def counting(site: Site, signed: Signed) -> list[UUID]:
    """Those of the records that count, in their order."""

    def look() -> list[UUID]:
        counted = db.select(Signature.public_id).where(
            Signature.public_id.in_(signed.records), Signature.counts
        )
        return list(db.session.scalars(counted.order_by(Signature.id)))

    return site.run(look)


def assert_names_nothing(sent: Sent) -> None:
    """No name, and nothing of one, has left the browser."""
    for name in (*NAMES, "たんぽぽ", "タンポポ水路", "すみれ野"):
        assert not any(name.encode() in body for body in sent.bodies)
        assert not any(quote(name) in address for address in sent.addresses)


@LANGUAGES
def test_by_keyboard_from_the_task_to_the_decision(
    visit: Visit, site: Site, kept: Desk, signed: Signed, lang: str
) -> None:
    page = visit(lang)
    sent = listen(page.context)
    sign_in(page, site, EMAIL)
    page.goto(f"/staff/?lang={lang}")
    press(page, "main .tasks a[href$='#compare']")
    page.wait_for_url("**/staff/keys#compare")
    with page.expect_download() as taken:
        press(page, signed.take)
    page.locator("#key-file").set_input_files(kept.locked)
    page.locator("#key-words").fill(kept.words)
    page.locator("#records-file").set_input_files(taken.value.path())

    press(page, "#compare-records")
    expect(page.locator("#pairs fieldset")).to_have_count(1, timeout=UNLOCKING)
    expect(page.locator("#pairs legend")).to_have_text(PAIR[lang])
    for name in NAMES[:2]:
        expect(page.locator("#pairs tbody tr").first).to_contain_text(name)
    assert barriers.found_on(page) == []
    page.locator("#compare-records").focus()
    tab_to(page, "#pairs input:checked")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#pairs input:checked")).to_have_value("same")
    press(page, "#decide")

    expect(page.locator("section[aria-labelledby=compare] tbody tr").first).to_contain_text(
        str(signed.records[0])[:8]
    )
    expect(page.locator(signed.take)).to_have_count(0)
    assert barriers.found_on(page) == []
    assert counting(site, signed) == [signed.records[0], signed.records[2]]
    assert_names_nothing(sent)


@LANGUAGES
def test_in_the_opener_and_brought_back_as_a_file(
    visit: Visit, site: Site, kept: Desk, signed: Signed, lang: str
) -> None:
    page, opener = visit(lang, width=320), visit(lang, offline=True, width=320)
    sent = listen(page.context)
    sign_in(page, site, EMAIL)
    page.goto(f"/staff/keys?lang={lang}")
    with page.expect_download() as taken:
        page.locator(signed.take).click()
    opener.goto(OPENER.as_uri())
    opener.locator("#key-file").set_input_files(kept.plain)
    opener.locator("#records-file").set_input_files(taken.value.path())
    opener.locator("#open").click()
    expect(opener.locator("#pairs fieldset")).to_have_count(1)
    opener.locator("#pairs input[value=different]").check()
    for other in ("en", "ja", lang):
        opener.locator(f"[data-lang={other}]").click()
    expect(opener.locator("#pairs legend")).to_have_text(PAIR[lang])
    assert barriers.found_on(opener) == []

    with opener.expect_download() as saved:
        opener.locator("#decide").click()
    page.locator("#decision").set_input_files(saved.value.path())
    page.locator("#bring-decision button").click()

    expect(page.locator(signed.take)).to_have_count(0)
    told = json.loads(saved.value.path().read_text(encoding="utf-8"))
    assert set(told) == {"format", "version", "group", "records", "pairs"}
    assert [one["same"] for one in told["pairs"]] == [False]
    assert counting(site, signed) == signed.records
    assert_names_nothing(sent)


@LANGUAGES
def test_what_is_left_undecided_is_asked_again(
    visit: Visit, site: Site, kept: Desk, signed: Signed, lang: str
) -> None:
    page = visit(lang)
    sign_in(page, site, EMAIL)
    page.goto(f"/staff/keys?lang={lang}")
    with page.expect_download() as taken:
        page.locator(signed.take).click()
    page.locator("#key-file").set_input_files(kept.plain)
    page.locator("#records-file").set_input_files(taken.value.path())
    page.locator("#compare-records").click()
    expect(page.locator("#deciding")).to_be_visible()

    page.locator("#decide").click()

    page.wait_for_url("**/staff/keys#compare")
    expect(page.locator(signed.take)).to_be_visible()
    assert counting(site, signed) == signed.records
