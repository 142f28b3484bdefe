"""No name, address, IP or token in what is logged, at any level, whatever happens.

Everything that could reach a log is captured: our own lines, every library's records with their
tracebacks, both standard streams, warnings, the database's log. Then people sign, things break, and
nothing that they typed or held may be found.
"""

from __future__ import annotations

import http.server
import io
import json
import logging
import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from core import embedded, errors, logs
from core.db import db
from core.jobs import job
from core.settings import Settings
from network.models import Person
from tests import factories
from tests.conftest import Outbox
from tests.factories import form_of
from tests.leaks.captured import ADDRESS, BROWSER, ORGANISATION, PERSON, TYPED, Captured, forms


@pytest.fixture
def captured(
    app: Flask, capfd: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder
) -> Iterator[Captured]:
    """Capture everything, with the root logger turned to DEBUG and tracebacks written in full."""
    lines, records = io.StringIO(), io.StringIO()
    before = structlog.get_config()["logger_factory"]
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=lines))
    handler = logging.StreamHandler(records)
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.DEBUG)
    seen: list[str] = []

    def streams() -> str:
        seen.extend(capfd.readouterr())
        return "".join(seen)

    yield Captured(lines, records, streams, recwarn.list)
    root.setLevel(level)
    root.removeHandler(handler)
    structlog.configure(logger_factory=before)


