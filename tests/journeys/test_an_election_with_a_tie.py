"""Three stand for two seats; two are tied for the second, and a run-off decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core import audit, japanese
from core.db import db, now
from network import people, returning
from network.models import Election, Person, Role
from tests import factories
from tests.conftest import Outbox, Visit
from tests.journeys import pages
from tests.network import elections
from tests.network.elections import make_officers, post

TODAY = japanese.in_tokyo(now()).date()
DAY = timedelta(days=1)


@pytest.fixture
def cho(app: object) -> Person:
    """A facilitator of a third network."""
    return factories.make_person("cho", "facilitator", of="kobe")


@pytest.fixture
def secrets(app: object) -> list[str]:
    """The secret keys of the returning officers."""
    return factories.make_custodians()


def local(moment: datetime) -> str:
    """What a browser's field sends for a moment."""
    return japanese.in_tokyo(moment).strftime("%Y-%m-%dT%H:%M")


def call(browser: FlaskClient, **changes: str) -> TestResponse:
    page = browser.get("/staff/elections/new")
    typed = {
        "seats": "2",
        "term_starts_on": TODAY.isoformat(),
        "term_ends_on": (TODAY + 730 * DAY).isoformat(),
        "nominations_until": local(now() + DAY),
        "voting_from": local(now() + 2 * DAY),
        "voting_until": local(now() + 4 * DAY),
    }
    return pages.send(browser, page, pages.form_with(page, "seats"), **{**typed, **changes})


def newest() -> Election:
    return db.session.scalars(db.select(Election).order_by(Election.id.desc())).all()[0]


def address_of(election: Election) -> str:
    return f"/staff/elections/{election.public_id}"


def send(browser: FlaskClient, address: str, act: str, **typed: object) -> TestResponse:
    """Fill in a form on the page of an election and send it."""
    page = browser.get(address)
    form = next(one for one in pages.forms(page) if one.action.endswith(f"/{act}"))
    return pages.send(browser, page, form, **typed)


def number_of(page: TestResponse, name: str) -> str:
    """Return the value of the box beside a name on the ballot."""
    found = re.search(
        rf'name="approved" value="(\d+)"[^>]*>\s*<label[^>]*>{name}</label>', page.text
    )
    assert found, page.text
    return found[1]


def vote(browser: FlaskClient, address: str, *names: str) -> str:
    """Vote for the named; return the receipt."""
    page = browser.get(address)
    chosen = [number_of(page, name) for name in names]
    answer = send(browser, address, "vote", **({"approved": chosen} if chosen else {"nobody": "y"}))
    assert answer.status_code == 200, pages.text_of(answer.text)
    assert answer.headers["Cache-Control"] == "no-store"
    return pages.receipt(answer)


def hand_in(browser: FlaskClient, address: str, secret: str) -> TestResponse:
    """Take the sealed ballots, open them elsewhere, and hand in what was in them."""
    sealed = browser.get(f"{address}/ballots.json")
    assert sealed.status_code == 200, sealed.text
    opened, _ = returning.open_ballots(sealed.data, secret)
    return send(browser, f"{address}/count", "count", file=(BytesIO(opened), "opened.jsonl"))


def listed(page: TestResponse) -> dict[str, str]:
    """Return what is listed of each counted ballot by its receipt."""
    return dict(re.findall(r"<code>([0-9A-Z-]{14})</code></th><td>([^<]*)</td>", page.text))


@dataclass
class Committee:
    """The browsers of those who take part."""

    chie: FlaskClient
    aki: FlaskClient
    ben: FlaskClient
    cho: FlaskClient
    officers: list[FlaskClient]


@pytest.fixture
def committee(visit: Visit, chie: Person, aki: Person, ben: Person, cho: Person) -> Committee:
    officers = [visit(one) for one in make_officers()]
    return Committee(visit(chie), visit(aki), visit(ben), visit(cho), officers)


