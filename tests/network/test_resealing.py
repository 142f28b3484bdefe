"""When custodians come or go, what was sealed before is sealed anew to the keys of today."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import delete

from core.db import db
from network import exporting, keeping_keys, resealing, sealing
from network.exporting import Kind, NotSuchAFile
from network.models import Custodian, EarlierSeal
from network.resealing import CheckedByAnother, KeysChanged, NotSealedAnew
from network.sealing import NotThisRecord
from petitions import sealed, signers
from petitions.models import Disclosure, PendingSignature, Signature
from tests import factories


@pytest.fixture
def secrets(app: Flask) -> list[str]:
    """The secret keys of three custodians, to whom three names are sealed, one not confirmed."""
    made = factories.make_custodians(3)
    statement = factories.make_statement()
    for name in ("一つ目の会", "二つ目の会"):
        factories.make_organisation_signature(
            statement, disclosure=Disclosure.UNDISCLOSED, organisation=name
        )
    factories.sign_organisation(
        statement, disclosure=Disclosure.UNDISCLOSED, organisation="三つ目の会"
    )
    return made


NAMES = {"一つ目の会", "二つ目の会", "三つ目の会"}


def custodian(number: int) -> Custodian:
    return keeping_keys.named(f"custodian {number}")


def names(secret: str) -> set[str]:
    """The names that a secret key opens."""
    return {
        sealing.open_sealed(
            sealed.sealed(record) or b"", secret, record=record, purpose=signers.SEALED_FOR
        ).fields["organisation"]
        for record in sealed.ids()
    }


def reseal(secret: str, by: int = 1) -> int:
    """Seal anew what is sealed to an old set of keys, as one custodian."""
    answer = resealing.reseal(resealing.to_reseal(), secret)
    number = resealing.take_in(answer, by=custodian(by))
    db.session.commit()
    return number


def changed(answer: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    content = json.loads(answer)
    change(content)
    return json.dumps(content).encode()


def test_nothing_waits_while_the_custodians_are_the_same(secrets: list[str]) -> None:
    assert resealing.waiting() == 0


def test_all_records_wait_when_a_custodian_has_left(secrets: list[str]) -> None:
    keeping_keys.remove(custodian(0))

    assert resealing.waiting() == 3


def test_all_records_wait_when_one_has_come_and_proved_their_key(secrets: list[str]) -> None:
    secret = keeping_keys.create("new")
    before = resealing.waiting()

    keeping_keys.prove_with(secret)

    assert (before, resealing.waiting()) == (0, 3)


def test_who_has_come_reads_what_was_sealed_before(secrets: list[str]) -> None:
    new = keeping_keys.create("new")
    keeping_keys.prove_with(new)
    with pytest.raises(pyrage.DecryptError):
        names(new)

    assert reseal(secrets[1]) == 3

    assert names(new) == names(secrets[0]) == NAMES
    assert resealing.waiting() == 0


def test_who_has_left_reads_no_record_that_was_sealed_anew(secrets: list[str]) -> None:
    keeping_keys.remove(custodian(0))

    reseal(secrets[1])

    assert names(secrets[1]) == names(secrets[2]) == NAMES
    with pytest.raises(pyrage.DecryptError):
        names(secrets[0])


def test_the_loss_of_all_keys_but_one_loses_nothing(secrets: list[str]) -> None:
    last = secrets[2]
    for lost in (0, 1):
        keeping_keys.remove(custodian(lost))
    new = keeping_keys.create("new")
    keeping_keys.prove_with(new)

    reseal(last, by=2)

    assert names(last) == names(new) == NAMES


def test_what_is_sealed_to_one_set_says_so_without_being_opened(secrets: list[str]) -> None:
    [present] = {(sealed.sealed(record) or b"")[: sealing.MARK_LENGTH] for record in sealed.ids()}

    assert present == sealing.mark(sealing.public_keys())


def test_a_record_whose_set_is_not_known_counts_as_old(secrets: list[str]) -> None:
    signature = db.session.scalars(db.select(Signature)).first()
    assert signature is not None
    signature.sealed = sealing.age_file(signature.sealed or b"")
    db.session.flush()

    assert resealing.waiting() == 1


# ---- The answer


def test_an_answer_sent_in_twice_changes_nothing_more(secrets: list[str]) -> None:
    keeping_keys.remove(custodian(0))
    answer = resealing.reseal(resealing.to_reseal(), secrets[1])

    brought = [resealing.take_in(answer, by=custodian(1)) for _ in range(2)]

    assert brought == [3, 0]


def test_an_answer_to_other_keys_than_the_present_ones_is_refused(secrets: list[str]) -> None:
    keeping_keys.remove(custodian(0))
    answer = resealing.reseal(resealing.to_reseal(), secrets[1])
    keeping_keys.prove_with(keeping_keys.create("new"))

    with pytest.raises(KeysChanged):
        resealing.take_in(answer, by=custodian(1))

    assert resealing.waiting() == 3


def swap_ids(content: dict[str, Any]) -> None:
    one, other = content["records"][:2]
    one["id"], other["id"] = other["id"], one["id"]


def rename_purpose(content: dict[str, Any]) -> None:
    content["records"][0]["purpose"] = "case"


def seal_something_else(content: dict[str, Any]) -> None:
    other = sealing.encrypted(b"x" * 5000, content["keys"])
    content["records"][0]["sealed"] = base64.b64encode(other).decode()


def seal_to_fewer(content: dict[str, Any]) -> None:
    other = sealing.encrypted(b" " * sealing.BLOCK, content["keys"][:1])
    content["records"][0]["sealed"] = base64.b64encode(other).decode()


def send_nothing(content: dict[str, Any]) -> None:
    content["records"][0]["sealed"] = ""


@pytest.mark.parametrize(
    "change", [swap_ids, rename_purpose, seal_something_else, seal_to_fewer, send_nothing]
)
def test_an_answer_that_is_not_what_went_out_is_refused_whole(
    secrets: list[str], change: Callable[[dict[str, Any]], object]
) -> None:
    keeping_keys.remove(custodian(0))
    answer = resealing.reseal(resealing.to_reseal(), secrets[1])
    db.session.commit()

    with pytest.raises(NotSealedAnew):
        resealing.take_in(changed(answer, change), by=custodian(1))
    db.session.rollback()

    assert resealing.waiting() == 3
    assert names(secrets[0]) == NAMES


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_a_file_that_is_none_is_refused(secrets: list[str], content: bytes) -> None:
    with pytest.raises(NotSuchAFile):
        resealing.take_in(content, by=custodian(1))


def test_a_record_that_is_gone_meanwhile_stays_gone(secrets: list[str]) -> None:
    keeping_keys.remove(custodian(0))
    answer = resealing.reseal(resealing.to_reseal(), secrets[1])
    db.session.execute(delete(PendingSignature))

    assert resealing.take_in(answer, by=custodian(1)) == 2
    assert len(sealed.ids()) == 2


def test_an_attempt_that_is_confirmed_meanwhile_is_still_sealed_anew(secrets: list[str]) -> None:
    keeping_keys.remove(custodian(0))
    statement = factories.make_statement(slug="another")
    keeping_keys.prove_with(keeping_keys.create("new"))
    token = factories.sign_organisation(statement, disclosure=Disclosure.UNDISCLOSED)
    keeping_keys.remove(keeping_keys.named("new"))
    answer = resealing.reseal(resealing.to_reseal(), secrets[1])
    factories.confirm(token)

    resealing.take_in(answer, by=custodian(1))

    assert resealing.waiting() == 0


def test_a_custodian_opens_no_record_in_anothers_place(secrets: list[str]) -> None:
    keeping_keys.remove(custodian(0))
    taken = changed(resealing.to_reseal(), swap_ids)

    with pytest.raises(NotThisRecord):
        resealing.reseal(taken, secrets[1])


def test_a_custodian_leaves_what_was_sealed_before_their_time_to_another(
    secrets: list[str],
) -> None:
    new = keeping_keys.create("new")
    keeping_keys.prove_with(new)

    answer = resealing.reseal(resealing.to_reseal(), new)

    assert exporting.read(answer, Kind.RESEALED).pieces == ()
    assert resealing.take_in(answer, by=keeping_keys.named("new")) == 0


# ---- Until another has read it


def test_what_a_record_was_is_kept_until_another_custodian_has_read_it(
    secrets: list[str],
) -> None:
    keeping_keys.remove(custodian(0))
    reseal(secrets[1], by=1)
    kept = db.session.scalars(db.select(EarlierSeal)).all()

    checked = resealing.check(resealing.to_check(custodian(2)), secrets[2])
    forgotten = resealing.confirm(checked, by=custodian(2))

    assert (len(kept), forgotten) == (3, 3)
    assert resealing.unchecked(custodian(2)) == 0
    assert db.session.scalars(db.select(EarlierSeal)).all() == []


def test_nobody_checks_what_they_sealed_themselves(secrets: list[str]) -> None:
    keeping_keys.remove(custodian(0))
    reseal(secrets[1], by=1)
    checked = resealing.check(resealing.to_check(custodian(2)), secrets[2])

    assert resealing.unchecked(custodian(1)) == 0
    with pytest.raises(CheckedByAnother):
        resealing.confirm(checked, by=custodian(1))


def test_a_record_that_says_something_else_than_before_is_not_confirmed(
    secrets: list[str],
) -> None:
    keeping_keys.remove(custodian(0))
    taken = exporting.read(resealing.to_reseal(), Kind.RESEAL)
    target = taken.pieces[0]
    plain = sealing.decrypted(target.sealed, secrets[1]).replace("の会".encode(), "の海".encode())
    forged = base64.b64encode(sealing.encrypted(plain, taken.keys)).decode()
    answer = resealing.reseal(resealing.to_reseal(), secrets[1])
    resealing.take_in(
        changed(answer, lambda content: content["records"][0].update(sealed=forged)),
        by=custodian(1),
    )

    checked = resealing.check(resealing.to_check(custodian(2)), secrets[2])

    records = {piece.record for piece in exporting.read(checked, Kind.CHECKED).pieces}
    assert len(records) == 2
    assert target.record not in records


def test_of_two_that_nobody_checked_the_first_is_kept(secrets: list[str]) -> None:
    first = {record: sealed.sealed(record) for record in sealed.ids()}
    keeping_keys.remove(custodian(0))
    reseal(secrets[1])
    keeping_keys.prove_with(keeping_keys.create("new"))
    reseal(secrets[1])

    kept = db.session.scalars(db.select(EarlierSeal)).all()

    assert {one.record: one.sealed for one in kept} == first


def test_what_was_kept_of_a_record_goes_with_it(
    secrets: list[str], run_due: Callable[[], None]
) -> None:
    keeping_keys.remove(custodian(0))
    reseal(secrets[1])
    db.session.execute(delete(PendingSignature))

    resealing.forget_orphans.later()
    db.session.commit()
    run_due()

    assert len(db.session.scalars(db.select(EarlierSeal)).all()) == 2


# ---- Files


def test_a_large_number_goes_in_several_files(
    secrets: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "MOST_BYTES", 1)
    keeping_keys.remove(custodian(0))
    brought = []

    while resealing.waiting():
        brought.append(reseal(secrets[1]))

    assert brought == [1, 1, 1]
    assert names(secrets[2]) == NAMES


def test_no_file_holds_a_name_and_its_name_tells_only_the_day(secrets: list[str]) -> None:
    keeping_keys.remove(custodian(0))

    files = [resealing.to_reseal(), resealing.reseal(resealing.to_reseal(), secrets[1])]

    for content in files:
        assert not any(name.encode() in content for name in ("たんぽぽ", "の会", "tanpopo"))
        assert not any(json.dumps(name).encode() in content for name in NAMES)
    assert exporting.file_name(Kind.RESEAL, "0123456789")[:14] == "sealed-reseal-"


def test_commands_do_the_same(secrets: list[str], app: Flask, tmp_path: Path) -> None:
    flask: FlaskCliRunner = app.test_cli_runner()
    keeping_keys.remove(custodian(0))
    db.session.commit()
    key = tmp_path / "key"
    for number, check in ((1, []), (2, ["--check"])):
        by = f"custodian {number}"
        key.write_text(secrets[number])
        out, answer = (str(tmp_path / f"{name}{number}") for name in ("out", "answer"))
        steps = [
            ["keys", "reseal", "--by", by, "--out", out, *check],
            ["keys", "answer", out, "--key", str(key), "--out", answer, "--yes"],
            ["keys", "reseal", "--by", by, "--in", answer],
        ]

        ended = [flask.invoke(args=step) for step in steps]

        assert [one.exit_code for one in ended] == [0, 0, 0], [one.output for one in ended]
        assert ended[-1].stdout == "3 records\n"
    assert resealing.waiting() == resealing.unchecked(custodian(2)) == 0


def test_the_command_asks_whether_the_codes_were_compared(
    secrets: list[str], app: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "taken.json"
    file.write_bytes(resealing.to_reseal())
    key = tmp_path / "key"
    key.write_text(secrets[0])
    args = ["keys", "answer", str(file), "--key", str(key), "--out", str(tmp_path / "answer")]

    told = app.test_cli_runner().invoke(args=args, input="n\n")

    assert told.exit_code == 1
    assert all(keeping_keys.code(one) in told.output for one in sealing.public_keys())
    assert not (tmp_path / "answer").exists()
