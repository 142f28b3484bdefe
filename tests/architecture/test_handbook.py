"""The handbook: each numbered step has its picture and is walked, in both languages alike."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from tests.architecture.source import ROOT
from tests.browser.handbook import CHAPTERS
from tests.browser.handbook.chapters import HANDBOOK, LANGUAGES, PICTURES, QUOTED, Chapter

MEGABYTE = 1_000_000
CATALOGUE = ROOT / "translations" / "ja" / "LC_MESSAGES" / "messages.po"
OPENER = ROOT / "network" / "opener" / "page.html"
COMPARING = ROOT / "static" / "comparing.js"
#: What a chapter puts between quotation marks as a word of its own.
OWN_WORDS = {"開封ページ"}

BOTH = pytest.mark.parametrize("lang", LANGUAGES)
EACH = pytest.mark.parametrize("name", CHAPTERS)


def said_by_the_pages(lang: str) -> set[str]:
    """Return what pages and the opener say in a language, with a number where they have one."""
    with CATALOGUE.open("rb") as file:
        messages = read_po(file, locale="ja")
    said = [message.string if lang == "ja" else message.id for message in messages]
    words = {word for one in said if one for word in ([one] if isinstance(one, str) else one)}
    opener = re.findall(rf'lang="{lang}">([^<]+)<', OPENER.read_text(encoding="utf-8"))
    answers = re.findall(r'\["([^"]+)", "([^"]+)"\]', COMPARING.read_text(encoding="utf-8"))
    opener += [pair[LANGUAGES.index(lang)] for pair in answers]
    return {
        re.sub(r"%\\?\(\w+\\?\)s", r"\\d+", re.escape(word.lower())) for word in {*words, *opener}
    }


@BOTH
def test_every_chapter_is_walked(lang: str) -> None:
    assert {file.stem for file in (HANDBOOK / lang).glob("*.md")} == set(CHAPTERS)


@BOTH
@EACH
def test_every_step_shows_the_picture_of_its_place_in_a_way(name: str, lang: str) -> None:
    chapter, ways = Chapter(name, lang), [way.__name__ for way in CHAPTERS[name]]

    shown = [(step.number, [one.file for one in step.pictures]) for step in chapter.steps()]

    assert shown == [
        (number, [chapter.picture(way, number)])
        for way in ways
        for number in range(1, len(chapter.steps_of(way)) + 1)
    ]


@BOTH
@EACH
def test_every_word_that_a_chapter_quotes_is_one_of_the_pages(name: str, lang: str) -> None:
    text = re.sub(r"\n *", " " if lang == "en" else "", Chapter(name, lang).text)
    said = re.compile("|".join(said_by_the_pages(lang)))

    quoted = {word for word in QUOTED[lang].findall(text) if not said.fullmatch(word.lower())}

    assert quoted - OWN_WORDS == set()


@EACH
def test_a_chapter_has_the_same_steps_in_both_languages(name: str) -> None:
    ja, en = (
        [(step.number, len(step.names)) for step in Chapter(name, lang).steps()]
        for lang in LANGUAGES
    )

    assert ja == en


@BOTH
@EACH
def test_every_picture_is_described_to_who_cannot_see_it(name: str, lang: str) -> None:
    told = [picture.told for step in Chapter(name, lang).steps() for picture in step.pictures]

    assert [one for one in told if len(one) < 12] == []
    assert len(set(told)) == len(told)


def test_every_picture_of_the_handbook_is_shown() -> None:
    shown = {
        picture.file
        for name in CHAPTERS
        for lang in LANGUAGES
        for step in Chapter(name, lang).steps()
        for picture in step.pictures
    }

    assert set(PICTURES.rglob("*.png")) == shown


def test_the_pictures_of_the_handbook_together_weigh_less_than_three_megabytes() -> None:
    assert sum(file.stat().st_size for file in PICTURES.rglob("*.png")) < 3 * MEGABYTE


@BOTH
def test_the_list_of_chapters_leads_to_each(lang: str) -> None:
    listed = (HANDBOOK / "README.md").read_text(encoding="utf-8")

    assert set(re.findall(rf"\({lang}/([\w-]+)\.md\)", listed)) == set(CHAPTERS)


def test_the_readme_leads_to_the_handbook() -> None:
    assert "(docs/handbook/README.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
