"""Files of signatures for tests, and taking them in."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask_babel import force_locale

from campaigns.models import Statement
from core.db import db
from petitions import columns, importing
from petitions.forms import rows
from petitions.importing import Report, Source
from petitions.models import Signature

Bring = Callable[..., Report]

#: A person's row, confirmed a while ago.
AKARI = {
    "name": "霜月 あかり",
    "email": "akari@mail.example",
    "display": "public",
    "confirmed_at": "2026-05-12T09:00:00+09:00",
}

#: An organisation's row, whose board has agreed.
TANPOPO = {
    "organisation": "特定非営利活動法人 たんぽぽ水路",
    "kana": "たんぽぽすいろ",
    "email": "office@tanpopo.example",
    "disclosure": "public",
    "representative_title": "代表理事",
    "representative_name": "早瀬 湊",
    "contact_name": "浅葱 ゆう",
    "board": "agreed",
}


def table_of(*rows_: Mapping[str, str]) -> str:
    """Return rows as CSV, under the headings of the first."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows_[0]), quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows_)
    return text.getvalue()


def write(folder: Path, content: str | bytes, name: str = "signatures.csv") -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def bring(
    statement: Statement, file: Path, *, told: Mapping[str, str] | None = None, **how: Any
) -> Report:
    """Take a file in, as `flask signatures import` does."""
    with force_locale("en"):
        table = columns.table(file)
        found = columns.columns(table.headings, told or {})
        source = Source(statement, found.kind, table.digest, rows.read(table, found), **how)
        report = importing.read(source)
    db.session.commit()
    return report


def bringing(statement: Statement, folder: Path) -> Bring:
    """Return what takes rows in as one file after another."""
    numbers = itertools.count()

    def taken(*rows_: dict[str, str], into: Statement = statement, **how: Any) -> Report:
        return bring(into, write(folder, table_of(*rows_), f"{next(numbers)}.csv"), **how)

    return taken


def figures(report: Report) -> tuple[int, int, int, int]:
    """Return how many are accepted, there already, rejected, held."""
    return report.accepted, report.already_there, len(report.rejected), report.held


def signatures() -> list[Signature]:
    """Return the signatures in the order of the lines that brought them."""
    db.session.expire_all()
    return list(db.session.scalars(db.select(Signature).order_by(Signature.import_line)))
