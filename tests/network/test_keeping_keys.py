"""Custodians' keys: proved by a test opening, replaced, removed; locked by words of ours."""

from __future__ import annotations

import math
import re
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from core import audit
from core.db import db, now
from network import exporting, keeping_keys, passphrases, sealing
from network.exporting import Kind
from network.keeping_keys import KeyFileClosed, KeyTaken, NotAPublicKey, WrongWord
from network.models import Custodian, Term
from tests import factories

SCRIPT = Path("static/custodian.js")


@pytest.fixture
def flask(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def word_of(custodian: Custodian, secret: str) -> str:
    return keeping_keys.opened(custodian.challenge or b"", secret)


# ---- Proving


def test_nothing_is_sealed_to_a_key_that_is_not_proved(app: Flask) -> None:
    factories.make_custodians(2)
    keeping_keys.create("late")

    late = keeping_keys.named("late").public_key

    assert len(sealing.public_keys()) == 2
    assert late not in sealing.public_keys()


def test_undisclosed_is_offered_once_two_have_proved_that_they_can_read(app: Flask) -> None:
    secrets = [keeping_keys.create(name) for name in ("one", "two")]
    found = [sealing.ready()]

    for secret in secrets:
        keeping_keys.prove_with(secret)
        found.append(sealing.ready())

    assert found == [False, False, True]


def test_the_word_that_the_key_opens_proves_it(app: Flask) -> None:
    secret = keeping_keys.create("one")
    custodian = keeping_keys.named("one")

    keeping_keys.prove(custodian, f" {word_of(custodian, secret)}\n")

    assert keeping_keys.proved() == [custodian]


@pytest.mark.parametrize("word", ["", "a guess", "\0", "x" * 43])
def test_another_word_proves_nothing(app: Flask, word: str) -> None:
    keeping_keys.create("one")

    with pytest.raises(WrongWord):
        keeping_keys.prove(keeping_keys.named("one"), word)

    assert keeping_keys.proved() == []


def test_a_word_serves_once(app: Flask) -> None:
    secret = keeping_keys.create("one")
    custodian = keeping_keys.named("one")
    word = word_of(custodian, secret)
    keeping_keys.prove(custodian, word)

    with pytest.raises(WrongWord):
        keeping_keys.prove(custodian, word)


def test_no_other_key_opens_a_test(app: Flask) -> None:
    keeping_keys.create("one")

    with pytest.raises(pyrage.DecryptError):
        word_of(keeping_keys.named("one"), keeping_keys.create("two"))


def test_neither_the_word_nor_the_secret_key_is_kept(app: Flask) -> None:
    secret = keeping_keys.create("one")
    word = word_of(keeping_keys.named("one"), secret)

    rows = repr(db.session.execute(text("SELECT * FROM custodian")).all())

    assert word not in rows
    assert secret not in rows


def test_the_database_refuses_a_proof_that_nobody_asked_for(app: Flask) -> None:
    keeping_keys.create("one")

    with pytest.raises(IntegrityError, match="proof_was_asked_for"):
        db.session.execute(update(Custodian).values(asked_at=None, proved_at=now()))
    db.session.rollback()


# ---- Adding, replacing, removing


@pytest.mark.parametrize(
    "key", ["", "age1", "age1" + "q" * 58, "AGE-SECRET-KEY-1" + "Q" * 58, "あ", "\0"]
)
def test_only_a_public_key_is_taken(app: Flask, key: str) -> None:
    with pytest.raises(NotAPublicKey):
        keeping_keys.add("one", key)


def test_one_key_is_nobody_elses(app: Flask) -> None:
    keeping_keys.create("one")

    with pytest.raises(KeyTaken):
        keeping_keys.add("two", keeping_keys.named("one").public_key)


def test_a_key_is_replaced_once_the_new_one_is_proved(app: Flask) -> None:
    old = keeping_keys.prove_with(keeping_keys.create("one"))
    secret = keeping_keys.create("one", replaces=old)
    before = sealing.public_keys()

    keeping_keys.prove_with(secret)

    assert before == [old.public_key]
    assert sealing.public_keys() == [keeping_keys.named("one").public_key] != before


def test_who_is_no_custodian_any_more_has_nothing_sealed_to_them(app: Flask) -> None:
    person, _secret = factories.make_custodian("fumi")
    before = len(sealing.public_keys())

    db.session.execute(
        update(Term)
        .where(Term.person_id == person.id)
        .values(ends_on=now().date() - timedelta(days=1))
    )

    assert (before, sealing.public_keys()) == (1, [])


def test_a_removed_key_is_sealed_to_no_more(app: Flask) -> None:
    factories.make_custodians(3)

    keeping_keys.remove(keeping_keys.named("custodian 1"))

    assert len(sealing.public_keys()) == 2


# ---- Words and files


def test_six_words_are_worth_66_bits() -> None:
    rows = [row.split() for row in passphrases.ROWS]

    words = math.prod(len(set(row)) for row in rows)

    assert all(len(set(row)) == len(row) for row in rows)
    assert words == 2048
    assert passphrases.LEAST_WORDS * math.log2(words) >= 66


def test_a_passphrase_has_six_words_of_six_letters() -> None:
    made = {passphrases.make() for _ in range(50)}

    assert len(made) == 50
    assert all(re.fullmatch("([a-z]{6}-){5}[a-z]{6}", one) for one in made)


@pytest.mark.parametrize("typed", ["ＫＡ　ki\tSa", " ka-ki_sa\n", "ka、ki。sa", "Ka ー Ki ー Sa"])
def test_a_passphrase_is_taken_however_it_is_typed(typed: str) -> None:
    assert passphrases.canonical(typed) == "ka-ki-sa"


def test_the_page_makes_words_from_the_same_rows() -> None:
    script = SCRIPT.read_text(encoding="utf-8")

    assert re.findall(r'^  "([a-z ]+)",$', script, re.MULTILINE) == list(passphrases.ROWS)


def test_a_key_file_opens_by_its_words_alone(app: Flask) -> None:
    secret = keeping_keys.create("one")
    words = passphrases.make()
    locked = keeping_keys.locked(secret, words)

    opened = keeping_keys.unlocked(locked, words.upper().replace("-", " "))

    assert opened == secret
    assert b"SECRET" not in locked
    with pytest.raises(KeyFileClosed):
        keeping_keys.unlocked(locked, passphrases.make())


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"age1nothing"])
def test_a_file_without_a_key_is_none(content: bytes) -> None:
    with pytest.raises(KeyFileClosed):
        keeping_keys.unlocked(content, "")


