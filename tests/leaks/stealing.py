"""All that somebody gets who takes the server's disk, its database and its processes' environment.

Of a running process the memory is left out: whoever reads that reads what is typed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg

from tests.leaks.installed import Installation
from tests.leaks.planting import dump
from tests.leaks.searching import SHORTEST, forms, unpacked

#: What PostgreSQL writes at once; most pages of a cluster are those of its templates.
PAGE = 8192
#: What is searched at once.
PIECE = 2**20


class Needles:
    """Texts in every form in which they may lie somewhere, looked for in many megabytes at once.

    A form is looked for only where its first bytes stand at all: there are some thousands.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self.by_start: dict[bytes, list[tuple[str, bytes]]] = defaultdict(list)
        self.longest = 0
        for text in texts:
            for name, run in forms(text).items():
                self.by_start[run[:SHORTEST]].append((f"{text} ({name})", run))
                self.longest = max(self.longest, len(run))

    def within(self, whole: bytes) -> set[str]:
        """Return which texts are found, each with its form: in the bytes, or packed in them."""
        pieces = (
            content[start : start + PIECE + self.longest]
            for _place, content in unpacked(whole)
            for start in range(0, len(content), PIECE)
        )
        return {name for piece in pieces for name in self._in(piece)}

    def _in(self, piece: bytes) -> Iterator[str]:
        starts = {piece[at : at + SHORTEST] for at in range(len(piece) - SHORTEST + 1)}
        for start in self.by_start.keys() & starts:
            yield from (name for name, run in self.by_start[start] if run in piece)


def job_table(installation: Installation) -> bytes:
    """Return every row of the queue's tables."""
    names = "procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers"
    rows = [row for name in names for row in installation.query(f"SELECT t::text FROM {name} t")]
    return "\n".join(text for (text,) in rows).encode()


def of_processes(installation: Installation) -> dict[str, bytes]:
    """Return with what each process was started: of web and worker, and of what they forked."""
    ours = {process.pid: name for name, process in installation.running.items()}
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        name = ours.get(int(folder.name)) or ours.get(parent)
        if name is not None:
            for what in ("environ", "cmdline"):
                found[f"{what} of {name} {folder.name}"] = (folder / what).read_bytes()
    return found


def database_files(installation: Installation) -> dict[str, bytes]:
    """Return what PostgreSQL keeps on the disk, all changes written: its tables, WAL, and rest.

    Of the tables each different page once.
    """
    with psycopg.connect(installation.server.owner_url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    data = installation.server.data
    contents = {
        file.relative_to(data): file.read_bytes() for file in data.rglob("*") if file.is_file()
    }
    pages: dict[bytes, None] = {}
    found = {"tables": b"", "pg_wal": b"", "rest": installation.server.log.read_bytes()}
    for file, content in contents.items():
        if file.parts[0] == "base":
            pages |= dict.fromkeys(
                content[start : start + PAGE] for start in range(0, len(content), PAGE)
            )
        else:
            kind = "pg_wal" if file.parts[0] == "pg_wal" else "rest"
            found[kind] += content.rstrip(b"\0")
    return found | {"tables": b"".join(pages)}


def instance_files(installation: Installation) -> dict[str, bytes]:
    """Return every file of the instance folder that is not the database's."""
    return {
        str(file.relative_to(installation.instance)): file.read_bytes()
        for file in installation.instance.rglob("*")
        if file.is_file() and not file.is_relative_to(installation.server.data)
    }


def dumped(installation: Installation) -> bytes:
    return dump(installation.server, installation.server.owner_url)
