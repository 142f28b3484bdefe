"""An installation as an operator has it: database, web and worker in processes of their own.

Its logs are at their most talkative, and its mail leaves by SMTP, for a server of the test's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from http.client import HTTPConnection
from pathlib import Path
from socket import create_server
from typing import Any

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.wrappers import Request

from core import embedded, migrating
from core.db import db
from core.settings import Settings
from tests.conftest import Outbox
from tests.core.embedded.servers import memory, open_folder, processes, wait_until
from tests.mailing.test_transports import listening, smtp_talk
from wsgi import create_app

ROOT = Path(__file__).parents[2]
HOST = "localhost"

#: The application, with every logger set loose that is not held by name, as an operator might who
#: looks for a fault. The word that is planted stands there for the log to be found in.
TALKATIVE = """
import logging
import os
import sys

from wsgi import create_app


def create():
    application = create_app()
    root = logging.getLogger()
    root.setLevel(logging.DEBUG)
    root.addHandler(logging.StreamHandler(sys.stderr))
    logging.getLogger("planted").debug(os.environ["PLANTED"])
    return application
"""


class Mailbox(Outbox):
    """The messages that the mail server has taken; the installation keeps none."""

    def __init__(self, taken: list[bytes]) -> None:
        self.taken = taken

    @property
    def messages(self) -> list[EmailMessage]:
        parser = BytesParser(policy=policy.default)
        return [parser.parsebytes(one) for one in self.taken]


@dataclass
class Installation:
    """What runs, and what was given to it. `app` is for preparing it and for looking at rows."""

    folder: Path
    server: embedded.Server
    environment: dict[str, str]
    app: Flask
    mailbox: Mailbox
    #: What the mail server says instead of "250 well", by the word that it answers.
    mail_answers: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    port: int = 0

    @property
    def instance(self) -> Path:
        return self.folder / "instance"

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def start(self, name: str, *command: str, **more: Any) -> None:
        """Start a command of Python's, all it says written into its log."""
        planted = f"planted={self.environment['PLANTED']}"
        with self.log(name).open("wb") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-X", planted, "-m", *command],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                **more,
            )

    def start_web(self) -> None:
        with create_server(("127.0.0.1", 0)) as listening_here:
            listening_here.set_inheritable(True)
            number = listening_here.fileno()
            self.port = listening_here.getsockname()[1]
            options = "--workers=1 --threads=4 --log-level=debug --access-logfile=-"
            bound = ("--no-control-socket", f"--bind=fd://{number}", "talkative:create()")
            self.start("web", "gunicorn", *options.split(), *bound, pass_fds=[number])

    def start_worker(self) -> None:
        self.start("worker", "flask", "--app", "talkative:create", "work")

    def visitor(self) -> FlaskClient:
        """Return a browser whose every request goes over the line to the web process."""
        line = Flask("line")
        line.wsgi_app = self._forward  # type: ignore[method-assign]  # how Flask wants it replaced
        return line.test_client()

    def _forward(self, environ: Any, start_response: Any) -> list[bytes]:
        asked = Request(environ)
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(asked.method, asked.full_path, asked.get_data(), dict(asked.headers))
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        headers = [pair for pair in answer.getheaders() if pair[0] != "Transfer-Encoding"]
        start_response(f"{answer.status} {answer.reason}", headers)
        return [content]

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Run SQL as the owner of the database; return its rows, if it has any."""
        with psycopg.connect(self.server.owner_url, autocommit=True) as connection:
            done = connection.execute(sql.encode(), values)
            return done.fetchall() if done.description else []

    def wait_for_jobs(self) -> None:
        """Wait until no job is due."""
        due = "status IN ('todo', 'doing') AND coalesce(scheduled_at, now()) <= now()"
        wait_until(
            lambda: not self.query(f"SELECT 1 FROM procrastinate_jobs WHERE {due}"),
            30,
        )

    def stop(self) -> None:
        """Stop web and worker in order, so that all they had to say is written."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(30)


@contextmanager
def installed(planted: str, **environment: str) -> Iterator[Installation]:
    """Give an installation with an empty database, its web process up; nothing stays behind."""
    folder = open_folder(memory())
    answers: dict[str, str] = {}
    taken: list[bytes] = []
    with ExitStack() as left:
        left.callback(shutil.rmtree, folder)
        left.callback(lambda: wait_until(lambda: not processes(folder)))
        port = left.enter_context(listening(smtp_talk(answers, taken)))
        server = left.enter_context(embedded.running(folder / "instance"))
        (folder / "talkative.py").write_text(TALKATIVE)
        (folder / "instance" / "tmp").mkdir()
        given = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{folder}:{ROOT}",
            "TMPDIR": str(folder / "instance" / "tmp"),
            "INSTANCE_PATH": str(folder / "instance"),
            "DATABASE_URL": server.url,
            "BASE_URL": f"http://{HOST}",
            "MAIL_TRANSPORT": "smtp",
            "SMTP_URL": f"smtp://127.0.0.1:{port}",
            "PLANTED": planted,
            **environment,
        }
        app = create_app(_settings(given, server.owner_url))
        with app.app_context():
            migrating.to_head()
        one = Installation(folder, server, given, app, Mailbox(taken), answers)
        left.callback(_end, one)
        one.start_web()
        yield one


def _settings(environment: dict[str, str], owner_url: str) -> Settings:
    told = {name.lower(): value for name, value in environment.items()}
    return Settings(**{**told, "database_owner_url": owner_url})  # type: ignore[arg-type]  # as from an environment


def _end(one: Installation) -> None:
    for process in one.running.values():
        if process.poll() is None:
            process.kill()
            process.wait()
    with one.app.app_context():
        db.session.remove()
        db.engine.dispose()
