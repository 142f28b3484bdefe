"""An organisation from outside issues a statement with us, by a link of its own."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from campaigns import co_owning
from campaigns.models import Statement, hash_of
from core import audit
from core.db import db
from network.models import Person
from tests import factories
from tests.conftest import Visit

OUTSIDE = "アジア太平洋資料の会"


@pytest.fixture
def statement(app: object) -> Statement:
    """A draft that one of ours and one from outside issue."""
    factories.make_organisation("hokkaido")
    return factories.make_statement(opened=False, calling=("hokkaido", OUTSIDE))


def link_for(desk: FlaskClient, position: int = 1) -> str:
    """Make the link, as staff do, and return its path."""
    page = desk.get("/staff/statements/civic-space/callers")
    told = desk.post(
        f"/staff/statements/civic-space/callers/{position}/link", data=factories.form_of(page)
    )
    found = re.search(r"http://localhost(/ja/calling/[\w-]+)", told.text)
    assert found, told.status_code
    return found[1]


def test_it_reads_the_draft_and_agrees_to_exactly_that_text(
    client: FlaskClient, visit: Visit, chie: Person, statement: Statement
) -> None:
    desk = visit(chie)
    link = link_for(desk)
    page = client.get(link)
    assert OUTSIDE in page.text
    assert statement.version.title in page.text

    assert client.post(link, data=factories.form_of(page)).status_code == 303

    assert "同意" in client.get(link).text
    assert 'class="tag on"' in desk.get("/staff/statements/civic-space/callers").text


def test_an_edit_undoes_its_agreement_and_says_so(
    client: FlaskClient, visit: Visit, chie: Person, statement: Statement
) -> None:
    link = link_for(visit(chie))
    client.post(link, data=factories.form_of(client.get(link)))

    statement.version.body_ja += "もう一文。"
    statement.version.text_hash = hash_of(statement.version)
    db.session.commit()

    text = client.get(link).text
    assert 'class="notice"' in text
    assert '<button type="submit" class="button">' in text


def test_it_does_not_agree_to_a_text_that_changed_while_it_was_read(
    client: FlaskClient, visit: Visit, chie: Person, statement: Statement
) -> None:
    link = link_for(visit(chie))
    form = factories.form_of(client.get(link))
    statement.version.body_ja += "もう一文。"
    statement.version.text_hash = hash_of(statement.version)
    db.session.commit()

    assert client.post(link, data=form).status_code == 422
    assert statement.calling[1].agreed_at is None


def test_a_new_link_ends_the_old_one(
    client: FlaskClient, visit: Visit, chie: Person, statement: Statement
) -> None:
    desk = visit(chie)
    old, new = link_for(desk), link_for(desk)

    assert [client.get(link).status_code for link in (old, new)] == [404, 200]


def test_the_link_is_kept_as_a_hash_and_the_making_is_journalled(
    visit: Visit, chie: Person, statement: Statement
) -> None:
    token = link_for(visit(chie)).rpartition("/")[2]

    assert token.encode() not in (statement.calling[1].link or b"")
    assert [one.act for one in audit.entries()] == ["invite caller"]


def test_one_of_ours_gets_no_link(visit: Visit, chie: Person, statement: Statement) -> None:
    desk = visit(chie)
    form = factories.form_of(desk.get("/staff/statements/civic-space/callers"))

    answer = desk.post("/staff/statements/civic-space/callers/0/link", data=form)

    assert answer.status_code == 409


def test_no_row_of_ours_has_a_link(statement: Statement) -> None:
    statement.calling[0].link = b"x"

    with pytest.raises(IntegrityError, match="link_is_for_outside"):
        db.session.flush()
    db.session.rollback()


def test_the_draft_is_to_be_found_by_nobody_else(client: FlaskClient, statement: Statement) -> None:
    paths = ["/ja/statements/civic-space", "/ja/campaigns/civic-space", "/ja/calling/" + "x" * 43]

    assert [client.get(path).status_code for path in paths] == [404, 404, 404]


def test_once_open_its_page_leads_to_the_public_one(client: FlaskClient, app: object) -> None:
    opened = factories.make_statement(calling=(OUTSIDE,))
    token = co_owning.invite(opened.calling[0])
    db.session.commit()

    assert "/en/statements/civic-space" in client.get(f"/en/calling/{token}").text
