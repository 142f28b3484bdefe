"""A name that is typed into the form comes back wherever its signer is named: the same letters."""

from __future__ import annotations

import csv
import re
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from campaigns.models import Statement
from core import spreadsheets
from core.db import db
from core.settings import Settings
from network import addressing
from petitions import exporting, submitting
from petitions.models import Disclosure
from tests import factories
from tests.conftest import Outbox, text_of, work
from tests.journeys import pages
from tests.journeys.conftest import Square
from tests.journeys.visitor import Visitor

#: People.
PEOPLE = (
    "𠮷野 渉",
    "葛\U000e0100城 玲",
    "髙橋 﨑子",
    "渡邉 德之",
    "\ufa19谷 塚",
    "佐々木 ヱツ",
    "山田 がく",
    "Zoë Müller-Lüdenscheidt",
    "Nguyễn Thị Hồng Phượng",
    "Łukasz Żółć",
    "Şebnem Ağaoğlu",
    "Jón Þórðarson",
    "Siobhán O’Neill",
    "'Alī ʿAbd ar-Raḥmān",
    "=Ada <b>&amp; Lovelace",
    "Γιώργος Σεφέρης",
    "Юлія Щербак",
    "محمد الحسيني",
    "דוד בן־גוריון",
    "สมชาย ใจดี",
    "सुनीता देवी",
    "प्रियंका शर्मा",
    "김민준",
)
#: Organisations, with how each is read.
ORGANISATIONS = {
    "特定非営利活動法人 𠮷備路": "きびじ",
    "一般社団法人 辻\U000e0100の会": "つじのかい",
    "Café “Ombrage” & Cie": "カフェオンブラージュ",
    "منظمة العفو": "ムナッザマ",
}
NAMES = (*PEOPLE, *ORGANISATIONS)
#: What a keyboard sends for some of them: letter and mark apart. All is kept in NFC, but for the
#: ideographs that NFC would replace by others (U+FA19).
TYPED = {
    name: unicodedata.normalize("NFD", name) for name in ("山田 がく", "Zoë Müller-Lüdenscheidt")
}


@dataclass(frozen=True)
class Places:
    """What stands in each place where signers are named."""

    statement: str
    wall: str
    own_pages: dict[str, str]
    exported: list[str]
    listed: list[str]
    paper: str


@pytest.fixture(scope="module")
def places(
    whole_app: Flask,
    emptied: Callable[[], None],
    settings: Settings,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Places]:
    """All sign one statement through the forms, and every place is looked into."""
    with whole_app.app_context():
        found = factories.make_statement()
        client = Visitor(whole_app, whole_app.response_class)
        outbox = Outbox(settings.instance_path / "outbox")
        square = Square(client, outbox, work)
        links = sign_all(square)
        folder = tmp_path_factory.mktemp("places")
        listed = client.get("/api/v1/statements/civic-space/signatories?limit=200").get_json()
        yield Places(
            statement=unescape(client.get(square.address).text),
            wall=unescape(client.get(f"{square.address}/signatories").text),
            own_pages={
                name: unescape(client.get(link.replace("/confirm/", "/my/")).text)
                for name, link in links.items()
            },
            exported=exported(found, folder / "names.csv"),
            listed=[item["name"] for item in listed["items"]],
            paper=paper(found, folder / "letter.pdf"),
        )
        db.session.remove()
    emptied()


def sign_all(square: Square) -> dict[str, str]:
    """Have everybody sign and confirm; return their links by their names."""
    for number, name in enumerate(PEOPLE):
        sent = square.sign(name=TYPED.get(name, name), email=f"{number}@mail.example")
        assert sent.status_code == 303
    square.work()
    by_address = {message["To"]: link_in(message) for message in square.outbox.messages}
    links = {name: by_address[f"{number}@mail.example"] for number, name in enumerate(PEOPLE)}
    for link in links.values():
        assert pages.press(square.client, link).status_code == 303
    for number, (name, kana) in enumerate(ORGANISATIONS.items()):
        typed = {"organisation": name, "kana": kana, "email": f"office@{number}.example"}
        links[name] = square.organisation_joins(Disclosure.PUBLIC, **typed)
    return links


def link_in(message: EmailMessage) -> str:
    found = re.search(r"http://localhost(/\S+)", text_of(message))
    assert found
    return found.group(1)


def exported(statement: Statement, file: Path) -> list[str]:
    """Export everything, and return the names in the file as an import reads them."""
    found = exporting.for_staff(statement)
    with file.open("wb") as target:
        spreadsheets.write_csv(target, found.headings, found.rows)
    with file.open(encoding="utf-8-sig", newline="") as source:
        return [
            spreadsheets.unquoted(row["name"] or row["organisation"])
            for row in csv.DictReader(source)
        ]


def paper(statement: Statement, file: Path) -> str:
    """Build the letter, and return its text without spaces and without marks of direction."""
    made = submitting.prepare(statement, addressing.offices(["mofa"]))
    file.write_bytes(submitting.build(made.documents[0]).pdf)
    db.session.rollback()
    command = ["pdftotext", str(file), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return re.sub("[\\s\u200e\u200f\u202a-\u202e]", "", text)


def test_it_stands_on_the_wall(places: Places) -> None:
    assert [name for name in NAMES if name not in places.wall] == []


def test_an_organisations_stands_on_the_statements_page(places: Places) -> None:
    assert [name for name in ORGANISATIONS if name not in places.statement] == []


def test_its_signer_reads_it_on_their_own_page(places: Places) -> None:
    assert [name for name in NAMES if name not in places.own_pages[name]] == []


def test_it_is_in_the_export(places: Places) -> None:
    assert sorted(places.exported) == sorted(NAMES)


def test_it_is_in_the_json(places: Places) -> None:
    assert sorted(places.listed) == sorted(NAMES)


def test_it_is_printed_in_the_letter(places: Places) -> None:
    assert [name for name in NAMES if "".join(name.split()) not in places.paper] == []
