"""Read-only JSON about statements: what is public, in pages, the same for every caller."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from campaigns.models import Statement
from core import japanese
from core.db import db, now
from petitions import counting, rounds, submitting
from petitions.models import Disclosure, Display
from tests import factories
from tests.petitions.api.following import items
from tests.petitions.submissions import hand_over

LATELY = now() - timedelta(hours=1)


def test_a_statement_has_the_shape_that_others_build_upon(
    client: FlaskClient, statement: Statement
) -> None:
    found = client.get("/api/v1/statements/civic-space").get_json()

    assert set(found) == {
        "slug", "kind", "status", "title", "addressees", "opens_at", "closes_at", "counts",
        "rounds", "url", "version", "text_hash", "body", "body_html", "demands",
    }  # fmt: skip
    assert found["counts"] == {
        "organisations": {"named": 0, "undisclosed": 0, "total": 0},
        "people": {"total": 0},
    }
    assert (found["slug"], found["kind"], found["status"]) == ("civic-space", "request", "open")
    assert found["title"]["ja"].startswith("市民社会スペース")
    assert [one["code"] for one in found["addressees"]] == ["mofa", "mof"]
    assert found["text_hash"] == statement.version.text_hash
    assert found["url"] == "http://localhost/ja/statements/civic-space"


def test_moments_carry_their_zone(client: FlaskClient, statement: Statement) -> None:
    found = client.get("/api/v1/statements/civic-space").get_json()

    moments = [
        found["opens_at"],
        found["closes_at"],
        *(one["closes_at"] for one in found["rounds"]),
    ]
    assert all(datetime.fromisoformat(moment).tzinfo is not None for moment in moments)


def test_rounds_tell_which_is_open(client: FlaskClient, statement: Statement) -> None:
    rounds.close(rounds.of(statement.id)[0])
    db.session.commit()

    found = client.get("/api/v1/statements/civic-space").get_json()

    assert [(one["number"], one["state"]) for one in found["rounds"]] == [(1, "closed"), (2, "now")]


def test_the_list_has_the_same_entries_without_their_text(
    client: FlaskClient, statement: Statement
) -> None:
    listed = client.get("/api/v1/statements").get_json()["items"][0]
    alone = client.get("/api/v1/statements/civic-space").get_json()

    assert "body" not in listed
    assert listed == {name: alone[name] for name in listed}


def test_drafts_are_in_no_list(client: FlaskClient, statement: Statement) -> None:
    factories.make_statement(slug="draft", opened=False)

    assert [one["slug"] for one in items(client, "/statements")] == ["civic-space"]


@pytest.mark.parametrize("limit", [1, 2, 3, 200])
def test_statements_are_paged_without_gap_or_repetition(
    client: FlaskClient, statement: Statement, limit: int
) -> None:
    for number in range(4):
        factories.make_statement(slug=f"another-{number}")

    slugs = [one["slug"] for one in items(client, "/statements", limit)]

    assert slugs == ["another-3", "another-2", "another-1", "another-0", "civic-space"]


@pytest.mark.parametrize("limit", [1, 3, 200])
def test_signatories_are_paged_without_gap_or_repetition(
    client: FlaskClient, statement: Statement, limit: int
) -> None:
    for number in range(7):
        factories.make_signature(statement, name=f"霜月 {number}", email=f"{number}@x.example")

    names = [one["name"] for one in items(client, "/statements/civic-space/signatories", limit)]

    assert sorted(names) == [f"霜月 {number}" for number in range(7)]


def test_the_order_of_signatories_does_not_tell_who_came_first(
    client: FlaskClient, statement: Statement
) -> None:
    for number in range(20):
        factories.make_signature(statement, name=f"霜月 {number:02}", email=f"{number}@x.example")

    names = [one["name"] for one in items(client, "/statements/civic-space/signatories")]

    # Twenty random ids in the order of their coming are one case in 2·10¹⁸.
    assert names != sorted(names)


def test_signatories_are_those_alone_who_may_be_named(
    client: FlaskClient, statement: Statement
) -> None:
    for disclosure in Disclosure:
        factories.make_organisation_signature(
            statement, organisation=f"{disclosure} の会", email=f"{disclosure}@x.example",
            disclosure=disclosure, comment="一言", comment_public=True,
        )  # fmt: skip
    for display in Display:
        factories.make_signature(
            statement, email=f"{display}@x.example", display=display, kana="しもつき あかり",
            comment="一言",
        )  # fmt: skip

    found = items(client, "/statements/civic-space/signatories")

    assert sorted(one["name"] for one in found) == ["S. A.", "public の会", "霜月 あかり"]
    assert {frozenset(one) for one in found} == {
        frozenset({"kind", "name", "name_en", "kana", "country", "comment"})
    }


def test_a_persons_reading_country_and_comment_are_not_public(
    client: FlaskClient, statement: Statement
) -> None:
    factories.make_signature(statement, kana="しもつき あかり", comment="一言")

    found = items(client, "/statements/civic-space/signatories")

    assert [(one["kana"], one["country"], one["comment"]) for one in found] == [(None, None, None)]


@pytest.mark.parametrize(("allowed", "shown"), [(True, "一言"), (False, None)])
def test_an_organisations_comment_is_public_if_it_said_so(
    client: FlaskClient, statement: Statement, allowed: bool, shown: str | None
) -> None:
    factories.make_organisation_signature(statement, comment="一言", comment_public=allowed)

    found = items(client, "/statements/civic-space/signatories")

    assert [one["comment"] for one in found] == [shown]


def test_counts_are_the_published_ones(client: FlaskClient, statement: Statement) -> None:
    factories.make_organisation_signature(statement)
    for number in range(4):
        factories.make_organisation_signature(
            statement, email=f"{number}@x.example", disclosure=Disclosure.UNDISCLOSED
        )
        counting.publish_unnamed(statement.id)
        db.session.commit()

    counts = client.get("/api/v1/statements/civic-space").get_json()["counts"]

    assert counts["organisations"] == {"named": 1, "undisclosed": 3, "total": 4}


def test_a_closed_statement_says_so(client: FlaskClient, statement: Statement) -> None:
    db.session.execute(update(Statement).values(closed_at=now()))
    db.session.commit()

    assert client.get("/api/v1/statements/civic-space").get_json()["status"] == "closed"


@pytest.mark.parametrize("path", ["", "/civic-space", "/civic-space/signatories"])
def test_answers_may_be_kept_for_seconds_and_asked_for_by_their_mark(
    client: FlaskClient, statement: Statement, path: str
) -> None:
    first = client.get(f"/api/v1/statements{path}")

    again = client.get(
        f"/api/v1/statements{path}", headers={"If-None-Match": first.headers["ETag"]}
    )

    assert first.headers["Cache-Control"].startswith("public, max-age=5,")
    assert "Set-Cookie" not in first.headers
    assert (again.status_code, again.data) == (304, b"")


def test_the_mark_changes_with_the_content(client: FlaskClient, statement: Statement) -> None:
    before = client.get("/api/v1/statements/civic-space").headers["ETag"]
    factories.make_signature(statement)

    after = client.get("/api/v1/statements/civic-space", headers={"If-None-Match": before})

    assert after.status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(client: FlaskClient, statement: Statement, method: str) -> None:
    answer = client.open("/api/v1/statements/civic-space", method=method)

    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")


@pytest.mark.parametrize("path", ["", "/civic-space/signatories"])
def test_a_list_takes_no_more_queries_when_it_is_longer(
    client: FlaskClient, statement: Statement, count_queries: Callable[[], Any], path: str
) -> None:
    needed = []
    for number in range(2):
        factories.make_statement(slug=f"another-{number}")
        factories.make_signature(statement, email=f"{number}@x.example")
        db.session.expire_all()
        with count_queries() as queries:
            client.get(f"/api/v1/statements{path}")
        needed.append(len(queries))

    assert needed[0] == needed[1]


# ---- Rounds, and what was handed over


def test_a_closed_round_tells_how_many_stood_on_its_list(
    client: FlaskClient, statement: Statement
) -> None:
    factories.make_organisation_signature(statement)
    factories.make_organisation_signature(
        statement, email="b@x.example", disclosure=Disclosure.UNDISCLOSED
    )
    rounds.close(rounds.of(statement.id)[0])
    db.session.commit()

    found = client.get("/api/v1/statements/civic-space/rounds").get_json()["items"]

    # One that is not named is not told: the figure begins at three.
    assert [(one["number"], one["organisations"]) for one in found] == [(1, 1), (2, None)]


def test_what_was_not_handed_over_is_not_told(client: FlaskClient, statement: Statement) -> None:
    submitting.prepare(statement, statement.offices)
    db.session.commit()

    assert items(client, "/statements/civic-space/submissions") == []


def test_what_was_handed_over_is_told_without_its_documents(
    client: FlaskClient, statement: Statement
) -> None:
    factories.make_organisation_signature(statement)
    first = rounds.of(statement.id)[0]
    rounds.close(first)
    hand_over(submitting.prepare(statement, statement.offices, of_round=first), replied=True)

    (found,) = items(client, "/statements/civic-space/submissions")

    day = japanese.in_tokyo(now() - timedelta(days=1)).date().isoformat()
    assert (found["handed_over_on"], found["round"]) == (day, 1)
    assert [one["code"] for one in found["addressees"]] == ["mofa", "mof"]
    assert found["counts"] == {"organisations": {"total": 1}}
    assert [one["addressee"]["code"] for one in found["replies"]] == ["mofa"]
    assert not {"総合外交政策局", "回答の全文", "検討する。"} & set(str(found).split("'"))


def test_without_a_round_no_count_is_told(client: FlaskClient, statement: Statement) -> None:
    factories.make_organisation_signature(statement)
    hand_over(submitting.prepare(statement, statement.offices))

    (found,) = items(client, "/statements/civic-space/submissions")

    assert (found["round"], found["counts"]) == (None, {"organisations": {"total": None}})
