"""Whichever level an organisation chooses, the server does, answers and mails the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from werkzeug.test import TestResponse

from tests.journeys import pages
from tests.journeys.conftest import TANPOPO, Square
from tests.journeys.conftest import square as square
from tests.journeys.conftest import statement as statement
from tests.leaks.planting import HALF, JOINING

#: The first word of a statement, and the tables that it names.
VERB, TABLE = re.compile(r"\w+"), re.compile(r"\b(?:FROM|INTO|UPDATE|JOIN) (\w+)")


@dataclass
class Seen:
    """What one step at one level did: its answer, its SQL by kind, and how many messages left."""

    answer: tuple[int, dict[str, str | None], str]
    mails: int
    asked: list[tuple[str, ...]] = field(default_factory=list)


Watch = Callable[[Callable[[], TestResponse]], Seen]


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch, square: Square) -> Watch:
    """Do something, and see all that reaches the database from whichever library."""
    asked: list[tuple[str, ...]] = []
    execute = psycopg.Cursor.execute

    def noted(self: psycopg.Cursor[Any], query: Any, *rest: Any, **more: Any) -> Any:
        asked.append(kind(query.decode() if isinstance(query, bytes) else str(query)))
        return execute(self, query, *rest, **more)

    def watched(act: Callable[[], TestResponse]) -> Seen:
        before = len(square.outbox)
        with monkeypatch.context() as patch:
            patch.setattr(psycopg.Cursor, "execute", noted)
            asked.clear()
            answer = pages.alike(act())
        return Seen(answer, len(square.outbox) - before, list(asked))

    return watched


def kind(query: str) -> tuple[str, ...]:
    verb = VERB.search(query)
    return (verb.group().upper() if verb else "", *TABLE.findall(query))


def signed(square: Square, watch: Watch, level: str) -> list[Seen]:
    page = square.client.get(f"{square.address}/sign/organisation")
    form = pages.form_with(page, "disclosure")
    typed = {**TANPOPO, **HALF, "disclosure": level, "email": f"office@{uuid4()}.example"}
    sent = watch(lambda: pages.send(square.client, page, form, **typed))
    link = square.outbox.link()
    page = square.client.get(link)
    return [sent, watch(lambda: pages.send(square.client, page, pages.posted(page)))]


def joined(square: Square, watch: Watch, level: str) -> list[Seen]:
    page = square.client.get("/ja/join")
    form = pages.form_with(page, "once")
    typed = {JOINING.get(name, name): value for name, value in (TANPOPO | HALF).items()}
    sent = watch(lambda: pages.send(square.client, page, form, **typed, disclosure=level))
    link = square.outbox.link()
    page = square.client.get(link)
    form = pages.form_with(page, "action")
    return [sent, watch(lambda: pages.send(square.client, page, form, action="confirm"))]


Steps = Callable[[Square, Watch, str], list[Seen]]


@pytest.mark.parametrize("level", ["addressee", "undisclosed"])
def test_signing_and_confirming_do_the_same_at_each_level(
    square: Square, watch: Watch, level: str
) -> None:
    signed(square, watch, "public")  # What is loaded once is loaded.
    public, other = (signed(square, watch, one) for one in ("public", level))

    assert [seen.mails for seen in public] == [1, 0]
    assert other == public


def test_joining_does_the_same_at_each_level(square: Square, watch: Watch) -> None:
    joined(square, watch, "public")
    public, undisclosed = (joined(square, watch, level) for level in ("public", "undisclosed"))

    assert [seen.mails for seen in public] == [1, 0]
    assert undisclosed == public
