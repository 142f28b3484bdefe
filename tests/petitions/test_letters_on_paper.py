"""The letter to a ministry as it lies on the desk: pages, lines, and names that come back."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import Markup

from core.documents import missing_glyphs
from petitions.letters import Letter, NamedOrganisation
from tests.petitions.letters import ENGLISH, JAPANESE, built, sheets


def test_the_grid_is_forty_letters_by_thirty_four_lines() -> None:
    letter = replace(JAPANESE, body_html=Markup(f"<p>{'字' * (40 * 80)}</p>"))

    *full, _running_title, _number = sheets(letter)[1]

    assert [len(line) for line in full] == [40] * 34


def test_the_title_runs_from_the_second_page_and_every_page_is_numbered() -> None:
    letter = replace(JAPANESE, body_html=Markup(f"<p>{'字' * (40 * 50)}</p>"))

    pages = sheets(letter)

    assert [letter.title in page[-2:] for page in pages] == [False] + [True] * (len(pages) - 1)
    assert [page[-1] for page in pages] == [f"{n} / {len(pages)}" for n in range(1, len(pages) + 1)]


@pytest.mark.parametrize("letter", [JAPANESE, ENGLISH], ids=["ja", "en"])
def test_two_builds_of_a_letter_are_the_same_bytes(letter: Letter) -> None:
    assert built(letter) == built(letter)


def test_a_letter_with_a_glyph_selector_does_not_break_its_line() -> None:
    letter = replace(JAPANESE, title="葛󠄀城の市民社会を守る要請書")

    assert letter.title in sheets(letter)[0]


def supported(letter: Letter, organisations: int, people: int) -> Letter:
    """Return the letter with many names, each of which says which one it is."""
    return replace(
        letter,
        organisations=tuple(
            NamedOrganisation(f"団体{n:03}号" + "長い名の会" * (n % 5))
            for n in range(organisations)
        ),
        people=tuple(f"人物{n:03}号" for n in range(people)),
        people_total=people + 12,
    )


HEADINGS = ("記", "呼びかけ", "賛同団体", "個人賛同者", "連絡先")
HEADINGS_EN = ("Requests", "Calling", "Supporting", "Individual", "Contact")


@pytest.mark.parametrize("paragraphs", range(1, 34, 4))
@pytest.mark.parametrize("letter", [JAPANESE, ENGLISH], ids=["ja", "en"])
def test_wherever_a_page_ends_no_heading_is_left_alone_and_no_name_is_lost(
    letter: Letter, paragraphs: int
) -> None:
    names = supported(letter, 43, 31)
    pages = sheets(replace(names, body_html=Markup("<p>あ</p>" * paragraphs)))

    together = "".join("".join(page) for page in pages)
    last = [pages[0][-2], *(page[-3] for page in pages[1:])]
    assert [line for line in last if line.startswith(HEADINGS + HEADINGS_EN)] == []
    assert [n for n in range(43) if together.count(f"団体{n:03}号") != 1] == []
    assert [n for n in range(31) if together.count(f"人物{n:03}号") != 1] == []


def test_sixty_organisations_and_sixty_people_fill_three_pages() -> None:
    letter = replace(
        supported(JAPANESE, 43, 48), body_html=Markup("<p>" + "市民社会の空間" * 20 + "</p>") * 2
    )

    assert built(letter).pages == 3


@pytest.mark.shared
def test_the_longest_names_we_have_met_come_back_whole(shared_data: Path) -> None:
    with (shared_data / "statement_60_orgs.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if not missing_glyphs(row["name_ja"])]
    names = [row["name_ja"] for row in rows if row["name_ja"]]
    letter = replace(
        JAPANESE, organisations=tuple(NamedOrganisation(name) for name in names), people=()
    )

    together = "".join("".join(page) for page in sheets(letter))

    assert [name for name in names if name not in together] == []
