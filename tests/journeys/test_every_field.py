"""Every field of every form, and all that people and others type into one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from core.text import clean
from tests.journeys import pages
from tests.journeys.fields import (
    COMPARED,
    COUNTING,
    EACH_FORM,
    EITHER,
    GIVING,
    ONCE,
    RULES,
    Place,
    Value,
    as_text,
    assert_kept,
    assert_sound,
    assert_told,
    find,
    places,
    stored,
    traces,
)
from tests.journeys.sampling import share
from tests.journeys.scene import Browsers, Scene

#: No field keeps these. People meet them by pasting, others send them on purpose.
UNFIT: dict[str, Value] = {
    "more letters than any field takes": "あ" * 21_000,
    "fifty thousand letters": "x" * 50_000,
    "NUL": "霜月\0あかり",
    "a control character": "霜月\x1b[31m",
    "a control character above ASCII": "霜月\x9b31m",
    "a separator of lines": "霜月\x1fあかり",
    "turned around": "霜月\u202eirakA",
    "isolated": "\u2066霜月\u2069",
    "a space without width": "霜\u200b月",
    "a joiner of words": "霜\u2060月",
    "a mark of byte order": "\ufeff霜月",
    "joined where nothing joins": "霜\u200d月",
    "nothing to be seen": "\u200b\u2060",
    "a noncharacter": "霜月\ufffe",
    "what stands for a lost character": "霜月\ufffd",
    "a character of one's own": "霜月\ue000",
    "a tag that nobody sees": "霜月\U000e0041",
    "a tower of marks": "a" + "\u0301" * 60,
    "signs alone": "…!?",
}

#: A name, or part of one, somewhere: whoever types it finds it again. At most 20 letters.
FIT: dict[str, Value] = {
    "beyond the first plane": "𠮷野 𠮟",
    "variants of a glyph": "葛\U000e0100城 辻\U000e0101",
    "compatibility ideographs": "神\ufa19 塚\ufa10",
    "decomposed": "か\u3099き 花子",
    "half width": "ｼﾓﾂｷ ｱｶﾘ",
    "Arabic": "اسم العائلة",
    "Persian, with a non-joiner": "می\u200cخواهم",
    "Hebrew": "שם פרטי",
    "Thai": "ชื่อ นามสกุล",
    "Sinhala, with a joiner": "ශ\u0dca\u200dරී",
    "Hangul": "김 철수",
    "Vietnamese, decomposed": "Nguye\u0302\u0303n Thi\u0323",
    "signs within": "O’Connor-Núñez",
    "a family": "あかり 👩\u200d👩\u200d👧",
    "a flag and a heart": "🇯🇵 ❤\ufe0f",
    "a script": "<script>x</script>",
    "a broken attribute": '" onfocus=f() x="',
    "a picture": "'><img src=x>",
    "the end of a text area": "</textarea><h1>x",
    "an entity": "&lt;b&gt; &#x27;",
    "a template": "{{ 77777 * 7 }}",
    "a format": "%s %(name)s {0} \\1",
    "a formula": "=HYPERLINK(A1)",
    "a sum": "+1+cmd|' /C x'!A0",
    "a difference": "-2+3",
    "a function": "@SUM(A1)",
    "SQL": "'; DROP TABLE x; --",
    "a surrogate": b"\xed\xa0\x80",
    "bytes that are no text": b"\xff\xfe",
    "an overlong NUL": b"\xc0\x80",
    "a number": "9" * 20,
}

#: What stands where a value should.
ODD: dict[str, Value] = {
    "nothing": "",
    "spaces": "   ",
    "wide spaces": "\u3000\u3000",
    "no such choice": "no such choice",
    "below zero": "-1",
    "no number": "NaN",
    "two lines": "霜月\r\nBcc: dai@mail.example",
    "an address without an end": "https://[::1",
    "an address that folds": "https://\u2100.example",
    "bytes": b"\xff",
}

#: How a form is answered that was taken.
TAKEN = frozenset({200, 303})

BOTH = pytest.mark.parametrize("lang", ["ja", "en"])


@pytest.fixture
def browsers(app: Flask, every_form: Callable[[], Scene]) -> Browsers:
    """Those who between them can open every page that holds a form."""
    return Browsers(app, every_form())


def turned(values: dict[str, Value], names: list[str]) -> list[dict[str, Value]]:
    """Return the fields with a value each, as often as there are values: each meets them all."""
    listed = list(values.values())
    return [
        {name: listed[(turn + place) % len(listed)] for place, name in enumerate(names)}
        for turn in range(len(listed) if names else 0)
    ]


def right(rule: str) -> int:
    """Return how a form is answered of which nothing is wrong."""
    return 200 if rule in GIVING else 303


def free(place: Place) -> list[str]:
    """Return the fields into which anything may be written: those that take a word with a digit."""
    probe = place.send(
        {**place.filled(), **dict.fromkeys(place.texts, "庭の会 2"), "csrf_token": ""}
    )
    wrong = {name for name in place.texts if pages.wrong(probe, name)}
    return [name for name in place.texts if name not in wrong | COMPARED]


def test_the_walk_finds_a_form_for_every_rule_that_takes_one(
    app: Flask, browsers: Browsers
) -> None:
    taking = {rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}

    found = set(find(app, browsers))

    assert found == taking == set(RULES)
    assert found >= {
        "/<lang:lang>/statements/<slug>/sign",
        "/<lang:lang>/statements/<slug>/sign/organisation",
        "/<lang:lang>/confirm/<token>",
        "/<lang:lang>/my/<token>",
        "/staff/link/<token>",
        "/staff/sign-out",
        "/staff/statements/<slug>/rounds/<int:number>/close",
        "/staff/statements/<slug>/submissions",
    }


def test_the_walk_finds_the_fields_of_a_form(app: Flask, browsers: Browsers) -> None:
    person, *others = places(app, browsers, "/<lang:lang>/statements/<slug>/sign")

    assert others == []
    assert set(free(person)) == {"name", "comment", "postcode", "postal_address"}
    assert set(person.texts) == {*free(person), "email", "kana"}
    assert set(person.choices) == {"display", "country", "prefecture"}
    assert person.hidden == ["via", "csrf_token"]
    assert set(person.fields) - {*person.texts, *person.choices, *person.hidden} == {"updates"}


@EACH_FORM
def test_a_form_filled_in_by_a_visitor_is_taken(app: Flask, browsers: Browsers, rule: str) -> None:
    for place in places(app, browsers, rule):
        before = traces()

        answer = place.send(place.filled())

        assert answer.status_code == right(rule), f"tests/journeys/fields.py: {rule}"
        assert traces() != before


@BOTH
@EACH_FORM
def test_what_no_field_keeps_is_told_at_each_field(
    app: Flask, browsers: Browsers, rule: str, lang: str
) -> None:
    for place in places(app, browsers, rule, lang):
        before = traces()
        for unfit in share(turned(UNFIT, [*place.texts, *place.choices]), 4, rule, lang):
            typed = {**place.filled(), **unfit}

            answer = place.send(typed)

            assert answer.status_code == 422
            assert_sound(answer, place, typed.values())
            assert_kept(answer, place, typed)
            for name in unfit:
                assert_told(answer, place, name)
        assert traces() == before


@EACH_FORM
def test_what_is_a_name_somewhere_is_kept_letter_by_letter(
    app: Flask, browsers: Browsers, rule: str
) -> None:
    for place in places(app, browsers, rule):
        before = stored()
        for fit in share(turned(FIT, free(place)), 4, rule)[: 1 if rule in ONCE else None]:
            answer = place.send({**place.reopened().filled(), **fit})

            assert answer.status_code == right(rule), fit
            after = stored()
            # What is edited is written over, so that a value may have come from another field.
            new = after if rule.endswith("/edit") else after - before
            before = after
            assert [value for value in fit.values() if clean(as_text(value)) not in new] == []


@EACH_FORM
def test_what_is_a_name_somewhere_stays_in_a_form_that_comes_back(
    app: Flask, browsers: Browsers, rule: str
) -> None:
    for place in places(app, browsers, rule):
        for fit in share(turned(FIT, place.texts), 4, rule):
            typed = {**place.filled(), **fit, "csrf_token": ""}

            answer = place.send(typed)

            assert answer.status_code == 422
            assert_sound(answer, place, fit.values())
            assert_kept(answer, place, typed)


@EACH_FORM
def test_a_value_that_is_none_is_told_at_its_field_or_taken_for_nothing(
    app: Flask, browsers: Browsers, rule: str
) -> None:
    for place in places(app, browsers, rule):
        before = traces()
        for name in place.fields:
            odd = [*(ODD | (UNFIT if name in place.hidden else {})).items()]
            for kind, value in share(odd, 4, rule, name):
                typed = {**place.filled(), name: value}

                answer = place.send(typed)

                assert_answered(answer, place, name, typed)
                after = traces()
                if answer.status_code in TAKEN or rule in COUNTING:
                    place, before = place.reopened(), after
                assert after == before, kind


@EACH_FORM
def test_a_field_that_is_missing_a_file_or_there_twice_breaks_nothing(
    app: Flask, browsers: Browsers, rule: str
) -> None:
    for place in places(app, browsers, rule, "en"):
        for name in place.fields:
            missing = {**place.filled()}
            del missing[name]
            place = answered(place.send(missing), place, name, missing)

            filled = place.filled()
            twice = {**filled, name: ["葉月", as_text(filled[name])]}
            place = answered(place.send(twice), place, name, twice)

            with_file = {**place.filled()}
            del with_file[name]
            place = answered(place.send_with_file(name, with_file), place, name, with_file)


def answered(answer: TestResponse, place: Place, name: str, typed: dict[str, Value]) -> Place:
    """Return the form to go on with: where one was taken, as it stands on its page by now."""
    assert_answered(answer, place, name, typed)
    return place.reopened() if answer.status_code in TAKEN else place


def assert_answered(answer: TestResponse, place: Place, name: str, typed: dict[str, Value]) -> None:
    """A form is taken, or told from at this very field with all the others as they were."""
    assert_sound(answer, place, typed.values())
    if answer.status_code == 422:
        assert_kept(answer, place, typed)
        if place.shows(name) and place.again(answer):
            beside = name if pages.wrong(answer, name) else EITHER.get((place.rule, name), name)
            assert_told(answer, place, beside)
