"""Custodians find the register's sealed records, and can put newly sealed ones in their place."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask

from network import sealed_register
from network.models import Level
from tests import factories

Trio = tuple[
    Callable[..., list[UUID]],
    Callable[[UUID], bytes | None],
    Callable[[UUID, bytes, bytes], bool],
]
APPLICATIONS: Trio = (
    sealed_register.applications,
    sealed_register.application,
    sealed_register.replace_application,
)
PAPERS: Trio = (sealed_register.papers, sealed_register.paper, sealed_register.replace_paper)


@pytest.fixture
def records(app: Flask) -> dict[str, UUID]:
    """A sealed application with its paper, beside a named one with its own."""
    factories.make_custodians()
    named, hidden = factories.apply(), factories.apply(level=Level.UNDISCLOSED)
    factories.attach(named)
    return {"application": hidden.public_id, "paper": factories.attach(hidden).public_id}


@pytest.mark.parametrize(("what", "trio"), [("application", APPLICATIONS), ("paper", PAPERS)])
def test_a_sealed_record_is_listed_and_replaced_once(
    records: dict[str, UUID], what: str, trio: Trio
) -> None:
    ids, sealed, replace = trio
    record = records[what]
    before = sealed(record)
    assert before is not None
    assert ids() == [record]
    assert ids(before[:20]) == []

    assert replace(record, before, b"another")
    assert not replace(record, before, b"a third")

    assert sealed(record) == b"another"
    assert ids(before[:20]) == [record]
    assert sealed(uuid4()) is None
