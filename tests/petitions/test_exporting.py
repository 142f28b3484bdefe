"""Signatures into a file: every letter of what staff may read, and nothing of the undisclosed."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from flask import Flask, current_app
from sqlalchemy import text, update

from campaigns.models import Statement
from core import spreadsheets
from core.db import db
from core.settings import Settings
from core.spreadsheets import quoted, unquoted
from core.text import clean
from petitions import exporting, signing
from petitions.exporting import Export
from petitions.models import Disclosure, Signature
from tests import factories
from tests.leaks.planting import HALF, HIDDEN, traces
from tests.leaks.searching import seen
from tests.petitions.files import AKARI, TANPOPO, bring, table_of, write

#: Names as they are typed; each is kept in NFC.
NAMES = [
    "𠮷野 渉", "葛\U000e0100城 玲", "髙橋 﨑子", "\ufa19谷 邉", "佐々木 〆子", "ハﾝカク ｶﾅ",
    "山田 か\u3099く", "Zoë Müller-Lüdenscheidt", "Nguyễn Thị Lan", "Ngo\u0302 Minh", "O'Brien",
    "'t Hooft", "'=1+1", "''@x", "👩‍👩‍👧‍👦 家族", "👍🏽 Joy", "منظمة العفو", "שָׁלוֹם עכשיו",
    "สมชาย ใจดี", "क्षत्रिय ज्ञान", "한글 이름", "ქართული სახელი", "q\u0323\u0307 mark", 'The "Quoted"',
    "Comma, Name", "=1+1", "=HYPERLINK(\"http://x.example\")", "+81 club", "-5", "@home",
    "＝１＋１", "＋全角", "－全角", "＠全角", "#N/A", "TRUE", "1e5", "0123", "_x0041_", "a;b|c",
]  # fmt: skip
KEPT = {clean(name) for name in NAMES}
COMMENT = ('=cmd|"/c calc"!A1,\n\n二行目、"引用"\n' + "長い言葉 " * 120)[:560].strip()


@pytest.fixture
def statement(app: Flask) -> Statement:
    factories.make_custodians()
    return factories.make_statement()


def written(found: Export, file: Path) -> Path:
    with file.open("wb") as target:
        spreadsheets.WRITERS[file.suffix](target, found.headings, found.rows)
    return file


@pytest.fixture
def export(statement: Statement, tmp_path: Path) -> Callable[[str], Path]:
    """Writes all that staff may read into a file of some ending."""
    return lambda ending: written(exporting.for_staff(statement), tmp_path / f"export{ending}")


def cells(file: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file under their headings, as they stand there."""
    with file.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def read(file: Path) -> list[dict[str, str]]:
    """Return the rows of a file by their headings, as texts of people."""
    if file.suffix == ".csv":
        return [{name: unquoted(cell) for name, cell in row.items()} for row in cells(file)]
    headings, *rows = openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True)
    return [
        {str(name): str(cell or "") for name, cell in zip(headings, row, strict=True)}
        for row in rows
    ]


@pytest.fixture
def everybody(statement: Statement, tmp_path: Path) -> None:
    """Has everybody of NAMES sign, each from an address of their own."""
    rows = [
        AKARI
        | {"name": quoted(name), "email": f"{number}@mail.example", "comment": quoted(COMMENT)}
        for number, name in enumerate(NAMES)
    ]
    assert bring(statement, write(tmp_path, table_of(*rows))).accepted == len(NAMES)


def sign_at_every_level(statement: Statement) -> None:
    """Have a person sign, and an organisation at each of the three levels."""
    factories.make_signature(statement, updates=True, comment="賛成です。")
    factories.make_organisation_signature(statement, **vars(factories.FULL))
    for disclosure, planted in ((Disclosure.ADDRESSEE, HALF), (Disclosure.UNDISCLOSED, HIDDEN)):
        factories.make_organisation_signature(statement, disclosure=disclosure, **planted)


# ---- What comes out is what was typed


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_every_name_comes_out_letter_by_letter(
    everybody: None, export: Callable[[str], Path], ending: str
) -> None:
    rows = read(export(ending))

    assert {row["name"] for row in rows} == KEPT
    assert {row["comment"] for row in rows} == {COMMENT}
    assert len(rows) == len(NAMES)


