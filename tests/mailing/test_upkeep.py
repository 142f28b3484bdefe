"""Mail as an operator sees it: can it leave, what has not left, and what to do about that."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import func

from core.db import db, now
from core.doctor import State
from core.settings import Settings
from mailing import transports, upkeep
from mailing.emails import Message
from mailing.models import Delivery

Tell = Callable[..., None]

HOUR = timedelta(hours=1)


def make_delivery(**facts: object) -> Delivery:
    delivery = Delivery(email="confirm_person", about=0, language="ja", **facts)
    db.session.add(delivery)
    db.session.commit()
    return delivery


@pytest.fixture
def tell(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Change settings of the application."""

    def changed(**changes: Any) -> None:
        monkeypatch.setitem(app.config, "SETTINGS", settings.model_copy(update=changes))

    return changed


@dataclass
class MailServer:
    """A mail server that answers as it is told, and remembers the commands it was given."""

    answers: dict[str, str]
    silent: bool = False
    heard: list[str] = field(default_factory=list)
    listening: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def url(self) -> SecretStr:
        return SecretStr(f"smtp://user:hush@127.0.0.1:{self.listening.getsockname()[1]}")

    def serve(self) -> None:
        try:
            connection, _ = self.listening.accept()
        except OSError:
            return
        with connection, connection.makefile("rw", newline="\r\n") as lines:
            if not self.silent:
                self._say(lines, "220 mail.example ready")
            for line in lines:
                command = line.strip().split(" ")[0].upper()
                self.heard.append(command)
                self._say(lines, self.answers.get(command, "250 OK"))
                if command == "DATA":
                    self._take(lines)

    def _take(self, lines: Any) -> None:
        while lines.readline().strip() not in {".", ""}:
            pass
        self._say(lines, "250 taken")

    def _say(self, lines: Any, words: str) -> None:
        lines.write(f"{words}\r\n")
        lines.flush()


@pytest.fixture
def mail_server(tell: Tell) -> Iterator[Callable[..., MailServer]]:
    """Start a mail server and name it in the settings."""
    started: list[tuple[MailServer, Thread]] = []

    def start(silent: bool = False, **answers: str) -> MailServer:
        welcome = {"EHLO": "250-mail.example\r\n250 AUTH PLAIN", "AUTH": "235 welcome"}
        server = MailServer({**welcome, "QUIT": "221 bye", **answers}, silent)
        thread = Thread(target=server.serve, daemon=True)
        thread.start()
        started.append((server, thread))
        tell(mail_transport="smtp", smtp_url=server.url)
        return server

    yield start
    for server, thread in started:
        server.listening.close()
        thread.join(5)


# ---- The transport


def test_a_mail_server_is_greeted_and_sent_nothing(
    mail_server: Callable[..., MailServer],
) -> None:
    server = mail_server()

    found = upkeep.transports()

    assert found.state == State.OK
    assert "NOOP" in server.heard
    assert "MAIL" not in server.heard


def test_a_mail_server_that_refuses_the_password_is_named_without_it(
    mail_server: Callable[..., MailServer],
) -> None:
    mail_server(AUTH="535 no")

    found = upkeep.transports()

    assert (found.state, "535" in found.text) == (State.FAULT, True)
    assert "hush" not in found.text + found.fix


