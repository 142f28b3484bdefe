"""Installations that differ in who the undisclosed organisation is answer alike to the byte."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from core.db import db
from core.settings import Settings
from tests import factories, scenery
from tests.journeys import pages
from tests.leaks.planting import (
    CHANGED,
    HIDDEN,
    crawl,
    desk_of,
    hand_over,
    look_in,
    plant,
    square_of,
)

#: As unlike HIDDEN as the form allows: longer, in another script and order, with all else left out.
OTHER = {
    "organisation": "a" + "ん" * 198 + "z",
    "kana": "わ" * 199,
    "organisation_en": "",
    "url": "",
    "corporate_number": "",
    "representative_title": "x",
    "representative_name": "𠮷",
    "contact_name": "q" * 200,
    "email": "z@o.example",
    "phone": "",
    "postcode": "",
    "postal_address": "",
    "via": "",
    "comment": "長い言葉" * 250,
    "country": "KR",
    "legal_form": "",
}
#: As unlike the one that changed its mind, before it did.
ANOTHER = {
    "organisation": "𠮷",
    "kana": "よし",
    "representative_title": "x" * 100,
    "representative_name": "y" * 200,
    "contact_name": "z",
    "email": "y@p.example",
    "comment": "名" * 999,
    "country": "US",
}

#: What time and chance put into an answer, whoever has signed.
CHANCE = [
    (re.compile(rb"X-Request-Id: \w+"), b"X-Request-Id"),
    (re.compile(rb"\nDate: [^\r\n]*"), b"\nDate"),
    (re.compile(rb"nonce-[\w-]+"), b"nonce"),
    (re.compile(rb"={15}\d+=="), b"a boundary between parts of a message"),
    (re.compile(rb'nonce="[\w-]+"'), b"nonce"),
    # A challenge to passkeys, in the field of a form and in what the device is asked.
    (re.compile(rb'name="challenge" type="hidden" value="[\w.-]+"'), b"challenge"),
    (re.compile(rb"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}"), b"code of a key"),
    (re.compile(rb"challenge&#34;: &#34;[\w-]+"), b"challenge"),
    # When a letter's form was opened, and the tag of such a page.
    (re.compile(rb'name="opened" type="hidden" value="\d+"'), b"opened"),
    (re.compile(rb'(?s)ETag: "\w+"(.*<input opened>)'), rb"ETag\1"),
]
#: Moments and random ids are made the same in both, so that nothing else need be set aside.
SAME_IDS = (
    "UPDATE signature SET public_id = ('00000000-0000-4000-8000-' || lpad(place::text, 12, '0'))"
    "::uuid FROM (SELECT id AS one, row_number() OVER (ORDER BY id) AS place FROM signature)"
    " AS places WHERE one = id",
    *(
        f"UPDATE {table} SET public_id = ('00000000-0000-4000-a000-' || lpad(place::text, 12, '0'))"
        f"::uuid FROM (SELECT id AS one, row_number() OVER (ORDER BY id) AS place FROM {table})"
        " AS places WHERE one = id"
        for table in ("application", "organisation")
    ),
)
SAME_MOMENTS = (
    "UPDATE statement SET opened_at = date_trunc('day', now()),"
    " closes_at = date_trunc('day', now()) + interval '9 days'",
    "UPDATE round SET closes_at = date_trunc('day', now()) + number * interval '9 days'",
    "UPDATE motion SET opened_at = date_trunc('day', now()),"
    " deadline = date_trunc('day', now()) + interval '9 days'",
    "UPDATE motion_version SET written_at = date_trunc('day', now())",
    "UPDATE motion_comment SET written_at = date_trunc('day', now())",
    "UPDATE reveal SET asked_at = date_trunc('day', now())",
    # What the clock has asked for since the worker stopped, whoever has signed.
    "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND args ? 'timestamp'",
)


SAME_DOCUMENT = (
    "UPDATE submission_document SET asked_at = date_trunc('day', now()),"
    " public_id = ('00000000-0000-4000-9000-' || lpad((id - least)::text, 12, '0'))::uuid"
    " FROM (SELECT min(id) AS least FROM submission_document) AS first WHERE built_at IS NULL"
)


@dataclass(frozen=True)
class Seen:
    """What one installation shows."""

    public: dict[str, bytes]
    staff: dict[str, bytes]
    letters: dict[str, bytes]
    mails: list[bytes]


def plain(answer: bytes) -> bytes:
    for pattern, instead in CHANCE:
        answer = pattern.sub(instead, answer)
    # A picture is no text, and has to be the same all the more.
    return pages.plain(answer.decode(errors="surrogateescape")).encode(errors="surrogateescape")


def show(app: Flask, settings: Settings, hidden: dict[str, str], changed: dict[str, str]) -> Seen:
    """Build an installation in which these organisations have signed, and look at all of it."""
    square = square_of(app, settings)
    harvest = plant(square, hidden, changed)
    factories.make_organisation("hokkaido")
    scenery.make_motion()
    for statement in SAME_IDS:
        db.session.execute(text(statement))
    scenery.make_reveal()
    square.work()
    for statement in SAME_MOMENTS:
        db.session.execute(text(statement))
    db.session.commit()
    public, staff = crawl(square, harvest), look_in(square)
    desk = desk_of(square, factories.make_person("chie", "staff"))
    letters = dict(hand_over(square, desk, same_document))
    return Seen(
        {address: plain(answer) for address, answer in public.items()},
        {address: plain(answer) for address, answer in staff.items()},
        letters,
        [plain(body(message.as_bytes())) for message in square.outbox.messages],
    )


def body(message: bytes) -> bytes:
    """Return a message without what names its reader and its moment."""
    return re.sub(rb"(?m)^(To|Date|Message-ID): .*\n", b"", message)


def same_document() -> None:
    """Give the newest document the same identity and moment in both installations."""
    db.session.execute(text(SAME_DOCUMENT))
    db.session.commit()


def begin_numbers_anew(owner_url: str) -> None:
    """Let the numbers of rows begin at one again, as in an installation that is new."""
    sequences = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(f"{sequences} AND relnamespace = 'public'::regnamespace")


@pytest.fixture(scope="module")
def both(
    whole_app: Flask, emptied: Callable[[], None], settings: Settings, owner_url: str
) -> tuple[Seen, Seen]:
    """The same installation twice, with some undisclosed organisations and with others."""
    found = []
    for hidden, changed in ((HIDDEN, CHANGED), (OTHER, ANOTHER)):
        begin_numbers_anew(owner_url)
        with whole_app.app_context():
            found.append(show(whole_app, settings, hidden, changed))
            db.session.remove()
        emptied()
        for mail in (settings.instance_path / "outbox").glob("*.eml"):
            mail.unlink()
    return found[0], found[1]


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    assert one.keys() == other.keys()
    return [name for name, answer in one.items() if answer != other[name]]


def addressed(answers: dict[str, bytes]) -> dict[str, bytes]:
    """Return answers by their addresses, the links in those set aside."""
    return {pages.plain(address): answer for address, answer in answers.items()}


def test_every_public_answer_is_the_same_headers_and_length_included(
    both: tuple[Seen, Seen],
) -> None:
    one, other = (addressed(seen.public) for seen in both)

    assert len(one) > 25
    assert differing(one, other) == []


def test_every_staff_page_is_the_same(both: tuple[Seen, Seen]) -> None:
    one, other = both
    assert differing(one.staff, other.staff) == []


def test_the_letters_are_the_same(both: tuple[Seen, Seen]) -> None:
    one, other = both

    assert all(letter.startswith(b"%PDF") for letter in one.letters.values())
    assert differing(one.letters, other.letters) == []


def test_the_mails_are_the_same_but_for_whom_they_go_to(both: tuple[Seen, Seen]) -> None:
    one, other = both

    assert one.mails == other.mails
