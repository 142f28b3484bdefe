"""The outbox of a development installation: what was sent, as text and as HTML."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from pydantic import SecretStr

from core.settings import Settings
from mailing import emails, transports
from mailing.emails import Message
from tests.mailing.reading import Html
from wsgi import create_app


@pytest.fixture
def sent(app: Flask, settings: Settings) -> Message:
    """A message in the outbox."""
    g.lang = "ja"
    text = "本文です。\n"
    message = Message("akari@mail.example", "件名です", text, emails.html_of("件名です", text))
    transports.to_file(message, settings)
    return message


def link_to_html(client: FlaskClient) -> str:
    links = Html(client.get("/dev/outbox").text).links
    return urljoin("/dev/outbox", next(str(one) for one in links if one and "message=" in one))


def test_a_message_is_shown_as_html_just_as_its_reader_gets_it(
    client: FlaskClient, sent: Message
) -> None:
    answer = client.get(link_to_html(client))

    assert (answer.status_code, answer.text.strip()) == (200, sent.html.strip())


def test_its_own_style_applies_there_and_nothing_else_can_happen(
    client: FlaskClient, sent: Message
) -> None:
    policy = client.get(link_to_html(client)).headers["Content-Security-Policy"]

    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'; "
        r"frame-ancestors 'none'",
        policy,
    )


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../outbox",
        "../../etc/passwd",
        "/etc/passwd",
        "20260101T000000000000-00000000.eml",
        "20260101T000000000000-00000000.eml\n",
        "20260101T000000000000-00000000.eml/../..",
        "２0260101T000000000000-00000000.eml",
    ],
)
def test_what_is_no_message_is_not_there(client: FlaskClient, name: str) -> None:
    answer = client.get("/dev/outbox", query_string={"message": name})

    assert answer.status_code == 404


def test_a_message_of_text_alone_is_listed_without_its_html(
    client: FlaskClient, settings: Settings, app: Flask
) -> None:
    folder = transports.outbox(settings)
    folder.mkdir(parents=True)
    name = "20260101T000000000000-00000000.eml"
    (folder / name).write_text("To: akari@mail.example\nSubject: Old\n\nText\n")

    listed = client.get("/dev/outbox")

    assert "akari@mail.example" in listed.text
    assert "message=" not in listed.text
    assert client.get(f"/dev/outbox?message={name}").status_code == 404


def test_in_production_there_is_no_outbox(settings: Settings) -> None:
    production = settings.model_copy(
        update={"environment": "production", "secret_key": SecretStr("x" * 40)}
    )

    app = create_app(production)

    assert [rule.rule for rule in app.url_map.iter_rules() if "/dev/" in rule.rule] == []
