"""What a statement is before it is public: changed, with all that was agreed to kept."""

from __future__ import annotations

import pytest
from flask import Flask

from campaigns import drafting
from campaigns.drafting import About
from campaigns.models import Kind, Signers, Statement
from core.db import db, now
from tests import factories


@pytest.fixture
def drafted(app: Flask) -> Statement:
    """A statement that two organisations from outside issue, the first of which has agreed."""
    made = factories.make_statement(opened=False, calling=("一の会", "二の会"))
    made.calling[0].agreed_hash, made.calling[0].agreed_at = made.version.text_hash, now()
    db.session.commit()
    return made


def test_addressees_and_callers_stand_in_their_new_order(drafted: Statement) -> None:
    drafting.change(
        drafted,
        About(
            Kind.PROTEST, Signers.PEOPLE, addressees=("mof", "mofa"), calling=("二の会", "三の会")
        ),
    )
    db.session.commit()

    assert (drafted.kind, drafted.signers) == ("protest", "people")
    assert [office.code for office in drafted.offices] == ["mof", "mofa"]
    assert [(one.position, one.name_ja) for one in drafted.calling] == [
        (0, "二の会"),
        (1, "三の会"),
    ]


def test_whoever_issues_it_as_before_keeps_their_agreement(drafted: Statement) -> None:
    about = About(Kind.REQUEST, Signers.BOTH, addressees=("mof",), calling=("二の会", "一の会"))

    drafting.change(drafted, about)
    db.session.commit()

    assert [one.agreed_at is not None for one in drafted.calling] == [False, True]


def test_a_caller_who_is_typed_twice_issues_it_once(drafted: Statement) -> None:
    drafting.change(drafted, About(Kind.REQUEST, Signers.BOTH, calling=("一の会", "一の会")))
    db.session.commit()

    assert [one.name_ja for one in drafted.calling] == ["一の会"]
    assert drafted.offices == []
