"""Roles are given for days, and what they open closes with the last of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import IntegrityError

from core import japanese
from core.access import Permission
from core.db import db, now
from network import people
from network.models import Person, Role, Term
from network.roles import POLICY, signed_in
from tests import factories

TODAY = japanese.in_tokyo(now()).date()
DAY = timedelta(days=1)


def test_a_role_is_given_once_however_often_it_is_asked_for(app: Flask, chie: Person) -> None:
    people.appoint(chie.email.upper(), Role.STAFF, name_ja="chie", since=TODAY)

    assert [term.role for term in chie.terms] == ["staff"]


def test_one_person_may_hold_several_roles(app: Flask, chie: Person) -> None:
    people.appoint(chie.email, Role.CUSTODIAN, name_ja="chie", since=TODAY)

    assert chie.roles == {Role.STAFF, Role.CUSTODIAN}
    assert signed_in(chie).may(Permission.KEEP_KEYS)


def test_a_role_that_begins_tomorrow_opens_nothing_today(app: Flask, dai: Person) -> None:
    people.appoint(dai.email, Role.STAFF, name_ja="dai", since=TODAY + DAY)

    assert dai.roles == set()


def test_a_role_given_again_after_its_end_is_a_new_term(app: Flask, chie: Person) -> None:
    people.end(chie.terms[0], TODAY - DAY)

    people.appoint(chie.email, Role.STAFF, name_ja="chie", since=TODAY)

    assert [term.ends_on for term in chie.terms] == [TODAY - DAY, None]


@pytest.mark.parametrize(("last", "holds"), [(-1, False), (0, True), (5, True)])
def test_a_role_holds_to_the_end_of_its_last_day(
    app: Flask, aki: Person, last: int, holds: bool
) -> None:
    people.end(aki.terms[0], TODAY + last * DAY)

    assert (Role.FACILITATOR in aki.roles) is holds


def test_a_day_ends_at_midnight_in_tokyo(app: Flask, aki: Person) -> None:
    people.end(aki.terms[0], date(2026, 12, 10))

    with time_machine.travel("2026-12-10T14:59:59+00:00", tick=False):
        assert aki.roles == {Role.FACILITATOR}
    with time_machine.travel("2026-12-10T15:00:00+00:00", tick=False):
        assert aki.roles == set()


def test_a_term_given_by_mistake_ends_before_it_began(app: Flask, dai: Person) -> None:
    people.appoint(dai.email, Role.STAFF, name_ja="dai", since=TODAY)

    people.end(dai.terms[0], TODAY - 9 * DAY)
    db.session.commit()

    assert dai.roles == set()
    assert dai.terms[0].ends_on == TODAY - DAY


def test_the_last_administrator_cannot_be_ended(app: Flask) -> None:
    emi = factories.make_person("emi", "administrator")

    with pytest.raises(people.LastAdministrator):
        people.end(emi.terms[0], TODAY)


def test_one_of_two_administrators_can(app: Flask) -> None:
    emi = factories.make_person("emi", "administrator")
    factories.make_person("fumi", "administrator")

    people.end(emi.terms[0], TODAY - DAY)

    assert emi.roles == set()


def test_a_facilitator_is_one_of_a_constituent_organisation(app: Flask) -> None:
    with pytest.raises(people.CannotAppoint) as refused:
        people.appoint("x@hiroba.example", Role.FACILITATOR, name_ja="x", since=TODAY)

    assert refused.value.field == "of"


def test_no_facilitator_stands_in_the_table_without_an_organisation(
    app: Flask, dai: Person
) -> None:
    db.session.add(Term(person_id=dai.id, role="facilitator", starts_on=TODAY))

    with pytest.raises(IntegrityError, match="facilitator_is_of_an_organisation"):
        db.session.flush()
    db.session.rollback()


def test_a_term_does_not_end_before_it_begins(app: Flask) -> None:
    with pytest.raises(people.CannotAppoint) as refused:
        people.appoint("x@hiroba.example", Role.STAFF, name_ja="x", since=TODAY, until=TODAY - DAY)

    assert refused.value.field == "until"


def test_every_role_stands_in_the_policy() -> None:
    assert set(POLICY) == set(Role)


def test_a_facilitator_sees_the_entry_of_their_own_network_alone(app: Flask, aki: Person) -> None:
    assert signed_in(aki).entries == {"hokkaido"}


def test_an_ended_term_shows_no_entry(app: Flask, aki: Person) -> None:
    people.end(aki.terms[0], TODAY - DAY)

    assert signed_in(aki).entries == frozenset()
    assert signed_in(aki).permissions == frozenset()
