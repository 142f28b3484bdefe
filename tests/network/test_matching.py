"""What spellings of one name have in common, and which rows are put before people."""

from __future__ import annotations

import pytest
from flask import Flask

from core.db import db
from network import matching, registering
from network.matching import kana_key, match_key, url_host
from network.models import Likeness, Organisation
from network.registering import Described


@pytest.mark.parametrize(
    "written",
    [
        "特定非営利活動法人たんぽぽ水路",
        "特定非営利活動法人　たんぽぽ水路",
        "（特活）たんぽぽ水路",
        "(特非)たんぽぽ水路",
        "NPO法人 たんぽぽ・水路",
        "ＮＰＯ法人「たんぽぽ水路」",
        "認定NPO法人タンポポ水路",
        "認定特定非営利活動法人 NPO法人 たんぽぽ水路",
        "たんぽぽ水路（一社）",
        "㈱たんぽぽ水路",
    ],
)
def test_spellings_of_one_name_have_one_key(written: str) -> None:
    assert match_key(written) == match_key("たんぽぽ水路")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋の会", "高橋の会"),
        ("宮﨑ネット", "宮崎ネット"),
        ("渡邉と渡邊", "渡辺と渡辺"),
        ("澤の会", "沢の会"),
        ("ABC Network", "ａｂｃ　ｎｅｔｗｏｒｋ"),
        ("が\u3099くの会"[:1] + "くの会", "ガクの会"),
    ],
)
def test_variants_have_one_key(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("株式会社あおぞら", "あおぞら労働組合"),
        ("「沖縄の声」事務局", "沖縄の声"),
        ("starharbor.asia.pte.ltd", "starharbor"),
        ("北の会", "南の会"),
    ],
)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


def test_a_reading_is_compared_without_its_form() -> None:
    assert kana_key("とくていひえいりかつどうほうじん たんぽぽすいろ") == kana_key("タンポポスイロ")
    assert kana_key("かぎ") != kana_key("がき")
    assert kana_key("") == ""


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.tanpopo.example/about", "tanpopo.example"),
        ("https://facebook.com/tanpopo", ""),
        ("https://tanpopo.wixsite.com/", ""),
        ("", ""),
    ],
)
def test_a_host_that_many_share_says_nothing(url: str, host: str) -> None:
    assert url_host(url) == host


def add(name: str, **more: str) -> Organisation:
    return registering.add(Described(name_ja=name, **more))


def reasons() -> list[tuple[str, int]]:
    query = db.select(Likeness).order_by(Likeness.id)
    return [(one.reason, one.score) for one in db.session.scalars(query)]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ({"name": "芳賀の水"}, {"name": "（特活）芳賀の水"}, "name"),
        (
            {"name": "甲の会", "kana": "こうのかい"},
            {"name": "公の会", "kana": "コウノカイ"},
            "reading",
        ),
        (
            {"name": "芳賀の水", "url": "https://haga.example/"},
            {"name": "水の芳賀", "url": "https://www.haga.example/ja"},
            "host",
        ),
        ({"name": "下野フェアトレードの会"}, {"name": "下野フェアトレドの会"}, "name"),
        ({"name": "下野公正貿易の会"}, {"name": "下野公正貿昜の会"}, "similar"),
        (
            {"name": "甲", "corporate_number": "7000012050002"},
            {"name": "乙", "corporate_number": "7000012050002"},
            "number",
        ),
    ],
)
def test_rows_that_may_be_one_are_put_before_people(
    app: Flask, one: dict[str, str], other: dict[str, str], reason: str
) -> None:
    add(**one)
    add(**other)

    assert [found for found, _score in reasons()] == [reason]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "甲の会"}, {"name": "乙の会"}),
        (
            {"name": "芳賀の水", "corporate_number": "7000012050002"},
            {"name": "芳賀の水", "corporate_number": "8000012010038"},
        ),
        ({"name": "日本平和の会"}, {"name": "日本労働の会"}),
    ],
)
def test_rows_that_are_two_are_not(app: Flask, one: dict[str, str], other: dict[str, str]) -> None:
    add(**one)
    add(**other)

    assert reasons() == []


@pytest.mark.parametrize(
    ("new", "same"),
    [
        ({"kana": "はがのみず"}, True),
        ({"prefecture": "栃木県"}, True),
        ({"url": "https://haga.example/x"}, True),
        ({}, False),
        ({"kana": "はがのみず", "prefecture": "東京都"}, False),
        ({"kana": "はがのみず", "legal_form": "一般社団法人"}, False),
        ({"kana": "ほうがのみず"}, False),
    ],
)
def test_the_very_same_name_is_the_same_row_where_more_agrees_and_nothing_disagrees(
    app: Flask, new: dict[str, str], same: bool
) -> None:
    known = registering.add(
        Described(
            name_ja="特定非営利活動法人芳賀の水",
            kana="はがのみず",
            prefecture="栃木県",
            url="https://haga.example/",
        )
    )
    candidate = registering.described(Described(name_ja="特定非営利活動法人芳賀の水", **new))
    matching.keep_keys(None, None, candidate)

    assert matching.same(candidate) is (known if same else None)


def test_keys_follow_a_name_that_changes(app: Flask) -> None:
    one = add("芳賀の水")

    one.name_ja = "益子の土"
    db.session.flush()

    assert one.match_key == "益子の土"
    assert [found.id for found in registering.search(words="益子")] == [one.id]
    assert registering.search(words="芳賀") == []


@pytest.mark.parametrize("words", ["芳賀", "の水", "水", "はが", "ハガ", "haga", "芳賀 みず"])
def test_an_organisation_is_found_by_words_of_any_length(app: Flask, words: str) -> None:
    one = registering.add(Described(name_ja="芳賀の水", name_en="Haga Water", kana="はがのみず"))

    assert registering.search(words=words) == [one]
