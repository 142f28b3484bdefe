"""A hundred thousand signatures into a file. Yardstick: the rows as PostgreSQL copies them."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

import psycopg

from benchmarks.figures import Figure
from benchmarks.stage import Stage
from petitions.demo import SLUG

ROWS = 100_000
PIECE = 1 << 16
#: The goals are set for a million rows: ten seconds and fifty megabytes.
SECONDS = 10 * ROWS / 1e6


@dataclass(frozen=True)
class Poured:
    """What an export took: seconds to its first byte and to its end, and the most memory held."""

    rows: int
    first: float
    wall: float
    peak: int


def measure(stage: Stage) -> list[Figure]:
    """Return what the command takes to write so many rows, in time and in memory."""
    few = poured(stage)
    insert(stage, ROWS)
    plain, start = copied(stage), stage.start()
    many, shown = poured(stage), poured(stage, "--public")
    seconds = many.wall - start.wall
    growth = (many.peak - few.peak) / 1e6
    return [
        Figure(f"{many.rows:,} rows as PostgreSQL copies them", f"{plain:.2f} s"),
        Figure(
            f"export of {many.rows:,} rows as CSV, without the start",
            f"{seconds:.2f} s",
            seconds / plain,
            "the rows copied",
            f"≤ {SECONDS:g} s",
            seconds <= SECONDS,
        ),
        Figure(
            "its first byte, with the start",
            f"{many.first:.2f} s",
            None,
            "",
            "< 0.5 s and its start",
            many.first < start.wall + 0.5,
        ),
        Figure(
            f"its memory beside that for {few.rows:,} rows",
            f"{growth:+.0f} MB",
            None,
            "",
            "≤ 50 MB",
            growth <= 50,
        ),
        Figure(
            "the same for everybody (--public), without the start",
            f"{shown.wall - start.wall:.2f} s",
        ),
    ]


def insert(stage: Stage, number: int) -> None:
    """Put so many people on the list, all different."""
    with psycopg.connect(stage.server.owner_url) as connection:
        connection.execute(
            "INSERT INTO signature (public_id, kind, display, updates, comment_public, name, kana,"
            " email, canonical_address, name_key, country, prefecture, comment, language,"
            " statement_id, version_id, round_id, confirmed_at)"
            " SELECT gen_random_uuid(), 'person', 'public', false, false, '霜月 ' || n,"
            " 'しもつき あかり', n || '@export.example', n || '@export.example', '霜月' || n,"
            " 'JP', '北海道', '賛同します。', 'ja', s.id,"
            " (SELECT max(id) FROM version WHERE statement_id = s.id),"
            " (SELECT min(id) FROM round WHERE statement_id = s.id), now()"
            " FROM statement s, generate_series(1, %s) n WHERE s.slug = %s",
            [number, SLUG],
        )
        connection.execute("ANALYZE signature")  # as PostgreSQL does by itself within a minute


def copied(stage: Stage) -> float:
    """Return the seconds in which PostgreSQL itself writes the rows as CSV."""
    start = time.perf_counter()
    with psycopg.connect(stage.server.owner_url) as connection, connection.cursor() as cursor:
        query = "COPY (SELECT * FROM signature ORDER BY public_id) TO STDOUT WITH CSV HEADER"
        with cursor.copy(query) as pieces:
            for _piece in pieces:
                pass
    return time.perf_counter() - start


def poured(stage: Stage, *options: str) -> Poured:
    """Export to a pipe that is read as fast as it is filled."""
    command = [sys.executable, "-m", "flask", "signatures", "export", SLUG, "-", *options]
    start = time.perf_counter()
    with subprocess.Popen(
        command, env=stage.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert isinstance(process.stdout, BufferedReader)
        lines = peak = 0
        first = None
        while piece := process.stdout.read1(PIECE):
            first = first or time.perf_counter() - start
            lines += piece.count(b"\r\n")
            peak = max(peak, held(process.pid))
    if process.returncode != 0 or first is None:
        raise RuntimeError(f"{' '.join(command)} failed")
    return Poured(lines - 1, first, time.perf_counter() - start, peak)


def held(process: int) -> int:
    """Return the most memory that a process has held, in bytes; nothing once it has ended.

    What is told of it at its end would count what we held ourselves when we started it.
    """
    status = Path(f"/proc/{process}/status").read_text()
    told = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(told[0]) * 1024 if told else 0