@pytest.fixture
def visitor(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Somebody at an address of their own, on a site that answers errors as in production."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    client = app.test_client()
    client.environ_base.update({"REMOTE_ADDR": ADDRESS})
    for name, value in BROWSER.items():
        client.environ_base[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return client


def sign(client: FlaskClient, **changes: str) -> TestResponse:
    page = client.get("/ja/statements/civic-space")
    return client.post("/ja/statements/civic-space/sign", data=form_of(page, **PERSON | changes))


def sign_organisation(client: FlaskClient, disclosure: str) -> TestResponse:
    path = "/ja/statements/civic-space/sign/organisation"
    typed = ORGANISATION | {"disclosure": disclosure}
    return client.post(path, data=form_of(client.get(path), **typed))


def follow(client: FlaskClient, outbox: Outbox, captured: Captured) -> None:
    """Confirm by the newest mail, read what the link leads to, and withdraw."""
    link = outbox.link()
    captured.secrets |= {link.rpartition("/")[2]}
    assert client.post(link, data=form_of(client.get(link))).status_code == 303
    thanks = client.get(f"{link}/thanks")
    receipt = re.search(r'<code class="receipt">([^<]+)', thanks.text)
    assert receipt
    captured.secrets |= {receipt[1]}
    own = link.replace("confirm", "my")
    client.post(own, data=form_of(client.get(own), action="withdraw"))


def duplicate() -> None:
    """Break a constraint whose error quotes the row: DETAIL: Key (email)=(…) already exists."""
    for _ in range(2):
        db.session.add(Person(email=PERSON["email"], name_ja=PERSON["name"]))
        db.session.flush()


@job(retry=None)
def a_job_that_breaks() -> None:
    """A job of these tests."""
    duplicate()


# ---- The capture sees


@pytest.mark.parametrize(
    "write",
    [
        lambda text: logs.info(text),
        lambda text: logging.getLogger("some.library").debug(text),
        lambda text: print(text),  # noqa: T201  what a forgotten line would do
        lambda text: warnings.warn(text, stacklevel=1),
    ],
    ids=["a line of ours", "a record", "a stream", "a warning"],
)
def test_the_capture_sees(write: Callable[[str], None], captured: Captured) -> None:
    write(f"somebody is {PERSON['name']}")

    assert captured.leaks() != []


def test_the_capture_sees_what_a_traceback_quotes(captured: Captured) -> None:
    try:
        duplicate()
    except IntegrityError:
        db.session.rollback()
        logging.getLogger("some.library").exception("it broke")

    assert any(PERSON["email"] in leak for leak in captured.leaks())


# ---- Nothing leaks


def test_signing_leaves_nothing_in_a_log(
    visitor: FlaskClient, captured: Captured, outbox: Outbox, run_due: Callable[[], None]
) -> None:
    factories.make_custodians()
    factories.make_statement()

    assert sign(visitor).status_code == 303
    run_due()
    follow(visitor, outbox, captured)
    for disclosure in ("public", "addressee", "undisclosed"):
        assert sign_organisation(visitor, disclosure).status_code == 303
        follow(visitor, outbox, captured)
    run_due()

    assert '"rule": "/<lang:lang>/confirm/<token>"' in captured.lines.getvalue()
    assert captured.leaks() == []


NAME = PERSON["name"]
TOKEN = "a-link-that-leads-nowhere-but-is-long-enough"


@pytest.mark.parametrize(
    ("status", "ask"),
    [
        (400, lambda client: client.get(f"/ja/?q={NAME}", headers={"Host": "evil.example"})),
        (400, lambda client: client.get(f"/api/v1/statements?cursor={NAME}")),
        (303, lambda client: client.get(f"/staff/statements/{NAME}")),
        (403, lambda client: client.post(f"/staff/statements/{NAME}/submissions")),
        (404, lambda client: client.get(f"/ja/confirm/{TOKEN}")),
        (404, lambda client: client.get(f"/ja/{NAME}/{PERSON['email']}")),
        (405, lambda client: client.delete(f"/ja/statements/civic-space?{NAME}")),
        (410, lambda client: client.post(f"/staff/link/{TOKEN}", data=link_form(client))),
        (413, lambda client: sign(client, comment=PERSON["comment"] * 50_000)),
        (422, lambda client: sign(client, email=f"{PERSON['email']}@")),
    ],
)
def test_an_error_leaves_nothing_in_a_log(
    status: int,
    ask: Callable[[FlaskClient], TestResponse],
    visitor: FlaskClient,
    captured: Captured,
) -> None:
    captured.secrets |= {TOKEN}
    factories.make_statement()

    assert ask(visitor).status_code == status

    assert f'"status": {status}' in captured.lines.getvalue()
    assert captured.leaks() == []


def link_form(client: FlaskClient) -> dict[str, str]:
    return form_of(client.get(f"/staff/link/{TOKEN}"))


def crash() -> None:
    raise ValueError(f"{PERSON['name']} <{PERSON['email']}>")


@pytest.mark.parametrize("breaks", [crash, duplicate])
@pytest.mark.parametrize("path", ["/ja/statements/civic-space", "/api/v1/statements/civic-space"])
def test_a_crash_is_recorded_and_answered_without_what_it_says(
    breaks: Callable[[], None],
    path: str,
    app: Flask,
    visitor: FlaskClient,
    captured: Captured,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    endpoint = "api.statement" if "api" in path else "petitions.statement"
    broken = public_view(breaks)
    monkeypatch.setitem(app.view_functions, endpoint, broken)

    answer = visitor.get(path)

    assert answer.status_code == 500
    assert '"event": "crash"' in captured.lines.getvalue()
    assert not any(secret in answer.text for secret in captured.secrets)
    assert captured.leaks() == []


def public_view(breaks: Callable[[], None]) -> Callable[..., str]:
    def view(**_arguments: object) -> str:
        breaks()
        return ""

    view.__dict__["access"] = "public"
    return view


def test_a_crash_of_the_error_page_itself_leaves_nothing_in_a_log(
    visitor: FlaskClient, captured: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    captured.secrets |= {TOKEN}
    monkeypatch.setattr(errors, "answer", lambda *_: crash())

    with pytest.raises(ValueError, match=NAME):  # the server's to answer: test_server_logs.py
        visitor.get(f"/ja/confirm/{TOKEN}/nowhere")

    assert '"kind": "ValueError"' in captured.lines.getvalue()
    assert captured.leaks() == []


def test_a_job_that_fails_leaves_nothing_in_a_log_but_its_id_and_place(
    captured: Captured, run_due: Callable[[], None]
) -> None:
    a_job_that_breaks.later()
    db.session.commit()

    run_due()

    lines = [json.loads(line) for line in captured.lines.getvalue().splitlines()]
    line = next(line for line in lines if line["event"] == "crash")
    assert line["job"] > 0
    assert line["task"].endswith("a_job_that_breaks")
    assert (line["kind"], line["constraint"]) == ("IntegrityError", "person_email_is_unique")
    assert any(place.startswith("leaks/test_logs.py:") for place in line["places"])
    assert captured.leaks() == []


class Refusing(http.server.BaseHTTPRequestHandler):
    """A mail provider that refuses, and quotes what it was sent."""

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(400)
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: Any) -> None:
        """Write nothing: what this server writes is none of the site's."""


@pytest.fixture
def refusing_provider(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Let mail go by SendGrid's interface to a server that refuses it."""
    server = http.server.HTTPServer(("127.0.0.1", 0), Refusing)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    told = {
        "mail_transport": "sendgrid",
        "sendgrid_api_key": SecretStr("SG.key"),
        "sendgrid_base_url": f"http://127.0.0.1:{server.server_port}",
    }
    monkeypatch.setitem(app.config, "SETTINGS", settings.model_copy(update=told))
    yield
    server.shutdown()
    server.server_close()
    thread.join()


def test_mail_that_is_refused_leaves_nothing_in_a_log(
    visitor: FlaskClient,
    captured: Captured,
    run_due: Callable[[], None],
    refusing_provider: None,
) -> None:
    factories.make_custodians()
    factories.make_statement()

    sign(visitor)
    run_due()
    refused = sign_organisation(visitor, "undisclosed")

    assert refused.status_code == 422
    assert '"event": "delivery not sent"' in captured.lines.getvalue()
    assert '"event": "confirmation not sent"' in captured.lines.getvalue()
    assert captured.leaks() == []


def test_a_library_is_held_for_a_reason(
    visitor: FlaskClient,
    captured: Captured,
    run_due: Callable[[], None],
    refusing_provider: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loose = logging.getLogger("python_http_client")
    monkeypatch.setattr(loose, "level", logging.DEBUG)
    loose.manager._clear_cache()  # type: ignore[attr-defined]  # which setLevel does, as monkeypatch does not
    factories.make_statement()

    sign(visitor)
    run_due()

    assert any(PERSON["email"] in leak for leak in captured.leaks())


def test_what_the_figures_tell_names_nobody(
    client: FlaskClient, visitor: FlaskClient, captured: Captured, run_due: Callable[[], None]
) -> None:
    factories.make_statement()
    sign(visitor)
    run_due()

    told = client.get("/metrics").text

    assert "hiroba_deliveries" in told
    assert not any(form in told for secret in captured.secrets for form in forms(secret))
    assert "civic-space" not in told


def test_the_databases_own_log_names_nobody(server: embedded.Server, app: Flask) -> None:
    with pytest.raises(IntegrityError, match=PERSON["email"]):
        duplicate()
    db.session.rollback()

    log = Path(server.log).read_text(errors="replace")
    assert not any(secret in log for secret in TYPED)
