"""What changed from one text to the next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from network.differing import Change, differences

texts = st.lists(st.text("あいう abc。", min_size=1, max_size=12), max_size=5)


def test_what_changed_inside_a_paragraph_is_shown_by_itself() -> None:
    found = differences(["事務所を令和8年に移す。"], ["事務所を令和9年に移す。"])

    assert found == [
        [
            Change("same", "事務所を令和"),
            Change("removed", "8"),
            Change("added", "9"),
            Change("same", "年に移す。"),
        ]
    ]


def test_words_and_numbers_are_not_taken_apart() -> None:
    found = differences(["We pay 1200 yen."], ["We pay 1300 yen."])

    assert Change("removed", "1200") in found[0]
    assert Change("added", "1300") in found[0]


def test_a_paragraph_that_is_all_new_is_shown_as_a_whole() -> None:
    found = differences(["事務所を移す。"], ["Something else altogether"])

    assert found == [
        [Change("removed", "事務所を移す。")],
        [Change("added", "Something else altogether")],
    ]


def test_what_stayed_is_shown_too() -> None:
    found = differences(["一", "二"], ["一", "新しい段落", "二"])

    assert found == [
        [Change("same", "一")],
        [Change("added", "新しい段落")],
        [Change("same", "二")],
    ]


@given(texts, texts)
def test_both_texts_can_be_read_from_the_difference(old: list[str], new: list[str]) -> None:
    found = differences(old, new)

    def side(gone: str) -> str:
        return "".join(run.text for runs in found for run in runs if run.kind != gone)

    assert side("added") == "".join(old)
    assert side("removed") == "".join(new)
