"""An open call, and what people do at it: sign by the form on the page, and by the mailed link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from campaigns.models import Statement
from tests import factories
from tests.conftest import Outbox
from tests.journeys import pages
from tests.journeys.visitor import Visitor

AKARI = {"name": "霜月 あかり", "email": "akari@mail.example", "display": "public"}
TANPOPO = {
    "organisation": "特定非営利活動法人 たんぽぽ水路",
    "kana": "たんぽぽすいろ",
    "representative_title": "代表理事",
    "representative_name": "早瀬 湊",
    "contact_name": "浅葱 ゆう",
    "email": "office@tanpopo.example",
    "authority": "y",
    "board": "agreed",
}


@dataclass
class Square:
    """The public square with one visitor: what they do, and what reaches their mailbox."""

    client: FlaskClient
    outbox: Outbox
    work: Callable[[], None]
    lang: str = "ja"
    slug: str = "civic-space"

    @property
    def address(self) -> str:
        return f"/{self.lang}/statements/{self.slug}"

    def sign(self, **typed: Any) -> TestResponse:
        """Send the form for people, as it stands on the statement's page."""
        page = self.client.get(self.address)
        form = pages.form_with(page, "display")
        return pages.send(self.client, page, form, **{**AKARI, **typed})

    def sign_for_organisation(self, disclosure: str, **typed: Any) -> TestResponse:
        """Send the form for organisations, as it stands on its page."""
        page = self.client.get(f"{self.address}/sign/organisation")
        form = pages.form_with(page, "disclosure")
        values = {**TANPOPO, "disclosure": disclosure, **typed}
        return pages.send(self.client, page, form, **values)

    def person_joins(self, **typed: Any) -> str:
        """Sign as a person and confirm by the mail; return the link's path."""
        assert self.sign(**typed).status_code == 303
        self.work()
        return self.confirm()

    def organisation_joins(self, disclosure: str, **typed: Any) -> str:
        """Sign for an organisation and confirm by the mail; return the link's path."""
        assert self.sign_for_organisation(disclosure, **typed).status_code == 303
        return self.confirm()

    def many_join(self, disclosure: str, number: int, begin: int = 1) -> None:
        """Have several organisations sign and confirm, the worker at work all the time."""
        for one in range(begin, begin + number):
            self.organisation_joins(
                disclosure,
                organisation=f"団体 {disclosure} {one}",
                email=f"office@{disclosure}-{one}.example",
            )
            self.work()

    def confirm(self) -> str:
        """Press the button behind the newest mail's link; return the link's path."""
        link = self.outbox.link()
        assert pages.press(self.client, link).status_code == 303
        return link

    def published(self) -> pages.Figures:
        return pages.published(self.client, self.slug)


@pytest.fixture(autouse=True)
def _visitors(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "test_client_class", Visitor)


@pytest.fixture
def statement(app: Flask) -> Statement:
    """A statement open for signing, and custodians to seal to."""
    factories.make_custodians()
    return factories.make_statement()


@pytest.fixture
def square(
    statement: Statement, client: FlaskClient, outbox: Outbox, run_due: Callable[[], None]
) -> Square:
    return Square(client, outbox, run_due)
