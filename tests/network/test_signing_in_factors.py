"""Second factors: codes of an app, recovery codes, and what happens to who guesses."""

from __future__ import annotations

import re
import time
from base64 import b32decode
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, text, update

from core.db import db, now
from mailing import sending
from network.models import Authenticator, Lock, Person, RecoveryCode, SignIn
from network.signing_in import authenticators, factors, locks, recovery, sessions, ways_in
from network.upkeep import clear_sign_ins
from tests import factories
from tests.conftest import Outbox

HERE, THERE = "203.0.113.7", "198.51.100.7"


def half_signed_in(person: Person) -> SignIn:
    return sessions.start(person, "", proved=False).sign_in


def give(sign_in: SignIn, code: str, address: str = HERE) -> bool:
    given = ways_in.give_code(sign_in, code, prefix=address) is not None
    db.session.commit()
    return given


def shown(person: Person, at: float | None = None) -> str:
    """Return the code that a person's app shows now, or shows at a time."""
    kept = db.session.scalars(
        db.select(Authenticator).where(Authenticator.person_id == person.id)
    ).one()
    letters = authenticators.in_letters(person, kept.secret).replace(" ", "")
    totp = authenticators._totp(b32decode(letters))
    return totp.generate(int(time.time() if at is None else at)).decode()


def wrong(person: Person) -> str:
    """Return a code that fits nowhere near now."""
    near = {shown(person, time.time() + 30 * step) for step in (-1, 0, 1, 2)}
    return next(
        code for code in ("000000", "111111", "222222", "333333", "444444") if code not in near
    )


@pytest.fixture
def owner(app: Flask, chie: Person) -> Person:
    """Chie, with an app."""
    factories.give_app(chie)
    return chie


# ---- The app


def test_the_code_that_the_app_shows_is_right(owner: Person) -> None:
    assert give(half_signed_in(owner), shown(owner))


def test_a_code_that_was_used_is_worth_nothing(owner: Person) -> None:
    code = shown(owner)
    give(half_signed_in(owner), code)

    assert not give(half_signed_in(owner), code)


def test_a_code_older_than_the_one_used_is_worth_nothing(owner: Person) -> None:
    with time_machine.travel(1_800_000_015, tick=False):
        give(half_signed_in(owner), shown(owner))

        assert not give(half_signed_in(owner), shown(owner, time.time() - 30))