def test_a_code_has_sixteen_letters_and_is_the_keys_own(app: Flask) -> None:
    keeping_keys.create("one")
    keeping_keys.create("two")

    codes = {keeping_keys.code(one.public_key) for one in keeping_keys.custodians()}

    assert len(codes) == 2
    assert all(re.fullmatch(r"(\w{4}-){3}\w{4}", code) for code in codes)


# ---- By command


def test_a_key_made_by_command_leaves_only_as_a_locked_file(
    flask: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "fumi.age"

    made = flask.invoke(args=["keys", "create", "fumi", "--out", str(file)])

    assert made.exit_code == 0, made.output
    assert "AGE-SECRET-KEY" not in made.output
    assert file.stat().st_mode & 0o777 == 0o600
    words = re.search(r"(\w{6}-){5}\w{6}", made.output)
    assert words
    secret = keeping_keys.unlocked(file.read_bytes(), words.group())
    assert keeping_keys.prove_with(secret).name == "fumi"


def test_a_key_is_proved_by_its_file_and_words(flask: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "fumi.age"
    made = flask.invoke(args=["keys", "create", "fumi", "--out", str(file)])
    words = made.output.split("shown once: ")[1].split()[0]

    proved = flask.invoke(args=["keys", "prove", "fumi", "--key", str(file)], input=f"{words}\n")

    assert proved.exit_code == 0, proved.output
    assert keeping_keys.named("fumi").proved_at is not None
    acts = [entry.act for entry in audit.entries()]
    assert acts == ["prove key", "add key"]


def test_a_file_that_a_passkey_locks_is_told_apart_before_words_are_asked_for(
    flask: FlaskCliRunner, tmp_path: Path
) -> None:
    keeping_keys.create("fumi")
    file = tmp_path / "fumi.age"
    file.write_bytes(
        b"age-encryption.org/v1\n-> age-encryption.org/fido2prf nonce\nbody\n--- code\n\xff"
    )

    told = flask.invoke(args=["keys", "prove", "fumi", "--key", str(file)])

    assert told.exit_code == 1
    assert "a passkey locks this key file" in told.output
    assert "Words" not in told.output


def test_a_key_is_proved_by_the_word_that_was_opened_elsewhere(
    flask: FlaskCliRunner, tmp_path: Path
) -> None:
    plain, test = tmp_path / "plain.txt", tmp_path / "test.json"
    plain.write_text(flask.invoke(args=["keys", "create", "fumi", "--plain"]).stdout)
    flask.invoke(args=["keys", "prove", "fumi", "--out", str(test)])
    word = flask.invoke(args=["keys", "open", str(test), "--key", str(plain)]).stdout

    proved = flask.invoke(args=["keys", "prove", "fumi"], input=word)

    assert exporting.read(test.read_bytes(), Kind.PROVE)
    assert proved.exit_code == 0, proved.output
    assert keeping_keys.named("fumi").proved_at is not None


@pytest.mark.parametrize("given", ["a guess\n", "AGE-SECRET-KEY-1NONE\n", "\n"])
def test_a_wrong_word_is_told_in_a_line(flask: FlaskCliRunner, given: str) -> None:
    flask.invoke(args=["keys", "create", "fumi", "--plain"])

    told = flask.invoke(args=["keys", "prove", "fumi"], input=given)

    assert told.exit_code == 1
    assert len(told.stderr.splitlines()) == 1


def test_a_key_is_replaced_by_command(flask: FlaskCliRunner, tmp_path: Path) -> None:
    factories.make_custodians(2)
    old = keeping_keys.named("custodian 0").public_key
    file = tmp_path / "new.age"

    made = flask.invoke(args=["keys", "rotate", "custodian 0", "--out", str(file)])
    before = sealing.public_keys()
    words = made.output.split("shown once: ")[1].split()[0]
    flask.invoke(args=["keys", "prove", "custodian 0", "--key", str(file)], input=f"{words}\n")

    assert old in before
    assert old not in sealing.public_keys()
    assert len(sealing.public_keys()) == 2


def test_removing_says_when_too_few_are_left(flask: FlaskCliRunner) -> None:
    factories.make_custodians(2)

    told = flask.invoke(args=["keys", "remove", "custodian 0"])

    assert "undisclosed is not offered" in told.stderr
    assert not sealing.ready()


def test_the_list_tells_who_can_read_and_no_secret(flask: FlaskCliRunner) -> None:
    factories.make_custodians(1)
    keeping_keys.create("late")

    told = flask.invoke(args=["keys", "list"]).stdout

    assert [line.split("\t")[1] for line in told.splitlines()] == ["proved", "to be proved"]
    assert "SECRET" not in told
