"""The demonstration in an instance of its own, which is thrown away, and commands inside it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from campaigns import demo as campaigns_demo
from tests.architecture.source import ROOT

#: A statement that is to be issued together with an organisation from outside: not public yet.
SHARED = "together"
OUTSIDE = "特定非営利活動法人 たんぽぽ水路"


@dataclass(frozen=True)
class Demonstration:
    """Where a running demonstration is, in which folder, and the letter that it has made."""

    base: str
    folder: Path
    letter: Path

    def flask(self, *command: str) -> str:
        """Run a command of ours in the demonstration, and return what it says."""
        whole = [sys.executable, "-m", "flask", *command]
        done = subprocess.run(
            whole, cwd=ROOT, env=self.settings, check=True, capture_output=True, text=True
        )
        return done.stdout

    def staff_link(self, email: str) -> str:
        """Return a link that signs somebody in, once."""
        return self.flask("staff", "link", email).split()[-1]

    def load_shared(self) -> None:
        """Load the same statement once more, as one that waits for an outside organisation."""
        given = campaigns_demo.statement()
        given |= {"slug": SHARED, "calling": [*given["calling"], OUTSIDE]}
        file = self.folder / "shared.json"
        file.write_text(json.dumps(given), encoding="utf-8")
        self.flask("statements", "load", str(file))

    @property
    def settings(self) -> dict[str, str]:
        return {**_settings(self.folder), "BASE_URL": self.base}


@contextmanager
def demonstration() -> Iterator[Demonstration]:
    """Run `flask demo` in a folder of its own for a block."""
    with tempfile.TemporaryDirectory(prefix="hiroba-") as folder:
        # As root the database runs as another user, who has to pass through.
        Path(folder).chmod(0o711)
        port = _free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "demo", "--port", str(port)],
            cwd=ROOT,
            env=_settings(Path(folder)),
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield _told(process, f"http://127.0.0.1:{port}", Path(folder))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def _settings(folder: Path) -> dict[str, str]:
    return {**os.environ, "INSTANCE_PATH": str(folder), "DATABASE_URL": ""}


def _told(process: subprocess.Popen[str], base: str, folder: Path) -> Demonstration:
    """Read what the demonstration prints until it has said all."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line.strip())
        if line.startswith("A new staff link"):
            break
    assert re.search(r"http\S+/staff/link/\S+", "\n".join(said)), said
    # What it logs from here on is read by nobody, and a pipe that is full would stop it.
    Thread(target=deque, args=(process.stdout, 0), daemon=True).start()
    return Demonstration(base, folder, next(Path(line) for line in said if line.endswith(".pdf")))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
