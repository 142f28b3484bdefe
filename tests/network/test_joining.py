"""Applications through their states, what is erased when, and what is published of the unnamed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from core import storage, tokens
from core.db import db, now
from core.settings import Settings
from network import entering, evidence, forgetting, joining, leaving, registering
from network.joining import Applying
from network.models import (
    Application,
    Level,
    Organisation,
    Person,
    PublishedFigure,
    Refusal,
    Standing,
    StandingKind,
)
from network.registering import Decision, Described
from tests import factories
from tests.factories import KAZE, KAZE_REACHED

COMMITTEE = Decision(committee_on=registering.today())


def members(number: int) -> list[Application]:
    made = [factories.admit(factories.apply(level=Level.UNDISCLOSED)) for _ in range(number)]
    joining.publish_unnamed()
    return made


def unnamed() -> int:
    db.session.expire_all()
    return registering.supporting().unnamed


def test_the_same_form_again_is_one_application(app: Flask) -> None:
    token = tokens.fresh()
    for name in ("風の広場", "風の大広場"):
        joining.apply(Applying(Level.PUBLIC, Described(name_ja=name), KAZE_REACHED), token=token)

    assert [one.name_ja for one in db.session.scalars(db.select(Application))] == ["風の大広場"]


def test_a_form_sent_again_after_its_confirmation_changes_nothing(app: Flask) -> None:
    token = tokens.fresh()
    factories.apply(token=token)

    joining.apply(Applying(Level.PUBLIC, Described(name_ja="別"), KAZE_REACHED), token=token)

    assert joining.behind(token).name_ja == KAZE.name_ja


def test_no_undisclosed_application_stands_in_the_table_with_a_name(app: Flask) -> None:
    factories.make_custodians()
    one = factories.apply(level=Level.UNDISCLOSED)

    with pytest.raises(IntegrityError, match="application_undisclosed_is_sealed"):
        db.session.execute(update(Application).where(Application.id == one.id).values(name_ja="風"))
    db.session.rollback()


def test_nothing_is_admitted_that_was_not_checked(app: Flask) -> None:
    with pytest.raises(joining.NotNow):
        joining.admit(factories.apply(), COMMITTEE)


def test_nothing_is_decided_twice(app: Flask) -> None:
    admitted = factories.admit(factories.apply())

    with pytest.raises(joining.NotNow):
        joining.admit(admitted, COMMITTEE)
    with pytest.raises(joining.NotNow):
        joining.refuse(admitted, Refusal.OTHER)


def test_an_admission_says_who_decided(app: Flask, chie: Person) -> None:
    application = factories.apply()
    joining.check(application, by=chie.id)

    joining.admit(application, Decision(person_id=chie.id))

    standing = db.session.scalars(db.select(Standing)).one()
    assert (standing.decided_by, standing.decided_on) == (chie.id, None)
    assert standing.kind == StandingKind.SUPPORTING


def test_a_known_organisation_is_admitted_by_its_own_row(app: Flask) -> None:
    known = registering.add(KAZE)

    assert factories.admit(factories.apply()).organisation is known


def test_the_unnamed_are_shown_from_three_up_and_move_by_three(app: Flask) -> None:
    factories.make_custodians()
    seen = []
    for _ in range(7):
        members(1)
        seen.append(unnamed())

    assert seen == [0, 0, 3, 3, 3, 6, 6]


def test_one_that_leaves_is_not_seen_to(app: Flask) -> None:
    factories.make_custodians()
    made = members(4)
    assert unnamed() == 4

    leaving.leave(made[0])
    joining.publish_unnamed()

    assert unnamed() == 4


def test_three_that_leave_are(app: Flask) -> None:
    factories.make_custodians()
    made = members(6)

    for one in made[:4]:
        leaving.leave(one)
    joining.publish_unnamed()

    assert unnamed() == 0
    assert db.session.scalars(db.select(PublishedFigure.n)).one() == 0


def test_the_named_stand_in_the_order_of_the_syllabary_without_their_forms(app: Flask) -> None:
    for name, kana in (("認定NPO法人わ", "わ"), ("株式会社か", "か"), ("一般社団法人あ", "あ")):
        factories.admit(factories.apply(name_ja=name, kana=kana, name_en="", url=""))

    assert [one.kana for one in registering.supporting().named] == ["あ", "か", "わ"]


def test_a_link_that_was_not_confirmed_in_time_has_expired_and_is_erased(app: Flask) -> None:
    token = tokens.fresh()
    joining.apply(Applying(Level.PUBLIC, KAZE, KAZE_REACHED), token=token)
    db.session.execute(update(Application).values(expires_at=now() - timedelta(seconds=1)))

    with pytest.raises(joining.LinkExpired):
        joining.behind(token)
    joining.purge()

    assert db.session.scalar(db.select(Application)) is None


def test_an_unknown_link_belongs_to_nobody(app: Flask) -> None:
    with pytest.raises(joining.LinkUnknown):
        joining.behind(tokens.fresh())


@pytest.mark.parametrize(("days", "kept"), [(-1, True), (1, False)])
def test_what_was_declined_is_erased_when_its_time_is_over_with_its_files(
    app: Flask, settings: Settings, run_due: Callable[[], None], days: int, kept: bool
) -> None:
    application = factories.apply()
    key = factories.attach(application).storage_key
    joining.refuse(application, Refusal.OTHER)
    since = now() - timedelta(days=settings.retention_days + days)
    db.session.execute(update(Application).values(refused_at=since))

    joining.purge()
    db.session.commit()
    run_due()

    assert (db.session.scalar(db.select(Application)) is not None) is kept
    assert storage.path(key).exists() is kept


def test_a_member_is_not_erased(app: Flask) -> None:
    factories.admit(factories.apply())

    joining.purge()
    forgetting.forget_unheld()

    assert db.session.scalar(db.select(Organisation)) is not None


def test_a_constituent_organisation_cannot_hide(app: Flask) -> None:
    factories.make_custodians()
    application = factories.admit(factories.apply())
    assert application.organisation is not None
    registering.begin(
        application.organisation, StandingKind.CONSTITUENT, registering.today(), COMMITTEE
    )

    with pytest.raises(registering.StandsByName):
        leaving.hide(application)


def test_a_member_that_hides_takes_its_paper_along(app: Flask, run_due: Callable[[], None]) -> None:
    factories.make_custodians()
    application = factories.apply()
    kept = factories.attach(application)
    key = kept.storage_key
    factories.admit(application)

    sealed = leaving.hide(application)
    db.session.commit()
    run_due()

    assert not storage.path(key).exists()
    assert [evidence.of(one) for one in sealed.evidence] == [None]


def test_a_declined_one_that_would_have_taken_a_sealed_place_leaves_no_row(app: Flask) -> None:
    factories.make_custodians()
    hidden = factories.admit(factories.apply(level=Level.UNDISCLOSED))
    token = tokens.fresh()
    joining.apply(Applying(Level.PUBLIC, KAZE, KAZE_REACHED), token=token, replaces=hidden)
    named = joining.behind(token)
    joining.confirm(named)

    leaving.leave(named)

    assert db.session.scalars(db.select(Application.id)).all() == [hidden.id]


def test_an_entry_is_a_constituents_and_no_others(app: Flask) -> None:
    factories.make_organisation("hokkaido")
    partner = registering.add(Described(name_ja="他分野の会"))

    assert entering.known("hokkaido") == "hokkaido"
    assert entering.known(partner.code) == ""
    assert entering.known("'; --") == ""
    assert entering.known(None) == ""


def test_who_is_a_constituent_follows_from_its_standings(app: Flask) -> None:
    one = factories.make_organisation("hokkaido")
    assert one.constituent_since == factories.LONG_AGO

    registering.end(one.standings[0], registering.today() - timedelta(days=1))

    query = db.select(Organisation).where(Organisation.constituent_since.is_not(None))
    assert db.session.scalars(query).all() == []
    assert getattr(one, "constituent_since") is None  # noqa: B009  (mypy would keep what it knew)


def test_a_row_without_keys_from_before_gets_its_own(app: Flask) -> None:
    registering.add(KAZE)
    db.session.execute(text("UPDATE organisation SET match_key = '', grams = '{}'"))
    db.session.expire_all()

    forgetting.fill_keys()
    db.session.flush()

    assert len(registering.search(words="風の")) == 1
