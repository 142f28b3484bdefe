"""Passkeys: a device's answer opens a session once, for its owner, at our address alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from core.db import db, now
from core.settings import Settings
from network.models import Passkey, Person
from network.signing_in import passkeys
from network.signing_in.passkeys import Answer, PasskeyRefused
from tests import factories
from tests.network.device import Device, text


def keep(device: Device, person: Person) -> Passkey:
    """Register a device's passkey for a person."""
    asked = passkeys.challenge(f"register {person.id}")
    answer = Answer(asked, device.make(passkeys.to_register(person, asked)))
    kept = passkeys.register(person, answer, "phone")
    db.session.commit()
    return kept


def answer_of(device: Device, purpose: str = "sign in", **changes: Any) -> Answer:
    asked = passkeys.challenge(purpose)
    return Answer(asked, device.answer(passkeys.to_answer(asked), **changes))


@pytest.fixture
def device(app: Flask, chie: Person) -> Device:
    """A device with a passkey of Chie's."""
    made = Device()
    keep(made, chie)
    return made


def test_a_passkey_is_known_again(device: Device, chie: Person) -> None:
    found = passkeys.answered(answer_of(device), purpose="sign in")

    assert (found.person_id, found.name, found.uses) == (chie.id, "phone", 1)


def test_an_answer_works_once(device: Device) -> None:
    answer = answer_of(device)
    passkeys.answered(answer, purpose="sign in")
    db.session.commit()

    with pytest.raises(PasskeyRefused):
        passkeys.answered(answer, purpose="sign in")


def test_a_device_that_has_not_recognised_its_owner_is_refused(device: Device) -> None:
    device.recognises = False

    with pytest.raises(PasskeyRefused):
        passkeys.answered(answer_of(device), purpose="sign in")


def test_a_device_that_has_not_recognised_its_owner_is_not_registered(
    app: Flask, chie: Person
) -> None:
    with pytest.raises(PasskeyRefused):
        keep(Device(recognises=False), chie)


def test_an_answer_given_at_another_address_is_refused(device: Device) -> None:
    device.origin = "http://hiroba.evil.example"

    with pytest.raises(PasskeyRefused):
        passkeys.answered(answer_of(device), purpose="sign in")


@pytest.mark.parametrize(
    "changes",
    [
        {"rp_id": "evil.example"},
        {"kind": "webauthn.create"},
        {"challenge": text(b"another")},
        {"signature": b"x" * 70},
        {"owner": b"somebody else"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_an_answer_that_does_not_fit_is_refused(device: Device, changes: dict[str, Any]) -> None:
    with pytest.raises(PasskeyRefused):
        passkeys.answered(answer_of(device, **changes), purpose="sign in")


def test_a_copy_that_has_fallen_behind_is_refused(device: Device) -> None:
    device.uses = 7
    passkeys.answered(answer_of(device), purpose="sign in")
    device.uses = 3

    with pytest.raises(PasskeyRefused):
        passkeys.answered(answer_of(device), purpose="sign in")


def test_an_unknown_passkey_is_refused(app: Flask, chie: Person) -> None:
    with pytest.raises(PasskeyRefused):
        passkeys.answered(answer_of(Device()), purpose="sign in")


def test_a_challenge_serves_one_purpose(device: Device, chie: Person) -> None:
    with pytest.raises(PasskeyRefused):
        passkeys.answered(answer_of(device, "prove 1"), purpose="prove 2", owner=chie.id)


def test_somebody_elses_passkey_is_no_second_factor(device: Device, aki: Person) -> None:
    with pytest.raises(PasskeyRefused):
        passkeys.answered(answer_of(device, "prove 1"), purpose="prove 1", owner=aki.id)


@pytest.mark.parametrize(("minutes", "works"), [(0, True), (30, True), (31, False)])
def test_a_challenge_is_good_for_half_an_hour(device: Device, minutes: int, works: bool) -> None:
    with time_machine.travel(now().replace(second=0), tick=False) as clock:
        answer = answer_of(device)
        clock.shift(60 * minutes)

        if works:
            assert passkeys.answered(answer, purpose="sign in")
        else:
            with pytest.raises(PasskeyRefused):
                passkeys.answered(answer, purpose="sign in")


def test_a_passkey_belongs_to_one_person(device: Device, aki: Person) -> None:
    with pytest.raises(PasskeyRefused):
        keep(device, aki)


def test_a_device_that_has_one_already_is_told_so(device: Device, chie: Person) -> None:
    options = json.loads(passkeys.to_register(chie, passkeys.challenge("x")))

    assert [one["id"] for one in options["excludeCredentials"]] == [text(device.credential)]


def test_the_sign_in_page_names_nobodys_passkey(device: Device) -> None:
    options = json.loads(passkeys.to_answer(passkeys.challenge("sign in")))

    assert options["allowCredentials"] == []
    assert options["userVerification"] == "required"


def test_only_the_public_half_is_kept(device: Device, chie: Person) -> None:
    kept = db.session.scalars(db.select(Passkey)).one()
    private = device.key.private_numbers().private_value.to_bytes(32, "big")

    assert private not in kept.public_key


@given(st.text() | st.from_regex(r'\{"id": ".*", "rawId": ".*", "type": "public-key"\}'))
def test_whatever_is_sent_is_refused_in_words(whole_app: Flask, sent: str) -> None:
    with whole_app.app_context():
        asked = passkeys.challenge("sign in")

        with pytest.raises(PasskeyRefused):
            passkeys.answered(Answer(asked, sent), purpose="sign in")

        db.session.rollback()


@pytest.mark.parametrize(
    "challenge", ["", "1", "\0", "1.2.3", "あ", f"{'9' * 9}.{'a' * 22}.{'b' * 43}"]
)
def test_a_made_up_challenge_is_refused(device: Device, challenge: str) -> None:
    made_up = Answer(challenge, answer_of(device).credential)

    with pytest.raises(PasskeyRefused):
        passkeys.answered(made_up, purpose="sign in")


@pytest.mark.parametrize(
    ("base_url", "works"),
    [
        ("https://hiroba.example", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("https://203.0.113.7", False),
    ],
)
def test_passkeys_are_offered_where_browsers_take_them(
    app: Flask, monkeypatch: pytest.MonkeyPatch, base_url: str, works: bool
) -> None:
    settings = Settings(
        environment="production" if "https" in base_url else "development",
        base_url=base_url,
        secret_key=SecretStr("x" * 40),
        mail_transport="smtp",
        smtp_url=SecretStr("smtp://mail.example"),
    )
    monkeypatch.setitem(app.config, "SETTINGS", settings)

    assert passkeys.available() is works


def test_opening_a_page_with_a_challenge_writes_nothing(app: Flask, chie: Person) -> None:
    factories.make_person("emi", "staff")
    browser = app.test_client()

    pages = {browser.get("/staff/sign-in").text for _ in range(3)}

    assert len(pages) == 3
    assert db.session.scalars(db.select(Passkey)).all() == []
