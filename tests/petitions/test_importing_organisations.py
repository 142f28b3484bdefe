"""Organisations from a file: those that are not named, and those whose board has yet to agree."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from campaigns.models import Statement
from core.db import db
from core.japanese import TOKYO
from network import sealing
from network.sealing import NotEnoughCustodians
from petitions import counting, rounds, signers
from petitions.models import IDENTITY, SignatureImport
from tests import factories
from tests.petitions.files import TANPOPO, Bring, bring, bringing, figures, signatures

UNDISCLOSED = TANPOPO | {"disclosure": "undisclosed"}
PENDING = TANPOPO | {"board": "pending"}


@pytest.fixture
def statement(app: Flask) -> Statement:
    return factories.make_statement()


@pytest.fixture
def take(statement: Statement, tmp_path: Path) -> Bring:
    return bringing(statement, tmp_path)


# ---- Not named


def test_an_undisclosed_organisation_leaves_nothing_that_names_it(take: Bring) -> None:
    secret = factories.make_custodians()[0]

    take(UNDISCLOSED)

    kept = signatures()[0]
    assert {getattr(kept, column) for column in IDENTITY} == {None}
    assert kept.sealed is not None
    opened = sealing.open_sealed(
        kept.sealed, secret, record=kept.public_id, purpose=signers.SEALED_FOR
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


# ---- A file as it comes


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
