"""The site as it runs: the real application on a real port, its worker, the mail it sent."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from pathlib import Path
from threading import Thread
from typing import TypeVar

from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

from core import jobs
from core.db import db
from core.settings import Settings
from network import demo as network_demo
from network import signing_in
from wsgi import create_app

R = TypeVar("R")


@dataclass(frozen=True)
class Site:
    """A running site. What a test has it do runs in a thread of its own.

    Playwright's loop occupies the test's thread, and a worker needs a loop itself.
    """

    app: Flask
    base_url: str
    outbox: Path
    aside: ThreadPoolExecutor

    def run(self, act: Callable[[], R]) -> R:
        """Do something inside the application, and return what it returns."""

        def inside() -> R:
            with self.app.app_context():
                return act()

        return self.aside.submit(inside).result()

    def work(self) -> None:
        """Run a worker until no job is due."""
        self.run(lambda: jobs.work(forever=False))

    def link_mailed_to(self, address: str) -> str:
        """Return the link in the newest message to an address, as its reader finds it."""
        for file in sorted(self.outbox.glob("*.eml"), reverse=True):
            message = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
            if message["To"] == address:
                body = message.get_body(("plain",))
                text = str(body.get_content()) if body is not None else ""
                found = re.search(rf"{self.base_url}\S+", text)
                assert found, text
                return found.group()
        raise AssertionError(f"no message to {address}")

    def staff_link(self) -> str:
        """Return a link that signs in the secretariat's member, once."""

        def make() -> str:
            token = signing_in.link_for(network_demo.STAFF)
            db.session.commit()
            return token

        return f"{self.base_url}/staff/link/{self.run(make)}"


@contextmanager
def serving(settings: Settings) -> Iterator[Site]:
    """Serve the application on a free port of this machine, which its mails know, for a block."""
    server = make_server("127.0.0.1", 0, _not_yet, threaded=True)
    # By a name, since browsers keep no passkey for a number.
    base_url = f"http://localhost:{server.port}"
    app = create_app(settings.model_copy(update={"base_url": base_url}))
    server.app = app
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with ThreadPoolExecutor(1) as aside, _in_background(server):
        yield Site(app, base_url, settings.instance_path / "outbox", aside)
    with app.app_context():
        db.engine.dispose()


@contextmanager
def _in_background(server: BaseWSGIServer) -> Iterator[None]:
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _not_yet(_environ: object, _start: object) -> list[bytes]:
    raise AssertionError("the application is put in before the first request")