def test_an_export_read_into_another_statement_brings_the_same(
    statement: Statement, everybody: None, export: Callable[[str], Path], tmp_path: Path
) -> None:
    factories.make_organisation_signature(statement, **vars(factories.FULL))
    other = factories.make_statement(slug="another")
    first = export(".csv")

    brought = bring_back(other, first)

    again = written(exporting.for_staff(other), tmp_path / "again.csv")
    assert brought == (len(NAMES) + 1, 0, 0, 0)
    assert typed(again) == typed(first)


def typed(file: Path) -> list[list[str]]:
    told = [name for name in exporting.HEADINGS if name not in exporting.FACTS]
    return sorted([row[name] for name in told] for row in cells(file))


def bring_back(statement: Statement, file: Path, *options: str) -> tuple[int, ...]:
    """Read a file in by the command; return what is accepted, already there, rejected, held."""
    runner = current_app.test_cli_runner()
    told = runner.invoke(args=["signatures", "import", statement.slug, str(file), *options])
    db.session.expire_all()
    return tuple(map(int, re.findall(r"\d+", told.stdout.splitlines()[-1])))[:4]


def test_an_export_read_in_again_is_all_there_already(
    statement: Statement, everybody: None, export: Callable[[str], Path]
) -> None:
    sign_at_every_level(statement)

    assert bring_back(statement, export(".csv")) == (0, len(NAMES) + 4, 0, 0)


def test_who_withdrew_stays_withdrawn(statement: Statement, export: Callable[[str], Path]) -> None:
    signature = factories.make_signature(statement)
    signing.withdraw(signature)
    db.session.commit()

    (row,) = cells(file := export(".csv"))

    assert (row["state"], row["withdrawn_at"][:4].isdigit()) == ("withdrawn", True)
    assert bring_back(statement, file) == (0, 0, 1, 0)
    assert db.session.get_one(Signature, signature.id).withdrawn_at is not None


def test_an_export_of_people_alone_is_read_in_where_only_people_sign(
    app: Flask, tmp_path: Path
) -> None:
    statement = factories.make_statement(slug="people-only", signers="people")
    factories.make_signature(statement)
    file = written(exporting.for_staff(statement), tmp_path / "people.csv")

    assert bring_back(statement, file) == (0, 1, 0, 0)


def test_an_export_of_nobody_brings_nobody(
    statement: Statement, export: Callable[[str], Path]
) -> None:
    assert bring_back(statement, export(".csv")) == (0, 0, 0, 0)


def test_a_column_of_kinds_in_a_table_of_one_kind_is_not_read(
    statement: Statement, tmp_path: Path
) -> None:
    file = write(tmp_path, table_of(AKARI | {"kind": "organisation"}))

    assert bring_back(statement, file) == (1, 0, 0, 0)


def test_boards_that_were_waiting_may_be_accepted_from_a_table_of_both_kinds(
    statement: Statement, tmp_path: Path
) -> None:
    person = {"kind": "person", **AKARI} | dict.fromkeys(TANPOPO.keys() - AKARI.keys(), "")
    board = dict.fromkeys(person, "") | TANPOPO | {"kind": "organisation", "board": "pending"}
    file = write(tmp_path, table_of(person, board | {"confirmed_at": AKARI["confirmed_at"]}))

    waiting = bring_back(statement, file)

    assert waiting == (1, 0, 0, 1)
    assert bring_back(statement, file, "--accept-pending") == (1, 1, 0, 0)


def test_undisclosed_rows_of_another_statement_are_refused(
    statement: Statement, export: Callable[[str], Path]
) -> None:
    sign_at_every_level(statement)

    accepted, _, rejected, held = bring_back(
        factories.make_statement(slug="another"), export(".csv")
    )

    assert (accepted, rejected, held) == (3, 1, 0)


# ---- Who is in it


def test_who_does_not_count_and_did_not_withdraw_is_not_in_it(
    statement: Statement, export: Callable[[str], Path]
) -> None:
    factories.sign(statement, name="未確認")
    factories.make_organisation_signature(statement, board="pending")
    undone = factories.make_signature(statement)
    db.session.execute(
        update(Signature).where(Signature.id == undone.id).values(invalidated_at=text("now()"))
    )

    assert cells(export(".csv")) == []


def test_rows_stand_in_the_order_of_random_ids(
    statement: Statement, export: Callable[[str], Path]
) -> None:
    for number in range(12):
        factories.make_signature(statement, email=f"{number}@mail.example", name=f"人 {number}")

    by_id = db.session.scalars(db.select(Signature.name).order_by(Signature.public_id)).all()

    assert [row["name"] for row in cells(export(".csv"))] == by_id


