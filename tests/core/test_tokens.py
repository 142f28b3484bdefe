"""Secrets in links and forms, and what is kept of them."""

from __future__ import annotations

import hashlib
import re

import pytest
from flask import Flask

from core import tokens


def test_tokens_are_long_different_and_fit_into_an_address() -> None:
    made = [tokens.fresh() for _ in range(1000)]

    assert len(set(made)) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", one) for one in made)


@pytest.mark.parametrize(
    ("token", "fits"),
    [
        ("x" * 43, True),
        ("_-" + "0" * 41, True),
        ("x" * 42, False),
        ("x" * 44, False),
        ("x" * 43 + "\n", False),
        ("あ" * 43, False),
        ("x" * 42 + "=", False),
        ("", False),
    ],
)
def test_a_token_of_another_shape_is_told_apart(token: str, fits: bool) -> None:
    assert tokens.well_formed(token) is fits


def test_what_is_kept_of_a_token_is_its_sha256() -> None:
    assert tokens.kept_of("abc") == hashlib.sha256(b"abc").digest()


def test_a_derived_token_is_the_same_each_time_and_looks_like_any_other(whole_app: Flask) -> None:
    with whole_app.app_context():
        made = [tokens.derived("confirm", "7") for _ in range(2)]

    assert made[0] == made[1]
    assert tokens.well_formed(made[0])


def test_derived_tokens_differ_by_purpose_thing_and_key(
    whole_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with whole_app.app_context():
        made = {
            tokens.derived("confirm", "7"),
            tokens.derived("confirm", "8"),
            tokens.derived("organisation", "7"),
            tokens.derived("confirm7", ""),
            tokens.derived("", "confirm7"),
        }
        monkeypatch.setitem(whole_app.config, "SECRET_KEY", "another key")
        made.add(tokens.derived("confirm", "7"))

    assert len(made) == 6


@pytest.mark.parametrize(("kept", "found"), [(True, True), (False, False)])
def test_a_token_is_found_again_under_a_key_that_was_rotated_out(
    whole_app: Flask, monkeypatch: pytest.MonkeyPatch, kept: bool, found: bool
) -> None:
    with whole_app.app_context():
        old = whole_app.config["SECRET_KEY"]
        token = tokens.derived("confirm", "7")
        monkeypatch.setitem(whole_app.config, "SECRET_KEY", "another key")
        monkeypatch.setitem(whole_app.config, "SECRET_KEY_FALLBACKS", [old] if kept else [])

        again = tokens.derived_matching("confirm", "7", tokens.kept_of(token))

    assert again == (token if found else None)


def test_a_receipt_has_three_groups_of_letters_that_nobody_misreads() -> None:
    made = [tokens.receipt(tokens.fresh()) for _ in range(1000)]

    assert all(
        re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", one) for one in made
    )
    assert len(set(made)) == 1000


def test_a_receipt_follows_from_the_link_alone() -> None:
    token = tokens.fresh()

    assert tokens.receipt(token) == tokens.receipt(token)


def test_a_receipt_does_not_lead_back_to_what_is_kept() -> None:
    token = "x" * 43
    number = int.from_bytes(tokens.kept_of(token)[:8], "big")
    from_what_is_kept = "".join(
        tokens.RECEIPT_LETTERS[(number >> (5 * place)) & 31] for place in range(12)
    )

    assert tokens.receipt(token).replace("-", "") != from_what_is_kept


def test_every_letter_of_a_receipt_is_used_in_every_place() -> None:
    made = [tokens.receipt(tokens.fresh()).replace("-", "") for _ in range(2000)]

    assert [len({one[place] for one in made}) for place in range(12)] == [32] * 12
