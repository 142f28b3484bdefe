"""A letter in each language, and what a reader sees of it."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from flask import Flask
from markupsafe import Markup
from pypdf import PdfReader

from core.documents import Document, render
from petitions.letters import (
    Addressee,
    Contact,
    Letter,
    NamedOrganisation,
    Representative,
    Sender,
    letter_html,
)

#: Nothing but the templates: a letter needs no database.
BARE = Flask("letters", template_folder=str(Path(__file__).parents[2] / "templates"))
BARE.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}

JAPANESE = Letter(
    language="ja",
    kind="request",
    number="NANCiS 第2026-017号",
    day=date(2026, 12, 14),
    addressees=(
        Addressee("外務大臣", "水無瀬 拓人", "殿"),
        Addressee("財務省", honorific="御中"),
    ),
    sender=Sender(
        "市民社会スペースNGOアクションネットワーク（NANCiS）",
        (Representative("共同代表", "霜月 あかり"), Representative("共同代表", "𠮷野 渉")),
        ("〒169-0051 東京都新宿区西早稲田2-3-18",),
    ),
    title="市民社会スペースの保障を求める要請書",
    body_html=Markup("<p>私たちは貴職に対し、下記の事項を要請します。</p>"),
    demands=("理由を文書で示すこと。", "協議の場を設けること。"),
    calling=("北海道NGOネットワーク協議会", "横浜NGOネットワーク"),
    organisations=(
        NamedOrganisation("わたすげの会", "わたすげのかい"),
        NamedOrganisation("特定非営利活動法人 朝霧", "とくていひえいりかつどうほうじんあさぎり"),
    ),
    unnamed=17,
    people=("日比野 悟", "M. U."),
    people_total=14,
    as_of=date(2026, 12, 10),
    reply_by=date(2027, 1, 15),
    contact=Contact("同事務局", "白川 千枝", "03-0000-0000", "nancis@hiroba.example"),
    verify_url="https://hiroba.example/ja/verify",
)
ENGLISH = replace(
    JAPANESE,
    language="en",
    number="NANCiS 2026-017",
    addressees=(
        Addressee("Minister for Foreign Affairs", "Minase Takuto", "Mr"),
        Addressee("Ministry of Finance"),
    ),
    sender=Sender(
        "Japan NGO Action Network for Civic Space (NANCiS)",
        (Representative("Co-Representative", "Akari Shimotsuki"),),
        ("2-3-18 Nishi-Waseda, Tokyo 169-0051, Japan",),
    ),
    title="Request for the Protection of Civic Space",
    body_html=Markup("<p>We request the following.</p>"),
    demands=("That reasons be given in writing.", "That civil society be consulted."),
    calling=("Hokkaido NGO Network Council", "Yokohama NGO Network"),
    organisations=(NamedOrganisation("Watasuge Society"), NamedOrganisation("Asagiri Waterworks")),
    contact=Contact("The Secretariat", "Chie Shirakawa", "03-0000-0000", "nancis@hiroba.example"),
    verify_url="https://hiroba.example/en/verify",
)


def html_of(letter: Letter) -> str:
    with BARE.app_context():
        return letter_html(letter)


def lines(letter: Letter) -> list[str]:
    """Return what a reader sees, line by line, without the numbers of the demands."""
    body = html_of(letter).partition("<body>")[2]
    broken = re.sub(r"</(p|h\d|li)>", "\n", body)
    plain = html.unescape(re.sub(r"<[^>]*>", "", broken))
    return [line.strip() for line in plain.splitlines() if line.strip()]


def built(letter: Letter) -> Document:
    return render(
        html_of(letter),
        title=letter.title,
        language=letter.language,
        author=letter.sender.name,
        created=datetime(2026, 12, 14, tzinfo=UTC),
        identifier="7b0f",
    )


def sheets(letter: Letter) -> list[list[str]]:
    """Return the lines of each page of the PDF; below them its running title and its number."""
    reader = PdfReader(io.BytesIO(built(letter).pdf))
    return [page.extract_text().splitlines() for page in reader.pages]
