"""Signatures from a file: what counts, what waits, what is there already."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func

from campaigns.models import Signers, Statement
from core.db import db, now
from core.japanese import TOKYO
from petitions import counting, rounds
from petitions.models import Signature
from petitions.rounds import RoundClosed, StatementClosed
from petitions.signing import NotForYou
from tests import factories
from tests.petitions.files import AKARI, TANPOPO, Bring, bring, bringing, figures, signatures

PENDING = TANPOPO | {"board": "pending"}


@pytest.fixture
def statement(app: Flask) -> Statement:
    return factories.make_statement()


@pytest.fixture
def take(statement: Statement, tmp_path: Path) -> Bring:
    return bringing(statement, tmp_path)


def people(statement: Statement) -> int:
    return counting.exact(statement.id).people


# ---- Who is there already


def test_a_signer_who_stands_twice_in_a_file_counts_once(take: Bring, statement: Statement) -> None:
    again = AKARI | {"email": " Akari@Mail.Example ", "name": "霜月　あかり"}

    report = take(AKARI, again)

    assert figures(report) == (1, 1, 0, 0)
    assert people(statement) == 1


def test_two_people_of_one_address_both_count(take: Bring, statement: Statement) -> None:
    report = take(AKARI, AKARI | {"name": "霜月 ひかり"})

    assert figures(report) == (2, 0, 0, 0)
    assert people(statement) == 2


def test_a_file_that_is_read_twice_doubles_nothing(take: Bring, statement: Statement) -> None:
    take(AKARI, AKARI | {"name": "霜月 ひかり"})

    report = take(AKARI, AKARI | {"name": "霜月 ひかり"})

    assert figures(report) == (0, 2, 0, 0)
    assert people(statement) == 2


def test_a_signer_who_signed_on_the_page_is_there_already(
    take: Bring, statement: Statement
) -> None:
    factories.make_signature(statement)

    report = take(AKARI)

    assert figures(report) == (0, 1, 0, 0)
    assert people(statement) == 1


def test_a_signer_of_another_statement_is_not_there(take: Bring, statement: Statement) -> None:
    take(AKARI, into=factories.make_statement(slug="another"))

    assert figures(take(AKARI)) == (1, 0, 0, 0)


def test_an_import_asks_the_database_by_the_batch(
    take: Bring, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    many = [AKARI | {"email": f"{number}@mail.example"} for number in range(1200)]

    with count_queries() as seen:
        report = take(*many)

    assert report.accepted == 1200
    assert len(seen) < 20


# ---- Confirmed, withdrawn


def test_a_signature_keeps_the_moment_it_was_confirmed(take: Bring) -> None:
    take(AKARI)

    assert signatures()[0].confirmed_at == datetime(2026, 5, 12, 9, tzinfo=TOKYO)


def test_an_unconfirmed_signature_neither_counts_nor_is_kept(take: Bring) -> None:
    report = take(AKARI, AKARI | {"email": "ben@mail.example", "confirmed_at": ""})

    assert [str(one) for one in report.rejected] == ["line 3: confirmed_at: not confirmed"]
    assert len(signatures()) == 1


def test_a_file_that_does_not_tell_when_confirms_now(take: Bring) -> None:
    took_place = now()

    take({name: value for name, value in AKARI.items() if name != "confirmed_at"})

    assert abs(signatures()[0].confirmed_at - took_place) < timedelta(minutes=1)


def test_a_withdrawn_signature_is_kept_as_withdrawn_and_does_not_count(
    take: Bring, statement: Statement
) -> None:
    report = take(AKARI | {"withdrawn_at": "2026-06-01 10:00"})

    assert figures(report) == (0, 0, 1, 0)
    assert str(report.rejected[0]) == "line 2: withdrawn_at: withdrawn"
    assert signatures()[0].withdrawn_at == datetime(2026, 6, 1, 10, tzinfo=TOKYO)
    assert people(statement) == 0


def test_an_older_file_does_not_bring_a_withdrawn_signer_back(
    take: Bring, statement: Statement
) -> None:
    take(AKARI | {"withdrawn_at": "2026-06-01"})

    report = take(AKARI)

    assert figures(report) == (0, 1, 0, 0)
    assert people(statement) == 0


def test_a_later_file_withdraws_what_an_earlier_one_brought(
    take: Bring, statement: Statement
) -> None:
    take(AKARI)

    take(AKARI | {"withdrawn_at": "2026-06-01"})

    assert people(statement) == 0


def test_a_withdrawal_of_long_ago_leaves_a_later_signature_alone(
    take: Bring, statement: Statement
) -> None:
    factories.make_signature(statement)

    take(AKARI | {"withdrawn_at": "2026-06-01"})

    assert people(statement) == 1


def test_no_file_withdraws_a_signature_from_a_frozen_roll(
    take: Bring, statement: Statement
) -> None:
    take(AKARI)
    rounds.close(rounds.of(statement.id)[0])
    db.session.commit()

    take(AKARI | {"withdrawn_at": now().isoformat()})

    assert people(statement) == 1


# ---- Rows that are refused


def test_a_row_is_refused_with_every_reason_and_no_value(take: Bring) -> None:
    report = take(AKARI | {"email": "hidden-in-plain.example", "name": ""})

    told = str(report.rejected[0])
    assert told.startswith("line 2: ")
    assert "name: " in told
    assert "email: " in told
    assert "hidden" not in told


def test_a_row_is_told_by_the_line_on_which_it_begins(take: Bring) -> None:
    lines = AKARI | {"comment": "一行目\n二行目\n三行目"}

    report = take(lines, lines | {"email": "none"}, lines | {"display": ""})

    assert [one.line for one in report.rejected] == [5, 8]


def test_a_refused_row_keeps_no_other_from_being_taken(take: Bring) -> None:
    report = take(AKARI | {"email": ""}, AKARI)

    assert figures(report) == (1, 0, 1, 0)


def test_every_row_is_in_one_figure(take: Bring) -> None:
    report = take(
        PENDING,
        TANPOPO | {"organisation": "うみかぜ文庫"},
        TANPOPO | {"organisation": "うみかぜ文庫"},
        TANPOPO | {"email": ""},
    )

    assert figures(report) == (1, 1, 1, 1)
    assert str(report) == "accepted 1, already there 1, rejected 1, held 1, count-only 0"


# ---- Rounds, and statements that do not take it


def test_signatures_go_into_the_open_round(take: Bring, statement: Statement) -> None:
    first, second = rounds.of(statement.id)
    rounds.close(first)
    db.session.commit()

    take(AKARI)

    assert signatures()[0].round_id == second.id


def test_signatures_go_into_the_round_that_was_told(take: Bring, statement: Statement) -> None:
    second = rounds.of(statement.id)[1]

    take(AKARI, round=second)

    assert signatures()[0].round_id == second.id


def test_late_signatures_go_into_the_last_round_until_it_is_closed(take: Bring) -> None:
    over = factories.make_statement(slug="over", closes_in_days=(-2.0, -1.0))

    take(AKARI, into=over)

    assert signatures()[0].round_id == rounds.of(over.id)[-1].id


def test_a_closed_round_takes_nothing(take: Bring, statement: Statement) -> None:
    first = rounds.of(statement.id)[0]
    rounds.close(first)
    db.session.commit()

    with pytest.raises(RoundClosed):
        take(AKARI, round=first)


def test_a_statement_whose_rounds_are_all_closed_takes_nothing(take: Bring) -> None:
    over = factories.make_statement(slug="over", closes_in_days=(1.0,))
    rounds.close(rounds.of(over.id)[0])
    db.session.commit()

    with pytest.raises(RoundClosed):
        take(AKARI, into=over)


def test_a_statement_that_is_not_open_yet_takes_nothing(take: Bring) -> None:
    with pytest.raises(StatementClosed):
        take(AKARI, into=factories.make_statement(slug="draft", opened=False))


@pytest.mark.parametrize(
    ("signers", "row"), [(Signers.ORGANISATIONS, AKARI), (Signers.PEOPLE, TANPOPO)]
)
def test_a_statement_takes_only_its_own_kind_of_signers(
    take: Bring, signers: Signers, row: dict[str, str]
) -> None:
    theirs = factories.make_statement(slug="theirs", signers=signers)

    with pytest.raises(NotForYou):
        take(row, into=theirs)


# ---- A file as it comes


@pytest.mark.shared
def test_ten_thousand_online_rows_come_in_as_nine_thousand_two_hundred_eighty_people(
    statement: Statement, shared_data: Path
) -> None:
    report = bring(statement, shared_data / "petition_online_10000.csv")

    reasons = {reason for one in report.rejected for reason in one.reasons}
    assert figures(report) == (9280, 108, 585 + 27, 0)
    assert {name for name, _why in reasons} == {"confirmed_at", "withdrawn_at"}
    assert people(statement) == 9280
    withdrawn = db.select(func.count()).where(Signature.withdrawn_at.is_not(None))
    assert db.session.scalar(withdrawn) == 27
