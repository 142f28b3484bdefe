"""The HTML part of a message: the text's own words, with nothing that a text could smuggle in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask, g
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import pages
from core.i18n import LANGUAGES
from mailing import emails
from mailing.emails import Message
from tests.mailing import letters
from tests.mailing.reading import Html, html_says, text_says

SITE = "http://localhost"
BOTH = pytest.mark.parametrize("lang", LANGUAGES)

#: What the layout is made of, whatever a message says.
TAGS = {"html", "head", "meta", "title", "style", "body", "div", "header", "main", "footer"} | {
    "h1", "p", "br", "a", "dl", "dt", "dd",
}  # fmt: skip
COLOUR = re.compile(r"#[0-9a-f]{6}\b")


@pytest.fixture(autouse=True)
def in_japanese(app: Flask) -> None:
    g.lang = "ja"


def news(lang: str, *, button: bool = False) -> Message:
    """Return a message with all that there is in messages."""
    g.lang = lang
    subject, text = letters.SUBJECTS[lang], letters.text_in(lang, SITE)
    html = emails.html_of(subject, text, button=button)
    return Message("akari@mail.example", subject, text, html)


def html_of(text: str, **options: bool) -> Html:
    return Html(emails.html_of("確認のお願い", text, **options))


# ---- One source


@BOTH
def test_both_parts_say_the_same_words_and_lead_to_the_same_addresses(lang: str) -> None:
    message = news(lang)

    said = html_says(message.html, sender=pages.network().name)

    assert said == text_says(message, SITE)
    assert len(said.addresses) == 3


LINES = st.lists(
    st.sampled_from(["", "--", f"{SITE}/ja/confirm/x", "  個人：9,280人", "一行です。", "words"])
    | st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")))
)


@given(lines=LINES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # it holds no state
def test_whatever_a_text_says_the_other_part_says_it_too_in_the_same_few_tags(
    lines: list[str],
) -> None:
    text = "\n".join([*lines, ""])
    message = Message("akari@mail.example", "件名", text, emails.html_of("件名", text))

    said = html_says(message.html, sender=pages.network().name)

    assert said == text_says(message, SITE)
    assert Html(message.html).tags <= TAGS


@pytest.mark.parametrize(
    ("lang", "told"),
    [("ja", "下のページを開き、押してください。"), ("en", "Open the page and press the button.")],
)
def test_a_paragraphs_lines_are_joined_as_its_language_is_written(lang: str, told: str) -> None:
    g.lang = lang
    broken = told.replace("、", "、\n").replace("page and ", "page and\n")

    assert f"<p>{told}</p>" in html_of(f"{broken}\n").source


def test_the_lines_of_the_foot_stay_as_they_are() -> None:
    read = html_of("本文です。\n\n--\n東京都新宿区\nアバコビル\n")

    foot = read.source.partition("<footer>")[2]
    assert "<p>東京都新宿区<br>アバコビル</p>" in foot
    assert "--" not in read.words


def test_counts_are_a_list_of_names_and_figures() -> None:
    read = html_of("  賛同団体：60団体\n  個人：9,280人\n")

    assert "<dt>賛同団体：</dt><dd>60団体</dd><dt>個人：</dt><dd>9,280人</dd>" in read.source


def test_the_heading_is_the_subject() -> None:
    assert "<h1>確認のお願い</h1>" in html_of("本文です。\n").source


# ---- Links


def test_the_line_above_an_address_says_its_words() -> None:
    read = html_of(f"前の行です。\n確認のページを開く\n{SITE}/ja/confirm/x\n")

    assert f'前の行です。<br><a href="{SITE}/ja/confirm/x">確認のページを開く</a>' in read.source


def test_an_address_with_nothing_above_it_says_itself() -> None:
    read = html_of(f"{SITE}/ja/confirm/x\n")

    assert f'<a href="{SITE}/ja/confirm/x">{SITE}/ja/confirm/x</a>' in read.source


@pytest.mark.parametrize(
    "line",
    [
        "https://elsewhere.example/",
        "http://localhost.elsewhere.example/",
        "http://localhost@elsewhere.example/",
        "http://localhost:81/",
        "http://localhost",
        'http://localhost/"onclick="alert(1)',
        "http://localhost/<b>",
        "http://localhost/ja/ とその先",
        "http://localhost/ｊａ/",
        "//localhost/ja/",
        "javascript:alert(1)//http://localhost/",
        "mailto:akari@mail.example",
    ],
)
def test_only_an_address_of_ours_alone_on_its_line_is_a_link(line: str) -> None:
    read = html_of(f"ここを押す\n{line}\n")

    assert read.links == []
    assert line in read.words


def test_a_link_is_no_button_and_has_no_colour_of_one_unless_asked_for() -> None:
    read = html_of(f"確認のページを開く\n{SITE}/ja/confirm/x\n")

    assert read.all("a") == [{"href": f"{SITE}/ja/confirm/x"}]
    assert "#00316a" not in read.source
    assert ".button" not in read.source


@BOTH
def test_one_link_alone_is_a_button(lang: str) -> None:
    read = Html(news(lang, button=True).html)

    assert [one.get("class") for one in read.all("a")] == ["button", None, None]
    assert "#00316a" in read.source


def test_the_same_address_twice_is_one_button() -> None:
    read = html_of(f"開く\n{SITE}/ja/\n\nもう一度\n{SITE}/ja/\n", button=True)

    assert [one.get("class") for one in read.all("a")] == ["button", None]


# ---- What no text can do


def test_words_never_become_markup() -> None:
    typed = "<script>alert(1)</script>\n<img src=x onerror=alert(1)>\n{{ 7 * 7 }} &amp; </style>\n"

    read = Html(emails.html_of("<b>件名</b> & 'x' \"y\"", typed))

    assert read.tags <= TAGS
    assert all(line in read.words for line in typed.splitlines())
    assert "<b>件名</b> & 'x' \"y\"" in read.words


# ---- What it is made of


@pytest.mark.parametrize("button", [False, True])
@BOTH
def test_nothing_is_loaded_and_nothing_is_drawn_with_tables_or_pictures(
    lang: str, button: bool
) -> None:
    read = Html(news(lang, button=button).html)

    assert read.tags == TAGS
    assert not re.search(r"url\(|@import|@font-face|\bsrc=|<link|expression", read.source)
    assert set(re.findall(r"https?://[^/\"< ]+", read.source)) == {SITE}


def test_the_style_stands_in_the_head_alone() -> None:
    read = Html(news("ja", button=True).html)

    assert [one.attributes for one in read.elements if "style" in one.attributes] == []
    assert read.source.index("</style>") < read.source.index("<body>")


def test_its_colours_are_those_of_the_pages(app: Flask) -> None:
    tokens = set(COLOUR.findall(Path(str(app.static_folder), "app.css").read_text("utf-8")))

    used = set(COLOUR.findall(news("ja", button=True).html))

    assert used - tokens == set()


@BOTH
def test_it_says_its_language_also_where_a_mail_program_takes_the_page_away(lang: str) -> None:
    read = Html(news(lang).html)

    assert [one.attributes["lang"] for one in read.elements if "lang" in one.attributes] == [
        lang,
        lang,
    ]


def test_there_is_a_style_for_the_dark() -> None:
    source = news("ja").html

    assert "@media (prefers-color-scheme: dark)" in source
    assert '<meta name="color-scheme" content="light dark">' in source
