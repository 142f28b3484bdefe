"""One-time links, and the sessions they open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text, update

from core import tokens
from core.access import Permission
from core.db import db, now
from network import signing_in
from network.models import Person, SignIn, Term
from tests import factories


def opened(person: Person) -> str:
    """Return the secret of a session that a new link has opened."""
    secret = signing_in.sign_in(signing_in.link_for(person.email))
    db.session.commit()
    return secret


def test_a_link_opens_a_session_for_the_person_it_was_made_for(
    app: Flask, chie: Person, aki: Person
) -> None:
    found = [signing_in.signed_in_by(opened(person)) for person in (chie, aki)]

    assert [one.id for one in found if one is not None] == [chie.id, aki.id]


def test_a_link_is_made_for_an_address_in_any_case(app: Flask, chie: Person) -> None:
    link = signing_in.link_for(chie.email.upper())

    assert signing_in.signed_in_by(signing_in.sign_in(link)) is not None


def test_nobody_gets_a_link_for_an_unknown_address(app: Flask) -> None:
    with pytest.raises(LookupError):
        signing_in.link_for("nobody@hiroba.example")


def test_a_link_is_used_once(app: Flask, chie: Person) -> None:
    link = signing_in.link_for(chie.email)
    secret = signing_in.sign_in(link)

    with pytest.raises(signing_in.LinkUsed):
        signing_in.sign_in(link)

    assert signing_in.signed_in_by(secret) is not None


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (10, False), (11, False)])
def test_a_link_works_for_ten_minutes(app: Flask, chie: Person, minutes: int, works: bool) -> None:
    link = signing_in.link_for(chie.email)
    db.session.flush()
    db.session.execute(
        update(SignIn).values(expires_at=SignIn.expires_at - timedelta(minutes=minutes))
    )

    if works:
        assert signing_in.sign_in(link)
    else:
        with pytest.raises(signing_in.LinkUsed):
            signing_in.sign_in(link)


def test_used_expired_and_unknown_links_are_refused_in_the_same_words(
    app: Flask, chie: Person
) -> None:
    used, expired = signing_in.link_for(chie.email), signing_in.link_for(chie.email)
    signing_in.sign_in(used)
    db.session.execute(
        update(SignIn)
        .where(SignIn.link == tokens.kept_of(expired))
        .values(expires_at=now() - timedelta(minutes=1))
    )
    refusals = []

    for link in (used, expired, tokens.fresh(), "", "\0"):
        with pytest.raises(signing_in.LinkUsed) as refused:
            signing_in.sign_in(link)
        refusals.append((str(refused.value.message), refused.value.status))

    assert len(set(refusals)) == 1


def test_neither_links_nor_sessions_are_kept_as_they_are(app: Flask, chie: Person) -> None:
    link = signing_in.link_for(chie.email)
    secret = signing_in.sign_in(link)
    db.session.commit()

    rows = repr(db.session.execute(text("SELECT * FROM sign_in")).all())

    assert link not in rows
    assert secret not in rows


def test_each_sign_in_has_a_session_of_its_own(app: Flask, chie: Person) -> None:
    one, other = opened(chie), opened(chie)

    signing_in.sign_out(one)
    db.session.commit()

    assert signing_in.signed_in_by(one) is None
    assert signing_in.signed_in_by(other) is not None


def test_a_session_ends_by_itself(app: Flask, chie: Person) -> None:
    secret = opened(chie)
    later = signing_in.SESSION_LASTS + timedelta(seconds=1)
    db.session.execute(update(SignIn).values(expires_at=SignIn.expires_at - later))
    db.session.commit()

    assert signing_in.signed_in_by(secret) is None


@pytest.mark.parametrize("secret", ["", "x", "\0", "あ"])
def test_a_made_up_secret_is_nobody(app: Flask, chie: Person, secret: str) -> None:
    opened(chie)

    assert signing_in.signed_in_by(secret) is None


def test_a_link_is_no_session(app: Flask, chie: Person) -> None:
    link = signing_in.link_for(chie.email)
    signing_in.sign_in(link)

    assert signing_in.signed_in_by(link) is None


def test_a_role_that_has_ended_ends_its_permissions_at_once(app: Flask, chie: Person) -> None:
    secret = opened(chie)
    db.session.execute(update(Term).values(ends_on=now().date() - timedelta(days=1)))
    db.session.commit()

    found = signing_in.signed_in_by(secret)

    assert found is not None
    assert not any(found.may(permission) for permission in Permission)


def test_a_stranger_may_do_nothing(app: Flask, dai: Person) -> None:
    found = signing_in.signed_in_by(opened(dai))

    assert found is not None
    assert found.permissions == frozenset()


def test_a_person_with_two_roles_may_do_what_either_may(app: Flask) -> None:
    person = factories.make_person("emi", "facilitator", of="hokkaido")
    factories.make_person("emi", "staff")

    found = signing_in.signed_in_by(opened(person))

    assert found is not None
    assert found.may(Permission.SEE_SIGNATURES)
