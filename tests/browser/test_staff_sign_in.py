"""Staff sign in in a browser: with a passkey, and with an app's code where no script runs."""

from __future__ import annotations

import re
import time
from base64 import b32decode

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Page, expect

from core.db import db
from network import demo as network_demo
from network import signing_in
from network.people import known_by
from network.signing_in import factors
from tests.browser import barriers
from tests.browser.conftest import Visit
from tests.browser.handbook.walking import DEVICE
from tests.browser.hands import tab_to
from tests.browser.site import Site

CHIE = network_demo.STAFF


@pytest.fixture(autouse=True)
def _as_new(site: Site) -> None:
    """Nobody has a second factor yet."""

    def forget() -> None:
        person = known_by(CHIE)
        assert person is not None
        factors.take_all_away(person)
        db.session.commit()

    site.run(forget)


def invitation(site: Site) -> str:
    def make() -> str:
        person = known_by(CHIE)
        assert person is not None
        _link, token = signing_in.invite(person)
        db.session.commit()
        return token

    return f"{site.base_url}/staff/link/{site.run(make)}"


def set_up_app(page: Page, site: Site) -> TOTP:
    """Follow an invitation and set an app up by its letters; return the app."""
    page.goto(invitation(site))
    page.locator("main form button").click()
    page.goto("/staff/account/app")
    letters = page.locator("p.copy").inner_text()
    app = TOTP(b32decode(letters.replace(" ", "")), 6, SHA1(), 30)
    page.locator("#code").fill(now_shown(app))
    page.locator("main form button").click()
    page.wait_for_url("**/staff/account/recovery-codes")
    return app


def now_shown(app: TOTP, ahead: int = 0) -> str:
    """Return the code of now, or the next one, which is taken as well."""
    return app.generate(int(time.time()) + ahead).decode()


def give_device(page: Page) -> None:
    """Give the page's browser a device that recognises its owner by itself."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    line.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_passkey_is_made_and_then_signs_in_alone(visit: Visit, site: Site, lang: str) -> None:
    page = visit(lang)
    give_device(page)
    page.goto(f"{invitation(site)}?lang={lang}")
    page.locator("main form button").click()
    page.locator("main a[href$='/passkeys']").click()
    page.locator("#name").fill("青い鍵")
    page.locator("main form[data-passkey] button").click()
    page.wait_for_url("**/staff/account/recovery-codes")
    page.locator("form.account button").click()
    page.wait_for_url(f"{site.base_url}/{lang}/")

    page.goto("/staff/statements")
    expect(page).to_have_url(re.compile(r"/staff/sign-in\?next="))
    page.locator("main form[data-passkey] button").click()

    expect(page).to_have_url(f"{site.base_url}/staff/statements")
    expect(page.locator("html")).to_have_attribute("lang", lang)


def test_who_cancels_at_the_device_is_told_and_can_try_again(visit: Visit) -> None:
    page = visit()
    page.goto("/staff/sign-in")
    give_device(page)  # one without any passkey of ours

    page.locator("main form[data-passkey] button").click()

    expect(page.locator("main form[data-passkey] [role=status]")).not_to_be_empty()
    expect(page).to_have_url(re.compile("/staff/sign-in$"))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_link_and_a_code_sign_in_without_javascript(visit: Visit, site: Site, lang: str) -> None:
    app = set_up_app(visit(lang, java_script_enabled=False), site)
    page = visit(lang, java_script_enabled=False)

    page.goto("/staff/statements")
    expect(page.locator("form[data-passkey]")).to_be_hidden()
    page.locator("#email").fill(CHIE)
    page.locator("main form:has(#email) button").click()
    page.wait_for_url("**/staff/sign-in/sent")
    site.work()
    page.goto(site.link_mailed_to(CHIE))
    page.locator("main form button").click()
    expect(page).to_have_url(f"{site.base_url}/staff/prove?next=/staff/statements")
    page.locator("#code").fill(now_shown(app, 30))
    page.locator("main form:has(#code) button").click()

    expect(page).to_have_url(f"{site.base_url}/staff/statements")
    expect(page.locator("html")).to_have_attribute("lang", lang)


def test_the_keyboard_alone_is_enough(visit: Visit, site: Site) -> None:
    app = set_up_app(visit(), site)
    page = visit()
    page.goto(invitation(site))
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/prove")

    tab_to(page, "#code")
    page.keyboard.type(now_shown(app, 30))
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{site.base_url}/staff/")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_axe_finds_nothing_on_the_way_in(visit: Visit, site: Site, lang: str) -> None:
    page = visit(lang)
    found = {}

    def look(name: str) -> None:
        found[name] = barriers.found_on(page)

    page.goto(f"/staff/sign-in?lang={lang}")
    look("sign-in")
    page.locator("main form:has(#email) button").click()
    look("sign-in without an address")
    set_up_app(page, site)
    look("recovery codes asked")
    page.locator("main form button").click()
    look("recovery codes shown")
    page.goto("/staff/account/passkeys")
    look("passkey")
    page.goto("/staff/account")
    look("account")
    page.goto("/staff/account/app")
    look("app")
    page.context.clear_cookies()
    page.goto(f"{invitation(site)}?lang={lang}")
    look("link")
    page.locator("main form button").click()
    page.locator("#code").fill("x")
    page.locator("main form:has(#code) button").click()
    look("a wrong code")

    assert {name: one for name, one in found.items() if one} == {}


def test_only_the_pages_of_passkeys_load_their_script(visit: Visit, site: Site) -> None:
    page = visit()
    scripts: list[str] = []
    page.on("request", lambda one: scripts.extend([one.url][: one.resource_type == "script"]))

    page.goto("/ja/")
    page.goto("/staff/sign-in/sent")
    assert scripts == []
    page.goto("/staff/sign-in")

    assert [one.partition("?")[0] for one in scripts] == [f"{site.base_url}/static/passkeys.js"]
