"""Statements of the past: read with their dates and lists, and never signed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaigns.drafting import UnfitDraft
from core.db import db
from core.japanese import TOKYO
from petitions import counting, loading, rounds
from petitions.models import RollEntry
from tests import factories

PAST: dict[str, Any] = {
    "slug": "myanmar-2021",
    "kind": "statement",
    "title": {"ja": "共同声明", "en": "A joint statement"},
    "body": {"ja": "声明します。", "en": "We state."},
    "calling": ["北海道NGOネットワーク協議会"],
    "archive": {
        "published_on": "2021-03-18",
        "closed_on": "2021-04-01",
        "signatories": [
            {"name": "特定非営利活動法人 さくら", "kana": "さくら"},
            {"name": "あおぞら", "name_en": "Blue Sky", "kana": "あおぞら"},
            {"name_en": "River Watch"},
        ],
        "unnamed": 14,
    },
}


@pytest.fixture
def statement(app: Flask) -> Any:
    factories.make_offices()
    made = loading.load(PAST, opened=False, by="operator")
    db.session.commit()
    return made


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, tzinfo=TOKYO)


def test_it_keeps_its_own_dates(statement: Any) -> None:
    assert statement.opened_at == day(2021, 3, 18)
    assert statement.closed_at == statement.closes_at == day(2021, 4, 1)
    assert statement.status == "closed"


def test_its_list_is_counted_as_it_was(statement: Any) -> None:
    assert counting.exact(statement.id).public == 3
    assert counting.published([statement])[statement.id].undisclosed == 14
    (only,) = rounds.of(statement.id)
    assert only.closed_at == day(2021, 4, 1)
    assert len(db.session.scalars(db.select(RollEntry)).all()) == 17


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_its_page_names_the_list_and_has_no_form(
    statement: Any, client: FlaskClient, lang: str
) -> None:
    text = client.get(f"/{lang}/statements/myanmar-2021").text

    assert ("あおぞら" if lang == "ja" else "Blue Sky") in text
    assert "River Watch" in text
    assert 'name="email"' not in text


def test_nobody_can_sign_it(statement: Any, client: FlaskClient) -> None:
    page = client.get("/ja/statements/myanmar-2021/sign/organisation")

    assert page.status_code == 303


def test_it_stands_in_the_list_of_calls(statement: Any, client: FlaskClient) -> None:
    assert "共同声明" in client.get("/ja/campaigns/").text


def test_no_mail_is_asked_for(statement: Any, run_due: Any, outbox: Any) -> None:
    run_due()

    assert len(outbox) == 0


def test_loaded_again_it_is_the_same(statement: Any) -> None:
    assert loading.present(PAST) is statement


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"published_on": "2021-04-02"}, "archive"),
        ({"closed_on": "yesterday"}, "archive"),
        ({"closed_on": None}, "archive"),
        ({"unnamed": -1}, "archive"),
        ({"unnamed": "14"}, "archive"),
        ({"signatories": [{"kana": "さくら"}]}, "archive"),
        ({"signatories": ["さくら"]}, "archive"),
        ({"signers": []}, "archive"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(
    app: Flask, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(UnfitDraft) as refused:
        loading.load(PAST | {"archive": PAST["archive"] | changes}, opened=False, by="operator")

    assert refused.value.field == field


def test_the_past_has_no_rounds_to_come(app: Flask) -> None:
    with pytest.raises(UnfitDraft):
        loading.load(
            PAST | {"rounds": [{"closes_at": "2126-12-10T18:00:00+09:00"}]},
            opened=False,
            by="operator",
        )
