"""What the tests of the embedded server look at: its processes, and what it answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

ROOT = os.geteuid() == 0
NOBODY = 65534

User = subprocess.Popen[str]
Users = Callable[..., User]


def open_folder(where: Path | None = None) -> Path:
    """Return a new folder that everybody may pass through; pytest's is closed to a system user."""
    path = Path(tempfile.mkdtemp(prefix="embedded-", dir=where))
    path.chmod(0o755)
    return path


def memory() -> Path | None:
    """Return a folder in memory, if it has room: most promises here do not depend on a disk."""
    shared = Path("/dev/shm")
    return shared if shared.exists() and shutil.disk_usage(shared).free > 2**30 else None


def execute(url: str, *statements: str) -> None:
    with psycopg.connect(url) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def words(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM word ORDER BY word")]


def says(user: User) -> str:
    """Return the next line of a user: the server's URL, when it is up."""
    assert user.stdout is not None
    line = user.stdout.readline().strip()
    assert line, "the user ended without a word"
    return line


def processes(below: Path) -> dict[int, str]:
    """Return the guards and servers whose things lie in a folder: their ids, and which it is."""
    numbered = (path for path in Path("/proc").iterdir() if path.name.isdecimal())
    kinds = {int(path.name): kind_of(path, str(below)) for path in numbered}
    return {pid: kind for pid, kind in kinds.items() if kind}


def kind_of(process: Path, below: str) -> str:
    try:
        line = (process / "cmdline").read_text(errors="replace")
        folder = str((process / "cwd").readlink())
    except OSError:  # It has ended.
        return ""
    if "guard.py" in line and below in line:
        return "guard"
    return "server" if folder.startswith(below) else ""


def guards(below: Path) -> list[int]:
    return [pid for pid, kind in processes(below).items() if kind == "guard"]


def postmaster(instance: Path) -> int:
    return int((instance / "postgres/data/postmaster.pid").read_text().split()[0])


def wait_until(true: Callable[[], bool], seconds: float = 15) -> float:
    """Return how long it took; fail where it takes too long."""
    start = time.monotonic()
    while not true():
        assert time.monotonic() < start + seconds, "it did not come about in time"
        time.sleep(0.05)
    return time.monotonic() - start


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def permissions(path: Path) -> dict[Path, tuple[int, int, int]]:
    found = {above: above.stat() for above in path.parents}
    return {above: (stat.st_mode, stat.st_uid, stat.st_gid) for above, stat in found.items()}
