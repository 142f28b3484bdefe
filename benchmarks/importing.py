"""Ten thousand people from a file. Yardstick: the same rows inserted as they are."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import psycopg

from benchmarks.figures import Figure
from benchmarks.stage import Stage
from petitions.demo import SLUG

ROWS = 10_000
COLUMNS = ("name", "kana", "email", "prefecture", "display", "comment", "submitted_at")


def measure(stage: Stage) -> list[Figure]:
    """Return what the command takes to read a file in, and to read it a second time."""
    file = write(stage.instance / "people.csv", ROWS)
    plain, start = insert_as_they_are(stage, file), stage.start()
    first = stage.run("signatures", "import", SLUG, str(file))
    again = stage.run("signatures", "import", SLUG, str(file))
    seconds = first.wall - start.wall
    return [
        Figure(f"{ROWS:,} rows inserted as they are", f"{plain:.2f} s"),
        Figure(
            f"import of {ROWS:,} rows, the command whole",
            str(first),
            seconds / plain,
            "the plain rows, without its start",
            "≤ 2 s and its start, ≤ 300 MB",
            seconds <= 2 and first.peak <= 300e6,
        ),
        Figure("the same file again: all there already", str(again)),
    ]


def write(file: Path, number: int, who: str = "imported") -> Path:
    """Write a file of so many people, all different."""
    with file.open("w", encoding="utf-8", newline="") as target:
        rows = csv.writer(target)
        rows.writerow(COLUMNS)
        rows.writerows(
            (
                f"霜月 {who} {one}",
                "しもつき あかり",
                f"{who}{one}@mail.example",
                "北海道",
                "public",
                "賛同します。",
                "2026-11-01T12:00:00+09:00",
            )
            for one in range(number)
        )
    return file


def insert_as_they_are(stage: Stage, file: Path) -> float:
    """Return the seconds that reading and inserting the rows takes with no rule applied."""
    columns, places = ", ".join(COLUMNS), ", ".join(["%s"] * len(COLUMNS))
    start = time.perf_counter()
    with psycopg.connect(stage.server.owner_url) as connection:
        texts = ", ".join(f"{name} text" for name in COLUMNS)
        connection.execute(f"CREATE TABLE plain (id bigserial PRIMARY KEY, {texts})")
        with file.open(encoding="utf-8", newline="") as source:
            rows = csv.reader(source)
            next(rows)
            with connection.cursor() as cursor:
                cursor.executemany(f"INSERT INTO plain ({columns}) VALUES ({places})", rows)
    return time.perf_counter() - start
