"""Whatever is typed into a form is answered beside its field, kept there, and never trusted."""

from __future__ import annotations

import unicodedata
from html import unescape
from typing import Any

import pytest
from werkzeug.test import TestResponse

from core.db import db
from petitions.models import PendingSignature, Signature
from tests import factories
from tests.journeys import pages
from tests.journeys.conftest import AKARI, TANPOPO, Square

PERSON = {
    **AKARI,
    "kana": "しもつき あかり",
    "country": "JP",
    "prefecture": "鳥取県",
    "postcode": "680-0000",
    "postal_address": "鳥取市 一丁目",
    "comment": "どうか\nお願いします",
}
ORGANISATION = {
    **TANPOPO,
    "disclosure": "addressee",
    "organisation_en": "Dandelion Waterways",
    "legal_form": "",
    "country": "JP",
    "prefecture": "鳥取県",
    "url": "https://tanpopo.example/",
    "corporate_number": "9234567890123",
    "phone": "0857-00-0000",
    "postcode": "680-0000",
    "postal_address": "鳥取市 一丁目",
    "comment": "どうか\nお願いします",
}


@pytest.fixture
def petition(square: Square) -> Square:
    """A square with a petition under the Petition Act: its forms have every field there is."""
    square.slug = factories.make_statement(slug="petition", kind="petition").slug
    return square


def opened(square: Square, fields: dict[str, Any]) -> tuple[TestResponse, pages.WebForm]:
    """Open the page of the form that has these fields."""
    if "organisation" in fields:
        page = square.client.get(f"{square.address}/sign/organisation")
        return page, pages.form_with(page, "disclosure")
    page = square.client.get(square.address)
    return page, pages.form_with(page, "display")


def send(square: Square, fields: dict[str, Any]) -> TestResponse:
    """Post to the form whose fields these are."""
    return pages.send(square.client, *opened(square, fields), **fields)


@pytest.mark.parametrize("name", ["name", "email", "display"])
def test_what_a_person_has_to_give_is_asked_for(petition: Square, name: str) -> None:
    for value in ("", "  ", "\u3000"):
        answer = send(petition, {**PERSON, name: value})

        assert answer.status_code == 422, repr(value)
        assert pages.wrong(answer, name)


@pytest.mark.parametrize(
    "name",
    ["disclosure", "organisation", "kana", "representative_title", "representative_name",
     "contact_name", "email", "board"],
)  # fmt: skip
def test_what_an_organisation_has_to_give_is_asked_for(petition: Square, name: str) -> None:
    for value in ("", "  ", "\u3000"):
        answer = send(petition, {**ORGANISATION, "organisation_en": "", name: value})

        assert answer.status_code == 422, repr(value)
        assert pages.wrong(answer, name)


def test_authority_has_to_be_confirmed(petition: Square) -> None:
    page = petition.client.get(f"{petition.address}/sign/organisation")
    form = pages.form_with(page, "disclosure")
    typed = {name: value for name, value in ORGANISATION.items() if name != "authority"}

    answer = pages.send(petition.client, page, form, **typed)

    assert answer.status_code == 422
    assert pages.wrong(answer, "authority")


@pytest.mark.parametrize("field", ["disclosure", "board", "display"])
def test_a_choice_that_is_not_offered_is_never_taken_for_another(
    petition: Square, field: str
) -> None:
    fields = PERSON if field == "display" else ORGANISATION

    answer = send(petition, {**fields, field: "PUBLIC"})

    assert answer.status_code == 422
    assert rows() == 0


def test_a_form_without_any_field_is_answered_at_each(petition: Square) -> None:
    page = petition.client.get(f"{petition.address}/sign/organisation")
    token = pages.form_with(page, "disclosure").fields["csrf_token"]

    answer = petition.client.post(page.request.path, data={"csrf_token": token})

    assert answer.status_code == 422
    for name in ("disclosure", "organisation", "representative_name", "email", "authority"):
        assert pages.wrong(answer, name), name
    assert rows() == 0


def test_a_field_given_twice_is_read_once(petition: Square) -> None:
    answer = send(petition, {**PERSON, "name": ["霜月 あかり", "葉月 りん"]})

    assert answer.status_code == 303
    assert db.session.scalars(db.select(PendingSignature.name)).all() == ["霜月 あかり"]


@pytest.mark.parametrize("raw", [b"%ED%A0%80", b"%FF%FE", b"%C0%80", b"%F5%80%80%80", b"100%"])
def test_bytes_that_are_no_text_stay_as_they_were_spelled(petition: Square, raw: bytes) -> None:
    page = petition.client.get(petition.address)
    form = pages.form_with(page, "display")
    rest = f"&email=a@mail.example&display=public&csrf_token={form.fields['csrf_token']}"

    answer = petition.client.post(
        form.action,
        data=b"name=" + raw + rest.encode(),
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 303
    assert db.session.scalars(db.select(PendingSignature.name)).all() == [raw.decode()]


# ---- Names in any script


NAMES = {
    "𠮷野 𠮟": "beyond the first plane",
    "葛\U000e0100城 辻\U000e0101": "with variants of a glyph",
    "神\ufa19 塚\ufa10": "compatibility ideographs",
    "か\u3099き 花子": "decomposed",
    "髙橋 﨑": "variants with a code of their own",
    "اسم العائلة": "Arabic",
    "می\u200cخواهم": "Persian with a non-joiner",
    "שם פרטי": "Hebrew",
    "ชื่อ นามสกุล": "Thai",
    "अनुष्का शर्मा": "Devanagari",
    "김 철수": "Hangul",
    "Łukasz Żółć": "Latin with marks",
    "Nguyễn Thị Hồng": "Vietnamese",
    "O’Connor-Núñez": "with signs",
    "Βασίλης": "Greek",
    "あかり 👩\u200d👩\u200d👧": "with a family",
    "= Sum(1)": "beginning as a formula does",
    '<b>ペン</b> & "ネーム"': "like markup",
}


@pytest.mark.parametrize("name", NAMES, ids=list(NAMES.values()))
def test_a_name_in_any_script_comes_back_code_point_by_code_point(
    square: Square, name: str
) -> None:
    square.person_joins(name=name)

    page = square.client.get(f"{square.address}/signatories")
    listed = square.client.get("/api/v1/statements/civic-space/signatories").get_json()["items"]

    kept = name if "\ufa19" in name else unicodedata.normalize("NFC", name)
    assert [item["name"] for item in listed] == [kept]
    assert kept in items_of(page)
    assert db.session.scalars(db.select(Signature.name)).all() == [kept]


def items_of(page: TestResponse) -> list[str]:
    """Return the entries of the page's lists, as a reader sees them, letter by letter."""
    return [
        unescape(part.split(">", 1)[1].split("</li>")[0]) for part in page.text.split("<li")[1:]
    ]


def rows() -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(PendingSignature)) or 0
