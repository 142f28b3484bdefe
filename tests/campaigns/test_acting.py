"""Actions: how one writes to an address, and a count that goes up and keeps nothing."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread

import pytest
from flask import Flask

from campaigns import acting, telling
from campaigns.acting import ActionEnded, Way, way_of
from core.db import db
from tests import factories
from tests.campaigns import told


@pytest.mark.parametrize(
    ("address", "way"),
    [
        ("https://www.mofa.example/form", Way.FORM),
        ("http://www.mofa.example/@office", Way.FORM),
        ("minister@mofa.example", Way.EMAIL),
        ("東京都千代田区一丁目", Way.POST),
        ("外務大臣\n東京都千代田区一丁目", Way.POST),
        ("office @ the second floor", Way.POST),
    ],
)
def test_how_one_writes_follows_from_the_address(address: str, way: Way) -> None:
    assert way_of(address) == way


def test_two_who_press_at_once_count_as_two(app: Flask) -> None:
    action = told.publish_action(factories.make_statement().campaign)
    number = action.id

    def press() -> None:
        with app.app_context():
            acting.count(number)
            db.session.commit()

    threads = [Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.session.refresh(action)
    assert action.done == 4


def test_an_action_counts_nobody_before_it_is_published_and_after_it_has_ended(app: Flask) -> None:
    action = told.prepare_action(factories.make_statement().campaign)

    with pytest.raises(ActionEnded):
        acting.count(action.id)
    acting.publish(action)
    acting.end(action)
    db.session.commit()
    with pytest.raises(ActionEnded):
        acting.count(action.id)


def test_an_action_that_has_ended_is_not_published_again(app: Flask) -> None:
    action = told.prepare_action(factories.make_statement().campaign)
    acting.end(action)
    db.session.commit()

    with pytest.raises(ActionEnded):
        acting.publish(action)


def test_an_office_may_be_taken_away_again(app: Flask) -> None:
    action = told.publish_action(factories.make_statement().campaign)
    assert telling.action_on_page(action).office == "外務大臣"

    acting.change(action, replace(told.ACTION, office=""))
    db.session.commit()

    assert telling.action_on_page(action).office == ""


def test_no_line_of_the_words_can_add_to_the_email(app: Flask) -> None:
    campaign = factories.make_statement().campaign
    action = told.publish_action(campaign, text_ja="a&bcc=x@evil.example\n?subject=b#c%0A")

    letter = telling.action_on_page(action).letter

    assert letter.partition("&body=")[2] == (
        "a%26bcc%3Dx%40evil.example%0D%0A%3Fsubject%3Db%23c%250A"
    )