def test_a_tie_is_decided_by_a_run_off_and_terms_follow(
    committee: Committee,
    aki: Person,
    ben: Person,
    cho: Person,
    secrets: list[str],
    run_due: Callable[[], None],
    outbox: Outbox,
) -> None:
    # Chie, of the secretariat, calls an election of two. Aki and Ben stand; Aki nominates Cho.
    assert call(committee.chie).status_code == 303
    election = newest()
    address = address_of(election)
    for browser, person in ((committee.aki, aki), (committee.ben, ben), (committee.aki, cho)):
        assert send(browser, address, "nominations", person=str(person.id)).status_code == 303

    # Cho is told, finds it among the tasks, and accepts.
    post(run_due)
    assert outbox.last["To"] == cho.email
    assert "推薦" in str(outbox.last["Subject"])
    assert address in committee.cho.get("/staff/").text
    assert send(committee.cho, address, "candidacy", answer="accept").status_code == 303

    # Voting opens: everybody who votes is told. Each votes, and gets a receipt.
    elections.let_voting_begin(election)
    post(run_due)
    told = {str(one["To"]) for one in outbox.messages[-3:]}
    assert told == {aki.email, ben.email, cho.email}
    receipts = {
        vote(committee.aki, address, "aki", "ben"): "aki、ben",
        vote(committee.ben, address, "aki", "cho"): "aki、cho",
        vote(committee.cho, address, "aki"): "aki",
    }
    assert send_again(committee.aki, address).status_code == 422

    # Two officers hand in the same: Aki is elected, Ben and Cho are tied for the second seat.
    open_ballots(committee, election, secrets)
    assert listed(committee.aki.get(address)) == receipts
    assert held(aki) == [(election.term_starts_on, election.term_ends_on)]
    assert held(ben) == held(cho) == []
    post(run_due)
    assert "決選投票" in str(outbox.last["Subject"])

    # In the run-off Cho is elected for the seat that was left. Both hold office from today on.
    run_off(committee, election, secrets)
    assert held(ben) == []
    assert held(cho) == held(aki)
    assert [one.name_ja for one in people.co_representatives(TODAY)] == ["aki", "cho"]
    post(run_due)
    assert "cho" in outbox.text()
    assert journalled() == OF_BOTH


def open_ballots(committee: Committee, election: Election, secrets: list[str]) -> None:
    """Let voting end, before which nobody opens anything, and both officers hand in the same."""
    address = address_of(election)
    assert committee.officers[0].get(f"{address}/ballots.json").status_code == 409
    elections.let_voting_end(election)
    assert hand_in(committee.officers[0], address, secrets[0]).status_code == 303
    assert listed(committee.aki.get(address)) == {}
    assert hand_in(committee.officers[1], address, secrets[1]).status_code == 303


def run_off(committee: Committee, first: Election, secrets: list[str]) -> None:
    """Chie finds the tie among the tasks and calls the run-off; it is voted on and counted."""
    assert address_of(first) in committee.chie.get("/staff/").text
    page = committee.chie.get(f"{address_of(first)}/run-off")
    begins, ends = local(now() + DAY), local(now() + 2 * DAY)
    form = pages.form_with(page, "voting_from")
    answer = pages.send(committee.chie, page, form, voting_from=begins, voting_until=ends)
    election = newest()
    address = address_of(election)
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    elections.let_voting_begin(election)
    assert 'for="approved">ben' in committee.aki.get(address).text
    vote(committee.aki, address, "cho")
    vote(committee.ben, address, "ben")
    vote(committee.cho, address, "cho")
    open_ballots(committee, election, secrets)


COUNTING = [
    "open voting",
    "take sealed ballots",
    "hand in count",
    "take sealed ballots",
    "close election",
    "give role",
    "hand in count",
]
#: What the journal tells of both elections: who did what, and nothing of any vote.
OF_BOTH = [
    "call election",
    "nominate",
    "nominate",
    "nominate",
    "accept nomination",
    *COUNTING,
    "call run-off",
    *COUNTING,
]


def journalled() -> list[str]:
    return [one.act for one in reversed(audit.entries()) if "sign" not in one.act]


