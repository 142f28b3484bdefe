"""Signatures from a file: what counts, what waits, what is there already."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from campaigns.models import Signers, Statement
from core.db import db, now
from core.japanese import TOKYO
from network import sealing
from network.sealing import NotEnoughCustodians
from petitions import counting, rounds, signing
from petitions.importing import Report
from petitions.models import IDENTITY, Signature, SignatureImport
from petitions.rounds import RoundClosed, StatementClosed
from petitions.signing import NotForYou
from tests import factories
from tests.petitions.files import AKARI, TANPOPO, bring, signatures, table_of, write

Bring = Callable[..., Report]

UNDISCLOSED = TANPOPO | {"disclosure": "undisclosed"}
PENDING = TANPOPO | {"board": "pending"}


@pytest.fixture
def statement(app: Flask) -> Statement:
    return factories.make_statement()


@pytest.fixture
def take(statement: Statement, tmp_path: Path) -> Bring:
    """Takes rows in as one file; every file is of its own content."""
    numbers = iter(range(99))

    def taken(*rows: dict[str, str], into: Statement = statement, **how: Any) -> Report:
        file = write(tmp_path, table_of(*rows), f"{next(numbers)}.csv")
        return bring(into, file, **how)

    return taken


def figures(report: Report) -> tuple[int, int, int, int]:
    return report.accepted, report.already_there, len(report.rejected), report.held


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


# ---- Organisations not named


def test_an_undisclosed_organisation_leaves_nothing_that_names_it(take: Bring) -> None:
    secret = factories.make_custodians()[0]

    take(UNDISCLOSED)

    kept = signatures()[0]
    assert {getattr(kept, column) for column in IDENTITY} == {None}
    assert kept.sealed is not None
    opened = sealing.open_sealed(
        kept.sealed, secret, record=kept.public_id, purpose=signing.SEALED_FOR
    )
    assert opened.fields["organisation"] == UNDISCLOSED["organisation"]


def test_of_an_undisclosed_organisations_times_only_the_day_in_tokyo_is_kept(take: Bring) -> None:
    factories.make_custodians()

    take(UNDISCLOSED | {"confirmed_at": "2026-05-12T20:13:14Z", "withdrawn_at": "2026-06-01 09:30"})

    kept = signatures()[0]
    assert kept.confirmed_at == datetime(2026, 5, 13, tzinfo=TOKYO)
    assert kept.withdrawn_at == datetime(2026, 6, 1, tzinfo=TOKYO)


def test_an_undisclosed_organisation_counts_once_however_often_its_file_is_read(
    take: Bring, statement: Statement
) -> None:
    factories.make_custodians()
    take(UNDISCLOSED, UNDISCLOSED)

    report = take(UNDISCLOSED, UNDISCLOSED)

    assert figures(report) == (0, 2, 0, 0)
    assert counting.exact(statement.id).undisclosed == 1


def test_an_organisation_that_signed_by_name_is_not_counted_again_without(
    take: Bring, statement: Statement
) -> None:
    factories.make_custodians()
    take(TANPOPO)

    report = take(UNDISCLOSED)

    assert figures(report) == (0, 1, 0, 0)
    assert counting.exact(statement.id).organisations == 1


def test_an_organisation_that_stands_undisclosed_and_named_in_a_file_counts_once(
    take: Bring, statement: Statement
) -> None:
    factories.make_custodians()

    report = take(UNDISCLOSED, TANPOPO)

    assert figures(report) == (1, 1, 0, 0)
    assert counting.exact(statement.id).organisations == 1


def test_an_organisation_that_took_its_name_back_may_come_undisclosed(
    take: Bring, statement: Statement
) -> None:
    factories.make_custodians()
    take(TANPOPO | {"withdrawn_at": "2026-06-01"})

    take(UNDISCLOSED)

    assert counting.exact(statement.id).undisclosed == 1


def test_undisclosed_organisations_of_another_file_wait_for_a_custodian(
    take: Bring, statement: Statement
) -> None:
    factories.make_custodians()
    take(UNDISCLOSED)

    report = take(
        UNDISCLOSED | {"organisation": "うみかぜ文庫"}, TANPOPO | {"email": "a@b.example"}
    )

    assert figures(report) == (1, 0, 0, 1)
    assert [one.held_for for one in signatures() if one.held_for] == ["custodian"]
    assert counting.exact(statement.id).undisclosed == 1


def test_accepting_what_is_pending_releases_nobody_who_waits_for_a_custodian(take: Bring) -> None:
    factories.make_custodians()
    take(UNDISCLOSED)
    other = UNDISCLOSED | {"organisation": "うみかぜ文庫", "board": "pending"}

    take(other, accept_pending=True)
    report = take(other, accept_pending=True)

    assert figures(report) == (0, 1, 0, 0)
    assert [one.released_at for one in signatures() if one.held_for] == [None]


def test_without_custodians_no_undisclosed_organisation_is_taken(take: Bring) -> None:
    with pytest.raises(NotEnoughCustodians):
        take(TANPOPO, UNDISCLOSED | {"email": "other@mail.example"})


def test_the_published_figure_moves_once_for_a_whole_file(
    take: Bring, statement: Statement
) -> None:
    factories.make_custodians()

    take(*[UNDISCLOSED | {"email": f"{number}@mail.example"} for number in range(4)])

    assert statement.unnamed_published == 4


# ---- Boards that have yet to agree


def test_an_organisation_whose_board_has_yet_to_agree_waits(
    take: Bring, statement: Statement
) -> None:
    report = take(PENDING)

    assert figures(report) == (0, 0, 0, 1)
    assert signatures()[0].held_for == "board"
    assert counting.exact(statement.id).organisations == 0


def test_who_is_pending_counts_where_that_is_accepted(take: Bring, statement: Statement) -> None:
    report = take(PENDING, accept_pending=True)

    assert figures(report) == (1, 0, 0, 0)
    assert counting.exact(statement.id).organisations == 1


def test_reading_a_file_again_and_accepting_releases_those_who_waited(
    take: Bring, statement: Statement
) -> None:
    take(PENDING, TANPOPO | {"email": "other@mail.example"})

    report = take(PENDING, TANPOPO | {"email": "other@mail.example"}, accept_pending=True)

    assert figures(report) == (1, 1, 0, 0)
    assert counting.exact(statement.id).organisations == 2


def test_who_is_released_counts_in_the_round_that_is_open(
    take: Bring, statement: Statement
) -> None:
    take(PENDING)
    first, second = rounds.of(statement.id)
    rounds.close(first)
    db.session.commit()

    take(PENDING, accept_pending=True)

    assert signatures()[0].round_id == second.id


def test_an_import_remembers_that_pending_ones_were_accepted(take: Bring) -> None:
    take(PENDING, accept_pending=True)
    take(PENDING)

    kept = db.session.scalars(db.select(SignatureImport)).one()
    assert kept.accepted_pending


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


# ---- Files as they come


@pytest.mark.shared
def test_sixty_organisations_come_in_and_those_who_waited_are_let_in_later(
    statement: Statement, shared_data: Path
) -> None:
    factories.make_custodians()
    file = shared_data / "statement_60_orgs.csv"

    first = bring(statement, file)
    again = bring(statement, file)
    later = bring(statement, file, accept_pending=True)

    assert figures(first) == (47, 0, 0, 13)
    assert figures(again) == (0, 60, 0, 0)
    assert figures(later) == (13, 47, 0, 0)
    counted = counting.exact(statement.id)
    assert (counted.public, counted.unnamed) == (43, 17)


@pytest.mark.shared
def test_ten_thousand_online_rows_come_in_as_nine_thousand_two_hundred_eighty_people(
    statement: Statement, shared_data: Path
) -> None:
    report = bring(statement, shared_data / "petition_online_10000.csv")

    reasons = {reason for one in report.rejected for reason in one.reasons}
    assert figures(report) == (9280, 108, 585 + 27, 0)
    assert {name for name, _why in reasons} == {"confirmed_at", "withdrawn_at"}
    assert people(statement) == 9280
    assert (
        db.session.scalar(db.select(db.func.count()).where(Signature.withdrawn_at.is_not(None)))
        == 27
    )
