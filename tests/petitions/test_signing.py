"""Signing and confirming."""

from __future__ import annotations

from petitions import counting
from tests import factories


def test_a_confirmed_signature_counts_once_however_often_its_link_is_pressed(app: object) -> None:
    statement = factories.make_statement()
    token = factories.sign(statement)

    first = factories.confirm(token)
    again = factories.confirm(token)

    assert first == again
    assert counting.exact(statement.id).people == 1
