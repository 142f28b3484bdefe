"""How a message leaves: what a provider gets, and what its answers mean."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import policy
from email.parser import BytesParser
from html import escape
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from pydantic import SecretStr

from core.settings import Settings
from mailing import transports
from mailing.emails import Message
from mailing.transports import NotSent
from tests.journeys.test_a_name_comes_back import NAMES

MESSAGE = Message(
    "akari@mail.example",
    "確認のお願い",
    "下のページを開いてください。\n",
    '<html lang="ja"><p>下のページを開いてください。</p></html>\n',
)


#: What a message is made of, in this order: a reader's program takes the last one it can show.
PARTS = [("text/plain", MESSAGE.text), ("text/html", MESSAGE.html)]


def parts(sent: bytes) -> list[tuple[str, str]]:
    """Return the parts of a message as it was sent: what each is, and what it says."""
    message = BytesParser(policy=policy.default).parsebytes(sent)
    assert message.get_content_type() == "multipart/alternative"
    return [(part.get_content_type(), part.get_content()) for part in message.iter_parts()]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "PATIENCE", 0.3)


# ---- SendGrid


class Api(HTTPServer):
    """A stand-in for SendGrid that answers every request with one status."""

    def __init__(self, status: int) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.status = status
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str | None] = []

    @property
    def settings(self) -> Settings:
        return Settings(
            mail_transport="sendgrid",
            sendgrid_api_key=SecretStr("SG.a-key"),
            sendgrid_base_url=f"http://127.0.0.1:{self.server_port}",
        )


class Answer(BaseHTTPRequestHandler):
    server: Api

    def do_POST(self) -> None:
        assert self.path == "/v3/mail/send"
        length = int(self.headers["Content-Length"])
        self.server.bodies.append(json.loads(self.rfile.read(length)))
        self.server.keys.append(self.headers["Authorization"])
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@contextmanager
def sendgrid(status: int = 202) -> Iterator[Api]:
    with Api(status) as api:
        thread = Thread(target=api.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield api
        finally:
            api.shutdown()
            thread.join()


def test_sendgrid_gets_one_recipient_both_parts_and_no_tracking() -> None:
    with sendgrid() as api:
        transports.to_sendgrid(MESSAGE, api.settings)

    assert api.keys == ["Bearer SG.a-key"]
    (body,) = api.bodies
    assert body["personalizations"] == [{"to": [{"email": "akari@mail.example"}]}]
    assert body["content"] == [
        {"type": "text/plain", "value": MESSAGE.text},
        {"type": "text/html", "value": MESSAGE.html},
    ]
    switched = [one["enable"] for one in body["tracking_settings"].values()]
    assert switched == [False] * 4
    assert set(body) == {"personalizations", "from", "subject", "content", "tracking_settings"}


@pytest.mark.parametrize(
    ("status", "final"),
    [(400, True), (413, True), (401, False), (403, False), (429, False), (500, False),
     (503, False)],
)  # fmt: skip
def test_sendgrids_answer_tells_whether_trying_again_is_of_use(status: int, final: bool) -> None:
    with sendgrid(status) as api, pytest.raises(NotSent) as refused:
        transports.to_sendgrid(MESSAGE, api.settings)

    assert refused.value.final is final
    assert str(status) in refused.value.reason


# ---- A server that speaks SMTP


@contextmanager
def listening(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port of ours where one visitor after another is talked to."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    visitor, _address = server.accept()
                except OSError:
                    return
                with visitor:
                    visitor.settimeout(5)
                    talk(visitor)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def smtp_talk(answers: dict[str, str], kept: list[bytes]) -> Callable[[socket.socket], None]:
    """Return a talk in SMTP: each command gets its answer, by default that all is well."""
    usual = {"EHLO": "250 hello", "DATA": "354 go on", ".": "250 taken", "QUIT": "221 bye"}

    def talk(visitor: socket.socket) -> None:
        visitor.sendall(b"220 ready\r\n")
        lines = visitor.makefile("rb")
        text: list[bytes] | None = None
        for line in lines:
            if text is not None and line != b".\r\n":
                text.append(line)
                continue
            word = line.split()[0].decode().upper()
            said = answers.get(word, usual.get(word, "250 well"))
            visitor.sendall(said.encode() + b"\r\n")
            if word == "." and text is not None and said.startswith("250"):
                kept.append(b"".join(text))
            text = [] if word == "DATA" and said.startswith("354") else None
            if word == "QUIT":
                break
        lines.close()

    return talk


def by_smtp(port: int) -> Settings:
    return Settings(mail_transport="smtp", smtp_url=SecretStr(f"smtp://127.0.0.1:{port}"))


def test_smtp_takes_the_message_as_it_is() -> None:
    kept: list[bytes] = []

    with listening(smtp_talk({}, kept)) as port:
        transports.to_smtp(MESSAGE, by_smtp(port))

    (taken,) = kept
    assert b"To: akari@mail.example\r\n" in taken
    assert parts(taken.replace(b"\r\n", b"\n")) == PARTS


@pytest.mark.parametrize(
    ("answers", "final"),
    [
        ({"RCPT": "550 no such mailbox"}, True),
        ({"RCPT": "450 come back later"}, False),
        ({"MAIL": "550 not you"}, True),
        ({"MAIL": "451 busy"}, False),
        ({"DATA": "451 busy"}, False),
        ({".": "554 spam"}, True),
        ({".": "452 full"}, False),
        ({"EHLO": "421 closing", "HELO": "421 closing"}, False),
    ],
)
def test_an_smtp_answer_tells_whether_trying_again_is_of_use(
    answers: dict[str, str], final: bool
) -> None:
    kept: list[bytes] = []

    with listening(smtp_talk(answers, kept)) as port, pytest.raises(NotSent) as refused:
        transports.to_smtp(MESSAGE, by_smtp(port))

    assert (refused.value.final, kept) == (final, [])
    assert "akari" not in str(refused.value)


def test_a_farewell_that_goes_wrong_does_not_send_the_message_twice() -> None:
    kept: list[bytes] = []

    with listening(smtp_talk({"QUIT": "451 what"}, kept)) as port:
        transports.to_smtp(MESSAGE, by_smtp(port))

    assert len(kept) == 1


# ---- Either


def by_either(port: int) -> Settings:
    """Settings by which both providers are at this port."""
    return Settings(
        mail_transport="smtp",
        smtp_url=SecretStr(f"smtp://127.0.0.1:{port}"),
        sendgrid_api_key=SecretStr("SG.a-key"),
        sendgrid_base_url=f"http://127.0.0.1:{port}",
    )


def silence(visitor: socket.socket) -> None:
    visitor.recv(1)


def nonsense(visitor: socket.socket) -> None:
    visitor.sendall(b"\xff\xfe\x00 nonsense\r\n\r\n")


def hang_up(_visitor: socket.socket) -> None:
    """Say nothing and leave."""


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("talk", [silence, nonsense, hang_up])
@pytest.mark.parametrize("transport", ["smtp", "sendgrid"])
def test_a_provider_that_does_not_answer_properly_is_tried_again(
    transport: str, talk: Callable[[socket.socket], None]
) -> None:
    with listening(talk) as port, pytest.raises(NotSent) as refused:
        transports.TRANSPORTS[transport](MESSAGE, by_either(port))

    assert not refused.value.final


@pytest.mark.parametrize("transport", ["smtp", "sendgrid"])
def test_a_provider_that_is_not_there_is_tried_again(transport: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    with pytest.raises(NotSent) as refused:
        transports.TRANSPORTS[transport](MESSAGE, by_either(port))

    assert not refused.value.final


def test_undisclosed_signers_may_have_a_transport_of_their_own(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[str] = []
    for name in transports.TRANSPORTS:
        monkeypatch.setitem(transports.TRANSPORTS, name, lambda *_, name=name: used.append(name))
    settings = Settings(
        mail_transport="sendgrid",
        mail_sealed_transport="smtp",
        sendgrid_api_key=SecretStr("SG.a-key"),
        smtp_url=SecretStr("smtp://127.0.0.1"),
    )
    monkeypatch.setitem(app.config, "SETTINGS", settings)

    transports.send(MESSAGE)
    transports.send(MESSAGE, sealed=True)

    assert used == ["sendgrid", "smtp"]


def test_a_written_message_is_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(instance_path=tmp_path)

    transports.to_file(MESSAGE, settings)

    (written,) = (tmp_path / "outbox").iterdir()
    assert (tmp_path / "outbox").stat().st_mode & 0o077 == 0
    assert b"To: akari@mail.example" in written.read_bytes()


def test_a_written_message_has_its_text_first_and_then_its_html(tmp_path: Path) -> None:
    transports.to_file(MESSAGE, Settings(instance_path=tmp_path))

    (written,) = (tmp_path / "outbox").iterdir()
    assert parts(written.read_bytes()) == PARTS


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_back_from_a_message_letter_by_letter(name: str, tmp_path: Path) -> None:
    text, html = f"{name} 様\n", f"<p>{escape(name)} 様</p>\n"
    message = replace(MESSAGE, subject=name, text=text, html=html)
    kept: list[bytes] = []

    transports.to_file(message, Settings(instance_path=tmp_path))
    with listening(smtp_talk({}, kept)) as port:
        transports.to_smtp(message, by_smtp(port))
    with sendgrid() as api:
        transports.to_sendgrid(message, api.settings)

    (written,) = (tmp_path / "outbox").iterdir()
    for sent in (written.read_bytes(), kept[0].replace(b"\r\n", b"\n")):
        assert [said for _kind, said in parts(sent)] == [text, html]
        assert BytesParser(policy=policy.default).parsebytes(sent)["Subject"] == name
    (body,) = api.bodies
    assert [part["value"] for part in body["content"]] == [text, html]
    assert body["subject"] == name


def test_no_line_of_a_message_is_too_long_for_a_mail_server(tmp_path: Path) -> None:
    paragraph = "長い段落が続きます。" * 100
    message = replace(MESSAGE, text=f"{paragraph}\n", html=f"<p>{paragraph}</p>\n")

    sent = bytes(transports.as_email(message, Settings(instance_path=tmp_path)))

    assert max(map(len, sent.splitlines())) <= 998
    assert [text for _kind, text in parts(sent)] == [message.text, message.html]


def test_messages_to_two_readers_differ_in_address_moment_and_chance_alone() -> None:
    settings = Settings()
    other = replace(MESSAGE, to="office@tanpopo.example")

    one, two = (bytes(transports.as_email(message, settings)) for message in (MESSAGE, other))

    assert without_chance(one) == without_chance(two)


def without_chance(sent: bytes) -> bytes:
    boundary = re.search(rb'boundary="([^"]+)"', sent)
    assert boundary
    return re.sub(rb"(?m)^(To|Date|Message-ID): .*\n", b"", sent.replace(boundary[1], b"boundary"))


def test_a_message_shows_nothing_of_itself() -> None:
    assert "akari" not in f"{MESSAGE!r} {MESSAGE} {[MESSAGE]}"
