"""How far a supporting organisation's name goes: who may change it, and what it is then seen in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.db import db
from core.japanese import TOKYO
from network import disclosing, joining, leaving, merging, registering
from network.models import (
    Application,
    Level,
    Merge,
    Organisation,
    Person,
    Standing,
    StandingKind,
)
from network.registering import Decision, Described
from tests import factories
from tests.factories import KAZE

COMMITTEE = Decision(committee_on=registering.today())
ENOUGH = 3


def member(level: Level = Level.PUBLIC, **about: str) -> Application:
    return factories.admit(factories.apply(level=level, **about))


def row_of(application: Application) -> Organisation:
    assert application.organisation is not None
    return application.organisation


def named() -> list[str]:
    db.session.expire_all()
    return [one.name for one in registering.supporting().named]


def unnamed() -> int:
    joining.publish_unnamed()
    db.session.expire_all()
    return registering.supporting().unnamed


def test_a_member_to_addressees_has_a_row_that_can_be_read_and_is_not_named(app: Flask) -> None:
    one = row_of(member(Level.ADDRESSEE))

    assert one.name_ja == KAZE.name_ja
    assert one.level == Level.ADDRESSEE
    assert named() == []


def test_it_counts_with_the_undisclosed_ones_in_one_figure(app: Flask) -> None:
    factories.make_custodians()
    seen = []
    for number, level in enumerate([Level.ADDRESSEE, Level.UNDISCLOSED] * ENOUGH):
        member(level, name_ja=f"第{number}の会", url="")
        seen.append(unnamed())

    assert seen == [0, 0, 3, 3, 3, 6]


@pytest.mark.parametrize("end", ["by its link", "by staff"])
def test_one_that_leaves_is_counted_no_longer(app: Flask, end: str) -> None:
    made = [member(Level.ADDRESSEE, name_ja=f"第{number}の会", url="") for number in range(ENOUGH)]
    assert unnamed() == ENOUGH

    for application in made:
        if end == "by staff":
            [standing] = row_of(application).standings
            leaving.end(standing, registering.today() - timedelta(days=1))
        else:
            leaving.leave(application)

    assert unnamed() == 0


def test_one_that_leaves_on_a_later_day_is_a_member_and_named_until_then(app: Flask) -> None:
    application = member()
    [standing] = row_of(application).standings
    last = registering.today() + timedelta(days=30)

    leaving.end(standing, last)

    assert (application.state, named()) == ("admitted", [KAZE.name_ja])
    assert joining.member_by_name(row_of(application)) is application
    with time_machine.travel(datetime.combine(last, time(23, 59), TOKYO), tick=False):
        assert (application.state, named()) == ("admitted", [KAZE.name_ja])
    with time_machine.travel(datetime.combine(last + timedelta(days=1), time(), TOKYO), tick=False):
        assert (application.state, named()) == ("left", [])


def test_one_that_leaves_later_may_leave_at_once_and_take_its_name_off_meanwhile(
    app: Flask,
) -> None:
    application = member()
    [standing] = row_of(application).standings
    leaving.end(standing, registering.today() + timedelta(days=30))

    disclosing.choose(application, Level.ADDRESSEE)
    assert named() == []
    leaving.leave(application)

    assert application.state == "left"
    assert row_of(application).memberships == []


def test_one_whose_name_goes_less_far_joins_the_figure_at_its_next_move(app: Flask) -> None:
    made = [member(name_ja=f"第{number}の会", url="") for number in range(ENOUGH)]
    seen = []
    for application in made:
        disclosing.choose(application, Level.ADDRESSEE)
        seen.append(unnamed())

    assert seen == [0, 0, ENOUGH]


def test_each_change_asks_for_the_figure(app: Flask) -> None:
    application = member()
    acts: list[Callable[[], object]] = [
        lambda: disclosing.choose(application, Level.ADDRESSEE),
        lambda: disclosing.choose(application, Level.PUBLIC),
        lambda: disclosing.hide(row_of(application)),
        lambda: leaving.leave(application),
    ]
    for act in acts:
        db.session.execute(text("DELETE FROM procrastinate_jobs"))
        act()
        asked = db.session.scalars(text("SELECT task_name FROM procrastinate_jobs")).all()
        assert asked == [joining.publish_unnamed.name]


def test_the_organisation_itself_goes_either_way(app: Flask) -> None:
    application = member()

    disclosing.choose(application, Level.ADDRESSEE)
    assert named() == []
    disclosing.choose(application, Level.PUBLIC)

    assert named() == [KAZE.name_ja]


def test_from_named_to_addressees_it_goes_on_to_be_named_to_nobody(app: Flask) -> None:
    factories.make_custodians()
    application = member(Level.ADDRESSEE)

    disclosing.choose(application, Level.UNDISCLOSED)

    assert db.session.scalar(db.select(Organisation)) is None
    assert db.session.scalars(db.select(Application.disclosure)).all() == [Level.UNDISCLOSED]


def test_staff_hide_and_cannot_show(app: Flask) -> None:
    one = row_of(member())

    disclosing.hide(one)

    assert named() == []
    assert one.standings[0].hidden_at is not None
    with pytest.raises(disclosing.CannotShowMore):
        disclosing.hide(one)


def test_what_staff_hid_its_organisation_shows_again(app: Flask) -> None:
    application = member()
    disclosing.hide(row_of(application))

    disclosing.choose(application, Level.PUBLIC)

    assert named() == [KAZE.name_ja]
    assert row_of(application).standings[0].hidden_at is None


@pytest.mark.parametrize("kind", [StandingKind.CONSTITUENT, StandingKind.PARTNER])
def test_one_that_stands_by_name_stays_public(app: Flask, kind: StandingKind) -> None:
    application = member()
    registering.begin(row_of(application), kind, registering.today(), COMMITTEE)

    assert not disclosing.may_hide(row_of(application))
    with pytest.raises(disclosing.CannotShowMore):
        disclosing.hide(row_of(application))
    with pytest.raises(registering.StandsByName):
        disclosing.choose(application, Level.ADDRESSEE)


@pytest.mark.parametrize("kind", [StandingKind.CONSTITUENT, StandingKind.PARTNER])
def test_no_standing_by_name_is_given_to_one_that_is_not_named(
    app: Flask, kind: StandingKind
) -> None:
    one = row_of(member(Level.ADDRESSEE))

    with pytest.raises(registering.StandsByName):
        registering.begin(one, kind, registering.today(), COMMITTEE)


def test_the_database_keeps_other_standings_public(app: Flask) -> None:
    factories.make_organisation("hokkaido")

    with pytest.raises(IntegrityError, match="standing_is_by_name_unless_supporting"):
        db.session.execute(text("UPDATE standing SET disclosure = 'addressee'"))
    db.session.rollback()


def test_the_database_has_no_standing_of_an_undisclosed_one(app: Flask) -> None:
    member()

    with pytest.raises(IntegrityError, match="standing_is_by_name_unless_supporting"):
        db.session.execute(text("UPDATE standing SET disclosure = 'undisclosed'"))
    db.session.rollback()


def test_whoever_is_no_member_chooses_nothing(app: Flask) -> None:
    factories.make_custodians()
    applied, undisclosed = factories.apply(), member(Level.UNDISCLOSED)

    for application in (applied, undisclosed):
        with pytest.raises(joining.NotNow):
            disclosing.choose(application, Level.ADDRESSEE)


def test_an_application_of_a_member_to_addressees_does_not_show_its_name(app: Flask) -> None:
    member(Level.ADDRESSEE)

    again = member(Level.PUBLIC)

    assert named() == []
    assert again.level == Level.ADDRESSEE


def test_who_left_and_comes_back_chooses_anew(app: Flask) -> None:
    leaving.leave(member(Level.ADDRESSEE))

    member(Level.PUBLIC)

    assert named() == [KAZE.name_ja]


def test_an_application_not_for_the_public_gets_no_row_that_stands_there(app: Flask) -> None:
    partner = registering.add(KAZE)
    registering.begin(partner, StandingKind.PARTNER, registering.today(), COMMITTEE)

    one = row_of(member(Level.ADDRESSEE))

    assert one.id != partner.id
    assert len(merging.undecided()) == 1


# ---- Rows that become one


def pair(kept: Level, gone: Level) -> tuple[Application, Application]:
    """Two members that are one organisation, spelt in two ways."""
    return (
        member(kept, name_ja="特定非営利活動法人 芳賀の水", kana="はがのみず", url=""),
        member(gone, name_ja="（特活）芳賀の水", kana="はがのみず", name_en="", url=""),
    )


def merge(kept: Application, gone: Application, by: Person) -> Merge:
    done = merging.merge(row_of(kept), row_of(gone), by=by.id)
    db.session.commit()
    return done


@pytest.mark.parametrize(
    "levels", [(Level.PUBLIC, Level.ADDRESSEE), (Level.ADDRESSEE, Level.PUBLIC)]
)
def test_of_two_levels_the_stricter_holds_and_undoing_gives_the_other_back(
    app: Flask, chie: Person, levels: tuple[Level, Level]
) -> None:
    kept, gone = pair(*levels)
    before = named()

    done = merge(kept, gone, chie)
    assert named() == []
    merging.undo(done, by=chie.id)

    assert named() == before
    assert (kept.level, gone.level) == levels


def test_a_row_that_was_no_member_takes_the_level_over_with_the_standing(
    app: Flask, chie: Person
) -> None:
    known = registering.add(Described(name_ja="芳賀の水", kana="はがのみず"))
    gone = row_of(pair(Level.PUBLIC, Level.ADDRESSEE)[1])

    merging.merge(known, gone, by=chie.id)

    assert known.level == Level.ADDRESSEE


def test_rows_that_become_one_count_as_one(app: Flask, chie: Person) -> None:
    kept, gone = pair(Level.ADDRESSEE, Level.ADDRESSEE)

    done = merge(kept, gone, chie)
    assert db.session.scalars(registering.unnamed()).all() == [kept.organisation_id]
    merging.undo(done, by=chie.id)

    assert len(db.session.scalars(registering.unnamed()).all()) == len((kept, gone))


def test_one_not_named_is_not_merged_with_one_that_stands_by_name(app: Flask, chie: Person) -> None:
    constituent = factories.make_organisation("hokkaido")
    one = row_of(member(Level.ADDRESSEE))

    for kept, gone in ((constituent, one), (one, constituent)):
        with pytest.raises(registering.StandsByName):
            merging.merge(kept, gone, by=chie.id)


def test_what_was_chosen_since_is_not_undone_with_a_merge(app: Flask, chie: Person) -> None:
    kept, gone = pair(Level.PUBLIC, Level.ADDRESSEE)
    done = merge(kept, gone, chie)
    disclosing.choose(kept, Level.PUBLIC)
    disclosing.choose(kept, Level.ADDRESSEE)

    merging.undo(done, by=chie.id)

    assert named() == []


def test_a_name_that_was_hidden_does_not_come_back_with_a_merge_that_is_undone(
    app: Flask, chie: Person
) -> None:
    kept, gone = pair(Level.PUBLIC, Level.PUBLIC)
    done = merge(kept, gone, chie)
    disclosing.hide(row_of(kept))

    merging.undo(done, by=chie.id)

    assert named() == []


def test_of_two_memberships_of_one_row_the_stricter_holds(app: Flask) -> None:
    one = row_of(member())
    one.standings[0].ends_on = registering.today() + timedelta(days=9)
    one.standings.append(
        Standing(kind="supporting", starts_on=registering.today(), disclosure="addressee")
    )
    db.session.commit()

    assert named() == []
    assert one.level == Level.ADDRESSEE