def send_again(browser: FlaskClient, address: str) -> TestResponse:
    """Vote as by a page that was open in another tab."""
    form = factories.form_of(browser.get(address))
    return browser.post(f"{address}/vote", data={**form, "nobody": "y"})


def held(person: Person) -> list[object]:
    """Return the terms of a person as a co-representative."""
    db.session.expire_all()
    return [
        (one.starts_on, one.ends_on) for one in person.terms if one.role == Role.CO_REPRESENTATIVE
    ]


@pytest.fixture
def voting(chie: Person, aki: Person, ben: Person, secrets: list[str]) -> str:
    """Where an election is that is open for votes, in which Aki stands."""
    election, _ = elections.make_open(chie, [aki])
    return address_of(election)


def test_no_member_of_the_secretariat_votes(visit: Visit, chie: Person, voting: str) -> None:
    chies = visit(chie)

    assert 'name="approved"' not in chies.get(voting).text
    assert chies.post(f"{voting}/vote", data={"nobody": "y"}).status_code == 403


def test_who_became_a_facilitator_after_voting_opened_does_not_vote(
    visit: Visit, cho_later: Person
) -> None:
    late = visit(cho_later)
    address = address_of(newest())

    assert 'name="approved"' not in late.get(address).text
    assert send_again(late, address).status_code == 422


@pytest.fixture
def cho_later(voting: str) -> Person:
    return factories.make_person("cho", "facilitator", of="kobe")


def test_yesterdays_facilitator_opens_nothing(visit: Visit, ben: Person, voting: str) -> None:
    bens = visit(ben)
    form = factories.form_of(bens.get(voting))
    people.end(ben.terms[0], TODAY - DAY)
    db.session.commit()

    assert bens.get(voting).status_code == 403
    assert bens.post(f"{voting}/vote", data={**form, "nobody": "y"}).status_code == 403


@pytest.mark.parametrize("typed", [{}, {"nobody": "y", "approved": "all"}])
def test_a_ballot_that_says_nothing_or_two_things_is_asked_for_again(
    visit: Visit, ben: Person, voting: str, typed: dict[str, str]
) -> None:
    bens = visit(ben)
    if "approved" in typed:
        typed = {**typed, "approved": number_of(bens.get(voting), "aki")}

    answer = send(bens, voting, "vote", **typed)

    assert answer.status_code == 422
    assert pages.wrong(answer, "approved")
    assert ("checked" in answer.text) == bool(typed)


def test_the_ballots_are_listed_to_those_who_elect_and_to_nobody_else(
    visit: Visit, chie: Person, aki: Person, voting: str, secrets: list[str]
) -> None:
    receipt = vote(visit(aki), voting, "aki")
    elections.count(newest(), secrets, make_officers())

    assert receipt in visit(aki).get(voting).text
    assert receipt not in visit(chie).get(voting).text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("seats", "0"),
        ("seats", "two"),
        ("term_ends_on", "2026-13-40"),
        ("nominations_until", "tomorrow"),
        ("voting_from", ""),
        ("voting_until", "2020-01-01T10:00"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_typed_is_lost(
    visit: Visit, chie: Person, secrets: list[str], field: str, typed: str
) -> None:
    answer = call(visit(chie), **{field: typed})

    assert answer.status_code == 422
    assert pages.wrong(answer, field)
    assert pages.form_with(answer, "seats").fields[field] == typed


def test_an_election_that_is_called_off_says_so(visit: Visit, chie: Person, voting: str) -> None:
    chies = visit(chie)

    assert send(chies, voting, "cancel").status_code == 303

    assert newest().cancelled_at is not None
    assert [one for one in pages.forms(chies.get(voting)) if "/elections/" in one.action] == []


def test_a_file_that_is_no_count_is_told_at_its_field(visit: Visit, voting: str) -> None:
    elections.let_voting_end(newest())
    [officer, _] = make_officers()

    answer = send(visit(officer), f"{voting}/count", "count", file=(BytesIO(b"no"), "opened.jsonl"))

    assert answer.status_code == 422
    assert pages.wrong(answer, "file")
