"""The exact count, which the database keeps by itself, and the figure that is published."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, text, update

from campaigns.models import Statement
from core.db import db, now
from petitions import counting, signing
from petitions.counting import Exact
from petitions.models import Confirmation, Disclosure, Display, Signature, Tally
from tests import factories


@pytest.fixture
def statement(app: Flask) -> Statement:
    factories.make_custodians()
    return factories.make_statement()


def recount(statement: Statement) -> Exact:
    """Count the signatures themselves."""
    rows = db.session.execute(
        db.select(db.func.coalesce(Signature.disclosure, Signature.kind), db.func.count())
        .where(Signature.statement_id == statement.id, Signature.counts)
        .group_by(text("1"))
    )
    found = {str(what): int(number) for what, number in rows}
    return Exact(
        public=found.get("public", 0),
        addressee=found.get("addressee", 0),
        undisclosed=found.get("undisclosed", 0),
        people=found.get("person", 0),
    )


def fill(statement: Statement) -> None:
    """Three people and three organisations of each disclosure."""
    for number in range(3):
        factories.make_signature(statement, email=f"p{number}@mail.example")
        for disclosure in Disclosure:
            factories.make_organisation_signature(
                statement, email=f"{number}@{disclosure}.example", disclosure=disclosure
            )


def test_a_statement_nobody_has_signed_counts_nothing(statement: Statement) -> None:
    assert counting.exact(statement.id) == Exact()


def test_people_and_each_disclosure_are_counted_apart(statement: Statement) -> None:
    fill(statement)

    exact = counting.exact(statement.id)

    assert exact == Exact(public=3, addressee=3, undisclosed=3, people=3)
    assert (exact.unnamed, exact.organisations) == (6, 9)


def test_statements_are_counted_apart_in_one_query(
    statement: Statement, count_queries: Callable[[], Any]
) -> None:
    other = factories.make_statement(slug="another")
    factories.make_signature(other)
    ids = [statement.id, other.id]

    with count_queries() as queries:
        exact = counting.exact_of(ids)

    assert [exact[one].people for one in ids] == [0, 1]
    assert len(queries) == 1


CHANGES: dict[str, dict[str, Any]] = {
    "withdrawn": {"withdrawn_at": now()},
    "invalidated": {"invalidated_at": now()},
    "held": {"held_for": "custodian"},
    "held and released": {"held_for": "board", "released_at": now()},
    "withdrawn and invalidated": {"withdrawn_at": now(), "invalidated_at": now()},
    "nothing that counts": {"comment_public": True},
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("how_many", ["one", "all"])
def test_the_count_follows_whatever_happens_to_signatures(
    statement: Statement, changes: dict[str, Any], how_many: str
) -> None:
    fill(statement)
    first = db.session.scalar(db.select(db.func.min(Signature.id)))

    changed = update(Signature).values(**changes)
    db.session.execute(changed if how_many == "all" else changed.where(Signature.id == first))
    db.session.commit()

    assert counting.exact(statement.id) == recount(statement)


def test_the_count_comes_back_with_what_is_undone(statement: Statement) -> None:
    fill(statement)
    db.session.execute(update(Signature).values(withdrawn_at=now()))
    db.session.commit()
    gone = counting.exact(statement.id)

    db.session.execute(update(Signature).values(withdrawn_at=None))
    db.session.commit()

    assert gone == Exact()
    assert counting.exact(statement.id) == Exact(public=3, addressee=3, undisclosed=3, people=3)


def test_a_changed_disclosure_moves_from_one_count_to_the_other(statement: Statement) -> None:
    signature = factories.make_organisation_signature(statement)

    signature.disclosure = Disclosure.ADDRESSEE
    db.session.commit()

    assert counting.exact(statement.id) == Exact(addressee=1)


def test_deleted_signatures_leave_the_count(statement: Statement) -> None:
    fill(statement)

    db.session.execute(delete(Confirmation))
    db.session.execute(delete(Signature).where(Signature.kind == "person"))
    db.session.commit()

    assert counting.exact(statement.id) == recount(statement) == Exact(3, 3, 3, 0)


def test_a_rollback_takes_the_count_back_too(statement: Statement) -> None:
    token = factories.sign(statement)

    signing.confirm(token)
    db.session.rollback()

    assert counting.exact(statement.id) == Exact()


@pytest.mark.parametrize("seed", range(3))
def test_after_any_history_the_count_is_the_recount(statement: Statement, seed: int) -> None:
    fill(statement)
    chance = random.Random(seed)
    ids = db.session.scalars(db.select(Signature.id)).all()

    for _ in range(40):
        chosen = chance.sample(ids, chance.randint(1, 5))
        values = dict(chance.choice([*CHANGES.values(), {"withdrawn_at": None},
                                     {"invalidated_at": None}]))  # fmt: skip
        if "released_at" not in values and "held_for" in values:
            values["released_at"] = None
        db.session.execute(update(Signature).where(Signature.id.in_(chosen)).values(**values))
        db.session.commit() if chance.random() < 0.8 else db.session.rollback()

    assert counting.exact(statement.id) == recount(statement)


#: Two shards each whose numbers make up for one another: 4 and -4 for every count there is.
OLD_SHARDS = """
    INSERT INTO tally
    SELECT statement_id, what, 9000000 + number, CASE number WHEN 1 THEN 4 ELSE -4 END
    FROM (SELECT DISTINCT statement_id, what FROM tally) AS counted
    CROSS JOIN generate_series(1, 2) AS number
