"""Every form, with what nobody would think of typing into it."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from urllib.parse import quote_from_bytes

import pytest
from flask import Flask
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from markupsafe import escape
from werkzeug.test import TestResponse

from campaigns.models import Statement
from core import text
from core.japanese import is_kana
from petitions.forms import LONGEST_NAME
from petitions.models import Display
from tests import factories
from tests.journeys.conftest import Square
from tests.journeys.fields import EACH_FORM, URLENCODED, Place, answers_of, places
from tests.journeys.sampling import THOROUGH
from tests.journeys.scene import Browsers, Scene

#: What a form is opened for once serves all examples: none of them leaves anything behind in it.
FEW = settings(
    max_examples=40 if THOROUGH else 8, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

ANY_CHARACTER = st.characters(codec=None)  # lone surrogates too
#: As text it is harmless; where one of its signs came through as it is, it would be markup.
MARK = "zq\"zq'zq<z"
TEXTS = st.text(ANY_CHARACTER, max_size=40).map(lambda one: MARK + one) | st.text(ANY_CHARACTER)
#: Beginnings that lead further into a field's rules.
BEGUN = st.sampled_from(["", "https://", "http://[", "a@", "a@xn--", "しも", "=", "1", "%ED%A0"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
SEVERAL = 'Content-Disposition: form-data; name="{}"\r\n\r\n'


@pytest.fixture
def browsers(app: Flask, every_form: Callable[[], Scene]) -> Browsers:
    """Those who between them can open every page that holds a form."""
    return Browsers(app, every_form())


def assert_unharmed(answer: TestResponse, place: Place) -> None:
    assert answer.status_code in answers_of(place.rule), answer.status_code
    assert "Traceback" not in answer.text
    assert [sign for sign in ('zq"z', "zq'z", "zq<z") if sign in answer.text] == []


def spelt(one: str) -> str:
    return quote_from_bytes(one.encode("utf-8", "surrogatepass"), safe="")


def any_values(place: Place) -> st.SearchStrategy[dict[str, str]]:
    """Return texts for all fields; a form with nothing to write must not be sent with its mark."""
    kept = {"csrf_token"} if place.texts else set()
    values = st.builds("".join, st.tuples(BEGUN, TEXTS))
    return st.fixed_dictionaries(
        {name: values | offered(place, name) for name in place.fields if name not in kept}
    )


def offered(place: Place, name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(place.form.offered.get(name) or [""])


@EACH_FORM
def test_any_text_in_all_fields_is_answered_and_stays_text(
    app: Flask, browsers: Browsers, rule: str
) -> None:
    for place in places(app, browsers, rule):

        @FEW
        @given(any_values(place))
        def check(place: Place, typed: dict[str, str]) -> None:
            pairs = {**place.form.fields, **typed}
            body = "&".join(f"{spelt(name)}={spelt(str(one))}" for name, one in pairs.items())
            assert_unharmed(place.send_body(body.encode(), URLENCODED), place)

        check(place)


@EACH_FORM
def test_any_bytes_are_answered(app: Flask, browsers: Browsers, rule: str) -> None:
    place = places(app, browsers, rule)[0]
    names = st.sampled_from(place.fields)

    @FEW
    @given(st.binary(), names, st.integers(0, 5))
    def check(noise: bytes, name: str, way: int) -> None:
        part = b"--x\r\n" + SEVERAL.format(name).encode() + noise + b"\r\n--x--"
        body, kind = (
            (noise, URLENCODED),
            (name.encode() + b"=" + noise, URLENCODED),
            (noise, "multipart/form-data; boundary=x"),
            (part, "multipart/form-data; boundary=x"),
            (noise, "application/json"),
            (noise, "text/plain"),
        )[way]
        assert_unharmed(place.send_body(body, kind), place)

    check()


@EACH_FORM
def test_json_is_no_form(app: Flask, browsers: Browsers, rule: str) -> None:
    place = places(app, browsers, rule)[0]
    filled = place.filled()

    @FEW
    @given(JSON, st.sampled_from(place.fields))
    def check(anything: object, name: str) -> None:
        for sent in (anything, {**filled, name: anything}):
            answer = place.send_body(json.dumps(sent).encode(), "application/json")
            assert_unharmed(answer, place)
            assert answer.status_code in {400, 422, 429} or not place.texts

    check()


# ---- From the form to the list


LETTERS = st.characters(exclude_categories=["Cs", "Co", "Cc", "Cf"])
NAMES = st.text(LETTERS, min_size=1, max_size=LONGEST_NAME).map(text.clean)
READINGS = st.text(st.sampled_from("あいうえおカキクー ・"), max_size=9).map(text.clean)
ADDRESSES = (f"signer{number}@mail.example" for number in count())


@FEW
@given(NAMES, st.sampled_from(Display), READINGS)
def test_whoever_is_called_whatever_can_confirm_and_is_listed(
    square: Square, statement: Statement, name: str, display: Display, kana: str
) -> None:
    assume(name and text.unfit(name) is None and (is_kana(kana) or not kana))

    signature = factories.make_signature(
        statement, name=name, display=display, kana=kana, email=next(ADDRESSES)
    )

    shown = {Display.PUBLIC: name, Display.INITIALS: signature.initials or ""}.get(display)
    listed = square.client.get(
        f"/api/v1/statements/{square.slug}/signatories?limit=200"
    ).get_json()["items"]
    assert shown is None or shown in {one["name"] for one in listed}
    for lang in ("ja", "en"):
        page = square.client.get(f"/{lang}/statements/{square.slug}/signatories")
        assert page.status_code == 200
        assert shown is None or str(escape(shown)) in page.text
