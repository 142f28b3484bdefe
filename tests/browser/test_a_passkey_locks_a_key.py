"""A custodian has a passkey lock the key file, and opens with it what is sealed to the key."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pyrage
import pytest
from playwright.sync_api import CDPSession, Page, expect

from campaigns import drafting
from core import tokens
from core.db import db
from network import keeping_keys, passphrases, revealing
from network.people import known_by
from network.revealing import Reason
from petitions import demo, sealed, signing
from petitions.models import Disclosure
from tests import factories
from tests.browser import barriers, custody
from tests.browser.conftest import Visit
from tests.browser.custody import UNLOCKING, Sent, payload, records
from tests.browser.handbook.walking import DEVICE
from tests.browser.hands import press
from tests.browser.site import Site

NAME = "あけぼの人権ネットワーク"
OPENER = Path("network/opener/opener.html").resolve()
FAILED = {
    "ja": "この鍵ファイルはパスキーでロックされていますが、そのパスキーで開けませんでした",
    "en": "Your file is locked by a passkey, and the passkey did not open it",
}
emails = (f"custodian-{number}@hiroba.example" for number in count())


@dataclass(frozen=True)
class Desk:
    """A custodian who has just signed in, on the page of the keys, with a device of theirs."""

    page: Page
    email: str
    sent: Sent
    line: CDPSession
    device: str

    def another_device(self) -> None:
        """Take the device away, and give one that has none of its passkeys."""
        self.line.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.device})
        self.line.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    def passkeys(self) -> list[Any]:
        told = self.line.send("WebAuthn.getCredentials", {"authenticatorId": self.device})
        return list(told["credentials"])


Arrive = Callable[..., Desk]


@pytest.fixture
def arrive(visit: Visit, site: Site) -> Arrive:
    """Gives a new custodian's desk; `lang`, `script` to run before the page's, `device` options."""

    def come(
        lang: str = "ja", script: str = "", width: int = 1280, device: dict[str, Any] = DEVICE
    ) -> Desk:
        page, email = visit(lang, width), next(emails)
        sent = custody.listen(page.context)
        line = page.context.new_cdp_session(page)
        line.send("WebAuthn.enable")
        given = line.send("WebAuthn.addVirtualAuthenticator", {"options": device})
        page.add_init_script(script)
        custody.make_person(site, email)
        custody.sign_in(page, site, email)
        page.goto(f"/staff/keys?lang={lang}")
        return Desk(page, email, sent, line, given["authenticatorId"])

    return come


def make_key(page: Page) -> str:
    """Make a key in the page, and return its secret half, which the page alone knows."""
    page.locator("#make-key").click()
    expect(page.locator("#made-key")).to_be_visible(timeout=UNLOCKING)
    return str(page.evaluate("made.secretKey"))


def save(page: Page, button: str) -> bytes:
    with page.expect_download() as download:
        page.locator(button).click()
    return download.value.path().read_bytes()


def lock_by_passkey(page: Page) -> bytes:
    page.locator("#lock-by-passkey").click()
    return save(page, "#save-passkey-key")


def choose(page: Page, key_file: bytes, records_file: bytes, words: str = "") -> None:
    page.locator("#key-file").set_input_files(payload("key.age", key_file))
    page.locator("#key-words").fill(words)
    page.locator("#records-file").set_input_files(payload("records.json", records_file))


def prove(page: Page, key_file: bytes) -> None:
    """Send the public half, and prove the key by its file."""
    page.locator("form:has(#public_key) button").click()
    page.locator("#key-file").set_input_files(payload("key.age", key_file))
    page.locator("#open-test").click()
    expect(page.locator("tr:has(details) .tag")).to_have_class("tag on", timeout=UNLOCKING)


def sign_undisclosed(site: Site) -> UUID:
    """Have an organisation sign, and return the number of its sealed record."""

    def sign() -> UUID:
        before, statement = set(sealed.ids()), drafting.find(demo.SLUG)
        assert statement is not None
        name = f"{NAME} {next(emails)}"
        hidden = replace(factories.TANPOPO, disclosure=Disclosure.UNDISCLOSED, organisation=name)
        signing.sign_as_organisation(statement, hidden, token=tokens.fresh())
        db.session.commit()
        [new] = set(sealed.ids()) - before
        return new

    return site.run(sign)


def grant_reveal(site: Site, email: str, record: UUID) -> None:
    """Have a custodian ask for a sealed name, and another one agree."""

    def grant() -> None:
        asker, (second, _secret) = known_by(email), factories.make_custodian(next(emails))
        assert asker is not None
        reveal = revealing.ask("signature", record, by=asker.id, reason=Reason.DOUBT, note="")
        revealing.approve(reveal, by=second.id)
        db.session.commit()

    site.run(grant)


def test_a_file_that_a_passkey_locks_proves_the_key_and_opens_a_reveal(
    arrive: Arrive, site: Site
) -> None:
    desk = arrive()
    page = desk.page
    secret = make_key(page)
    key_file = lock_by_passkey(page)

    prove(page, key_file)
    grant_reveal(site, desk.email, sign_undisclosed(site))
    page.goto("/staff/reveals")
    record = save(page, "form[action$='/file'] button")
    page.goto("/staff/keys")
    choose(page, key_file, record)
    page.locator("#read-records").click()

    expect(page.locator("#read")).to_contain_text(NAME)
    assert len(desk.passkeys()) == 1
    assert b"AGE-SECRET-KEY" not in key_file
    for told in (secret, secret.lower(), "AGE-SECRET-KEY", "AGE-PLUGIN", NAME):
        assert not any(told.encode() in body for body in desk.sent.bodies)
        assert not any(told in address for address in desk.sent.addresses)
    assert all(one.startswith((site.base_url, "blob:")) for one in desk.sent.addresses)


def test_records_are_sealed_anew_with_such_a_file(arrive: Arrive, site: Site) -> None:
    desk = arrive()
    page = desk.page
    make_key(page)
    key_file = lock_by_passkey(page)
    prove(page, key_file)
    sign_undisclosed(site)
    site.run(lambda: factories.make_custodian(next(emails)))
    page.reload()
    taken = save(page, "form[action$='/reseal'] button")

    choose(page, key_file, taken)
    page.locator("#compared").check()
    page.locator("#answer-records").click()

    # The demonstration's records are from before this key, and are left out.
    expect(page.locator("#answering [data-say=some]")).to_be_visible()
    page.locator("form[action$='/answers'] button").click()
    page.wait_for_url("**/staff/keys#anew")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_another_passkey_is_told_of_and_the_words_in_reserve_open_the_file(
    arrive: Arrive, lang: str
) -> None:
    desk = arrive(lang)
    page = desk.page
    secret, words = make_key(page), page.locator("#made-words").inner_text()
    by_words, by_passkey = save(page, "#save-key"), lock_by_passkey(page)
    content = records(secret, NAME)
    desk.another_device()

    choose(page, by_passkey, content)
    page.locator("#read-records").click()
    told = page.locator("#reading [data-say=passkey]")
    expect(told).to_contain_text(FAILED[lang])
    expect(page.locator("#reading")).to_have_attribute("role", "status")
    expect(page.locator("#read-records")).to_be_enabled()
    choose(page, by_words, content, words)
    page.locator("#read-records").click()

    expect(page.locator("#read")).to_contain_text(NAME, timeout=UNLOCKING)
    expect(told).to_be_hidden()


def test_another_passkey_that_answers_opens_nothing(arrive: Arrive) -> None:
    desk = arrive()
    page = desk.page
    secret, key_file = make_key(page), lock_by_passkey(page)
    # Without the line that names the passkey, whichever is there may answer. Its own one finds that
    # a line is missing; another one does not get as far.
    anybody = re.sub(rb"-> hiroba/passkey \S+\n\n", b"", key_file)
    choose(page, anybody, records(secret, NAME))
    page.locator("#read-records").click()
    expect(page.locator("#reading [data-say=failed]")).to_be_visible()
    desk.another_device()
    make_key(page)
    lock_by_passkey(page)

    page.locator("#read-records").click()

    expect(page.locator("#reading [data-say=passkey]")).to_be_visible()
    expect(page.locator("#read")).to_be_empty()


def test_who_is_interrupted_presses_again_and_has_one_passkey(arrive: Arrive) -> None:
    desk = arrive(
        script="""
        const get = CredentialsContainer.prototype.get;
        CredentialsContainer.prototype.get = async function () {
            CredentialsContainer.prototype.get = get;
            throw new DOMException("cancelled", "NotAllowedError");
        };"""
    )
    page = desk.page
    secret = make_key(page)

    page.locator("#lock-by-passkey").click()
    expect(page.locator("#passkey-locking [data-say=failed]")).to_be_visible()
    expect(page.locator("#save-passkey-key")).to_be_hidden()
    key_file = lock_by_passkey(page)

    expect(page.locator("#passkey-locking [data-say=failed]")).to_be_hidden()
    assert len(desk.passkeys()) == 1
    choose(page, key_file, records(secret, NAME))
    page.locator("#read-records").click()
    expect(page.locator("#read")).to_contain_text(NAME)


def test_a_device_whose_passkeys_lock_nothing_is_told_of_and_the_words_remain(
    arrive: Arrive,
) -> None:
    page = arrive(device={**DEVICE, "hasPrf": False}).page
    secret, words = make_key(page), page.locator("#made-words").inner_text()

    page.locator("#lock-by-passkey").click()

    expect(page.locator("#passkey-locking [data-say=failed]")).to_be_visible()
    assert keeping_keys.unlocked(save(page, "#save-key"), words) == secret


@pytest.mark.parametrize(
    "script",
    [
        "delete window.PublicKeyCredential",
        "PublicKeyCredential.getClientCapabilities = async () => ({'extension:prf': false})",
    ],
    ids=["no passkeys", "no locks"],
)
def test_a_browser_that_cannot_shows_the_way_by_words_alone(arrive: Arrive, script: str) -> None:
    desk = arrive(script=script)
    page, wrong = desk.page, []
    page.on("pageerror", lambda error: wrong.append(error.message))
    page.on("console", lambda line: wrong.append(line.text))
    page.reload()

    secret, words = make_key(page), page.locator("#made-words").inner_text()

    assert page.locator("[data-passkeys]:visible").count() == 0
    assert keeping_keys.unlocked(save(page, "#save-key"), words) == secret
    assert wrong == []


def test_a_browser_that_does_not_tell_is_tried(arrive: Arrive) -> None:
    page = arrive(script="delete PublicKeyCredential.getClientCapabilities").page

    make_key(page)

    assert keeping_keys.locked_by_passkey(lock_by_passkey(page))


def test_a_key_made_by_command_is_locked_by_a_passkey_and_by_new_words(arrive: Arrive) -> None:
    page = arrive().page
    secret, words = str(pyrage.x25519.Identity.generate()), passphrases.make()
    choose(page, keeping_keys.locked(secret, words), records(secret, NAME), words)
    page.locator("details:has(#lock-again) summary").click()

    page.locator("#lock-again").click()
    expect(page.locator("#made-key")).to_be_visible(timeout=UNLOCKING)
    by_passkey, by_words = lock_by_passkey(page), save(page, "#save-key")
    choose(page, by_passkey, records(secret, NAME))
    page.locator("#read-records").click()

    expect(page.locator("#read")).to_contain_text(NAME)
    new_words = page.locator("#made-words").inner_text()
    assert new_words != words
    assert keeping_keys.unlocked(by_words, new_words) == secret
    expect(page.locator("#public_key")).to_have_value("")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_opener_says_that_passkeys_do_not_work_there(
    arrive: Arrive, visit: Visit, lang: str
) -> None:
    page = arrive(lang).page
    secret, key_file = make_key(page), lock_by_passkey(page)
    opener = visit(lang, offline=True)
    opener.goto(OPENER.as_uri())
    before = {"ja": "パスキーは使えません", "en": "Passkeys do not work in a saved page"}
    after = {"ja": "パスキーでロックされているため", "en": "is locked by a passkey, so it"}
    expect(opener.get_by_text(before[lang])).to_be_visible()

    choose(opener, key_file, records(secret, NAME))
    opener.locator("#open").click()

    expect(opener.locator("#passkey")).to_contain_text(after[lang])
    expect(opener.locator("#passkey")).to_be_visible()
    expect(opener.locator("#failed")).to_be_hidden()


def test_the_keyboard_alone_is_enough(arrive: Arrive) -> None:
    page = arrive().page
    press(page, "#make-key")
    expect(page.locator("#made-key")).to_be_visible(timeout=UNLOCKING)
    press(page, "#lock-by-passkey")
    expect(page.locator("#save-passkey-key")).to_be_visible()
    with page.expect_download() as download:
        press(page, "#save-passkey-key")
    press(page, "form:has(#public_key) button")
    page.wait_for_url("**/staff/keys#test-of-a-key")
    page.locator("#key-file").set_input_files(download.value.path())

    press(page, "#open-test")

    expect(page.locator("tr:has(details) .tag")).to_have_class("tag on", timeout=UNLOCKING)
    assert re.match(r"custodian-key-passkey-\d{4}-\d\d-\d\d-", download.value.suggested_filename)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_barrier_and_nothing_too_wide_where_a_key_is_locked(arrive: Arrive, lang: str) -> None:
    page = arrive(lang).page
    make_key(page)
    lock_by_passkey(page)
    page.evaluate("document.querySelectorAll('[data-say]').forEach(one => one.hidden = false)")

    found = barriers.found_on(page)
    page.set_viewport_size({"width": 320, "height": 568})

    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
