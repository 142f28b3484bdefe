"""One-time links, and the sessions they open."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, text, update

from core import tokens
from core.access import Permission
from core.db import db, now, today
from mailing import sending
from network import signing_in
from network.models import Person, SignIn, SignInLink, Term
from network.signing_in import browsers, links, sessions
from tests import factories
from tests.conftest import Outbox

CountQueries = Callable[[], AbstractContextManager[list[str]]]


def opened(person: Person) -> str:
    """Return the secret of a session that a new link has opened."""
    arrived = signing_in.sign_in(signing_in.link_for(person.email))
    db.session.commit()
    return arrived.opened.secret


def ended(secret: str) -> None:
    """End the session of a secret."""
    found = signing_in.signed_in_by(secret)
    assert found is not None
    signing_in.end(found.session)
    db.session.commit()


def test_a_link_opens_a_session_for_the_person_it_was_made_for(
    app: Flask, chie: Person, aki: Person
) -> None:
    found = [signing_in.signed_in_by(opened(person)) for person in (chie, aki)]

    assert [one.id for one in found if one is not None] == [chie.id, aki.id]


def test_a_link_is_made_for_an_address_in_any_case(app: Flask, chie: Person) -> None:
    link = signing_in.link_for(chie.email.upper())

    assert signing_in.signed_in_by(signing_in.sign_in(link).opened.secret) is not None


def test_nobody_gets_a_link_for_an_unknown_address(app: Flask) -> None:
    with pytest.raises(LookupError):
        signing_in.link_for("nobody@hiroba.example")


def test_a_link_is_used_once(app: Flask, chie: Person) -> None:
    link = signing_in.link_for(chie.email)
    secret = signing_in.sign_in(link).opened.secret

    with pytest.raises(signing_in.LinkUsed):
        signing_in.sign_in(link)

    assert signing_in.signed_in_by(secret) is not None


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (10, False), (11, False)])
def test_a_link_works_for_ten_minutes(app: Flask, chie: Person, minutes: int, works: bool) -> None:
    link = signing_in.link_for(chie.email)
    db.session.flush()
    db.session.execute(
        update(SignInLink).values(expires_at=SignInLink.expires_at - timedelta(minutes=minutes))
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
        update(SignInLink)
        .where(SignInLink.link == tokens.kept_of(expired))
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
    secret = signing_in.sign_in(link).opened.secret
    db.session.commit()

    tables = ("sign_in", "sign_in_link")
    rows = repr([db.session.execute(text(f"SELECT * FROM {one}")).all() for one in tables])

    assert link not in rows
    assert secret not in rows


def test_each_sign_in_has_a_session_of_its_own(app: Flask, chie: Person) -> None:
    one, other = opened(chie), opened(chie)

    ended(one)

    assert signing_in.signed_in_by(one) is None
    assert signing_in.signed_in_by(other) is not None


@pytest.mark.parametrize(("minutes", "lasts"), [(719, True), (721, False)])
def test_a_session_ends_after_twelve_hours(
    app: Flask, chie: Person, minutes: int, lasts: bool
) -> None:
    secret = opened(chie)
    later = timedelta(minutes=minutes)
    db.session.execute(update(SignIn).values(expires_at=SignIn.expires_at - later))

    assert (signing_in.signed_in_by(secret) is not None) is lasts


@pytest.mark.parametrize(("minutes", "lasts"), [(119, True), (121, False)])
def test_a_session_ends_after_two_hours_of_doing_nothing(
    app: Flask, chie: Person, minutes: int, lasts: bool
) -> None:
    secret = opened(chie)
    before = func.now() - timedelta(minutes=minutes)
    db.session.execute(update(SignIn).values(seen_at=before))

    assert (signing_in.signed_in_by(secret) is not None) is lasts


@pytest.mark.parametrize(("minutes", "fresh"), [(29, True), (31, False)])
def test_a_second_factor_is_fresh_for_half_an_hour(
    app: Flask, chie: Person, minutes: int, fresh: bool
) -> None:
    secret = sessions.start(chie, "", proved=True).secret
    before = func.now() - timedelta(minutes=minutes)
    db.session.execute(update(SignIn).values(proved_at=before))

    found = signing_in.signed_in_by(secret)

    assert found is not None
    assert (found.proved, found.fresh) == (True, fresh)


def test_giving_the_second_factor_changes_the_secret(app: Flask, chie: Person) -> None:
    before = sessions.start(chie, "", proved=False)
    found = signing_in.signed_in_by(before.secret)
    assert found is not None
    assert not found.proved

    after = sessions.step_up(before.sign_in.id)

    assert signing_in.signed_in_by(before.secret) is None
    found = signing_in.signed_in_by(after.secret)
    assert found is not None
    assert found.proved


def test_all_other_sessions_end_at_once(app: Flask, chie: Person, aki: Person) -> None:
    own, other, akis = opened(chie), opened(chie), opened(aki)
    found = signing_in.signed_in_by(own)
    assert found is not None

    sessions.end_all(chie.id, but=found.session)

    alive = [signing_in.signed_in_by(secret) is not None for secret in (own, other, akis)]
    assert alive == [True, False, True]


def test_nobody_ends_the_session_of_somebody_else(app: Flask, chie: Person, aki: Person) -> None:
    secret = opened(chie)
    public_id = db.session.scalars(db.select(SignIn.public_id)).one()

    ended = sessions.end_one(aki.id, public_id)

    assert ended is None
    assert signing_in.signed_in_by(secret) is not None


def test_what_a_browser_says_of_itself_is_not_kept() -> None:
    said = "Mozilla/5.0 (Windows NT 10.0; Kumonosu) Gecko/20100101 Firefox/140.0"

    assert browsers.named(said) == "Firefox, Windows"
    assert browsers.named("Kumonosu/9 (secret)") == ""


def test_a_browser_is_known_from_its_second_time_on(app: Flask, chie: Person, aki: Person) -> None:
    token = tokens.fresh()

    found = [browsers.recognise(person.id, token) for person in (chie, chie, aki)]

    assert found == [False, True, False]


def test_the_role_of_a_day_begins_and_ends_with_the_day_in_tokyo(app: Flask, chie: Person) -> None:
    chie.terms[0].starts_on = date(2026, 11, 25)
    chie.terms[0].ends_on = date(2026, 11, 25)
    moments = {
        "2026-11-24T14:59:59Z": False,
        "2026-11-24T15:00:00Z": True,
        "2026-11-25T14:59:59Z": True,
        "2026-11-25T15:00:00Z": False,
    }

    found = {}
    for moment in moments:
        with time_machine.travel(moment, tick=False):
            found[moment] = bool(chie.roles)

    assert found == moments


# ---- Links by mail, and invitations


def asked_for(outbox: Outbox, run_due: Callable[[], None], email: str) -> str | None:
    """Return the token that was mailed after somebody asked for it, or None."""
    before = len(outbox)
    links.ask(email, None)
    db.session.commit()
    sending.wake()
    run_due()
    return outbox.link().rpartition("/")[2].partition("?")[0] if len(outbox) > before else None


def test_a_mailed_link_opens_a_session_without_second_factor(
    app: Flask, chie: Person, outbox: Outbox, run_due: Callable[[], None]
) -> None:
    factories.give_app(chie)

    token = asked_for(outbox, run_due, chie.email)

    assert token is not None
    found = signing_in.signed_in_by(signing_in.sign_in(token).opened.secret)
    assert found is not None
    assert (found.id, found.proved) == (chie.id, False)


def test_no_link_is_mailed_where_the_mailbox_would_be_all_that_is_needed(
    app: Flask, chie: Person, outbox: Outbox, run_due: Callable[[], None]
) -> None:
    assert asked_for(outbox, run_due, chie.email) is None


def test_no_link_is_mailed_to_who_has_no_role_any_more(
    app: Flask, dai: Person, outbox: Outbox, run_due: Callable[[], None]
) -> None:
    factories.give_app(dai)

    assert asked_for(outbox, run_due, dai.email) is None


def test_a_mailbox_is_not_flooded(
    app: Flask, chie: Person, outbox: Outbox, run_due: Callable[[], None]
) -> None:
    factories.give_app(chie)

    found = [asked_for(outbox, run_due, chie.email) for _ in range(links.MOST_MAILS_AN_HOUR + 2)]

    assert [token is not None for token in found] == [True] * links.MOST_MAILS_AN_HOUR + [False] * 2


def test_asking_for_a_stranger_takes_the_same_steps(
    app: Flask, chie: Person, count_queries: CountQueries
) -> None:
    factories.give_app(chie)
    steps = []

    for email in (chie.email, "nobody@hiroba.example"):
        with count_queries() as queries:
            links.ask(email, None)
            db.session.commit()
        steps.append(queries)

    assert steps[0] == steps[1]
    assert len(db.session.scalars(db.select(SignInLink)).all()) == 2


def test_a_link_without_a_person_opens_nothing(app: Flask) -> None:
    links.ask("nobody@hiroba.example", None)
    link = db.session.scalars(db.select(SignInLink)).one()

    with pytest.raises(signing_in.LinkUsed):
        signing_in.sign_in(tokens.derived("sign in", str(link.public_id)))


def test_an_invitation_lasts_a_day(app: Flask, chie: Person) -> None:
    link, _token = signing_in.invite(chie)
    db.session.refresh(link)

    assert link.expires_at - link.asked_at == timedelta(hours=24)


def test_an_invitation_is_no_second_factor(app: Flask, chie: Person) -> None:
    _link, token = signing_in.invite(chie)

    found = signing_in.signed_in_by(signing_in.sign_in(token).opened.secret)

    assert found is not None
    assert not found.proved


def test_a_development_link_opens_nothing_in_production(
    app: Flask, chie: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = signing_in.link_for(chie.email)
    monkeypatch.setitem(app.config, "DEVELOPMENT", False)

    with pytest.raises(signing_in.LinkUsed):
        signing_in.sign_in(token)


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
    db.session.execute(update(Term).values(ends_on=today() - timedelta(days=1)))
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