def test_a_mail_server_that_says_nothing_is_not_waited_for_long(
    mail_server: Callable[..., MailServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transports, "PATIENCE", 0.2)
    mail_server(silent=True)

    found = upkeep.transports()

    assert found.state == State.FAULT
    assert "does not answer" in found.text


def test_a_mail_server_that_is_not_there_is_at_fault(tell: Tell) -> None:
    tell(mail_transport="smtp", smtp_url=SecretStr("smtp://127.0.0.1:1"))

    assert upkeep.transports().state == State.FAULT


def test_the_second_transport_is_looked_at_too(tell: Tell) -> None:
    tell(mail_sealed_transport="smtp", smtp_url=SecretStr("smtp://127.0.0.1:1"))

    assert upkeep.transports().state == State.FAULT


@pytest.mark.parametrize(
    ("key", "state"), [("SG.something", State.OK), ("something", State.WARNING)]
)
def test_a_key_of_sendgrid_is_looked_at_and_not_tried(key: str, state: State, tell: Tell) -> None:
    tell(mail_transport="sendgrid", sendgrid_api_key=SecretStr(key))

    assert upkeep.transports().state == state


def test_the_examples_sender_is_at_fault_in_production(tell: Tell) -> None:
    tell(environment="production", mail_transport="sendgrid", sendgrid_api_key=SecretStr("SG.x"))

    assert "MAIL_FROM" in upkeep.transports().fix


def test_a_refused_password_does_not_lose_the_message(
    mail_server: Callable[..., MailServer], app: Flask
) -> None:
    mail_server(AUTH="535 no")

    with pytest.raises(transports.NotSent) as refused:
        transports.send(Message("aki@mail.example", "subject", "text", "<p>text</p>"))

    assert not refused.value.final


def test_a_server_that_leaves_rudely_has_still_taken_the_message(
    mail_server: Callable[..., MailServer], app: Flask
) -> None:
    server = mail_server(DATA="354 go on", QUIT="500 what")

    transports.send(Message("aki@mail.example", "subject", "text", "<p>text</p>"))

    assert "QUIT" in server.heard


# ---- Deliveries


@pytest.mark.parametrize(
    ("state", "facts"),
    [
        ("waiting", {"due_at": now() + HOUR}),
        ("due", {}),
        ("sending", {"sending_at": func.now()}),
        ("in_doubt", {"sending_at": func.now() - HOUR}),
        ("sent", {"sending_at": func.now() - HOUR, "sent_at": func.now()}),
        ("failed", {"sending_at": func.now() - HOUR, "failed_at": func.now()}),
        ("dropped", {"sending_at": func.now() - HOUR, "dropped_at": func.now()}),
    ],
)
def test_a_delivery_is_in_one_state(state: str, facts: dict[str, object], app: Flask) -> None:
    make_delivery(**facts)

    assert {name: number for name, number in upkeep.states().items() if number} == {state: 1}


def test_the_age_of_the_oldest_that_is_due_is_told(app: Flask) -> None:
    make_delivery(due_at=func.now() - HOUR)
    make_delivery(due_at=func.now() - 2 * HOUR, sending_at=func.now())
    make_delivery(due_at=func.now())

    assert upkeep.oldest_due() // timedelta(minutes=1) == 60


def test_where_nothing_is_due_the_oldest_has_no_age(app: Flask) -> None:
    make_delivery(due_at=func.now() + HOUR)

    assert upkeep.oldest_due() == timedelta()


@pytest.mark.parametrize(
    ("facts", "state", "fix"),
    [
        ({}, State.OK, ""),
        ({"due_at": func.now() - HOUR}, State.FAULT, "flask work"),
        ({"sending_at": func.now() - HOUR}, State.WARNING, "flask mailing held"),
        ({"failed_at": func.now()}, State.WARNING, "flask mailing held"),
    ],
)
def test_mail_that_is_late_failed_or_in_doubt_is_found(
    facts: dict[str, object], state: State, fix: str, app: Flask
) -> None:
    make_delivery(**facts)

    found = upkeep.deliveries()

    assert (found.state, found.fix) == (state, fix)


# ---- What to do about it


@dataclass
class Two:
    """A delivery that waits for a person, and one that does not."""

    held: int
    fresh: int


@pytest.fixture(params=["failed", "in doubt"])
def two(app: Flask, request: pytest.FixtureRequest) -> Two:
    failed: dict[str, object] = {"failed_at": func.now(), "failure": "smtp 550"}
    held = make_delivery(
        sending_at=func.now() - HOUR, attempts=11, **(failed if request.param == "failed" else {})
    )
    return Two(held.id, make_delivery().id)


def command(app: Flask, *arguments: object) -> str:
    return app.test_cli_runner().invoke(args=["mailing", *map(str, arguments)]).output


def due() -> list[int]:
    db.session.rollback()
    fit = upkeep.states()
    ids = db.select(Delivery.id).where(Delivery.sending_at.is_(None), Delivery.dropped_at.is_(None))
    found = list(db.session.scalars(ids.order_by(Delivery.id)))
    assert len(found) == fit["due"]
    return found


def test_what_waits_for_a_person_is_listed_and_nothing_else(app: Flask, two: Two) -> None:
    said = command(app, "held")

    assert f"{two.held}\tconfirm_person\t{now():%Y}" in said
    assert f"{two.fresh}\t" not in said


def test_it_is_sent_again_by_command_and_nothing_else_is(app: Flask, two: Two) -> None:
    said = command(app, "again", two.held, two.fresh)

    assert said == "will be sent: 1\n"
    assert due() == [two.held, two.fresh]


def test_it_is_given_up_by_command_and_nothing_else_is(app: Flask, two: Two) -> None:
    said = command(app, "drop", two.held, two.fresh)

    assert said == "given up: 1\n"
    assert due() == [two.fresh]
    assert upkeep.states()["dropped"] == 1
