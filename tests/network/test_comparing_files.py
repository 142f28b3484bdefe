"""A custodian's decision is random ids and verdicts: a file that holds anything else is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func

from campaigns.models import Statement
from core.db import db
from network import comparing, resealing
from network.comparing import NotADecision, NotTheseRecords
from network.models import Comparison, Person
from tests import factories
from tests.network.comparisons import bring, close, decision, only, sign

NAME = "名を出さない会"
SOMEBODY = str(uuid4())


@pytest.fixture
def fumi(app: Flask) -> tuple[Person, str]:
    factories.make_custodian("mamoru")
    return factories.make_custodian("fumi")


@pytest.fixture
def statement(fumi: tuple[Person, str]) -> Statement:
    return factories.make_statement()


def without(name: str) -> Callable[[dict[str, Any]], object]:
    return lambda told: told.pop(name)


SPOILT: dict[str, Callable[[dict[str, Any]], object]] = {
    "a name beside": lambda told: told.update(name=NAME),
    "a name in a pair": lambda told: told["pairs"][0].update(name=NAME),
    "a name for a record": lambda told: told["records"].append(NAME),
    "a record spelt otherwise": lambda told: told["records"].append("{" + SOMEBODY + "}"),
    "a verdict in words": lambda told: told["pairs"][0].update(same=NAME),
    "a verdict as a number": lambda told: told["pairs"][0].update(same=1),
    "a pair of one": lambda told: told["pairs"][0].update(pair=told["pairs"][0]["pair"][:1]),
    "a pair of itself": lambda told: told["pairs"][0].update(pair=told["pairs"][0]["pair"][:1] * 2),
    "a pair of others": lambda told: told["pairs"][0].update(pair=[SOMEBODY, str(UUID(int=5))]),
    "a pair twice": lambda told: told["pairs"].append(told["pairs"][0]),
    "a record twice": lambda told: told["records"].append(told["records"][0]),
    "no records": lambda told: told.update(records=[], pairs=[]),
    "records that are no list": lambda told: told.update(records=7),
    "another format": lambda told: told.update(format="hiroba sealed records"),
    "another version": lambda told: told.update(version=2),
    "no group": without("group"),
    "no pairs": without("pairs"),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_file_that_holds_anything_else_is_refused(
    statement: Statement, fumi: tuple[Person, str], spoil: Callable[[dict[str, Any]], object]
) -> None:
    first, second = sign(statement, 2)
    close(statement)
    told = json.loads(decision(only(), (first, second, True)))
    spoil(told)

    with pytest.raises(NotADecision):
        bring(fumi, json.dumps(told).encode())


@pytest.mark.parametrize("content", [b"", b"[]", b"7", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_decision_at_all_is_refused(app: Flask, content: bytes) -> None:
    with pytest.raises(NotADecision):
        comparing.read(content)


def test_records_that_are_not_to_be_compared_are_refused(
    statement: Statement, fumi: tuple[Person, str]
) -> None:
    first, _second = sign(statement, 2)
    close(statement)

    for changes in (
        {"records": sorted([str(first), SOMEBODY])},
        {"group": "signature-0"},
        {"group": ["signature"]},
    ):
        with pytest.raises(NotTheseRecords):
            bring(fumi, decision(only(), **changes))
    assert resealing.waiting() == 0
    assert db.session.scalar(db.select(func.count(Comparison.id))) == 0
