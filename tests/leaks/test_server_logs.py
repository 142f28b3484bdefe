"""The web server's own log, at its most talkative, tells neither a link nor an address."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from core.settings import Settings

ROOT = Path(__file__).parents[2]
#: An address of this machine's that nothing else here uses.
VISITOR = "127.0.0.77"
TOKEN = "a-link-that-leads-nowhere-but-is-long-enough"
NAME = "tsubakihara-shiori"

#: The application behind something that breaks, as the application itself should not.
BREAKING = """
from wsgi import create_app

def create():
    application = create_app().wsgi_app

    def breaking(environ, start_response):
        if environ["PATH_INFO"].startswith("/breaks/"):
            raise ValueError(environ["PATH_INFO"])
        return application(environ, start_response)

    return breaking
"""


@dataclass
class Server:
    """gunicorn in a process of its own, at debug level, with an access log asked for."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def answer(self, request: str) -> bytes:
        """Send a request as it stands, from the visitor's address, and return what comes back."""
        there = ("127.0.0.1", self.port)
        with socket.create_connection(there, 20, source_address=(VISITOR, 0)) as connection:
            connection.sendall(request.encode())
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def get(self, path: str) -> bytes:
        return self.answer(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")

    def ended(self) -> str:
        """Stop the server and return all that it wrote."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        return self.log.read_text(encoding="utf-8")


@pytest.fixture
def server_of_our_own(app: Flask, settings: Settings, tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "breaking.py").write_text(BREAKING)
    assert settings.database_url is not None
    environment = {
        "PATH": os.environ["PATH"],
        "INSTANCE_PATH": str(tmp_path),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": "a key for tests, as long as one for production",
    }
    options = "--threads=2 --log-level=debug --access-logfile=- --no-control-socket"
    with socket.create_server(("127.0.0.1", 0)) as listening, (tmp_path / "log").open("wb") as log:
        listening.set_inheritable(True)
        bound = f"--bind=fd://{listening.fileno()}"
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *options.split(), bound, "breaking:create()"],
            cwd=ROOT,
            env={**environment, "PYTHONPATH": f"{tmp_path}:{ROOT}"},
            stdout=log,
            stderr=log,
            pass_fds=[listening.fileno()],
        )
        yield Server(listening.getsockname()[1], process, tmp_path / "log")
    process.kill()
    process.wait()


def test_a_server_at_debug_level_writes_no_link_and_no_address(server_of_our_own: Server) -> None:
    server = server_of_our_own

    alive = server.get("/healthz")
    missing = server.get(f"/ja/confirm/{TOKEN}?{NAME}")
    broken = server.get(f"/breaks/{TOKEN}/{NAME}")
    nonsense = server.answer(f"{NAME} /ja/confirm/{TOKEN} HTTP/nine\r\nHost: {NAME}\r\n\r\n")
    header = server.answer(f"GET / HTTP/1.1\r\nHost: localhost\r\n{NAME} {TOKEN}\r\n\r\n")

    answers = [alive, missing, broken, nonsense, header]
    assert [int(one.split()[1]) for one in answers] == [200, 404, 500, 400, 400]
    written = server.ended()
    assert "Booting worker" in written
    assert '"rule": "/<lang:lang>/confirm/<token>", "status": 404' in written
    assert '"words": "Error handling request %s %s", "kind": "ValueError"' in written
    assert [secret for secret in (TOKEN, NAME, VISITOR) if secret in written] == []
