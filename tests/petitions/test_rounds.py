"""Collection rounds: which is open, and the roll that closing one freezes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from campaigns.models import Statement
from core.db import db, now
from petitions import rounds, signing
from petitions.models import Disclosure, Display, RollEntry, Round, Signature
from tests import factories


@pytest.fixture
def statement(app: Flask) -> Statement:
    """Open for signing, in two rounds."""
    factories.make_custodians()
    return factories.make_statement()


def pass_by(number: int) -> None:
    """Let a round's closing time have passed a moment ago, without anybody closing it."""
    past = now() - timedelta(seconds=1)
    db.session.execute(update(Round).where(Round.number == number).values(closes_at=past))
    db.session.execute(update(Statement).values(closes_at=past))
    db.session.commit()


def close(statement: Statement, number: int = 1) -> int:
    closing = rounds.numbered(statement.id, number)
    assert closing is not None
    entries = rounds.close(closing)
    db.session.commit()
    return entries


def roll(statement: Statement, number: int = 1) -> list[dict[str, Any]]:
    query = (
        db.select(RollEntry)
        .join(Round, Round.id == RollEntry.round_id)
        .where(Round.statement_id == statement.id, Round.number == number)
        .order_by(RollEntry.id)
    )
    return [
        {column.name: getattr(entry, column.name) for column in RollEntry.__table__.columns}
        for entry in db.session.scalars(query)
    ]


# ---- Which round is open


def test_rounds_are_numbered_in_the_order_of_their_closing_times(statement: Statement) -> None:
    planned = rounds.of(statement.id)

    assert [one.number for one in planned] == [1, 2]
    assert statement.closes_at == planned[0].closes_at


def test_without_a_closing_time_there_is_one_round_without_end(app: Flask) -> None:
    statement = factories.make_statement(closes_in_days=())

    planned = rounds.of(statement.id)

    assert [(one.number, one.closes_at) for one in planned] == [(1, None)]
    assert rounds.hold_open(statement.id) == planned[0].id


def test_a_signature_belongs_to_the_round_that_is_open_when_it_is_confirmed(
    statement: Statement,
) -> None:
    first = factories.make_signature(statement)
    pass_by(1)

    second = factories.make_signature(statement, email="rin@mail.example")

    assert (first.round.number, second.round.number) == (1, 2)


def test_when_a_rounds_time_has_passed_the_statement_is_open_in_the_next(
    statement: Statement,
) -> None:
    pass_by(1)

    rounds.move_on()
    db.session.commit()

    second = rounds.numbered(statement.id, 2)
    assert second is not None
    assert statement.closes_at == second.closes_at
    assert statement.status == "open"


def test_when_the_last_rounds_time_has_passed_the_statement_is_closed(
    statement: Statement,
) -> None:
    pass_by(1)
    pass_by(2)

    rounds.move_on()
    db.session.commit()

    assert statement.status == "closed"
    with pytest.raises(rounds.StatementClosed):
        rounds.hold_open(statement.id)


# ---- Closing


def test_closing_opens_the_next_round(statement: Statement) -> None:
    close(statement)

    second = rounds.numbered(statement.id, 2)
    assert second is not None
    assert rounds.hold_open(statement.id) == second.id
    assert statement.closes_at == second.closes_at
    assert statement.closed_at is None


def test_closing_the_last_round_closes_the_statement(statement: Statement) -> None:
    close(statement, 1)
    close(statement, 2)

    assert statement.closed_at is not None
    with pytest.raises(rounds.StatementClosed):
        rounds.require_open(statement)


def test_a_round_is_closed_once(statement: Statement) -> None:
    factories.make_signature(statement)
    close(statement)

    with pytest.raises(rounds.RoundClosed):
        close(statement)

    assert len(roll(statement)) == 1


def test_rounds_are_closed_in_their_order(statement: Statement) -> None:
    with pytest.raises(rounds.EarlierRoundOpen):
        close(statement, 2)

    db.session.rollback()
    assert db.session.scalars(db.select(Round.closed_at)).all() == [None, None]


def test_a_closing_that_is_rolled_back_leaves_no_roll(statement: Statement) -> None:
    factories.make_signature(statement)
    closing = rounds.numbered(statement.id, 1)
    assert closing is not None

    rounds.close(closing)
    db.session.rollback()

    assert roll(statement) == []
    assert closing.closed_at is None


# ---- The roll


def test_a_roll_has_all_that_counts_and_nothing_else(statement: Statement) -> None:
    factories.make_signature(statement)
    gone = factories.make_signature(statement, email="gone@mail.example")
    signing.withdraw(gone)
    invalid = factories.make_signature(statement, email="bot@mail.example")
    invalid.invalidated_at = now()
    factories.make_organisation_signature(statement, board="pending")
    factories.make_organisation_signature(statement, email="other@x.example")
    factories.sign(statement, email="unconfirmed@mail.example")

    entries = close(statement)

    assert entries == 2
    assert sorted(entry["kind"] for entry in roll(statement)) == ["organisation", "person"]


def test_people_stand_on_the_roll_as_they_chose_to_be_shown(statement: Statement) -> None:
    for display in Display:
        factories.make_signature(
            statement, email=f"{display}@mail.example", display=display, kana="しもつき あかり"
        )

    close(statement)

    assert {entry["display"]: entry["name"] for entry in roll(statement)} == {
        "public": "霜月 あかり",
        "initials": "S. A.",
        "hidden": None,
    }


