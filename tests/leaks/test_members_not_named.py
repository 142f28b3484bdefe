"""A supporting organisation that is named to staff alone stands in no public place.

Beside it stands one that is named: each search first finds that one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from core.db import db
from core.settings import Settings
from network import disclosing, joining
from network.models import Application, Level, Organisation
from tests import factories
from tests.journeys.conftest import Square
from tests.leaks.planting import OPEN, Harvest, crawl, join, plant, square_of, traces
from tests.leaks.searching import seen
from tests.leaks.test_non_interference import plain

#: A member that staff can read. Of each field, a part that cannot stand anywhere by chance.
VEILED = {
    "organisation": "薄絹灯籠会館連絡会",
    "kana": "うすぎぬとうろうかいかんれんらくかい",
    "organisation_en": "Gauzelantern Fellowship",
    "url": "https://usuginu-gauze.example/akari",
    "representative_title": "灯籠守筆頭",
    "representative_name": "薄氷 灯太夫",
    "contact_name": "紗綾形 絹代子",
    "email": "kinuyoko@usuginu-gauze.example",
    "phone": "0768-552-3917",
    "postal_address": "輪島市薄絹台5-5-2",
    "comment": "職員の立場を守るためです。",
}
SECRET = traces(VEILED)
OVERVIEW = {"/ja/network", "/en/network"}
#: What counts the requests themselves, or tells the second in which it was opened.
MOVING = {"/metrics", "/ja/contact", "/en/contact"}


@dataclass
class Register:
    """An installation with members, and what everybody may read of it."""

    square: Square
    harvest: Harvest
    one: Application

    def look(self) -> dict[str, bytes]:
        """Return every public answer, with what time and chance put into it set aside."""
        joining.publish_unnamed()
        db.session.commit()
        found = crawl(self.square, self.harvest)
        return {name: plain(answer) for name, answer in found.items() if name not in MOVING}


@pytest.fixture
def register(
    whole_app: Flask, emptied: Callable[[], None], settings: Settings
) -> Iterator[Register]:
    with whole_app.app_context():
        square = square_of(whole_app, settings)
        harvest = plant(square)
        join(square, "addressee", VEILED)
        waiting = db.select(Application).where(Application.disclosure != Level.UNDISCLOSED)
        for application in db.session.scalars(waiting.order_by(Application.id)):
            factories.admit(application)
        one = db.session.scalars(
            db.select(Application).where(Application.disclosure == Level.ADDRESSEE)
        ).one()
        yield Register(square, harvest, one)
        db.session.remove()
    emptied()
    for mail in (settings.instance_path / "outbox").glob("*.eml"):
        mail.unlink()


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> set[str]:
    assert one.keys() == other.keys()
    return {name for name, answer in one.items() if answer != other[name]}


def row_of(application: Application) -> Organisation:
    assert application.organisation is not None
    return application.organisation


def test_no_public_answer_tells_of_a_member_that_is_not_named(register: Register) -> None:
    public = crawl(register.square, register.harvest)

    for address, name in (("/ja/network", "organisation"), ("/en/network", "organisation_en")):
        assert seen([OPEN[name]], public[address])
    told = {address: found for address, answer in public.items() if (found := seen(SECRET, answer))}
    assert told == {}


def test_no_mail_tells_of_it(register: Register) -> None:
    mails = [message.as_bytes() for message in register.square.outbox.messages]

    but_for_whom_it_goes_to = traces(VEILED, but=("email", "url"))
    assert seen(but_for_whom_it_goes_to, *mails) == []


def test_a_name_that_is_shown_and_hidden_again_changes_the_list_and_nothing_else(
    register: Register,
) -> None:
    veiled = register.look()

    disclosing.choose(register.one, Level.PUBLIC)
    shown = register.look()
    disclosing.hide(row_of(register.one))
    hidden = register.look()

    assert differing(veiled, shown) == OVERVIEW
    assert seen([VEILED["organisation"]], shown["/ja/network"])
    assert differing(veiled, hidden) == set()


def test_nobody_can_tell_which_of_the_two_levels_it_is_that_is_not_named(
    register: Register,
) -> None:
    readable = register.look()

    disclosing.choose(register.one, Level.UNDISCLOSED)
    db.session.commit()
    sealed = register.look()

    assert differing(readable, sealed) == set()
