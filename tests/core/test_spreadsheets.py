"""Files for spreadsheets, in which no cell computes anything."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import spreadsheets
from core.spreadsheets import FORMULA, quoted, unquoted

TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
#: Texts that look like formulas, with more apostrophes before them or fewer.
LOOKALIKES = st.builds(
    "{}{}{}".format, st.sampled_from(["", "'", "''"]), st.sampled_from(FORMULA), TEXTS
)

#: What spreadsheets like to take for something else.
TELLING = [
    "=1+1",
    "＝１＋１",
    "+81",
    "-5",
    "@home",
    "'=1",
    "#N/A",
    "TRUE",
    "1e5",
    "0123",
    "一\n二",
    "'",
]


# ---- Cells


@given(TEXTS | LOOKALIKES)
def test_a_quoted_cell_is_the_text_again_when_it_is_read(typed: str) -> None:
    assert unquoted(quoted(typed)) == typed


@given(TEXTS | LOOKALIKES)
def test_no_cell_begins_as_a_formula(typed: str) -> None:
    assert not quoted(typed).startswith(tuple(FORMULA))


@pytest.mark.parametrize("cell", ["'t Hooft", "O'Brien", "'", "''", "霜月", ""])
def test_apostrophes_that_people_write_are_left_alone(cell: str) -> None:
    assert quoted(cell) == cell == unquoted(cell)


# ---- CSV


def test_csv_is_written_as_excel_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"

    with file.open("wb") as target:
        number = spreadsheets.write_csv(
            target, ["name", "comment"], [["=1", '一\n"二"'], ["a", ""]]
        )

    assert number == 2
    assert file.read_bytes() == '\ufeffname,comment\r\n\'=1,"一\n""二"""\r\na,\r\n'.encode()


# ---- XLSX


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A workbook with every one of TELLING in a row of its own."""
    file = tmp_path / "a.xlsx"
    with file.open("wb") as target:
        spreadsheets.write_xlsx(target, ["name"], [[text] for text in TELLING])
    return file


def test_every_cell_of_a_workbook_is_a_text_as_it_was_typed(workbook: Path) -> None:
    (sheet,) = openpyxl.load_workbook(workbook).worksheets

    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == TELLING
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_text_like_a_formula_stays_a_text_when_its_cell_is_edited(workbook: Path) -> None:
    (sheet,) = openpyxl.load_workbook(workbook).worksheets

    marked = {row[0].value for row in sheet.iter_rows() if row[0].quotePrefix}
    assert marked == {"=1+1", "＝１＋１", "+81", "-5", "@home", "'=1", "'"}


def test_a_workbook_tells_nobody_who_made_it(workbook: Path) -> None:
    with zipfile.ZipFile(workbook) as parts:
        told = parts.read("docProps/core.xml").decode()

    elements = re.findall(r"<(\w+:\w+)", told)
    assert elements == ["cp:coreProperties", "dcterms:created", "dcterms:modified"]
    assert openpyxl.load_workbook(workbook).sheetnames == ["1"]


def test_more_rows_than_a_sheet_holds_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 3)

    with (tmp_path / "a.xlsx").open("wb") as target, pytest.raises(spreadsheets.TooLong):
        spreadsheets.write_xlsx(target, ["name"], [["a"], ["b"], ["c"]])
