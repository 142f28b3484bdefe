"""A custodian makes a key in the browser, proves it, and opens a sealed name with no network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid4

import pyrage
import pytest
from playwright.sync_api import FilePayload, Page, expect

from campaigns import drafting
from core import tokens
from core.db import db
from network import exporting, keeping_keys, passphrases, resealing, revealing, sealing
from network.exporting import Kind, Parcel, Piece
from network.models import Role
from network.people import appoint
from network.revealing import Reason
from petitions import demo, sealed, signing
from petitions.models import Disclosure
from tests.browser import barriers
from tests.browser.conftest import Visit
from tests.browser.custody import UNLOCKING, Sent, listen, make_person, payload, records, sign_in
from tests.browser.site import Site
from tests.factories import LONG_AGO, TANPOPO

OPENER = Path("network/opener/opener.html").resolve()
NAME, OTHER = "特定非営利活動法人 たんぽぽ・水路", "すみれ野の会"
EMAIL = "shiori@hiroba.example"


@dataclass(frozen=True)
class Kept:
    """What a custodian keeps: the locked file and its words.

    For the tests also what is in it, which takes no time to open.
    """

    locked: FilePayload
    words: str
    secret: str

    @property
    def file(self) -> FilePayload:
        return payload("key.txt", self.secret.encode())


@pytest.fixture(scope="module")
def kept(site: Site) -> Kept:
    """A custodian of the demonstration who can sign in, their key proved."""

    def make() -> str:
        person = appoint(EMAIL, Role.CUSTODIAN, name_ja="早瀬 栞", since=LONG_AGO)
        secret = keeping_keys.create(person.name_ja, person_id=person.id)
        keeping_keys.prove_with(secret)
        db.session.commit()
        return secret

    secret, words = site.run(make), passphrases.make()
    return Kept(payload("key.age", keeping_keys.locked(secret, words)), words, secret)


# ---- In the browser


def test_a_key_made_in_the_page_leaves_it_only_as_a_locked_file(visit: Visit, site: Site) -> None:
    make_person(site, "toru@hiroba.example")
    page = visit("ja")
    sent = listen(page.context)
    sign_in(page, site, "toru@hiroba.example")
    page.goto("/staff/keys")

    page.locator("#make-key").click()
    expect(page.locator("#made-key")).to_be_visible(timeout=UNLOCKING)
    words = page.locator("#made-words").inner_text()
    with page.expect_download() as download:
        page.locator("#save-key").click()
    page.locator("form:has(#public_key) button").click()
    page.locator("#key-file").set_input_files(download.value.path())
    page.locator("#key-words").fill(words.upper().replace("-", " "))
    page.locator("#open-test").click()

    expect(page.locator("tr:has(details) .tag")).to_have_class("tag on", timeout=UNLOCKING)
    secret = keeping_keys.unlocked(download.value.path().read_bytes(), words)
    assert download.value.suggested_filename.startswith("custodian-key-2")
    for told in (secret, secret.lower(), words, words.split("-")[0], "AGE-SECRET"):
        assert not any(told.encode() in body for body in sent.bodies)
    assert all(address.startswith((site.base_url, "blob:")) for address in sent.addresses)


def test_the_page_shows_what_a_record_holds_and_sends_nothing(
    visit: Visit, site: Site, kept: Kept
) -> None:
    page = visit("ja")
    sign_in(page, site, EMAIL)
    page.goto("/staff/keys")
    sent = listen(page.context)

    page.locator("#key-file").set_input_files(kept.file)
    page.locator("#records-file").set_input_files(
        payload("records.json", records(kept.secret, NAME))
    )
    page.locator("#read-records").click()

    expect(page.locator("#read")).to_contain_text(NAME)
    assert [one for one in sent.addresses if "/static/mark.svg" not in one] == []
    assert NAME not in page.title()


def test_wrong_words_are_told_and_can_be_typed_again(visit: Visit, site: Site, kept: Kept) -> None:
    page = visit("en")
    sign_in(page, site, EMAIL)
    page.goto("/staff/keys?lang=en")
    page.locator("#key-file").set_input_files(kept.locked)
    page.locator("#key-words").fill("another-phrase")
    page.locator("#records-file").set_input_files(
        payload("records.json", records(kept.secret, NAME))
    )

    page.locator("#read-records").click()

    expect(page.locator("#reading [data-say=failed]")).to_be_visible(timeout=UNLOCKING)
    expect(page.locator("#read-records")).to_be_enabled()


@pytest.fixture
def moved(site: Site, kept: Kept) -> Iterator[int]:
    """How many names wait to be sealed anew: somebody has come, who goes later.

    Our custodian can open one that is new; the demonstration's are from before their time.
    """

    def come() -> int:
        statement = drafting.find(demo.SLUG)
        assert statement is not None
        hidden = replace(TANPOPO, disclosure=Disclosure.UNDISCLOSED, organisation=NAME)
        signing.sign_as_organisation(statement, hidden, token=tokens.fresh())
        keeping_keys.prove_with(keeping_keys.create("来た人"))
        db.session.commit()
        return resealing.waiting()

    def go() -> None:
        keeping_keys.remove(keeping_keys.named("来た人"))
        db.session.commit()

    yield site.run(come)
    site.run(go)


def test_records_are_sealed_anew_in_the_page(
    visit: Visit, site: Site, kept: Kept, moved: int
) -> None:
    page = visit("ja")
    sent = listen(page.context)
    sign_in(page, site, EMAIL)
    page.goto("/staff/keys")
    with page.expect_download() as taken:
        page.locator("form[action$='/reseal'] button").click()
    page.locator("#key-file").set_input_files(kept.file)
    page.locator("#records-file").set_input_files(taken.value.path())

    page.locator("#answer-records").click()
    expect(page.locator("#answering [data-say=compare]")).to_be_visible()
    page.locator("#compared").check()
    page.locator("#answer-records").click()
    expect(page.locator("#answering [data-say=some]")).to_be_visible()
    page.locator("form[action$='/answers'] button").click()

    page.wait_for_url("**/staff/keys#anew")
    assert site.run(resealing.waiting) < moved
    assert not any(kept.secret.encode() in body for body in sent.bodies)


# ---- With the opener, from a file and without a network


@pytest.fixture
def opener(visit: Visit) -> Iterator[tuple[Page, Sent]]:
    page = visit("ja", offline=True)
    sent = listen(page.context)
    page.goto(OPENER.as_uri())
    yield page, sent
    assert [one for one in sent.addresses if not one.startswith("blob:")] == [OPENER.as_uri()]


def open_in(page: Page, kept: Kept, content: bytes) -> None:
    page.locator("#key-file").set_input_files(kept.file)
    page.locator("#records-file").set_input_files(payload("records.json", content))
    page.locator("#open").click()


def test_the_opener_shows_a_sealed_name_without_a_network(
    opener: tuple[Page, Sent], kept: Kept
) -> None:
    page, _sent = opener
    page.locator("#key-file").set_input_files(kept.locked)
    page.locator("#key-words").fill(kept.words)
    page.locator("#records-file").set_input_files(
        payload("records.json", records(kept.secret, NAME))
    )

    page.locator("#open").click()

    expect(page.locator("#read")).to_contain_text(NAME, timeout=UNLOCKING)
    assert page.title() == "Hiroba"


def test_the_opener_refuses_a_record_in_anothers_place(
    opener: tuple[Page, Sent], kept: Kept
) -> None:
    page, _sent = opener
    content = json.loads(records(kept.secret, NAME))
    content["records"][0]["id"] = str(UUID(int=7))

    open_in(page, kept, json.dumps(content).encode())

    expect(page.locator("#failed")).to_be_visible()
    expect(page.locator("#records")).to_be_hidden()


def test_what_the_opener_seals_anew_the_site_takes_and_a_new_custodian_reads(
    opener: tuple[Page, Sent], site: Site, kept: Kept, moved: int
) -> None:
    page, _sent = opener
    open_in(page, kept, site.run(resealing.to_reseal))
    codes = page.locator("#codes code")
    expect(codes).not_to_have_count(0)
    told = codes.all_inner_texts()
    page.locator("#compared").check()
    with page.expect_download() as download:
        page.locator("#answer").click()

    answer = download.value.path().read_bytes()

    def bring() -> tuple[list[str], int]:
        number = resealing.take_in(answer, by=keeping_keys.named("早瀬 栞"))
        db.session.commit()
        present = [keeping_keys.code(one) for one in sorted(sealing.public_keys())]
        return present, resealing.waiting() + number

    assert exporting.read(answer, Kind.RESEALED).pieces
    assert site.run(bring) == (told, moved)


def test_the_opener_opens_the_test_of_a_key(opener: tuple[Page, Sent], kept: Kept) -> None:
    page, _sent = opener
    public = str(pyrage.x25519.Identity.from_str(kept.secret).to_public())
    piece = Piece(uuid4(), "proof", sealing.encrypted(b"the word", [public]))

    open_in(page, kept, exporting.written(Parcel(Kind.PROVE, (piece,))))

    expect(page.locator("#word")).to_have_text("the word")


# ---- For everybody


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_axe_finds_nothing_on_the_custodians_pages(
    visit: Visit, site: Site, kept: Kept, lang: str
) -> None:
    def prepare() -> None:
        person = appoint(EMAIL, Role.CUSTODIAN, name_ja="", since=LONG_AGO)
        keeping_keys.create(person.name_ja, person_id=person.id)
        revealing.ask(
            "signature", sealed.ids()[0], by=person.id, reason=Reason.DOUBT, note="二度目か"
        )
        db.session.commit()

    site.run(prepare)
    page = visit(lang)
    sign_in(page, site, EMAIL)

    found = []
    for path in ("/staff/keys", "/staff/reveals", "/staff/reveals/new"):
        page.goto(f"{path}?lang={lang}")
        page.evaluate("document.querySelectorAll('[hidden]').forEach(one => one.hidden = false)")
        found += barriers.found_on(page)

    assert found == []


def test_axe_finds_nothing_in_the_opener(opener: tuple[Page, Sent], kept: Kept) -> None:
    page, _sent = opener
    open_in(page, kept, records(kept.secret, NAME, OTHER))
    expect(page.locator("#read")).to_contain_text(NAME)

    found = []
    for lang in ("ja", "en"):
        page.locator(f"[data-lang={lang}]").click()
        found += barriers.found_on(page)

    assert found == []


def test_the_page_works_without_a_script(visit: Visit, site: Site, kept: Kept) -> None:
    page = visit("ja", java_script_enabled=False)
    sign_in(page, site, EMAIL)

    page.goto("/staff/keys")

    for gone in ("#make-key", "#key-words", "#answer-records"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator("#public_key")).to_be_visible()
