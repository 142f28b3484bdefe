"""Sealing: what only a custodian reads again, and nobody who has the server."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pyrage
import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from core.db import db, now
from network import keeping_keys, sealing
from network.models import Custodian
from network.sealing import NotEnoughCustodians, NotThisRecord, Secret
from tests import factories

NAME = "特定非営利活動法人 たんぽぽ水路"
SECRET = Secret({"organisation": NAME, "email": "office@tanpopo.example", "comment": ""})
RECORD = UUID("5bd1b3f1-5a4b-4f0e-9a3c-2f1f5b0c7d11")


def seal(secret: Secret = SECRET, record: UUID = RECORD, purpose: str = "signature") -> bytes:
    return sealing.seal(secret, record=record, purpose=purpose)


@pytest.mark.parametrize("custodian", [0, 1, 2])
def test_each_custodian_opens_what_is_sealed(app: Flask, custodian: int) -> None:
    secret_keys = factories.make_custodians(3)

    sealed = seal()

    opened = sealing.open_sealed(sealed, secret_keys[custodian], record=RECORD, purpose="signature")
    assert opened.fields == SECRET.fields


def test_nobody_else_does(app: Flask) -> None:
    factories.make_custodians()

    sealed = seal()

    stranger = str(pyrage.x25519.Identity.generate())
    with pytest.raises(pyrage.DecryptError):
        sealing.open_sealed(sealed, stranger, record=RECORD, purpose="signature")


def test_a_custodian_who_has_left_does_not_open_what_is_sealed_afterwards(app: Flask) -> None:
    left, *stayed = factories.make_custodians(3)
    before = seal()
    db.session.execute(
        update(Custodian).where(Custodian.name == "custodian 0").values(removed_at=now())
    )
    db.session.commit()

    after = seal()

    open_by = {"record": RECORD, "purpose": "signature"}
    assert sealing.open_sealed(before, left, **open_by)  # type: ignore[arg-type]  # both fit
    with pytest.raises(pyrage.DecryptError):
        sealing.open_sealed(after, left, **open_by)  # type: ignore[arg-type]  # both fit
    assert sealing.open_sealed(after, stayed[0], **open_by)  # type: ignore[arg-type]  # both fit


@pytest.mark.parametrize(
    ("record", "purpose"), [(uuid4(), "signature"), (RECORD, "case"), (uuid4(), "case")]
)
def test_a_record_put_in_anothers_place_is_refused(app: Flask, record: UUID, purpose: str) -> None:
    secret_key = factories.make_custodians()[0]

    sealed = seal()

    with pytest.raises(NotThisRecord):
        sealing.open_sealed(sealed, secret_key, record=record, purpose=purpose)


def test_a_changed_byte_is_noticed(app: Flask) -> None:
    secret_key = factories.make_custodians()[0]
    sealed = bytearray(seal())
    sealed[-1] ^= 1

    with pytest.raises(pyrage.DecryptError):
        sealing.open_sealed(bytes(sealed), secret_key, record=RECORD, purpose="signature")


def test_the_length_tells_nothing_of_a_name(app: Flask) -> None:
    factories.make_custodians()
    names = ["あ", NAME, "国" * 200, "Aye", "A" * 200]

    sealed = [seal(Secret({"organisation": name, "email": "a@b.example"})) for name in names]

    # A header of random length precedes the content: age adds a recipient that is none.
    content = {len(one.partition(b"\n--- ")[2].partition(b"\n")[2]) for one in sealed}
    assert len(content) == 1


@pytest.mark.parametrize("size", [0, 1, 800, 5000, 8192, 20_000])
def test_what_is_sealed_is_padded_to_whole_blocks_of_eight_kilobytes(size: int) -> None:
    plain = sealing.padded(Secret({"comment": "x" * size}), RECORD, "signature")

    assert len(plain) % 8192 == 0
    assert json.loads(plain)["fields"] == {"comment": "x" * size}


def test_the_same_name_sealed_twice_looks_different(app: Flask) -> None:
    factories.make_custodians()

    one, other = seal(), seal()

    assert one != other
    # But for the mark of the keys and age's first line no run of sixteen bytes is in both.
    alike = sealing.MARK_LENGTH + len(sealing.AGE) + len("-> X25519 ")
    runs = {one[start : start + 16] for start in range(alike, len(one) - 16)}
    assert not any(other[start : start + 16] in runs for start in range(alike, len(other) - 16))


def test_nothing_of_it_stands_in_the_sealed_record(app: Flask) -> None:
    factories.make_custodians()

    sealed = seal()

    for told in (NAME, "tanpopo", "organisation", str(RECORD), "signature"):
        assert told.encode() not in sealed


@pytest.mark.parametrize("number", [0, 1])
def test_with_too_few_custodians_nothing_is_sealed(app: Flask, number: int) -> None:
    factories.make_custodians(number)

    assert not sealing.ready()
    with pytest.raises(NotEnoughCustodians):
        seal()


def test_two_custodians_are_enough(app: Flask) -> None:
    factories.make_custodians(2)

    assert sealing.ready()


def test_the_server_keeps_no_key_that_opens_anything(app: Flask) -> None:
    secret_keys = factories.make_custodians()

    rows = repr(db.session.execute(text("SELECT * FROM custodian")).all()).upper()

    assert "AGE-SECRET-KEY" not in rows
    assert not any(key.removeprefix("AGE-SECRET-KEY-1") in rows for key in secret_keys)


def test_the_database_refuses_a_secret_key_in_the_public_ones_place(app: Flask) -> None:
    db.session.add(Custodian(name="a", public_key=str(pyrage.x25519.Identity.generate())))

    with pytest.raises(IntegrityError, match="custodian_key_is_public"):
        db.session.flush()
    db.session.rollback()


def test_the_database_refuses_one_key_for_two_custodians(app: Flask) -> None:
    keeping_keys.create("one")
    db.session.flush()
    key = db.session.scalars(db.select(Custodian.public_key)).one()
    db.session.add(Custodian(name="other", public_key=key))

    with pytest.raises(IntegrityError, match="one_active_key_each"):
        db.session.flush()
    db.session.rollback()


def test_a_secret_shows_nothing_of_itself() -> None:
    shown = f"{SECRET} {SECRET!r} {SECRET!s} {[SECRET]} { ({'a': SECRET}) }"

    assert NAME not in shown
    assert "office@" not in shown
