"""What every test stands on: a real database, the real application, the four people, the outbox."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import event
from werkzeug.test import TestResponse

from core import embedded, jobs, migrating
from core.db import db
from core.settings import Settings
from mailing import sending
from network import signing_in
from network.models import Person
from tests import factories
from tests.core.embedded.servers import memory, open_folder, processes, wait_until
from tests.journeys import scene
from tests.journeys.copying import Copies
from wsgi import create_app

SHARED = Path(__file__).parent.parent.parent / "shared" / "data"

# A machine that runs the tests side by side may be slow at any one of them.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

Visit = Callable[[Person], FlaskClient]


class Browser(FlaskClient):
    """Asks in a context of its own: with the test's, requests would share `g` and the session."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return Context().run(super().open, *args, **kwargs)


@pytest.fixture(scope="session")
def server() -> Iterator[embedded.Server]:
    """A server of this worker's own, in memory where there is room; nothing of it stays behind."""
    folder = open_folder(memory())
    with embedded.running(folder / "instance") as found:
        yield found
    wait_until(lambda: not processes(folder))
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def owner_url(server: embedded.Server, worker_id: str) -> str:
    """A database of this worker's own, as its owner sees it."""
    name = f"test_{worker_id}"
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    return server.owner_url.replace("/hiroba?", f"/{name}?")


@pytest.fixture(scope="session")
def settings(
    server: embedded.Server,
    owner_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
) -> Settings:
    return Settings(
        instance_path=tmp_path_factory.mktemp("instance"),
        database_url=server.url.replace("/hiroba?", f"/test_{worker_id}?"),
        database_owner_url=owner_url,
        secret_key=SecretStr("a key for tests, as long as one for production"),
        base_url="http://localhost",
        # Each test sees what it has just done; tests/core/test_caching.py is about the cache.
        page_cache_seconds=0,
    )


@pytest.fixture(scope="session")
def whole_app(settings: Settings) -> Iterator[Flask]:
    """The application on a migrated database, once for each worker."""
    made = create_app(settings)
    made.testing = True
    made.test_client_class = Browser
    with made.app_context():
        migrating.to_head()
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def emptied(whole_app: Flask, owner_url: str) -> Iterator[Callable[[], None]]:
    """Deletes every row, as the owner: cheaper by far than a new schema, and after real commits."""
    tables = [
        table.name for table in reversed(db.metadata.sorted_tables) if not table.info.get("view")
    ]
    jobs_tables = ["procrastinate_events", "procrastinate_periodic_defers", "procrastinate_jobs"]
    deletes = "; ".join(f"DELETE FROM {name}" for name in [*tables, *jobs_tables])
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")

        def empty() -> None:
            connection.execute(f"BEGIN; {deletes}; COMMIT")

        yield empty


@pytest.fixture
def app(whole_app: Flask, emptied: Callable[[], None], settings: Settings) -> Iterator[Flask]:
    """The application with an empty database and outbox, inside an application context."""
    with whole_app.app_context():
        yield whole_app
        db.session.remove()
    emptied()
    for folder in ("outbox", "files"):
        shutil.rmtree(settings.instance_path / folder, ignore_errors=True)


@pytest.fixture(scope="session")
def copies(settings: Settings, owner_url: str, tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """Fills the empty database with what takes long to make: each worker makes it once."""
    return Copies(owner_url, settings.instance_path / "files", tmp_path_factory.mktemp("copies"))


@pytest.fixture(scope="session")
def every_form(copies: Copies) -> Callable[[], scene.Scene]:
    """Makes the scene in which every form has its place, in an empty database."""
    return lambda: copies.fill("scene", scene.make_place_for_every_form).fresh()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor without a session."""
    return app.test_client()


def work() -> None:
    """Run a worker until no job is due, mail included.

    Mail is swept by the clock, once in ten seconds: whoever asks twice in that time wakes it.
    """
    sending.wake()
    jobs.work(forever=False)


@pytest.fixture
def run_due(app: Flask) -> Callable[[], None]:
    """Runs a worker until no job is due, mail included."""
    return work


def text_of(message: EmailMessage) -> str:
    """Return a message's text, which every message has beside its HTML."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@dataclass
class Outbox:
    """The messages that have left, oldest first."""

    folder: Path

    @property
    def messages(self) -> list[EmailMessage]:
        parser = BytesParser(policy=policy.default)
        return [parser.parsebytes(file.read_bytes()) for file in sorted(self.folder.glob("*.eml"))]

    def __len__(self) -> int:
        return len(self.messages)

    @property
    def last(self) -> EmailMessage:
        return self.messages[-1]

    @property
    def texts(self) -> list[str]:
        return [text_of(message) for message in self.messages]

    def text(self) -> str:
        return text_of(self.last)

    def link(self) -> str:
        """The path of the link in the newest message."""
        return next(
            word.removeprefix("http://localhost")
            for word in self.text().split()
            if word.startswith("http://localhost")
        )


@pytest.fixture
def outbox(app: Flask, settings: Settings) -> Outbox:
    return Outbox(settings.instance_path / "outbox")


@pytest.fixture
def aki(app: Flask) -> Person:
    """A facilitator of one network."""
    return factories.make_person("aki", "facilitator", of="hokkaido")


@pytest.fixture
def ben(app: Flask) -> Person:
    """A facilitator of another network."""
    return factories.make_person("ben", "facilitator", of="okinawa")


@pytest.fixture
def chie(app: Flask) -> Person:
    """A member of the secretariat's staff."""
    return factories.make_person("chie", "staff")


@pytest.fixture
def dai(app: Flask) -> Person:
    """A stranger: known, with no role."""
    return factories.make_person("dai", None)


@pytest.fixture
def visit(app: Flask) -> Visit:
    """Signs a person in and returns their browser."""
    return partial(entered, app)


def entered(app: Flask, person: Person) -> FlaskClient:
    """Return the browser of a person who has signed in by a link."""
    token = signing_in.link_for(person.email)
    db.session.commit()
    browser = app.test_client()
    form = factories.form_of(browser.get(f"/staff/link/{token}"))
    assert browser.post(f"/staff/link/{token}", data=form).status_code == 303
    return browser


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], object]:
    """Counts the statements that reach the database inside a `with` block."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def shared_data() -> Path:
    """The folder of real and realistic inputs that may lie beside the project."""
    if not SHARED.is_dir():
        pytest.skip("the shared data folder is not beside this clone")
    return SHARED
