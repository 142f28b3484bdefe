"""Tables as people send them: encodings, separators, quotation marks, headings."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from petitions import columns
from petitions.columns import FIELDS, HEADINGS, PARTS, Row, UnknownColumn, UnreadableTable
from petitions.forms import rows
from petitions.models import SignerKind
from tests.petitions.files import write


def rows_of(folder: Path, content: str | bytes) -> list[Row]:
    return list(columns.table(write(folder, content)).rows())


def cells_of(folder: Path, content: str | bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in rows_of(folder, content)]


# ---- How a file is written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_table_is_read_in_any_encoding_that_spreadsheets_write(
    tmp_path: Path, encoding: str
) -> None:
    table = columns.table(
        write(tmp_path, "氏名,メール\r\n髙木 歩,a@b.example\r\n".encode(encoding))
    )

    assert table.headings == ("氏名", "メール")
    assert next(table.rows()).cells == ("髙木 歩", "a@b.example")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("氏名\n霜月\n".encode() + b"\xff\xfe\n", id="one bad byte"),
        pytest.param(b"\xef\xbb\xbfname\n\x93\x8d\n", id="marked as UTF-8, and is not"),
        pytest.param(b"name\n\x93", id="cut off"),
    ],
)
def test_a_file_that_cannot_be_decoded_whole_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableTable):
        columns.table(write(tmp_path, content))


@pytest.mark.parametrize("separator", [",", "\t"])
def test_cells_are_parted_by_commas_or_tabs(tmp_path: Path, separator: str) -> None:
    text = "\n" + separator.join(["name", "email", "comment"]) + "\n" + separator.join("abc")

    assert cells_of(tmp_path, text) == [("a", "b", "c")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_end_as_on_any_system(tmp_path: Path, end: str) -> None:
    assert cells_of(tmp_path, end.join(["name,email", "a,b", "c,d"])) == [("a", "b"), ("c", "d")]


@pytest.mark.parametrize("content", ["", "\n\n", " , ,\n", '"'])
def test_a_file_without_headings_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(UnreadableTable):
        columns.table(write(tmp_path, content))


def test_headings_alone_are_a_table_without_rows(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "name,email\n") == []


# ---- Rows


def test_a_row_is_told_by_the_line_where_it_begins(tmp_path: Path) -> None:
    found = rows_of(tmp_path, 'name,comment\na,"1\n2\n3"\n\n,,\nb,c\n')

    assert [(row.line, row.cells[0]) for row in found] == [(2, "a"), (7, "b")]


def test_a_row_that_is_too_short_ends_in_empty_cells(tmp_path: Path) -> None:
    table = columns.table(write(tmp_path, "name,email,comment\na\n"))
    found = columns.columns(table.headings, {})

    assert found.values(next(table.rows())) == {"name": "a", "email": "", "comment": ""}


def test_a_row_with_more_cells_than_headings_is_broken(tmp_path: Path) -> None:
    fit, empty, broken = rows_of(tmp_path, "name,email\na,b\na,b,,\na,b,c\n")

    assert (fit.broken, empty.broken) == (None, None)
    assert broken.broken is not None


def test_a_quotation_mark_that_is_never_closed_takes_no_other_row_for_its_cell(
    tmp_path: Path,
) -> None:
    found = rows_of(tmp_path, 'name,comment\na,b\nc,"d\ne,f\n')

    assert [(row.line, bool(row.broken)) for row in found] == [(2, False), (3, True)]


def test_rows_after_a_misplaced_quotation_mark_are_read(tmp_path: Path) -> None:
    found = rows_of(tmp_path, 'name,comment\n"a"b,c\nd,e\n')

    assert [(row.line, bool(row.broken)) for row in found] == [(2, True), (3, False)]


def test_a_quotation_mark_inside_a_cell_is_a_letter_like_any_other(tmp_path: Path) -> None:
    assert cells_of(tmp_path, 'name,comment\na,5" of rain\n') == [("a", '5" of rain')]


def test_a_cell_larger_than_any_field_breaks_its_row_alone(tmp_path: Path) -> None:
    found = rows_of(tmp_path, f"name,comment\na,{'x' * 200_000}\nb,c\n")

    assert [(row.line, bool(row.broken)) for row in found] == [(2, True), (3, False)]


def test_nul_bytes_stop_nothing(tmp_path: Path) -> None:
    assert cells_of(tmp_path, "name,email\na\0,b\nc,d\n") == [("a\0", "b"), ("c", "d")]


def test_a_file_is_known_by_its_content(tmp_path: Path) -> None:
    one, same, other = (
        columns.table(write(tmp_path, text, f"{number}.csv")).digest
        for number, text in enumerate(["name\na\n", "name\na\n", "name\nb\n"])
    )

    assert one == same != other


# ---- Headings


@pytest.mark.parametrize(
    ("headings", "places"),
    [
        ("お名前,ふりがな,ご住所", {"name": 0, "kana": 1, "postal_address": 2}),
        ("E-Mail,　氏名　", {"email": 0, "name": 1}),
        ("NAME,name,Ｎａｍｅ", {"name": 0}),
        ("family_name,given_name,姓カナ", {"family_name": 0, "given_name": 1, "family_kana": 2}),
        ("name_ja,decision_body_approved", {"organisation": 0, "board": 1}),
        ("団体名,担当者名,電話番号", {"organisation": 0, "contact_name": 1, "phone": 2}),
        ("name,submitted_at", {"name": 0}),
    ],
)  # fmt: skip
def test_columns_are_found_by_their_headings(headings: str, places: dict[str, int]) -> None:
    assert columns.columns(tuple(headings.split(",")), {}).places == places


def test_a_column_may_be_told(tmp_path: Path) -> None:
    found = columns.columns(("name", "署名者", "Ａ欄"), {"name": "署名者", "comment": "a欄"})

    assert found.places == {"name": 1, "comment": 2}


def test_a_column_that_was_told_and_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownColumn):
        columns.columns(("name",), {"email": "mail address"})


@pytest.mark.parametrize("headings", ["霜月 あかり,akari@mail.example", "No.,備考", "email"])
def test_a_table_in_which_no_column_holds_a_name_is_refused(headings: str) -> None:
    with pytest.raises(UnreadableTable):
        columns.columns(tuple(headings.split(",")), {})


def test_columns_that_are_not_read_are_told() -> None:
    found = columns.columns(("org_no", "name_ja", "collection", "submitted_at", "name"), {})

    assert found.unread == ("org_no", "collection", "name")


def test_the_parts_of_a_field_are_joined_with_a_space() -> None:
    found = columns.columns(("family_name", "given_name", "city", "street"), {})

    values = found.values(Row(2, (" 霜月", "あかり ", "", "湊町通7-39")))
    assert values == {"name": "霜月 あかり", "postal_address": "湊町通7-39"}


@pytest.mark.parametrize("kind", list(SignerKind))
def test_every_field_of_a_row_has_its_headings(app: Flask, kind: SignerKind) -> None:
    of_form = {field.name for field in rows.FORMS[kind](meta={"csrf": False})}
    parts = {part for whole in PARTS for part in PARTS[whole]}

    assert set(FIELDS[kind]) - parts - {"submitted_at"} == of_form
    assert set(FIELDS[kind]) <= HEADINGS.keys()
