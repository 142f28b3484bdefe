"""What people type, in any script."""

import csv
import unicodedata
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import (
    WORDS,
    Problem,
    bigrams,
    clean,
    fold,
    initials,
    length,
    name_key,
    unfit,
)

SIGNATURES = Path(__file__).parents[3] / "shared/data/petition_online_10000.csv"
ANYTHING = st.text(st.characters(codec=None))
HAN_WITH_SELECTOR = "葛\U000e0100"


# ---- Cleaning


def test_outer_spaces_go_and_line_ends_become_newlines() -> None:
    assert (
        clean("\u3000 一行目\r\n二行目\r三行目\u2028四行目 \n") == "一行目\n二行目\n三行目\n四行目"
    )


def test_letters_typed_in_pieces_are_put_together() -> None:
    assert clean("か\u3099 e\u0301") == "が é"


@pytest.mark.parametrize(
    "name", ["神谷\ufa19", "\ufa10本", "髙﨑", HAN_WITH_SELECTOR, "𠮷田", "㈱", "ｶﾅ", "Ａ"]
)
def test_the_characters_of_a_name_stay_as_typed(name: str) -> None:
    assert clean(name) == name


@given(ANYTHING)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANYTHING)
def test_cleaning_changes_no_more_than_form_and_ends(text: str) -> None:
    cleaned = clean(text)

    lines = unicodedata.normalize("NFC", cleaned).split()
    assert lines == unicodedata.normalize("NFC", text).split()


# ---- Refusing


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("山田\x00", Problem.CONTROL),
        ("山田\n太郎", Problem.CONTROL),
        ("山田\t太郎", Problem.CONTROL),
        ("a\x85b", Problem.CONTROL),
        ("山田\ud83d", Problem.BROKEN),
        ("a\uffff", Problem.BROKEN),
        ("a\U0001fffe", Problem.BROKEN),
        ("a\ufdd0", Problem.BROKEN),
        ("a\ufffd", Problem.BROKEN),
        ("a\ue000", Problem.BROKEN),
        ("a\u202eb", Problem.DIRECTION),
        ("a\u2066b\u2069", Problem.DIRECTION),
        ("a\u200bb", Problem.HIDDEN),
        ("\ufeffa", Problem.HIDDEN),
        ("a\u2060b", Problem.HIDDEN),
        ("a\u180eb", Problem.HIDDEN),
        ("a\u00adb", Problem.HIDDEN),
        ("\u3164a", Problem.HIDDEN),
        ("a\U000e0041", Problem.HIDDEN),
        ("a\u200db", Problem.HIDDEN),
        ("か\u200dな", Problem.HIDDEN),
        ("山\u200c田", Problem.HIDDEN),
        ("a\u200f", Problem.HIDDEN),
        ("\ufe0f", Problem.HIDDEN),
        ("a\ufe00\ufe01", Problem.HIDDEN),
        ("a\U000e0100", Problem.HIDDEN),
        ("葛\U000e0100\U000e0101", Problem.HIDDEN),
        ("\U0001f469\u200d", Problem.HIDDEN),
        ("a" + "\u0301" * 12, Problem.STACKED),
        ("…・・", Problem.EMPTY),
        ("\u2800", Problem.EMPTY),
    ],
)
def test_what_could_harm_or_mislead_is_refused(text: str, problem: Problem) -> None:
    assert unfit(text) is problem


@pytest.mark.parametrize(
    "text",
    [
        "高山 たか子",
        HAN_WITH_SELECTOR + "城",
        "神\ufe00",
        "𠮷田",
        "賛同します🕊\ufe0f",
        "\U0001f469\U0001f3fd\u200d\U0001f33e",
        "\u2764\ufe0f\u200d\U0001f525",
        "1\ufe0f\u20e3",
        "\U0001fae8",  # an emoji of Unicode 15, unknown to Python 3.11
        "می\u200cخواهم",
        "क्\u200dष",
        "أؤيد هذا البيان\u200f!",
        "נוֹעָה כהן",
        "ณ อยุธยา สมชาย",
        "Nguyễn Thị Hồng Nhung",
        "Ивано\u0301ва",
        "=1+1",
        "350",
        "",
    ],
)
def test_any_script_and_emoji_are_welcome(text: str) -> None:
    assert unfit(text) is None


def test_a_text_of_several_lines_may_have_lines_and_tabs() -> None:
    assert unfit("一行目\n\t二行目", lines=True) is None


@given(ANYTHING)
def test_what_is_fit_for_one_line_is_fit_for_several(text: str) -> None:
    fit = unfit(text) is None

    assert not fit or unfit(text, lines=True) is None


