"""A person reads a statement, signs it, and presses the button that the mail leads to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.db import db
from petitions.models import Signature
from tests.conftest import Outbox
from tests.journeys import pages
from tests.journeys.conftest import Square

BOTH = pytest.mark.parametrize("lang", ["ja", "en"])


@BOTH
def test_a_person_signs_from_the_page_to_the_receipt(square: Square, lang: str) -> None:
    square.lang = lang

    sent = square.sign()
    square.work()
    pressed = pages.press(square.client, square.outbox.link())
    thanks = square.client.get(pressed.headers["Location"])

    assert (sent.status_code, sent.headers["Location"]) == (303, f"{square.address}/sent")
    assert pressed.status_code == 303
    assert pages.receipt(thanks)
    assert square.published().people == 1


@BOTH
def test_the_page_after_the_form_says_that_nothing_counts_yet(square: Square, lang: str) -> None:
    square.lang = lang
    sent = square.sign()

    page = square.client.get(sent.headers["Location"])

    assert page.status_code == 200
    assert "霜月" not in page.text
    assert square.published().people == 0


@BOTH
def test_the_mail_names_neither_the_signer_nor_the_statement(square: Square, lang: str) -> None:
    square.lang = lang
    square.sign(comment="どうかお願いします")

    square.work()

    message = square.outbox.last
    whole = str(message["Subject"]) + square.outbox.text()
    assert message["To"] == "akari@mail.example"
    assert square.outbox.link().startswith(f"/{lang}/confirm/")
    for told in ("霜月", "要請書", "civil society acts", "civic-space", "お願いします"):
        assert told not in whole


def test_a_scanner_may_open_the_link_a_hundred_times_and_nothing_counts(square: Square) -> None:
    square.sign()
    square.work()
    link = square.outbox.link()

    statuses = {square.client.get(link).status_code for _ in range(100)}

    assert statuses == {200}
    assert square.published().people == 0
    assert db.session.scalar(db.select(db.func.count()).select_from(Signature)) == 0


def test_a_scanner_that_asks_for_headers_alone_confirms_nothing(square: Square) -> None:
    square.sign()
    square.work()

    asked = square.client.head(square.outbox.link())

    assert asked.status_code == 200
    assert square.published().people == 0


def test_pressing_twice_gives_the_same_receipt_and_one_signature(square: Square) -> None:
    square.sign()
    square.work()
    page = square.client.get(link := square.outbox.link())
    form = pages.posted(page)

    first = pages.send(square.client, page, form)
    second = pages.send(square.client, page, form)

    assert pages.alike(first) == pages.alike(second)
    assert first.headers["Location"] == second.headers["Location"]
    assert pages.receipt(square.client.get(first.headers["Location"]))
    assert square.client.get(link).status_code == 303
    assert square.published().people == 1


AGAIN = pytest.mark.parametrize(
    "typed",
    [
        {},
        {"email": "AKARI@Mail.Example"},
        {"email": "  akari@mail.example  "},
        {"email": "ａｋａｒｉ＠ｍａｉｌ．ｅｘａｍｐｌｅ"},
        {"name": "霜月あかり"},
        {"name": "  霜月　あかり "},
    ],
    ids=["the same", "capitals", "spaces", "full width", "without a space", "wide spaces"],
)


@AGAIN
def test_signing_again_is_answered_alike_and_counts_once(
    square: Square, typed: dict[str, str]
) -> None:
    answers, mails = [], []

    for changes in ({}, typed):
        sent = square.sign(**changes)
        square.work()
        link = square.outbox.link()
        button = square.client.get(link)
        pressed = pages.press(square.client, link)
        thanks = square.client.get(pressed.headers["Location"])
        named = [
            button.text.replace(changes.get("name", "").strip() or "霜月 あかり", "霜月 あかり")
        ]
        answers.append([*map(pages.alike, (sent, pressed, thanks)), map(pages.plain, named)])
        mails.append((square.outbox.last["Subject"], pages.plain(square.outbox.text())))

    assert answers[0][:3] == answers[1][:3]
    assert list(answers[0][3]) == list(answers[1][3])
    assert mails[0] == mails[1]
    assert square.published().people == 1


def test_one_mailbox_at_gmail_is_one_signer_however_it_is_written(square: Square) -> None:
    spellings = [
        "akari.shimotsuki@gmail.com",
        "a.kari.shimotsuki@gmail.com",
        "akarishimotsuki+petition@googlemail.com",
    ]

    for spelling in spellings:
        square.person_joins(email=spelling)

    assert [message["To"] for message in square.outbox.messages] == spellings
    assert square.published().people == 1


def test_two_people_with_one_mailbox_both_count(square: Square) -> None:
    square.person_joins()
    square.person_joins(name="霜月 みのる")

    assert square.published().people == 2


def test_the_form_sent_twice_counts_once_even_if_both_links_are_pressed(
    square: Square, run_due: Callable[[], None]
) -> None:
    page = square.client.get(square.address)
    form = pages.form_with(page, "display")
    typed = {"name": "霜月 あかり", "email": "akari@mail.example", "display": "public"}
    for _ in range(2):
        pages.send(square.client, page, form, **typed)
    run_due()

    for link in links(square.outbox):
        pages.press(square.client, link)

    assert len(square.outbox) == 2
    assert square.published().people == 1


@pytest.mark.parametrize(
    ("display", "shown"),
    [("public", "霜月 あかり"), ("initials", "S. A."), ("hidden", None)],
)
def test_a_person_is_shown_as_they_chose(square: Square, display: str, shown: str | None) -> None:
    square.person_joins(display=display, kana="しもつき あかり")

    page = square.client.get(f"{square.address}/signatories").text
    listed = square.client.get("/api/v1/statements/civic-space/signatories").get_json()["items"]

    assert [item["name"] for item in listed] == ([shown] if shown else [])
    assert ("霜月" in page) == (display == "public")
    assert square.published().people == 1


def test_an_address_in_capitals_is_written_to_as_typed_and_lowered_only_in_its_domain(
    square: Square,
) -> None:
    square.sign(email="Akari.S@Mail.Example")

    square.work()

    assert square.outbox.last["To"] == "Akari.S@mail.example"


def links(outbox: Outbox) -> list[str]:
    """Return the links of all messages."""
    return [
        word.removeprefix("http://localhost")
        for text in outbox.texts
        for word in text.split()
        if word.startswith("http://localhost")
    ]
