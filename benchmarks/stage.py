"""The demonstration in an instance of its own: what every claim is measured on."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, g
from pydantic import SecretStr
from werkzeug.test import EnvironBuilder

from benchmarks import costs
from core import embedded, migrating
from core.db import db
from core.settings import Settings
from petitions import demo
from wsgi import create_app

HOST = "http://127.0.0.1:8000"
STATEMENT = f"/ja/statements/{demo.SLUG}"

Environ = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Stage:
    """A migrated database with the demonstration on it, and the application over it."""

    app: Flask
    instance: Path
    server: embedded.Server

    def run(self, *arguments: str) -> costs.CommandCost:
        """Run a command of ours in a process of its own."""
        return costs.of_command(
            sys.executable, "-m", "flask", *arguments, environment=self.environment
        )

    def start(self) -> costs.CommandCost:
        """Start the application in a process of its own, and do nothing with it."""
        nothing = "import wsgi; wsgi.create_app()"
        return costs.of_command(sys.executable, "-c", nothing, environment=self.environment)

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "INSTANCE_PATH": str(self.instance), "DATABASE_URL": ""}

    def time(
        self, app: Flask, environs: Sequence[Environ], *, status: int = 200, threads: int = 1
    ) -> costs.Cost:
        """Have an application answer requests, all made beforehand and all with one status."""

        def answered(environ: Environ) -> None:
            answer = ask(app, environ)
            if answer.status != status:
                raise RuntimeError(f"answered with {answer.status}: {answer.body}")

        acts = [partial(answered, environ) for environ in environs]
        return costs.of_calls(acts, threads=threads, server=self.server.data)


def ask(app: Flask, environ: Environ) -> Answer:
    """Have an application answer one request, as a server in this process would."""
    told: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> Any:
        told.append((status, headers))

    body = app.wsgi_app(environ, start)
    text = b"".join(body).decode()
    if hasattr(body, "close"):
        body.close()
    status, headers = told[0]
    return Answer(int(status[:3]), dict(headers), text)


def request(path: str, form: dict[str, str] | None = None, **headers: str) -> Environ:
    """Return a request as a server hands it to an application: it can be answered once."""
    method = "GET" if form is None else "POST"
    builder = EnvironBuilder(path, HOST, method=method, data=form, headers=list(headers.items()))
    try:
        return builder.get_environ()
    finally:
        builder.close()


@contextmanager
def demonstration() -> Iterator[Stage]:
    """Give a stage for a block; what the application logs goes where no one reads it."""
    with (
        tempfile.TemporaryDirectory(prefix="hiroba-bench-") as folder,
        Path(os.devnull).open("w") as nowhere,
        redirect_stdout(nowhere),
    ):
        instance = Path(folder)
        instance.chmod(0o711)  # As root the database runs as another user, who has to pass through.
        with embedded.running(instance) as server:
            yield _filled(instance, server)
        while server.socket.exists():  # The server is still stopping.
            time.sleep(0.05)


def _filled(instance: Path, server: embedded.Server) -> Stage:
    settings = Settings(
        instance_path=instance,
        database_url=server.url,
        database_owner_url=server.owner_url,
        secret_key=SecretStr("a key for measuring, as long as one for production"),
        base_url=HOST,
    )
    app = create_app(settings)
    with app.app_context():
        g.lang = "ja"
        migrating.to_head()
        demo.load()
        db.session.remove()
    return Stage(app, instance, server)
