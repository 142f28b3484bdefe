"""Who comes by a constituent organisation's entry is counted there, on each form."""

from __future__ import annotations

import pytest

from core.db import db
from network.models import Person
from petitions.models import Signature
from tests.conftest import Visit
from tests.journeys import pages
from tests.journeys.conftest import AKARI, TANPOPO, Square


@pytest.mark.parametrize(("via", "kept"), [("hokkaido", "hokkaido"), ("nowhere", None)])
def test_a_person_signs_by_an_entry(
    square: Square, aki: Person, via: str, kept: str | None
) -> None:
    page = square.client.get(f"{square.address}?via={via}")
    form = pages.form_with(page, "display")

    pages.send(square.client, page, form, **AKARI)
    square.work()
    square.confirm()

    assert db.session.scalars(db.select(Signature.via)).one() == kept


def test_the_link_to_the_form_of_organisations_keeps_the_entry(square: Square, aki: Person) -> None:
    page = square.client.get(f"{square.address}?via=hokkaido")
    link = f"{square.address}/sign/organisation?via=hokkaido"
    assert f'href="{link}"' in page.text

    page = square.client.get(link)
    form = pages.form_with(page, "disclosure")
    pages.send(square.client, page, form, **TANPOPO, disclosure="public")
    square.confirm()

    assert db.session.scalars(db.select(Signature.via)).one() == "hokkaido"


def test_an_entry_survives_a_form_that_was_filled_in_badly(square: Square, aki: Person) -> None:
    page = square.client.get(f"{square.address}/sign/organisation?via=hokkaido")
    wrong = pages.send(square.client, page, pages.form_with(page, "disclosure"), **TANPOPO)

    form = pages.form_with(wrong, "disclosure")
    assert form.fields["via"] == "hokkaido"


def test_a_typed_entry_that_is_none_is_dropped_without_a_word(square: Square) -> None:
    answer = square.sign_for_organisation("public", via="nowhere")
    square.confirm()

    assert answer.status_code == 303
    assert db.session.scalars(db.select(Signature.via)).one() is None


def test_both_are_counted_for_their_own_network_alone(
    square: Square, visit: Visit, aki: Person, ben: Person
) -> None:
    page = square.client.get(f"{square.address}?via=hokkaido")
    pages.send(square.client, page, pages.form_with(page, "display"), **AKARI)
    square.work()
    square.confirm()

    assert "霜月" in visit(aki).get("/staff/entry/civic-space").text
    assert "霜月" not in visit(ben).get("/staff/entry/civic-space").text
