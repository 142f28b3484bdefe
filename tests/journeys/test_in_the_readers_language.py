"""What goes wrong is told in the language of the page, whoever found it out: we or a library."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.db import db
from network.models import Person
from petitions import rounds
from petitions.models import Round
from tests.conftest import Visit
from tests.journeys import pages
from tests.journeys.conftest import TANPOPO, Square

BOTH = pytest.mark.parametrize("lang", ["ja", "en"])
JAPANESE = re.compile("[ぁ-ヿ一-鿿]")

#: For each field, values that are refused for different reasons.
UNFIT: dict[str, list[str]] = {
    "name": ["", "あ" * 201, "霜月\0", "\u202eあ", "\ue000", "...", "あ\u200b",
             "あ" + "\u0301" * 60],
    "email": ["", "akari", "a@", "@b.example", "a b@c.example", "a@b@c.example", "a..b@c.example",
              "あ@b.example", "a@localhost", "a" * 70 + "@b.example"],
    "display": ["", "shown"],
    "country": ["Atlantis"],
    "prefecture": ["Atlantis"],
    "comment": ["あ" * 1001],
}  # fmt: skip
UNFIT_TOO: dict[str, list[str]] = {
    "disclosure": ["", "secret"],
    "organisation": ["", "あ" * 201],
    "kana": ["", "蒲公英"],
    "representative_title": [""],
    "representative_name": [""],
    "contact_name": [""],
    "url": ["tanpopo.example", "javascript:alert(1)", "https://"],
    "legal_form": ["Atlantis"],
    "board": ["", "perhaps"],
    "authority": [""],
}


def in_language(text: str, lang: str) -> bool:
    """Tell whether a text is written in a language, as far as its script tells."""
    return bool(text) and bool(JAPANESE.search(text)) == (lang == "ja")


def said_at(square: Square, name: str, value: str) -> str:
    """Return what is said beside a field in which this has been typed."""
    answer: TestResponse
    if name in UNFIT:
        answer = square.sign(**{name: value})
    else:
        typed: dict[str, Any] = {**TANPOPO, name: value}
        answer = square.sign_for_organisation(typed.pop("disclosure", "public"), **typed)
    assert answer.status_code == 422, value
    return pages.wrong(answer, name)


@BOTH
@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param(name, value, id=f"{name} {number}")
        for fields in (UNFIT, UNFIT_TOO)
        for name, values in fields.items()
        for number, value in enumerate(values)
    ],
)
def test_what_is_wrong_with_a_field_is_told_in_the_readers_language(
    square: Square, name: str, value: str, lang: str
) -> None:
    square.lang = lang

    assert in_language(said_at(square, name, value), lang)


@BOTH
def test_a_page_that_was_open_too_long_says_so_in_the_readers_language(
    square: Square, lang: str
) -> None:
    square.lang = lang

    answer = square.sign(csrf_token="")

    summary = answer.text.split('class="summary-of-errors"')[1].split("</div>")[0]
    assert in_language(pages.text_of(summary), lang)


@BOTH
def test_links_that_lead_nowhere_and_rounds_that_have_closed_are_told_in_it(
    square: Square, lang: str
) -> None:
    square.lang = lang
    link = square.person_joins(name="Akari Shimotsuki").replace("confirm", "my")
    page = square.client.get(link)
    form = pages.form_with(page, "action")
    rounds.close(db.session.scalars(db.select(Round).order_by(Round.number)).first() or Round())
    db.session.commit()

    answers = [
        square.client.get(f"/{lang}/confirm/{'x' * 43}"),
        pages.send(square.client, page, form, action="withdraw"),
        square.client.get(link),
        square.client.get(f"/{lang}/nowhere"),
    ]

    for answer in answers:
        main = answer.text.split("<main")[1].split("</main>")[0]
        heading = pages.text_of(re.findall(r"<h1.*?</h1>", main, re.DOTALL)[0])
        assert in_language(heading, lang)
        assert in_language(pages.text_of(main.rsplit("</h1>", 1)[1].split("</p>")[0]), lang)


@BOTH
def test_staff_read_refusals_in_the_language_they_chose(
    square: Square, visit: Visit, chie: Person, lang: str
) -> None:
    desk: FlaskClient = visit(chie)
    page = desk.get(f"/staff/statements/civic-space?lang={lang}")
    form = pages.form_with(page, "addressees")
    form.fields.pop("addressees")

    answer = pages.send(desk, page, form)

    assert answer.status_code == 422
    assert in_language(pages.wrong(answer, "addressees"), lang)