def test_nothing_leaves_by_which_we_keep_signatures_apart() -> None:
    ours = {
        "id", "public_id", "statement_id", "version_id", "round_id", "import_id", "import_line",
        "canonical_address", "name_key", "initials", "sealed", "held_for", "released_at",
        "invalidated_at",
    }  # fmt: skip

    assert ours <= set(Signature.__table__.columns.keys())
    assert ours & {*exporting.HEADINGS, *exporting.PUBLIC} == set()


def test_the_public_export_has_what_everybody_may_read(
    statement: Statement, tmp_path: Path
) -> None:
    sign_at_every_level(statement)
    factories.make_signature(statement, name="隠れ 人", email="b@mail.example", display="hidden")
    factories.make_signature(
        statement, name="Alan Mathison", email="c@mail.example", display="initials"
    )

    rows = read(written(exporting.for_everybody(statement), tmp_path / "public.csv"))

    assert {(row["kind"], row["name"]) for row in rows} == {
        ("person", factories.AKARI.name),
        ("person", "A. M."),
        ("organisation", factories.FULL.organisation),
    }
    assert all(not row["comment"] for row in rows)
    assert set(rows[0]) == {"kind", "name", "name_en", "kana", "country", "comment"}


# ---- The undisclosed


def test_of_an_undisclosed_organisation_its_level_and_its_round_are_told(
    statement: Statement, export: Callable[[str], Path]
) -> None:
    sign_at_every_level(statement)

    (row,) = [row for row in cells(export(".csv")) if row["disclosure"] == "undisclosed"]

    assert {name: cell for name, cell in row.items() if cell} == {
        "kind": "organisation",
        "state": "counts",
        "round": "1",
        "source": "page",
        "disclosure": "undisclosed",
    }


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_no_part_of_a_file_holds_anything_of_an_undisclosed_organisation(
    statement: Statement, export: Callable[[str], Path], ending: str
) -> None:
    sign_at_every_level(statement)

    content = export(ending).read_bytes()

    assert len(seen([HALF["email"], "半月螺旋堂"], content)) >= 2
    assert seen(traces(HIDDEN), content) == []


def test_neither_its_day_nor_its_place_depends_on_the_organisation(
    statement: Statement, export: Callable[[str], Path]
) -> None:
    sign_at_every_level(statement)
    before = export(".csv").read_bytes()

    db.session.execute(
        text(
            "UPDATE signature SET public_id = gen_random_uuid(), sealed = 'x',"
            " confirmed_at = confirmed_at - interval '40 days' WHERE disclosure = 'undisclosed'"
        )
    )

    assert export(".csv").read_bytes() == before


# ---- Size

INSERT = """
    INSERT INTO signature (public_id, kind, display, updates, comment_public, name, email,
        canonical_address, name_key, country, comment, language, statement_id, version_id, round_id,
        confirmed_at)
    SELECT gen_random_uuid(), 'person', 'public', false, false, '霜月 ' || n, n || '@mail.example',
        n || '@mail.example', '霜月' || n, 'JP', repeat('賛成です。', 40), 'ja', s.id,
        (SELECT max(id) FROM version WHERE statement_id = s.id),
        (SELECT min(id) FROM round WHERE statement_id = s.id), now()
    FROM statement s, generate_series(1, 50000) n WHERE s.slug = 'civic-space'
"""
#: Exports nobody, then fifty thousand, and tells what memory the second took more than the first.
GROWING = """
import re, sys
from pathlib import Path
from campaigns import drafting
from core import spreadsheets
from petitions import exporting
from wsgi import create_app

def held():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1))

def export(slug):
    found = exporting.for_staff(drafting.find(slug))
    with open("/dev/null", "wb") as nowhere:
        number = spreadsheets.write_csv(nowhere, found.headings, found.rows)
    return number, held()

with create_app().app_context():
    (_, before), (number, after) = export("another"), export("civic-space")
print(number, (after - before) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells what is held")
def test_fifty_thousand_rows_take_no_more_memory_than_none(
    statement: Statement, settings: Settings
) -> None:
    factories.make_statement(slug="another")
    db.session.execute(text(INSERT))
    db.session.commit()

    told = subprocess.run(
        [sys.executable, "-c", GROWING],
        env=os.environ
        | {
            "DATABASE_URL": str(settings.database_url),
            "INSTANCE_PATH": str(settings.instance_path),
        },
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    )

    number, megabytes = map(int, told.stdout.split()[-2:])
    assert number == 50_000
    assert megabytes < 15
