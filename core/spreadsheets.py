"""Files for spreadsheets: CSV and XLSX, written row by row, in which no cell computes anything.

A cell of CSV has no type, so what a program would take for a formula gets an apostrophe before it,
which an import takes away again. A cell of XLSX is a text by its type, and holds its text as it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, BinaryIO

from flask_babel import lazy_gettext as _l

from core.errors import DomainError

#: How a cell begins that some program computes.
FORMULA = "=+-@\t\r\n＝＋－＠"
#: Such a cell, and one that is like it but for apostrophes: each gets one more, so that taking one
#: away is always right. A name that begins with an apostrophe and a letter stays as it is.
_GUARDED = re.compile(f"'*[{re.escape(FORMULA)}]")
_BEGINNINGS = frozenset(f"'{FORMULA}")

#: What a sheet of XLSX can hold.
MOST_ROWS = 1_048_576


Writer = Callable[[BinaryIO, Sequence[str], Iterable[Sequence[str]]], int]


class TooLong(DomainError):
    """There are more rows than a sheet can hold."""


def quoted(text: str) -> str:
    """Return a text as it stands in a cell of CSV: never as a formula."""
    return f"'{text}" if _GUARDED.match(text) else text


def unquoted(cell: str) -> str:
    """Return the text that `quoted` made a cell of; a cell from elsewhere as it is."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell


def write_csv(target: BinaryIO, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write CSV as Excel takes it, in UTF-8 with its mark, and return the number of rows."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    counted = _Counted(rows)
    try:
        writer.writerow(headings)
        text.flush()  # Whoever waits sees that something comes, while the rows are being sorted.
        # Most cells are no formula, and their first letter tells: nothing is called for them.
        writer.writerows(
            [one if one[:1] not in _BEGINNINGS else quoted(one) for one in row] for row in counted
        )
    finally:
        text.detach()
    return counted.number


def write_xlsx(target: BinaryIO, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a workbook of one sheet, in which every cell is a text, and return the number of rows.

    :raises TooLong: a sheet cannot hold that many.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.packaging.core import DocumentProperties

    book = Workbook(write_only=True)
    book.properties = DocumentProperties(creator=None)
    sheet = book.create_sheet("1")
    sheet.freeze_panes = "A2"

    def as_text(text: str) -> Any:
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"  # The library takes some texts for formulas, and some for errors.
        if text[0] in _BEGINNINGS:
            # By this mark the cell stays a text when somebody edits it.
            cell.quotePrefix = True
        return cell

    counted = _Counted(rows)
    try:
        for row in chain([headings], counted):
            if counted.number >= MOST_ROWS:
                raise TooLong(
                    _l("A sheet of XLSX holds %(most)s rows at most. Take CSV.", most=MOST_ROWS)
                )
            sheet.append([as_text(cell) if cell else None for cell in row])
    finally:
        sheet.close()
    book.save(target)
    return counted.number


#: What writes a file, by the ending of its name.
WRITERS: dict[str, Writer] = {".csv": write_csv, ".xlsx": write_xlsx}


class _Counted(Iterator[Sequence[str]]):
    """Rows, and how many of them have been taken."""

    def __init__(self, rows: Iterable[Sequence[str]]) -> None:
        self.rows = iter(rows)
        self.number = 0

    def __next__(self) -> Sequence[str]:
        row = next(self.rows)
        self.number += 1
        return row
