"""The link of the mail leads back: to withdraw, to sign anew, to say that the board has agreed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from core.db import db, now
from petitions import counting, rounds
from petitions.models import Disclosure, PendingSignature, RollEntry, Round, Signature
from tests.journeys import pages
from tests.journeys.conftest import Square

BOTH = pytest.mark.parametrize("lang", ["ja", "en"])
LEVELS = pytest.mark.parametrize("disclosure", list(Disclosure))


def my(link: str) -> str:
    return link.replace("/confirm/", "/my/")


def close_round(number: int = 1) -> None:
    closing = db.session.scalars(db.select(Round).where(Round.number == number)).one()
    rounds.close(closing)
    db.session.commit()


def exact_total() -> int:
    counts = counting.exact(db.session.scalars(db.select(Round.statement_id)).first() or 0)
    return counts.organisations + counts.people


@BOTH
def test_a_person_withdraws_by_the_link(square: Square, lang: str) -> None:
    square.lang = lang
    link = square.person_joins()

    pressed = pages.press(square.client, my(link), action="withdraw")

    assert (pressed.status_code, pressed.headers["Location"]) == (303, my(link))
    assert square.published().people == 0
    assert "霜月" not in square.client.get(f"{square.address}/signatories").text
    buttons = [one.buttons for one in pages.forms(square.client.get(my(link)))]
    assert ("action", "withdraw") not in [pair for found in buttons for pair in found]


@LEVELS
def test_an_organisation_withdraws_by_the_link(square: Square, disclosure: str) -> None:
    link = square.organisation_joins(disclosure)

    pages.press(square.client, my(link), action="withdraw")
    square.work()

    assert exact_total() == 0
    assert square.published() == pages.Figures(0, 0, 0)
    assert "たんぽぽ" not in square.client.get(square.address).text


def test_opening_the_page_or_pressing_twice_withdraws_no_more_than_once(square: Square) -> None:
    link = square.person_joins()
    page = square.client.get(my(link))
    form = pages.form_with(page, "action")
    square.person_joins(name="葉月 りん", email="rin@mail.example")

    for _ in range(2):
        pages.send(square.client, page, form, action="withdraw")

    assert square.published().people == 1


def test_the_confirmation_pressed_again_after_a_withdrawal_signs_nothing(square: Square) -> None:
    square.sign()
    square.work()
    page = square.client.get(link := square.outbox.link())
    form = pages.posted(page)
    pages.send(square.client, page, form)
    pages.press(square.client, my(link), action="withdraw")

    pages.send(square.client, page, form)

    assert square.published().people == 0


def test_whoever_withdrew_may_sign_anew(square: Square) -> None:
    pages.press(square.client, my(square.person_joins()), action="withdraw")

    square.person_joins(display="hidden")

    assert square.published().people == 1
    assert "霜月" not in square.client.get(f"{square.address}/signatories").text


def test_an_organisation_that_signs_anew_stands_as_it_wrote_the_second_time(
    square: Square,
) -> None:
    first = {"representative_name": "旧代表", "comment": "まえの言葉", "comment_public": "y"}
    pages.press(square.client, my(square.organisation_joins("public", **first)), action="withdraw")

    square.organisation_joins("public", representative_name="新代表", comment="いまの言葉")

    signature = db.session.scalars(db.select(Signature)).one()
    assert (signature.representative_name, signature.comment) == ("新代表", "いまの言葉")
    assert not signature.comment_public


def test_an_organisation_that_signs_anew_waits_for_its_board_if_it_says_so(
    square: Square,
) -> None:
    pages.press(square.client, my(square.organisation_joins("public")), action="withdraw")

    square.organisation_joins("public", board="pending")

    assert exact_total() == 0


@BOTH
@LEVELS
def test_an_organisation_whose_board_has_yet_to_agree_is_held_until_its_own_link_says_so(
    square: Square, disclosure: str, lang: str
) -> None:
    square.lang = lang
    link = square.organisation_joins(disclosure, board="pending")
    held = exact_total()

    pressed = pages.press(square.client, my(link), action="board")

    assert held == 0
    assert (pressed.status_code, pressed.headers["Location"]) == (303, my(link))
    assert exact_total() == 1


@LEVELS
def test_a_held_organisation_is_on_no_wall_and_in_no_figure(
    square: Square, disclosure: str
) -> None:
    square.organisation_joins(disclosure, board="pending")
    square.work()

    assert square.published() == pages.Figures(0, 0, 0)
    assert "たんぽぽ" not in square.client.get(square.address).text
    listed = square.client.get("/api/v1/statements/civic-space/signatories").get_json()
    assert listed["items"] == []


def test_the_board_may_agree_in_a_later_round(square: Square) -> None:
    link = square.organisation_joins("public", board="pending")
    close_round(1)

    pages.press(square.client, my(link), action="board")
    close_round(2)

    on_rolls = db.session.execute(
        db.select(Round.number).join(RollEntry, RollEntry.round_id == Round.id)
    )
    assert [number for (number,) in on_rolls] == [2]


def test_a_held_signature_can_be_withdrawn_after_its_round_has_closed(square: Square) -> None:
    link = square.organisation_joins("public", board="pending")
    close_round(1)

    pressed = pages.press(square.client, my(link), action="withdraw")

    assert pressed.status_code == 303
    assert db.session.scalars(db.select(Signature.withdrawn_at)).one() is not None


@BOTH
def test_a_board_that_agrees_after_the_last_round_is_told_that_signing_has_closed(
    square: Square, lang: str
) -> None:
    square.lang = lang
    link = square.organisation_joins("undisclosed", board="pending")
    page = square.client.get(my(link))
    form = pages.form_with(page, "action")
    close_round(1)
    close_round(2)

    pressed = pages.send(square.client, page, form, action="board")

    assert pressed.status_code == 409
    assert exact_total() == 0


@BOTH
@LEVELS
def test_after_the_round_has_closed_withdrawing_is_refused_in_words(
    square: Square, disclosure: str, lang: str
) -> None:
    square.lang = lang
    link = square.organisation_joins(disclosure)
    page = square.client.get(my(link))
    form = pages.form_with(page, "action")
    close_round()

    pressed = pages.send(square.client, page, form, action="withdraw")
    later = square.client.get(my(link))

    assert pressed.status_code == 409
    assert f'<html lang="{lang}">' in pressed.text
    assert pages.text_of(pressed.text.split("<main")[1])
    assert exact_total() == 1
    assert 'value="withdraw"' not in later.text


@BOTH
def test_a_link_older_than_fourteen_days_says_so(square: Square, lang: str) -> None:
    square.lang = lang
    square.sign()
    square.work()
    db.session.execute(update(PendingSignature).values(expires_at=now() - timedelta(seconds=1)))
    db.session.commit()

    opened = square.client.get(square.outbox.link())

    assert opened.status_code == 410
    assert not [form for form in pages.forms(opened) if form.method == "post"]
    assert square.published().people == 0


def test_a_link_that_expires_between_opening_and_pressing_counts_nothing(square: Square) -> None:
    square.sign()
    square.work()
    page = square.client.get(square.outbox.link())
    form = pages.posted(page)
    db.session.execute(update(PendingSignature).values(expires_at=now() - timedelta(seconds=1)))
    db.session.commit()

    pressed = pages.send(square.client, page, form)

    assert pressed.status_code == 410
    assert square.published().people == 0


FORGED = ["x", "x" * 42, "x" * 43, "x" * 44, "あ" * 43, "a b", "%00", "..", "x" * 5000]


@BOTH
@pytest.mark.parametrize("token", FORGED)
@pytest.mark.parametrize("page", ["confirm", "my"])
def test_a_forged_or_cut_link_leads_to_an_explanation(
    square: Square, page: str, token: str, lang: str
) -> None:
    answer = square.client.get(f"/{lang}/{page}/{token}", follow_redirects=True)

    assert answer.status_code == 404
    assert f'<html lang="{lang}">' in answer.text
    assert answer.text.count("<h1") == 1


def test_posting_to_a_forged_link_confirms_nothing(square: Square) -> None:
    square.sign()
    square.work()
    form = pages.posted(square.client.get(square.outbox.link()))

    answer = square.client.post(f"/ja/confirm/{'x' * 43}", data=form.fields)

    assert answer.status_code == 404
    assert square.published().people == 0


@BOTH
@LEVELS
def test_confirming_after_the_last_round_has_closed_is_refused_in_words(
    square: Square, disclosure: str, lang: str
) -> None:
    square.lang = lang
    square.sign_for_organisation(disclosure)
    page = square.client.get(square.outbox.link())
    form = pages.posted(page)
    close_round(1)
    close_round(2)

    pressed = pages.send(square.client, page, form)
    opened = square.client.get(square.outbox.link())

    assert pressed.status_code == 409
    assert opened.status_code == 200
    assert not [form for form in pages.forms(opened) if form.method == "post"]
    assert exact_total() == 0


def test_a_signature_confirmed_after_the_first_closing_time_belongs_to_the_second_round(
    square: Square,
) -> None:
    square.sign()
    square.work()
    past = now() - timedelta(seconds=1)
    db.session.execute(update(Round).where(Round.number == 1).values(closes_at=past))
    db.session.commit()

    square.confirm()

    number = db.session.scalars(db.select(Round.number).join(Signature)).one()
    assert number == 2


def test_links_are_kept_as_hashes_alone(square: Square) -> None:
    link = square.organisation_joins("public")
    token = link.rsplit("/", 1)[1]

    tables = ("confirmation", "pending_signature", "signature", "delivery", "procrastinate_jobs")
    rows = [db.session.execute(text(f"SELECT * FROM {name}")).all() for name in tables]

    assert token not in repr(rows)
