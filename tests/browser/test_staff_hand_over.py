"""The secretariat builds a submission in a browser and opens its PDF."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace

import pytest
from playwright.sync_api import Page, Response, expect

from campaigns import drafting
from petitions import demo
from petitions.models import Disclosure
from tests import factories
from tests.browser import hands
from tests.browser.conftest import Visit
from tests.browser.hands import sign_in
from tests.browser.site import Site
from tests.factories import TANPOPO

BOTH = pytest.mark.parametrize("lang", ["ja", "en"])
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "none"])
BUILD = "main form:has([name=addressees])"
OPEN = "main table a[href$='.pdf']"

#: By the level that each has chosen: its name in each language.
SUPPORTERS = {
    Disclosure.PUBLIC: ("ひなたの会", "Hinata Circle"),
    Disclosure.ADDRESSEE: ("こかげの会", "Kokage Circle"),
    Disclosure.UNDISCLOSED: ("ゆうやみの会", "Yuyami Circle"),
}


@pytest.fixture(scope="module", autouse=True)
def supporters(site: Site) -> None:
    """One more organisation of each level than the demonstration has."""

    def join() -> None:
        statement = drafting.find(demo.SLUG)
        assert statement is not None
        for disclosure, (name, name_en) in SUPPORTERS.items():
            new = replace(TANPOPO, organisation=name, organisation_en=name_en)
            factories.make_organisation_signature(
                statement, **vars(new) | {"disclosure": disclosure}
            )

    site.run(join)


def build(page: Page, site: Site, lang: str) -> str:
    """Make a letter in the reader's language; return the statement's title."""
    page.goto(f"/staff/statements?lang={lang}")
    page.locator("main table a").first.click()
    title = page.locator("h1").inner_text()
    page.locator(f"{BUILD} [name=language][value={lang}]").check()
    page.locator(f"{BUILD} button").click()
    page.wait_for_url("**/staff/submissions/*")
    site.work()
    page.locator("main .act a").click()
    return title


def read(page: Page, answer: Response) -> str:
    """Return the text of the PDF that the browser was given, its spaces left out."""
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    # What the browser calls its body is the viewer around it: the file itself comes once more.
    pdf = page.request.get(answer.url).body()
    assert pdf.startswith(b"%PDF-")
    text = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return "".join(text.stdout.decode().split())


def named(lang: str) -> set[str]:
    """Return the names that this letter has to tell its addressee, spaces left out."""
    signers = [signed for _day, signed in demo.organisations()]
    told = {
        (one.organisation_en or one.organisation) if lang == "en" else one.organisation
        for one in signers
        if one.disclosure != Disclosure.UNDISCLOSED
    }
    place = ["ja", "en"].index(lang)
    told |= {SUPPORTERS[level][place] for level in (Disclosure.PUBLIC, Disclosure.ADDRESSEE)}
    return {"".join(name.split()) for name in told}


def not_to_be_named() -> set[str]:
    """Return the names of the undisclosed in both languages, spaces left out."""
    signers = [signed for _day, signed in demo.organisations()]
    hidden = [one for one in signers if one.disclosure == Disclosure.UNDISCLOSED]
    names = {one.organisation for one in hidden} | {one.organisation_en for one in hidden}
    names |= set(SUPPORTERS[Disclosure.UNDISCLOSED])
    return {"".join(name.split()) for name in names if name}


@SCRIPTS
@BOTH
def test_staff_build_a_submission_and_open_its_pdf_which_names_whom_it_may(
    visit: Visit, site: Site, lang: str, scripts: bool
) -> None:
    page = visit(lang, java_script_enabled=scripts)
    sign_in(page, site)

    title = build(page, site, lang)
    expect(page.locator("html")).to_have_attribute("lang", lang)
    with page.expect_response("**/*.pdf") as answer:
        page.locator(OPEN).first.click()

    text = read(page, answer.value)
    assert "".join(title.split()) in text
    assert {name for name in named(lang) if name not in text} == set()
    assert {name for name in not_to_be_named() if name in text} == set()


@BOTH
def test_staff_build_a_submission_and_open_its_pdf_by_keyboard_alone(
    visit: Visit, site: Site, lang: str
) -> None:
    page = visit(lang)
    page.goto(site.staff_link())
    hands.press(page, hands.BUTTON)
    page.wait_for_url("**/staff/")
    hands.press(page, f"nav.lang a[hreflang={lang}]")
    hands.press(page, ".nav a[href='/staff/statements']")
    page.wait_for_url("**/staff/statements")
    hands.press(page, "main table a")
    page.wait_for_url("**/staff/statements/*")
    hands.press(page, f"{BUILD} button")
    page.wait_for_url("**/staff/submissions/*")
    site.work()
    hands.press(page, "main .act a")
    expect(page.locator("html")).to_have_attribute("lang", lang)

    with page.expect_response("**/*.pdf") as answer:
        hands.press(page, OPEN)

    text = read(page, answer.value)
    assert {name for name in not_to_be_named() if name in text} == set()


def test_a_link_to_sign_in_can_be_used_by_keyboard_and_only_once(visit: Visit, site: Site) -> None:
    page, link = visit(), site.staff_link()
    page.goto(link)
    hands.press(page, hands.BUTTON)
    page.wait_for_url("**/staff/")

    late = visit()
    late.goto(link)
    late.locator(hands.BUTTON).click()

    expect(late).to_have_url(link)


def test_after_signing_out_the_pages_of_the_staff_are_closed(visit: Visit, site: Site) -> None:
    page = visit()
    sign_in(page, site)

    page.locator("form.account button").click()

    page.goto("/staff/statements")
    expect(page).to_have_url(re.compile(r"/staff/sign-in\?next="))
