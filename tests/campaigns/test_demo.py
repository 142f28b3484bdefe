"""The demonstration's campaign tells something of every kind, in both languages."""

from __future__ import annotations

import pytest
from flask import Flask, g

from campaigns import demo, telling
from core import storage
from core.db import db
from tests import factories
from tests.campaigns import told


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_one_of_each_kind_can_be_read_in_both_languages(app: Flask, lang: str) -> None:
    campaign = factories.make_statement().campaign
    demo.tell(campaign, by=told.writer().id)
    db.session.commit()

    g.lang = lang
    shown = telling.told_of(campaign)

    (news,), (event,), (action,), (paper,) = shown.news, shown.events, shown.actions, shown.papers
    assert {news.text_language, event.text_language, action.text_language} == {lang}
    assert not event.over
    assert action.office
    assert storage.get(paper.storage_key).startswith(b"%PDF-")