@pytest.mark.parametrize(("seconds", "works"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_clocks_may_differ_by_half_a_minute(owner: Person, seconds: int, works: bool) -> None:
    with time_machine.travel(1_800_000_015, tick=False):
        assert give(half_signed_in(owner), shown(owner, time.time() + seconds)) is works


def test_full_width_digits_and_spaces_are_taken(owner: Person) -> None:
    code = shown(owner).translate(str.maketrans("0123456789", "０１２３４５６７８９"))

    assert give(half_signed_in(owner), f"{code[:3]}　{code[3:]}")


@pytest.mark.parametrize("typed", ["", " ", "12345", "1234567", "あ", "\0", "-"])
def test_what_is_no_code_is_wrong(owner: Person, typed: str) -> None:
    assert not give(half_signed_in(owner), typed)


def test_somebody_elses_code_is_wrong(owner: Person, aki: Person) -> None:
    factories.give_app(aki)

    assert not give(half_signed_in(aki), shown(owner))


def test_the_code_is_the_one_of_the_standard() -> None:
    # RFC 6238, appendix B: SHA-1 at 59 seconds, the last six of eight digits.
    assert authenticators._totp(b"12345678901234567890").generate(59) == b"287082"


def test_a_secret_lies_encrypted_and_opens_for_its_owner_alone(owner: Person, aki: Person) -> None:
    sealed = db.session.scalars(db.select(Authenticator.secret)).one()
    letters = authenticators.in_letters(owner, sealed).replace(" ", "")

    assert b32decode(letters) not in sealed
    assert letters.encode() not in sealed
    with pytest.raises(ValueError, match="not encrypted"):
        authenticators.in_letters(aki, sealed)


def test_without_the_secret_key_a_secret_stays_closed(
    app: Flask, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key, of the same length as the first")
    sealed = db.session.scalars(db.select(Authenticator.secret)).one()

    with pytest.raises(ValueError, match="not encrypted"):
        authenticators.in_letters(owner, sealed)


def test_after_a_night_an_earlier_secret_key_is_not_needed(
    app: Flask, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = app.config["SECRET_KEY"]
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key, of the same length as the first")
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [earlier])
    clear_sign_ins()
    db.session.commit()

    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [])

    assert give(half_signed_in(owner), shown(owner))


def test_an_app_is_kept_only_once_it_shows_the_right_code(app: Flask, chie: Person) -> None:
    sealed = authenticators.new_secret(chie)

    assert authenticators.add(chie, sealed, "000000") is None
    assert not factors.of(chie.id)


def test_the_picture_tells_the_app_what_the_letters_do(app: Flask, chie: Person) -> None:
    sealed = authenticators.new_secret(chie)

    address = authenticators.address(chie, sealed)

    found = re.search(r"secret=([A-Z2-7]+)", address)
    assert found
    assert found[1] == authenticators.in_letters(chie, sealed).replace(" ", "")
    assert address.startswith("otpauth://totp/Hiroba%20NANCiS:chie%40hiroba.example?")


# ---- Recovery codes


def test_each_recovery_code_works_once(owner: Person) -> None:
    codes = recovery.make(owner.id)

    first = [give(half_signed_in(owner), code) for code in codes]
    again = recovery.use(owner.id, codes[0])

    assert (len(codes), set(first), again) == (10, {True}, False)
    assert recovery.left(owner.id) == 0


def test_a_recovery_code_is_read_as_people_write_it(owner: Person) -> None:
    code = recovery.make(owner.id)[0]

    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert give(half_signed_in(owner), typed)


def test_new_recovery_codes_end_the_earlier_ones(owner: Person) -> None:
    earlier = recovery.make(owner.id)
    recovery.make(owner.id)

    assert not give(half_signed_in(owner), earlier[0])
    assert recovery.left(owner.id) == 10


def test_recovery_codes_are_not_kept_as_they_are(owner: Person) -> None:
    codes = recovery.make(owner.id)
    rows = repr(db.session.execute(text("SELECT * FROM recovery_code")).all())

    assert [code for code in codes if code in rows or code.replace("-", "") in rows] == []


def test_recovery_codes_alone_are_no_second_factor(app: Flask, chie: Person) -> None:
    recovery.make(chie.id)

    assert not factors.of(chie.id)


# ---- Too many wrong ones


def test_after_five_wrong_codes_a_right_one_is_not_taken_either(owner: Person) -> None:
    sign_in = half_signed_in(owner)
    for _ in range(5):
        give(sign_in, wrong(owner))

    with pytest.raises(locks.Locked):
        give(sign_in, shown(owner))


def test_four_wrong_codes_and_a_right_one_are_forgotten(owner: Person) -> None:
    for _ in range(4):
        give(half_signed_in(owner), wrong(owner))
    give(half_signed_in(owner), shown(owner))
    for _ in range(4):
        give(half_signed_in(owner), wrong(owner))

    assert recovery.use(owner.id, recovery.make(owner.id)[0])
    locks.require_open(locks.person(owner.id))


def test_each_lock_lasts_twice_as_long_up_to_a_day(owner: Person) -> None:
    key, lasted = locks.person(owner.id), []

    for _ in range(9):
        for _ in range(key.most):
            locks.count(key)
        lock = db.session.scalars(db.select(Lock)).one()
        db.session.refresh(lock)
        assert lock.until is not None
        lasted.append(lock.until - db.session.scalars(db.select(func.now())).one())

    minutes = [lasting // timedelta(minutes=1) for lasting in lasted]
    assert minutes == [15, 30, 60, 120, 240, 480, 960, 1440, 1440]


def test_a_lock_opens_by_itself(owner: Person) -> None:
    for _ in range(5):
        give(half_signed_in(owner), wrong(owner))
    db.session.execute(update(Lock).values(until=func.now() - timedelta(seconds=1)))

    assert give(half_signed_in(owner), shown(owner))


def test_a_lock_is_one_persons(owner: Person, aki: Person) -> None:
    factories.give_app(aki)
    for _ in range(5):
        give(half_signed_in(owner), wrong(owner))

    assert give(half_signed_in(aki), shown(aki))


def test_who_guesses_for_many_is_locked_by_where_they_are(app: Flask) -> None:
    people = [factories.make_person(f"person{number}", "staff") for number in range(6)]
    for person in people:
        factories.give_app(person)
    for person in people[:5]:
        for number in range(4):
            give(half_signed_in(person), wrong(person), f"203.0.113.{number}")

    with pytest.raises(locks.Locked):
        give(half_signed_in(people[5]), shown(people[5]), "203.0.113.200")
    assert give(half_signed_in(people[5]), shown(people[5]), THERE)


@pytest.mark.parametrize("address", [HERE, "2001:db8:1:2:3::4", "", "unknown"])
def test_no_address_is_kept_and_what_is_changes_daily(app: Flask, address: str) -> None:
    with time_machine.travel("2026-11-25T03:00:00Z", tick=False):
        today = locks.prefix(address).about
    with time_machine.travel("2026-11-26T03:00:00Z", tick=False):
        tomorrow = locks.prefix(address).about

    assert today != tomorrow
    assert not address or address not in today


def test_a_person_is_told_by_mail_that_somebody_guesses(
    owner: Person, outbox: Outbox, run_due: Callable[[], None]
) -> None:
    for _ in range(5):
        give(half_signed_in(owner), wrong(owner))
    sending.wake()
    run_due()

    assert [message["To"] for message in outbox.messages] == [owner.email]
    assert "誤ったコード" in str(outbox.last["Subject"])


# ---- Taking away


def test_the_last_factor_cannot_be_removed(owner: Person) -> None:
    with pytest.raises(factors.LastFactor):
        factors.remove_app(owner.id)

    assert factors.of(owner.id)


def test_taking_all_away_leaves_no_way_in(owner: Person) -> None:
    secret = sessions.start(owner, "", proved=True).secret
    codes = recovery.make(owner.id)
    code = shown(owner)

    factors.take_all_away(owner)
    db.session.commit()

    assert sessions.signed_in_by(secret) is None
    assert not factors.of(owner.id)
    assert not give(half_signed_in(owner), code)
    assert not give(half_signed_in(owner), codes[0])


def test_the_night_clears_old_sign_ins_away(owner: Person) -> None:
    half_signed_in(owner)
    recovery.make(owner.id)
    long_ago: datetime = now() - timedelta(days=31)
    db.session.execute(update(SignIn).values(expires_at=long_ago))

    clear_sign_ins()

    assert db.session.scalars(db.select(SignIn)).all() == []
    assert len(db.session.scalars(db.select(RecoveryCode)).all()) == 10
