"""Forms that need no cookie: whose page they come from, and what may be typed into them."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from wtforms import StringField
from wtforms.validators import Optional

from core.forms import OPEN_FOR_HOURS, Form, Line, Lines

#: The first second of an hour.
THEN = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
HOUR = 3600


class OneForm(Form):
    line = Line(validators=[Optional()], longest=5)
    lines = Lines(validators=[Optional()], longest=5)


class OtherForm(Form):
    line = StringField()


Sent = Callable[..., Form]


def token(whole_app: Flask, kind: type[Form] = OneForm) -> str:
    with whole_app.test_request_context():
        return str(kind().csrf_token.current_token)


def sent(whole_app: Flask, typed: dict[str, Any], headers: dict[str, str] | None = None) -> OneForm:
    """A form as it reaches us, checked."""
    with whole_app.test_request_context(method="POST", data=typed, headers=headers or {}):
        form = OneForm()
        form.validate()
        return form


def is_ours(whole_app: Flask, mark: str, **headers: str) -> bool:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return not sent(whole_app, {"csrf_token": mark}, named).errors


# ---- Whose page it comes from


def test_the_mark_is_the_same_for_everybody_within_an_hour(whole_app: Flask) -> None:
    with time_machine.travel(THEN, tick=False) as clock:
        first = token(whole_app)
        clock.shift(HOUR - 1)
        second = token(whole_app)
        clock.shift(1)
        third = token(whole_app)

    assert first == second != third


@pytest.mark.parametrize(
    ("hours", "fits"), [(0, True), (1, True), (OPEN_FOR_HOURS, True), (OPEN_FOR_HOURS + 1, False)]
)
def test_a_page_may_stay_open_for_two_days(whole_app: Flask, hours: int, fits: bool) -> None:
    with time_machine.travel(THEN, tick=False) as clock:
        mark = token(whole_app)
        clock.shift(hours * HOUR)

        assert is_ours(whole_app, mark) is fits


def test_a_mark_from_the_future_is_refused(whole_app: Flask) -> None:
    with time_machine.travel(THEN, tick=False) as clock:
        mark = token(whole_app)
        clock.shift(-2 * HOUR)

        assert not is_ours(whole_app, mark)


@pytest.mark.parametrize(
    "forge",
    [
        lambda _mark: "",
        lambda mark: mark[:-1],
        lambda mark: mark + "0",
        lambda mark: mark.upper(),
        lambda mark: f"{int(mark.split('.')[0]) + 1}.{mark.split('.')[1]}",
        lambda mark: mark.split(".")[1],
        lambda mark: f".{mark}",
        lambda mark: f"１２３.{mark.split('.')[1]}",
        lambda _mark: "9" * 5000 + "." + "0" * 32,
        lambda _mark: "-1." + "0" * 32,
        lambda _mark: "あ.い",
        lambda _mark: "\0.\0",
    ],
)
def test_a_mark_that_is_not_ours_is_refused(whole_app: Flask, forge: Callable[[str], str]) -> None:
    assert not is_ours(whole_app, forge(token(whole_app)))


def test_the_mark_of_another_form_is_refused(whole_app: Flask) -> None:
    assert not is_ours(whole_app, token(whole_app, OtherForm))


@pytest.mark.parametrize(("kept", "fits"), [(True, True), (False, False)])
def test_a_key_that_was_rotated_out_is_taken_as_long_as_it_is_kept(
    whole_app: Flask, monkeypatch: pytest.MonkeyPatch, kept: bool, fits: bool
) -> None:
    old, mark = whole_app.config["SECRET_KEY"], token(whole_app)
    monkeypatch.setitem(whole_app.config, "SECRET_KEY", "a new key, as long as the one before it")
    monkeypatch.setitem(whole_app.config, "SECRET_KEY_FALLBACKS", [old] if kept else [])

    assert is_ours(whole_app, mark) is fits


@pytest.mark.parametrize(
    ("headers", "fits"),
    [
        ({}, True),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "null"}, True),
        ({"Origin": "http://localhost:8080"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "http://localhost.evil.example"}, False),
        ({"Origin": "http://evil.example/localhost"}, False),
        ({"Origin": "localhost"}, False),
        ({"Origin": ""}, False),
        ({"Sec_Fetch_Site": "same-origin"}, True),
        ({"Sec_Fetch_Site": "none"}, True),
        ({"Sec_Fetch_Site": "same-site"}, False),
        ({"Sec_Fetch_Site": "cross-site"}, False),
        ({"Sec_Fetch_Site": ""}, False),
        ({"Sec_Fetch_Site": "cross-site", "Origin": "http://localhost"}, False),
        ({"Sec_Fetch_Site": "same-origin", "Origin": "https://evil.example"}, True),
    ],
)
def test_what_the_browser_says_of_the_page_decides(
    whole_app: Flask, headers: dict[str, str], fits: bool
) -> None:
    assert is_ours(whole_app, token(whole_app), **headers) is fits


def test_a_form_sets_no_cookie(whole_app: Flask) -> None:
    with whole_app.test_request_context() as context:
        token(whole_app)

        assert dict(context.session) == {}


def test_the_hour_is_ours_and_not_the_machines_zone(
    whole_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = []

    for zone in ("UTC", "Asia/Tokyo", "Asia/Kathmandu"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        with time_machine.travel(THEN, tick=False):
            marks.append(token(whole_app))
    monkeypatch.undo()
    time.tzset()

    assert len(set(marks)) == 1


# ---- What may be typed


def typed(whole_app: Flask, **values: str) -> OneForm:
    return sent(whole_app, {"csrf_token": token(whole_app), **values})


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("  あ ", "あ"),
        ("\u3000あ\u3000", "あ"),
        ("か\u3099", "が"),
        ("\ufa19", "\ufa19"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("", ""),
    ],
)
def test_a_line_is_kept_as_typed_but_for_outer_spaces_and_composition(
    whole_app: Flask, value: str, kept: str
) -> None:
    form = typed(whole_app, line=value)

    assert (form.line.data, form.errors) == (kept, {})


@pytest.mark.parametrize(
    ("value", "fits"),
    [("x" * 5, True), ("x" * 6, False), ("葛\U000e0100" * 5, True), ("𠮷" * 5, True)],
)
def test_the_length_is_that_of_the_letters_one_sees(
    whole_app: Flask, value: str, fits: bool
) -> None:
    form = typed(whole_app, line=value)

    assert bool(form.line.errors) is not fits
    assert form.line.data == value


@pytest.mark.parametrize("value", ["あ\nい", "あ\rい", "あ\tい", "あ\u2028い", "あ\0い"])
def test_a_line_is_one_line(whole_app: Flask, value: str) -> None:
    assert typed(whole_app, line=value).line.errors


def test_several_lines_may_be_several(whole_app: Flask) -> None:
    form = typed(whole_app, lines="あ\r\nい")

    assert (form.lines.data, form.errors) == ("あ\nい", {})


def test_a_field_that_was_not_sent_is_none(whole_app: Flask) -> None:
    form = typed(whole_app)

    assert (form.line.data, form.errors) == (None, {})


def test_problems_stand_in_the_order_of_the_fields(whole_app: Flask) -> None:
    form = sent(whole_app, {"lines": "\0あ", "line": "\0あ"})

    assert [name for name, _message in form.problems] == ["line", "lines", "csrf_token"]