def test_an_undisclosed_organisation_is_a_bare_line_on_the_roll(statement: Statement) -> None:
    for disclosure in Disclosure:
        factories.make_organisation_signature(
            statement, email=f"{disclosure}@x.example", disclosure=disclosure
        )

    close(statement)

    told = {
        entry["disclosure"]: [entry[name] for name in ("name", "kana", "representative", "country")]
        for entry in roll(statement)
    }
    named = ["特定非営利活動法人 たんぽぽ水路", "たんぽぽすいろ", "代表理事 早瀬 湊", "JP"]
    assert told == {"public": named, "addressee": named, "undisclosed": [None] * 4}


@pytest.mark.parametrize("column", ["name", "name_en", "kana", "representative", "country"])
def test_the_database_refuses_a_roll_that_names_an_undisclosed_one(
    statement: Statement, column: str
) -> None:
    factories.make_organisation_signature(statement, disclosure=Disclosure.UNDISCLOSED)
    close(statement)

    with pytest.raises(IntegrityError, match="roll_names_no_undisclosed"):
        db.session.execute(text(f"UPDATE roll_entry SET {column} = 'たんぽぽ'"))
    db.session.rollback()


def test_what_was_confirmed_after_the_closing_time_is_not_on_the_roll(
    statement: Statement,
) -> None:
    factories.make_signature(statement)
    pass_by(1)
    factories.make_signature(statement, name="葉月 りん", email="rin@mail.example")

    close(statement)

    assert [entry["name"] for entry in roll(statement)] == ["霜月 あかり"]


def test_the_second_roll_holds_the_first_and_tells_what_is_new(statement: Statement) -> None:
    factories.make_signature(statement)
    close(statement, 1)
    factories.make_signature(statement, name="葉月 りん", email="rin@mail.example")

    close(statement, 2)

    first, second = rounds.of(statement.id)
    assert {entry["name"]: entry["first_round_id"] for entry in roll(statement, 2)} == {
        "霜月 あかり": first.id,
        "葉月 りん": second.id,
    }


def test_who_withdrew_in_the_second_round_stays_on_the_first_roll_alone(
    statement: Statement,
) -> None:
    signature = factories.make_signature(statement)
    close(statement, 1)
    signature.withdrawn_at = now()
    db.session.commit()

    close(statement, 2)

    assert [len(roll(statement, number)) for number in (1, 2)] == [1, 0]


def test_two_statements_have_rolls_of_their_own(statement: Statement) -> None:
    other = factories.make_statement(slug="another")
    factories.make_signature(statement)
    factories.make_signature(other)

    close(statement)

    assert (len(roll(statement)), len(roll(other))) == (1, 0)


# ---- Going back


def test_a_signature_on_a_frozen_roll_cannot_be_withdrawn(statement: Statement) -> None:
    signature = factories.make_signature(statement)
    close(statement)

    with pytest.raises(rounds.RollFrozen):
        signing.withdraw(signature)

    assert rounds.frozen(signature)


def test_a_signature_in_an_open_round_is_not_frozen(statement: Statement) -> None:
    close(statement)

    signature = factories.make_signature(statement)

    assert not rounds.frozen(signature)


def test_a_board_that_agrees_later_brings_the_signature_into_the_present_round(
    statement: Statement,
) -> None:
    signature = factories.make_organisation_signature(statement, board="pending")
    close(statement)

    signing.board_agreed(signature)
    db.session.commit()

    assert signature.round.number == 2
    assert not rounds.frozen(signature)


# ---- On the page


def states(statement: Statement) -> list[str]:
    return [one.state for one in rounds.on_page(statement)]


def test_rounds_are_shown_as_closed_now_and_next(statement: Statement) -> None:
    before = states(statement)
    close(statement, 1)
    between = states(statement)
    close(statement, 2)

    assert [before, between, states(statement)] == [
        ["now", "next"],
        ["closed", "now"],
        ["closed", "closed"],
    ]


def test_a_round_shows_how_much_of_its_time_has_gone(statement: Statement) -> None:
    day = timedelta(days=1)
    first, second = rounds.of(statement.id)
    statement.opened_at, first.closes_at, second.closes_at = (
        now() - day,
        now() + 3 * day,
        now() + 9 * day,
    )
    db.session.commit()

    shares = [one.share for one in rounds.on_page(statement)]

    assert shares == [pytest.approx(0.25, abs=0.01), 0.0]


def test_a_round_without_end_shows_no_share(app: Flask) -> None:
    statement = factories.make_statement(closes_in_days=())

    shown = rounds.on_page(statement)

    assert [(one.state, one.share, one.closes_at) for one in shown] == [("now", 0.0, None)]


@pytest.mark.parametrize(("hidden", "shown"), [(0, 1), (1, 1), (2, 1), (3, 4), (5, 6)])
def test_a_closed_rounds_size_leaves_out_fewer_than_three_not_named(
    statement: Statement, hidden: int, shown: int
) -> None:
    factories.make_organisation_signature(statement)
    factories.make_signature(statement)
    for number in range(hidden):
        factories.make_organisation_signature(
            statement, email=f"{number}@x.example",
            disclosure=(Disclosure.UNDISCLOSED, Disclosure.ADDRESSEE)[number % 2],
        )  # fmt: skip

    close(statement)

    assert [one.organisations for one in rounds.on_page(statement)] == [shown, None]


def test_a_signature_confirmed_while_its_round_is_open_has_one_round(statement: Statement) -> None:
    factories.make_signature(statement)

    assert db.session.scalars(db.select(Signature.round_id)).one() == rounds.of(statement.id)[0].id
