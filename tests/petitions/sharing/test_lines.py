"""Titles in lines: broken between phrases and by 禁則, shrunk rather than cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.sharing import lines

TITLE = "海外送金および現金の持出しに関する規制が国際協力活動に与える影響についての公開質問状"
ENGLISH = "Open questions on how the rules on remittances abroad affect international co-operation"


def broken(text: str, width: int) -> list[str]:
    return list(lines.balanced(text, width, len))


@pytest.mark.parametrize(
    ("title", "width", "expected"),
    [
        ("市民社会スペースの保障を求める要請書", 15, ["市民社会スペースの", "保障を求める要請書"]),
        (
            TITLE,
            18,
            [
                "海外送金および現金の持出しに",
                "関する規制が国際協力活動に",
                "与える影響についての公開質問状",
            ],
        ),
        ("皆さまへのご協力のお願い", 7, ["皆さまへの", "ご協力のお願い"]),
        ("「NPO・NGOの活動」を守る", 10, ["「NPO・NGOの", "活動」を守る"]),
        ("Guarantee the space", 10, ["Guarantee", "the space"]),
    ],
)
def test_a_title_breaks_between_phrases(title: str, width: int, expected: list[str]) -> None:
    assert broken(title, width) == expected


def test_a_word_that_is_wider_than_a_line_breaks_between_letters() -> None:
    assert broken("Donaudampfschiff", 6) == ["Donaud", "ampfsc", "hiff"]
    assert broken("特定秘密保護法", 3) == ["特定秘", "密保護", "法"]


@given(
    st.text(
        st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"])
        | st.sampled_from("のをはがに、。「」（）ーっょ・"),
        max_size=60,
    ),
    st.integers(2, 30),
)
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    found = broken(text, width)

    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(len(line) <= width for line in found if len(line) > 1)


@given(st.text(st.sampled_from("社会のをはがに、。「」（）ーっょ・NGO "), max_size=40))
def test_no_line_begins_or_ends_with_what_may_not_stand_there(text: str) -> None:
    # A row of signs that is wider than a line has no place at which it may be broken.
    widest = max((len(piece.strip()) for piece in lines.pieces(text)), default=1)
    found = broken(text, max(6, widest))

    assert [line for line in found[1:] if line[0] in "、。」）ーっょ・"] == []
    assert [line for line in found[:-1] if line[-1] in "「（"] == []


@pytest.mark.parametrize("title", [TITLE, ENGLISH, TITLE * 3, ENGLISH * 3])
def test_a_long_title_shrinks_and_is_not_cut(title: str) -> None:
    sizes = dict.fromkeys((72, 64, 56, 48, 42, 36, 32, 28, 24, 20, 16), 4)

    setting = lines.fitted(
        title, width=1056, sizes=sizes, measure=lambda size: lambda text: len(text) * size
    )

    assert "".join("".join(setting.lines).split()) == "".join(title.split())
    assert len(setting.lines) <= 4 or setting.size == 16


def test_a_short_title_is_large() -> None:
    setting = lines.fitted(
        "要請書",
        width=1056,
        sizes={72: 2, 64: 3},
        measure=lambda size: lambda text: len(text) * size,
    )

    assert (setting.size, setting.lines) == (72, ("要請書",))
