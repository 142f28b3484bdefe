"""A representative signs for an organisation and chooses how far its name goes."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.db import db
from mailing import transports
from mailing.models import Delivery
from petitions.models import IDENTITY, Disclosure, PendingSignature, Signature
from tests import factories
from tests.journeys import pages
from tests.journeys.conftest import TANPOPO, Square

LEVELS = pytest.mark.parametrize("disclosure", list(Disclosure))
UNNAMED = pytest.mark.parametrize("disclosure", [Disclosure.ADDRESSEE, Disclosure.UNDISCLOSED])


@pytest.mark.parametrize("lang", ["ja", "en"])
@LEVELS
def test_an_organisation_signs_from_the_form_to_the_receipt(
    square: Square, disclosure: str, lang: str
) -> None:
    square.lang = lang

    sent = square.sign_for_organisation(disclosure)
    pressed = pages.press(square.client, square.outbox.link())
    thanks = square.client.get(pressed.headers["Location"])

    assert (sent.status_code, sent.headers["Location"]) == (303, f"{square.address}/sent")
    assert square.outbox.link().startswith(f"/{lang}/confirm/")
    assert pages.receipt(thanks)
    assert db.session.scalars(db.select(Signature.disclosure)).all() == [disclosure]


@LEVELS
def test_its_mail_leaves_inside_the_request_and_its_address_is_in_no_job(
    square: Square, disclosure: str
) -> None:
    square.sign_for_organisation(disclosure)

    assert square.outbox.last["To"] == "office@tanpopo.example"
    assert db.session.scalars(db.select(Delivery)).all() == []
    assert db.session.execute(text("SELECT * FROM procrastinate_jobs")).all() == []


@LEVELS
def test_its_mail_names_neither_it_nor_the_statement(square: Square, disclosure: str) -> None:
    square.sign_for_organisation(disclosure)

    whole = str(square.outbox.last["Subject"]) + square.outbox.text()
    assert not any(told in whole for told in ("たんぽぽ", "早瀬", "浅葱", "要請書", "civic-space"))


def test_the_answer_does_not_tell_which_level_was_chosen(square: Square) -> None:
    answers, mails = [], []

    for disclosure in Disclosure:
        sent = square.sign_for_organisation(disclosure)
        pressed = pages.press(square.client, square.outbox.link())
        thanks = square.client.get(pressed.headers["Location"])
        answers.append([pages.alike(sent), pages.alike(pressed), thanks.status_code])
        mails.append((square.outbox.last["Subject"], pages.plain(square.outbox.text())))

    assert answers[0] == answers[1] == answers[2]
    assert mails[0] == mails[1] == mails[2]


def test_a_public_organisation_stands_on_the_wall(square: Square) -> None:
    square.organisation_joins(Disclosure.PUBLIC)

    for address in (square.address, f"{square.address}/signatories"):
        assert "たんぽぽ水路" in square.client.get(address).text
    listed = square.client.get("/api/v1/statements/civic-space/signatories").get_json()["items"]
    assert [item["name"] for item in listed] == ["特定非営利活動法人 たんぽぽ水路"]
    assert square.published() == pages.Figures(named=1, undisclosed=0, people=0)


def test_english_pages_show_the_english_name(square: Square) -> None:
    square.organisation_joins(Disclosure.PUBLIC, organisation_en="Dandelion Waterways")
    square.lang = "en"

    wall = square.client.get(f"{square.address}/signatories").text

    assert "Dandelion Waterways" in wall
    assert "たんぽぽ水路" not in wall


def test_an_organisation_from_abroad_needs_no_reading(square: Square) -> None:
    square.organisation_joins(
        Disclosure.PUBLIC, organisation="", kana="", organisation_en="Space for All", country="TH"
    )

    assert "Space for All" in square.client.get(square.address).text


@UNNAMED
def test_organisations_not_named_are_on_no_public_page(square: Square, disclosure: str) -> None:
    square.organisation_joins(disclosure)
    square.work()

    for address in (square.address, f"{square.address}/signatories", "/ja/", "/ja/campaigns/"):
        assert "たんぽぽ" not in square.client.get(address).text
    listed = square.client.get("/api/v1/statements/civic-space/signatories").get_json()
    assert listed == {"items": [], "next": None}


@UNNAMED
def test_organisations_not_named_are_shown_in_groups_of_three(
    square: Square, disclosure: str
) -> None:
    square.organisation_joins(Disclosure.PUBLIC)
    shown = []

    for one in range(1, 7):
        square.many_join(disclosure, 1, begin=one)
        shown.append(square.published())

    assert [figures.undisclosed for figures in shown] == [0, 0, 3, 3, 3, 6]
    assert {(figures.named, figures.people) for figures in shown} == {(1, 0)}


def test_both_levels_without_a_name_are_one_figure(square: Square) -> None:
    square.many_join(Disclosure.ADDRESSEE, 2)
    square.many_join(Disclosure.UNDISCLOSED, 1)

    assert square.published().undisclosed == 3


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_undisclosed_organisation_is_kept_sealed_alone(square: Square, when: str) -> None:
    square.sign_for_organisation(
        Disclosure.UNDISCLOSED, comment="誰にも言えません", url="https://t.example"
    )
    if when == "after":
        square.confirm()

    kept: list[PendingSignature | Signature] = [
        *db.session.scalars(db.select(PendingSignature)),
        *db.session.scalars(db.select(Signature)),
    ]
    (row,) = kept

    assert row.sealed is not None
    assert {name: getattr(row, name) for name in IDENTITY} == dict.fromkeys(IDENTITY)


@LEVELS
def test_the_pages_behind_an_undisclosed_link_name_nobody(square: Square, disclosure: str) -> None:
    square.sign_for_organisation(disclosure, board="pending")
    link = square.outbox.link()
    before = square.client.get(link).text
    square.confirm()

    seen = [before, *(square.client.get(link.replace("confirm", page)).text for page in ("my",))]
    seen.append(square.client.get(f"{link}/thanks").text)

    if disclosure == Disclosure.UNDISCLOSED:
        assert not any("たんぽぽ" in page or "早瀬" in page for page in seen)
    else:
        assert "たんぽぽ" in before


def test_without_custodians_undisclosed_is_neither_offered_nor_taken(square: Square) -> None:
    db.session.execute(text("DELETE FROM custodian"))
    db.session.commit()
    page = square.client.get(f"{square.address}/sign/organisation")

    form = pages.form_with(page, "disclosure")
    sent = pages.send(square.client, page, form, **{**TANPOPO, "disclosure": "undisclosed"})

    assert form.offered["disclosure"] == ["public", "addressee"]
    assert sent.status_code == 422
    assert pages.wrong(sent, "disclosure")
    assert db.session.scalars(db.select(PendingSignature)).all() == []
    assert len(square.outbox) == 0


def test_no_level_is_chosen_beforehand(square: Square) -> None:
    page = square.client.get(f"{square.address}/sign/organisation")

    form = pages.form_with(page, "disclosure")

    assert form.offered["disclosure"] == ["public", "addressee", "undisclosed"]
    assert "disclosure" not in form.fields


@LEVELS
def test_a_form_sent_twice_is_one_attempt_with_one_link(square: Square, disclosure: str) -> None:
    page = square.client.get(f"{square.address}/sign/organisation")
    form = pages.form_with(page, "disclosure")
    typed = {**TANPOPO, "disclosure": disclosure}

    answers = [pages.alike(pages.send(square.client, page, form, **typed)) for _ in range(2)]
    mails = square.outbox.texts
    square.confirm()

    assert answers[0] == answers[1]
    assert mails[0] == mails[1]
    assert db.session.scalar(db.select(db.func.count()).select_from(Signature)) == 1


def test_a_form_sent_again_after_its_confirmation_changes_nothing(square: Square) -> None:
    page = square.client.get(f"{square.address}/sign/organisation")
    form = pages.form_with(page, "disclosure")
    pages.send(square.client, page, form, **{**TANPOPO, "disclosure": "undisclosed"})
    square.confirm()

    again = pages.send(square.client, page, form, **{**TANPOPO, "disclosure": "undisclosed"})

    assert again.status_code == 303
    assert db.session.scalars(db.select(PendingSignature)).all() == []
    assert db.session.scalar(db.select(db.func.count()).select_from(Signature)) == 1


@pytest.mark.parametrize("disclosure", [Disclosure.PUBLIC, Disclosure.ADDRESSEE])
def test_an_organisation_signs_once_by_the_same_name_and_address(
    square: Square, disclosure: str
) -> None:
    square.organisation_joins(disclosure)
    square.organisation_joins(disclosure, email="Office@TANPOPO.example ")

    assert db.session.scalar(db.select(db.func.count()).select_from(Signature)) == 1


@LEVELS
def test_if_its_mail_cannot_be_sent_the_page_says_so_and_keeps_what_was_typed(
    square: Square, monkeypatch: pytest.MonkeyPatch, disclosure: str
) -> None:
    def refuse(*_message: object) -> None:
        raise transports.NotSent("smtp 450")

    monkeypatch.setitem(transports.TRANSPORTS, "file", refuse)

    sent = square.sign_for_organisation(disclosure)

    assert sent.status_code == 422
    assert sent.headers["Cache-Control"] == "no-store"
    assert pages.wrong(sent, "email")
    assert pages.form_with(sent, "disclosure").fields["organisation"] == TANPOPO["organisation"]
    assert pages.receipt(sent)
    monkeypatch.undo()
    again = pages.send(square.client, sent, pages.form_with(sent, "disclosure"))
    assert again.status_code == 303
    square.confirm()
    assert db.session.scalars(db.select(Signature.disclosure)).all() == [disclosure]


def test_a_statement_for_people_has_no_form_for_organisations(square: Square) -> None:
    square.slug = factories.make_statement(slug="people-only", signers="people").slug

    asked = square.client.get(f"{square.address}/sign/organisation")

    assert asked.status_code == 404
    assert "sign/organisation" not in square.client.get(square.address).text


def test_the_form_of_a_statement_that_has_closed_leads_back_to_it(square: Square) -> None:
    db.session.execute(text("UPDATE statement SET closed_at = now()"))
    db.session.commit()

    asked = square.client.get(f"{square.address}/sign/organisation")

    assert (asked.status_code, asked.headers["Location"]) == (303, square.address)


def test_a_statement_for_organisations_takes_no_person(square: Square) -> None:
    page = square.client.get(square.address)
    form = pages.form_with(page, "display")
    square.slug = factories.make_statement(slug="orgs-only", signers="organisations").slug

    sent = square.client.post(
        f"{square.address}/sign",
        data={**form.fields, "name": "霜月", "email": "a@mail.example", "display": "public"},
    )

    assert sent.status_code == 409
    assert "display" not in square.client.get(square.address).text
    assert db.session.scalars(db.select(PendingSignature)).all() == []
