"""Words to search by: found however they are spelt."""

from __future__ import annotations

import re

import pytest

from core.searching import MOST_WORDS, patterns


def finds(typed: str, text: str) -> bool:
    return all(re.search(pattern, text) for pattern in patterns(typed))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("要請", "市民社会スペースの保障を求める要請書"),
        ("市民 要請", "市民社会スペースの保障を求める要請書"),
        ("市民　要請", "市民社会スペースの保障を求める要請書"),
        ("ngo", "ＮＧＯの活動"),
        ("ＮＧＯ", "of NGOs"),
        ("éclair", "E\u0301CLAIR"),
        ("e\u0301clair", "Éclair"),
        ("ガザ", "ｶﾞｻﾞ"),
        ("がざ", "ガザ"),
        ("ｶﾞｻﾞ", "カ\u3099サ\u3099"),
        ("第２１条", "日本国憲法第21条"),
        ("神", "\ufa19社"),
        ("①", "1の要求"),
        ("[a-z]", "[A-Z]"),
        ("100%", "100％の"),
        ("a\\d", "A\\D"),
    ],
)
def test_a_word_is_found_however_it_is_spelt(typed: str, text: str) -> None:
    assert finds(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("要望", "市民社会スペースの保障を求める要請書"),
        ("市民 要望", "市民社会スペースの保障を求める要請書"),
        ("カサ", "ガザ"),
        (".", "なんでも"),
        ("a|b", "a"),
        ("%", "百"),
    ],
)
def test_another_word_is_not_found(typed: str, text: str) -> None:
    assert not finds(typed, text)


def test_nothing_typed_asks_for_nothing() -> None:
    assert patterns(" \u3000\n") == []


def test_no_more_words_are_looked_for_than_people_type() -> None:
    assert len(patterns("a " * 100)) == MOST_WORDS
