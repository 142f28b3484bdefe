"""What the public reads of a campaign beside its statements."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask, g
from sqlalchemy import func

from campaigns import acting, telling
from campaigns.filing import Titles
from core.db import db
from tests import factories
from tests.campaigns import told


def test_drafts_are_not_among_what_is_told(app: Flask) -> None:
    campaign = factories.make_statement().campaign
    for make in (told.write_news, told.plan_event, told.prepare_action, told.keep_paper):
        make(campaign)

    assert not telling.told_of(campaign)


def test_another_campaigns_are_not_either(app: Flask) -> None:
    campaign = factories.make_statement().campaign
    other = factories.make_statement(slug="other").campaign
    news = told.publish_news(other).public_id
    told.publish_event(other)
    told.publish_action(other)
    paper = told.publish_paper(other).public_id

    assert not telling.told_of(campaign)
    assert telling.news(campaign.slug, news) is None
    assert telling.paper(campaign.slug, paper) is None


def test_what_goes_on_stands_above_what_has_ended(app: Flask) -> None:
    campaign = factories.make_statement().campaign
    going_on = told.publish_action(campaign, title_ja="続いている")
    acting.end(told.publish_action(campaign, title_ja="終わった"))
    told.publish_event(
        campaign, title_ja="過ぎた会", begins_at=told.evening(-3), ends_at=told.evening(-2)
    )
    told.publish_event(campaign, title_ja="後の会", begins_at=told.evening(4))
    told.publish_event(campaign, title_ja="先の会", begins_at=told.evening(3))

    shown = telling.told_of(campaign)

    assert [one.title for one in shown.actions] == [going_on.title, "終わった"]
    assert [one.title for one in shown.events] == ["先の会", "後の会", "過ぎた会"]


def test_nothing_is_told_any_more_once_the_only_statement_is_taken_down(app: Flask) -> None:
    statement = factories.make_statement()
    news = told.publish_news(statement.campaign).public_id
    statement.taken_down_at, statement.taken_down_for = func.now(), "danger"
    db.session.commit()

    assert telling.news("civic-space", news) is None
    assert not telling.has_a_page(statement.campaign)


@pytest.mark.parametrize(("lang", "title"), [("ja", "報告: 第1回/案"), ("en", "報告: 第1回/案")])
def test_a_paper_without_a_title_in_the_language_has_the_other(
    app: Flask, lang: str, title: str
) -> None:
    paper = told.publish_paper(factories.make_statement().campaign, titles=Titles(title))

    g.lang = lang
    shown = telling.paper_on_page(paper)

    assert (shown.title, shown.text_language, shown.kind) == (title, "ja", "PDF")
    assert shown.plain_file_name.isascii()


def test_a_campaign_with_more_to_tell_asks_no_more(
    app: Flask, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    campaign = factories.make_statement().campaign
    makes = (told.publish_news, told.publish_event, told.publish_action, told.publish_paper)

    def asked() -> int:
        db.session.expire_all()
        assert campaign.slug
        with count_queries() as queries:
            telling.told_of(campaign)
        return len(queries)

    for make in makes:
        make(campaign)
    few = asked()
    for make in makes * 2:
        make(campaign)

    assert asked() == few
