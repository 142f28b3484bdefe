"""The desk saves what is typed by itself, and loses none of it; without a script a button does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, StorageState, expect

from campaigns import desk, drafting
from core.db import db
from network.models import Person
from tests import factories
from tests.browser.conftest import Visit
from tests.browser.site import Site

SLUG = "at-the-desk"
DESK = f"/staff/statements/{SLUG}/desk"
#: How long the script waits after what was typed last, in milliseconds, and a little more.
SOON = 8_000


@pytest.fixture(autouse=True)
def drafted(site: Site) -> None:
    """A statement that nobody is writing."""

    def make() -> None:
        statement = drafting.find(SLUG) or factories.make_statement(opened=False, slug=SLUG)
        if (copy := desk.copy_of(statement)) is not None:
            db.session.delete(copy)
        db.session.commit()

    site.run(make)


def opened(visit: Visit, staff: StorageState, **choices: object) -> Page:
    page = visit("en", storage_state=staff, **choices)
    page.goto(f"{DESK}?lang=en")
    return page


def kept_title(site: Site) -> str:
    def title() -> str:
        statement = drafting.find(SLUG)
        assert statement is not None
        return desk.present(statement).title_en

    return site.run(title)


def test_what_is_typed_is_saved_by_itself(visit: Visit, staff: StorageState, site: Site) -> None:
    page = opened(visit, staff)

    page.locator("#title_en").fill("By Wednesday, 10 December 2026")

    expect(page.locator("[data-told]")).to_have_text(
        re.compile(r"Saved at \d\d:\d\d"), timeout=SOON
    )
    expect(page.locator("[data-doubts]")).to_contain_text("is a Thursday")
    assert kept_title(site) == "By Wednesday, 10 December 2026"


def test_what_was_typed_last_is_saved_when_the_page_is_left(
    visit: Visit, staff: StorageState, site: Site
) -> None:
    page = opened(visit, staff)
    page.locator("#title_en").fill("Typed last")

    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.evaluate("window.dispatchEvent(new Event('pagehide'))")

    assert kept_title(site) == "Typed last"


def test_what_could_not_be_sent_is_offered_back_on_this_device(
    visit: Visit, staff: StorageState, site: Site
) -> None:
    page = opened(visit, staff)
    context = page.context
    context.set_offline(True)
    page.locator("#title_en").fill("Typed on a train")
    expect(page.locator("[data-told]")).to_contain_text("kept on this device", timeout=SOON)
    page.close()
    context.set_offline(False)

    again = context.new_page()
    again.goto(f"{DESK}?lang=en")
    again.locator("[data-bring-back]").click()

    expect(again.locator("#title_en")).to_have_value("Typed on a train")
    expect(again.locator("[data-told]")).to_contain_text("Saved at", timeout=SOON)
    assert kept_title(site) == "Typed on a train"
    again.reload()
    expect(again.locator("[data-unsent]")).to_be_hidden()


def test_whoever_lost_the_desk_is_told_and_finds_both_texts(
    visit: Visit, staff: StorageState, site: Site
) -> None:
    page = opened(visit, staff)

    def take() -> None:
        statement = drafting.find(SLUG)
        assert statement is not None
        other = db.session.scalars(db.select(Person).where(Person.email == "sae@hiroba.example"))
        by = other.first() or factories.make_person("sae", "coordinator")
        copy = desk.take_over(statement, by=by.id)
        text = desk.Text("佐恵の題", "Sae’s title", "本文。", "Text.")
        desk.save(statement, text, began=desk.mark(copy), by=by.id)
        db.session.commit()

    site.run(take)
    page.locator("#title_en").fill("My title")
    expect(page.locator("[data-told]")).to_contain_text("taken the desk over", timeout=SOON)

    page.locator("button[value=save]").click()

    expect(page.locator("#title_en")).to_have_value("My title")
    expect(page.locator("main")).to_contain_text("Sae’s title")
    page.locator("button[value=take]").click()
    page.wait_for_url(re.compile(f"{DESK}$"))
    assert kept_title(site) == "My title"


def test_without_a_script_the_button_saves(visit: Visit, staff: StorageState, site: Site) -> None:
    page = opened(visit, staff, java_script_enabled=False)
    page.locator("#title_en").fill("By the button")

    page.locator("button[value=save]").click()

    expect(page.locator("#title_en")).to_have_value("By the button")
    assert kept_title(site) == "By the button"