@given(ANYTHING)
def test_what_is_fit_can_be_stored(text: str) -> None:
    if unfit(text, lines=True) is None:
        assert b"\0" not in text.encode("utf-8")


def test_each_problem_has_words_for_a_person() -> None:
    assert set(WORDS) == set(Problem)


@pytest.mark.shared
@pytest.mark.skipif(not SIGNATURES.exists(), reason="the shared data folder is not here")
def test_nothing_that_ten_thousand_signers_typed_is_refused() -> None:
    with SIGNATURES.open(encoding="utf-8", newline="") as file:
        typed = [text for row in csv.DictReader(file) for text in row.values()]

    refused = [text for text in typed if unfit(clean(text), lines=True)]

    assert refused == []


@pytest.mark.parametrize(
    "piece", ["\u200c", "e\u0301", " ", "ー", "\U000e0100", "\ufa19", "- ", "\r"]
)
def test_an_endless_text_is_read_at_once(piece: str) -> None:
    text = piece * 20_000 + "あ"

    started = process_time()
    unfit(clean(text), lines=True)
    fold(text)
    initials(text)

    assert process_time() - started < 1


# ---- Measuring and matching


def test_a_glyph_selector_adds_no_length() -> None:
    assert length(HAN_WITH_SELECTOR + "城") == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＮＰＯサポート・センター", "npo さぽｰとせんた"),
        ("ｶﾞｯｺｳ", "がっこう"),
        ("1ー2−3", "１-２-3"),
        ("「平和」の会", "平和の会"),
        (HAN_WITH_SELECTOR, "葛"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(ANYTHING)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_word_is_found_by_its_pairs() -> None:
    assert bigrams("表現 の自由") == ["表現", "現の", "の自", "自由"]
    assert set(bigrams("表現の")) <= set(bigrams("表現の自由"))


def test_one_letter_is_its_own_pair_and_nothing_has_none() -> None:
    assert bigrams("税") == ["税"]
    assert bigrams("…") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("高山　たか子", "高山たか子"),
        ("Siobhán O’Brien", "SIOBHÁN O’BRIEN"),
        ("Ｓｍｉｔｈ", "smith"),
        ("か\u3099", "が"),
        ("\ufa19", "神"),
        (HAN_WITH_SELECTOR + "城", "葛城"),
    ],
)
def test_one_name_in_two_spellings_is_one_person(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("髙山", "高山"), ("﨑", "崎"), ("たか子", "タカ子")])
def test_variant_kanji_are_left_to_people(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(ANYTHING)
def test_the_key_of_a_key_is_the_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


# ---- Initials


@pytest.mark.parametrize(
    ("name", "kana", "shown"),
    [
        ("高山 たか子", "タカヤマ タカコ", "T. T."),
        ("佐藤　千恵", "さとう　ちえ", "S. C."),
        ("高山たか子", "タカヤマタカコ", "T."),
        ("高山 たか子", "", "○ T."),
        ("高山たか子", "", "○"),
        ("林 一", "", "○ ○"),
        ("陳 怡君", "", "○ ○"),
        ("陳 怡君", "チン イクン", "C. I."),
        ("김 민지", "", "○ ○"),
        ("Siobhán O’Brien", "シボーン オブライエン", "S. O."),
        ("José Ángel García-Márquez", "", "J. Á. G. M."),
        ("Ｊａｎｅ Doe", "", "J. D."),
        ("Ивано\u0301ва Ольга", "", "И. О."),
        ("محمد عبد الله", "", "م. ع. ا."),
        ("प्रिया शर्मा", "", "प. श."),
        ("ジョン・スミス", "", "J. S."),
        ("U Thant", "", "○ T."),
        ("Madonna", "", "M."),
        ("・", "", "○"),
    ],
)
def test_initials_are_what_a_reader_in_japan_expects(name: str, kana: str, shown: str) -> None:
    assert initials(name, kana) == shown


@given(
    st.lists(
        st.text("高山林一김민고𠮷々かカｶaZéЖ子ه", min_size=1, max_size=4), min_size=1, max_size=4
    )
)
def test_initials_show_no_han_no_hangul_and_one_letter_a_part(parts: list[str]) -> None:
    shown = initials(" ".join(parts)).split(" ")

    assert len(shown) == len(parts)
    for part, initial in zip(parts, shown, strict=True):
        assert initial == "○" or (
            len(initial) == 2 and initial[1] == "." and initial[0] not in "高山林一子김민고々𠮷"
        )
        assert initial.rstrip(".") != part
