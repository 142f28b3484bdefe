"""Answers that are kept for a few seconds: for whom, for how long, and when not at all."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaigns import correcting
from campaigns.models import Statement, TakenDown
from core import caching
from core.caching import KEY, Kept, Purge, Shelf
from core.db import db, now
from core.settings import Settings
from petitions import disclosing, signing
from petitions.models import Disclosure, Display, Signature
from tests import factories
from tests.factories import TANPOPO

CountQueries = Callable[[], AbstractContextManager[list[str]]]

PAGE = "/ja/statements/civic-space"
WALL = f"{PAGE}/signatories"


@pytest.fixture
def statement(app: Flask, settings: Settings) -> Iterator[Statement]:
    """An open statement, on a site that keeps its pages for a minute."""
    kept = settings.model_copy(update={"page_cache_seconds": 60})
    factories.make_custodians()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(app.config, "SETTINGS", kept)
        patch.setitem(app.extensions, KEY, Shelf())
        yield factories.make_statement()


def named(statement: Statement) -> Signature:
    return factories.make_organisation_signature(
        statement, disclosure=Disclosure.PUBLIC, organisation="早瀬の会"
    )


def test_a_page_is_shown_again_as_it_was_made(statement: Statement, client: FlaskClient) -> None:
    before = client.get(PAGE)
    named(statement)

    again = client.get(PAGE)

    assert again.data == before.data
    assert dict(again.headers) | {"X-Request-Id": "", "Date": ""} == dict(before.headers) | {
        "X-Request-Id": "",
        "Date": "",
    }


def test_it_costs_one_question_to_the_database(
    statement: Statement, client: FlaskClient, count_queries: CountQueries
) -> None:
    client.get(PAGE)
    with count_queries() as asked:
        client.get(PAGE)
    assert len(asked) == 1


def test_each_language_and_query_is_kept_apart(statement: Statement, client: FlaskClient) -> None:
    answers = {client.get(address).data for address in (PAGE, PAGE.replace("ja", "en"), "/ja/")}
    assert len(answers) == 3


def test_a_browser_that_has_it_is_told_so(statement: Statement, client: FlaskClient) -> None:
    tag = client.get(PAGE).headers["ETag"]

    known = client.get(PAGE, headers={"If-None-Match": tag})

    assert (known.status_code, known.data) == (304, b"")
    head = client.head(PAGE)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", tag)


def test_its_script_still_runs(statement: Statement, client: FlaskClient) -> None:
    for answer in (client.get(PAGE), client.get(PAGE)):
        nonces = set(re.findall(r'nonce="([^"]+)"', answer.text))
        assert len(nonces) <= 1
        for nonce in nonces:
            assert f"'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]


def test_what_is_for_one_reader_is_not_kept(
    app: Flask, statement: Statement, client: FlaskClient
) -> None:
    token = factories.sign(statement)
    for address in (f"/ja/confirm/{token}", "/staff/sign-in", "/ja/nowhere", "/healthz"):
        client.get(address)
    assert not app.extensions[KEY].answers


LESS: dict[str, Callable[[Signature], None]] = {
    "to the addressee": lambda one: disclosing.choose(one, Disclosure.ADDRESSEE),
    "to nobody": lambda one: disclosing.choose(one, Disclosure.UNDISCLOSED),
    "hidden by staff": disclosing.hide,
    "withdrawn": signing.withdraw,
}


@pytest.mark.parametrize("less", LESS)
def test_a_name_that_goes_less_far_is_gone_at_once(
    statement: Statement, client: FlaskClient, less: str
) -> None:
    signature = named(statement)
    places = (PAGE, WALL, "/api/v1/statements/civic-space/signatories")
    for place in places:
        client.get(place)
    assert "早瀬の会" in client.get(WALL).text

    LESS[less](signature)
    db.session.commit()

    for place in places:
        assert "早瀬の会" not in json.dumps(client.get(place).text, ensure_ascii=False)


def test_a_person_who_hides_is_gone_at_once(statement: Statement, client: FlaskClient) -> None:
    signature = factories.make_signature(statement, display=Display.PUBLIC)
    assert "霜月 あかり" in client.get(WALL).text

    disclosing.show(signature, Display.HIDDEN)
    db.session.commit()

    assert "霜月 あかり" not in client.get(WALL).text


def test_what_is_taken_down_is_gone_at_once(statement: Statement, client: FlaskClient) -> None:
    assert client.get(PAGE).status_code == 200

    correcting.take_down(statement, TakenDown.DANGER)
    db.session.commit()

    assert client.get(PAGE).status_code == 410


def test_a_change_that_is_not_committed_purges_nothing(statement: Statement) -> None:
    signature, before = named(statement), caching.mark()

    disclosing.choose(signature, Disclosure.ADDRESSEE)
    db.session.rollback()

    assert caching.mark() == before


def test_an_undisclosed_signature_that_changes_leaves_no_note(statement: Statement) -> None:
    """Whoever watches how fast a page comes is not to learn that there is one, or when it moves."""
    factories.confirm(
        token := factories.sign_organisation(
            statement, replace(TANPOPO, disclosure=Disclosure.UNDISCLOSED)
        )
    )
    signature, before = signing.signature_of(token), caching.mark()
    assert signature is not None

    signing.withdraw(signature)
    db.session.commit()

    assert caching.mark() == before


def test_notes_are_deleted_after_a_day(statement: Statement) -> None:
    db.session.add_all([Purge(noted_at=now() - timedelta(days=2)), Purge()])
    db.session.commit()

    caching.forget()
    db.session.commit()

    assert len(db.session.scalars(db.select(Purge)).all()) == 1


# ---- The shelf


def kept(until: float = 1e12, mark: tuple[int, int] = (1, 1)) -> Kept:
    return Kept(b"", [], None, mark, until)


def test_a_shelf_shows_nothing_that_is_over_or_from_before_a_purge() -> None:
    shelf = Shelf()
    shelf.put(("", "/"), kept())
    shelf.put(("", "/over"), kept(until=time.monotonic() - 1))

    assert shelf.get(("", "/"), (1, 1)) is not None
    assert shelf.get(("", "/"), (2, 2)) is None
    assert shelf.get(("", "/over"), (1, 1)) is None


def test_a_shelf_lets_go_of_what_was_asked_for_longest_ago() -> None:
    shelf = Shelf()
    for number in range(caching.MOST):
        shelf.put(("", f"/{number}"), kept())
    shelf.get(("", "/0"), (1, 1))

    shelf.put(("", "/new"), kept())

    assert len(shelf.answers) == caching.MOST
    assert ("", "/0") in shelf.answers
    assert ("", "/1") not in shelf.answers
