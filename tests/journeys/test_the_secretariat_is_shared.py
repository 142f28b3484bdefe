"""Whoever works for one organisation sees what it runs; others do not, and are told nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from campaigns.models import Statement
from network.models import Person
from petitions import submitting
from petitions.models import Signature
from tests import factories
from tests.conftest import Visit


@pytest.fixture
def ours(app: object) -> Statement:
    """A statement that Hokkaido runs."""
    factories.make_organisation("hokkaido")
    return factories.make_statement(slug="ours", title_ja="北の声明", run_by="hokkaido")


@pytest.fixture
def nobodys(app: object) -> Statement:
    """A statement of the network as a whole."""
    return factories.make_statement(slug="nobodys", title_ja="皆の声明")


def worker(code: str) -> Person:
    return factories.make_person(f"staff-{code}", "staff", of=code)


@pytest.mark.parametrize(
    ("code", "sees"), [("hokkaido", ["北の声明", "皆の声明"]), ("okinawa", ["皆の声明"])]
)
def test_the_list_holds_what_ones_own_organisation_runs(
    visit: Visit, ours: Statement, nobodys: Statement, code: str, sees: list[str]
) -> None:
    text = visit(worker(code)).get("/staff/statements").text

    assert [title for title in ("北の声明", "皆の声明") if title in text] == sees


def test_the_networks_own_secretariat_sees_all(
    visit: Visit, chie: Person, ours: Statement, nobodys: Statement
) -> None:
    text = visit(chie).get("/staff/statements").text

    assert "北の声明" in text
    assert "皆の声明" in text


def addresses(statement: Statement, signature: Signature) -> list[str]:
    """Every staff page that shows something of a statement."""
    submission = submitting.prepare(statement, statement.offices, joint=True)
    return [
        f"/staff/statements/{statement.slug}",
        f"/staff/submissions/{submission.public_id}",
        f"/staff/documents/{submission.documents[0].public_id}.pdf",
        f"/staff/signatures/{signature.public_id}",
    ]


def test_what_another_organisation_runs_is_not_to_be_found(
    visit: Visit, ours: Statement, run_due: Callable[[], None]
) -> None:
    pages = addresses(ours, factories.make_organisation_signature(ours))
    stranger = visit(worker("okinawa"))

    assert {stranger.get(page).status_code for page in pages} == {404}


def test_what_ones_own_organisation_runs_is(visit: Visit, ours: Statement) -> None:
    pages = addresses(ours, factories.make_organisation_signature(ours))
    own = visit(worker("hokkaido"))

    assert [own.get(page).status_code for page in pages if not page.endswith(".pdf")] == [200] * 3


@pytest.mark.parametrize(
    "path",
    ["statements/ours/rounds/1/close", "statements/ours/submissions"],
)
def test_nobody_acts_on_what_another_organisation_runs(
    visit: Visit, ours: Statement, path: str
) -> None:
    stranger = visit(worker("okinawa"))
    form = factories.form_of(stranger.get("/staff/"))

    assert stranger.post(f"/staff/{path}", data=form).status_code == 404


def test_no_task_tells_of_what_another_organisation_runs(visit: Visit, app: object) -> None:
    factories.make_organisation("hokkaido")
    factories.make_statement(
        slug="soon", title_ja="北の声明", run_by="hokkaido", closes_in_days=(1.0,)
    )

    assert "北の声明" in visit(worker("hokkaido")).get("/staff/").text
    assert "北の声明" not in visit(worker("okinawa")).get("/staff/").text


def test_a_facilitator_gets_no_task_that_leads_to_a_closed_door(visit: Visit, aki: Person) -> None:
    factories.make_statement(closes_in_days=(1.0,))

    assert "/staff/statements" not in visit(aki).get("/staff/").text