"""


def test_folding_keeps_every_sum_and_one_row_for_each(statement: Statement) -> None:
    fill(statement)
    # Connections that have ended long ago, each with a shard of its own.
    db.session.execute(text(OLD_SHARDS))
    db.session.commit()
    before = counting.exact(statement.id)

    counting.fold_tallies()
    db.session.commit()

    assert before == counting.exact(statement.id) == recount(statement)
    assert set(db.session.execute(db.select(Tally.what, Tally.shard))) == {
        ("person", 0), *((disclosure.value, 0) for disclosure in Disclosure)
    }  # fmt: skip


def test_folding_twice_changes_nothing(statement: Statement) -> None:
    fill(statement)

    for _ in range(2):
        counting.fold_tallies()
        db.session.commit()

    assert counting.exact(statement.id) == recount(statement)


# ---- What is published


def unnamed(statement: Statement, number: int) -> None:
    """Have it count so many organisations not named, by one of its connections."""
    db.session.execute(delete(Tally))
    db.session.add(Tally(statement_id=statement.id, what="undisclosed", shard=1, n=number))
    db.session.commit()


def moved(statement: Statement, numbers: list[int], publish: Callable[..., None]) -> list[int]:
    shown = []
    for number in numbers:
        unnamed(statement, number)
        publish(statement.id)
        db.session.commit()
        db.session.refresh(statement)
        shown.append(statement.unnamed_published)
    return shown


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [0, 0, 0, 3, 3, 3, 6, 6, 6, 9]),
        ([1, 2, 1, 2, 1], [0, 0, 0, 0, 0]),
        ([5, 4, 3, 2], [5, 5, 5, 0]),
        ([40, 41, 39, 37], [40, 40, 40, 37]),
        ([3, 2, 3], [3, 3, 3]),
        ([3, 2, 1, 0], [3, 3, 3, 0]),
        ([17], [17]),
    ],
)
def test_the_published_figure_moves_by_three_or_more_and_is_shown_from_three(
    statement: Statement, numbers: list[int], shown: list[int]
) -> None:
    assert moved(statement, numbers, counting.publish_unnamed) == shown


@pytest.mark.parametrize(
    ("numbers", "shown"), [([1], [0]), ([2], [0]), ([3], [3]), ([4, 5, 4], [4, 5, 4])]
)
def test_at_a_rounds_end_the_published_figure_is_exact_but_silent_below_three(
    statement: Statement, numbers: list[int], shown: list[int]
) -> None:
    assert moved(statement, numbers, counting.publish_exactly) == shown


def test_an_import_moves_the_figure_once(statement: Statement) -> None:
    assert moved(statement, [0, 250], counting.publish_unnamed) == [0, 250]


def test_page_card_and_api_get_named_plus_published(statement: Statement) -> None:
    fill(statement)
    counting.publish_unnamed(statement.id)
    factories.make_organisation_signature(
        statement, email="late@x.example", disclosure=Disclosure.UNDISCLOSED
    )
    db.session.refresh(statement)

    counts = counting.published([statement])[statement.id]

    assert (counts.named, counts.undisclosed, counts.organisations, counts.people) == (3, 6, 9, 3)


def test_confirming_withdrawing_and_releasing_ask_for_the_figure_to_be_moved(
    statement: Statement, run_due: Callable[[], None]
) -> None:
    hidden = {"disclosure": Disclosure.UNDISCLOSED}
    waiting = factories.make_organisation_signature(statement, board="pending", **hidden)
    for number in range(2):
        factories.make_organisation_signature(statement, email=f"{number}@x.example", **hidden)
    shown = []

    for act in (None, signing.board_agreed, signing.withdraw):
        if act is not None:
            act(waiting)
            db.session.commit()
        run_due()
        db.session.refresh(statement)
        shown.append(statement.unnamed_published)

    assert shown == [0, 3, 3]


def test_people_ask_for_no_job_and_organisations_for_the_same_at_each_level(
    statement: Statement,
) -> None:
    factories.make_custodians()
    factories.make_signature(statement, display=Display.HIDDEN)
    for level in Disclosure:
        factories.make_organisation_signature(statement, disclosure=level)

    jobs = db.session.execute(text("SELECT args FROM procrastinate_jobs")).scalars().all()
    assert jobs == [{"statement_id": statement.id}] * len(Disclosure)
