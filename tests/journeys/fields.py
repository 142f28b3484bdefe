"""Every form there is, found by walking the pages: its fields, how it is sent, what comes back.

Nothing here names a form: one that is added stands on a page, and is found there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import text
from werkzeug.test import TestResponse

from core.db import db
from core.text import clean
from tests.access import TABLE
from tests.journeys import pages
from tests.journeys.scene import ELSEWHERE, Browsers, Scene
from tests.routes import PUBLIC_ROUTES, STAFF_ROUTES, address

#: Every rule that takes a form. That none is missing is seen to by tests/architecture.
RULES = [rule for method, rule in TABLE if method == "POST"]
EACH_FORM = pytest.mark.parametrize("rule", RULES)

#: What is typed or chosen in a field of this name, where its form cannot be sent as it stands.
TYPED = {
    "name": "霜月 あかり",
    "kana": "しもつき あかり",
    "email": "akari@mail.example",
    "organisation": "特定非営利活動法人 たんぽぽ水路",
    "organisation_en": "Dandelion Waterways",
    "representative_title": "代表理事",
    "representative_name": "早瀬 湊",
    "contact_name": "浅葱 ゆう",
    "url": "https://tanpopo.example/",
    "corporate_number": "9234567890123",
    "phone": "0857-00-0000",
    "postcode": "680-0000",
    "postal_address": "鳥取市 一丁目",
    "comment": "どうか\nお願いします",
    "disclosure": "addressee",
    "display": "hidden",
    "name_ja": "霜月 あかり",
    "name_en": "Akari Shimotsuki",
    "title": "事務所の移転について",
    "text": "事務所を移す。",
    "conflict": "当事者です。",
    "message": "お世話になります。",
    "title_ja": "学習会の資料",
    "place": "事務局",
    "agenda": "前回議事録の確認",
    "answer": "お返事します。",
    "title_en": "Materials of the study session",
    "body_ja": "本日、提出しました。",
    "body_en": "It was handed over today.",
    "text_ja": "要請に賛同します。",
    "text_en": "I support the request.",
    "about_ja": "申し込みは不要です。",
    "place_ja": "参議院議員会館",
    "registration": "office@tanpopo.example",
    "address": "東京都千代田区一丁目",
}
#: What is only compared with what we know of, once all else is right: none of it is kept as typed.
COMPARED = frozenset({"code", "word", "public_key"})
#: Forms that are there until they have been sent.
ONCE = frozenset(
    {
        "/staff/applications/<uuid:public_id>/admit",
        "/staff/elections/<uuid:public_id>/vote",
        "/staff/letters/<uuid:public_id>/answer",
        "/staff/failures/jobs",
        "/staff/failures/mail",
        "/staff/motions/<uuid:public_id>/conflict",
        "/staff/statements/<slug>/open",
        "/staff/statements/<slug>/replace",
        "/staff/statements/<slug>/take-down",
        "/staff/statements/<slug>/reject",
    }
)
#: A field of which one of two is to be filled → where it is told that neither is, or both are.
EITHER = {
    ("/staff/elections/<uuid:public_id>/vote", "nobody"): "approved",
    ("/staff/library/new", "url"): "file",
    # A text that stays as it was is no correction, which is told at the longest part of it.
    ("/staff/statements/<slug>/correct", "title_ja"): "body_ja",
}
#: Forms that come back with another button where somebody else has saved meanwhile.
SHARED = frozenset({"/staff/statements/<slug>/desk"})
#: What a form may answer with.
ANSWERS = frozenset({303, 400, 403, 404, 409, 410, 413, 422})
#: Forms that answer by giving something out, which is told once.
GIVING = {
    "/staff/applications/new": "text/html",
    "/staff/account/recovery-codes": "text/html",
    "/staff/elections/<uuid:public_id>/vote": "text/html",
    "/staff/keys/check": "application/json",
    "/staff/keys/compare": "application/json",
    "/staff/keys/reseal": "application/json",
    "/staff/library/links": "text/html",
    "/staff/reveals/<uuid:public_id>/file": "application/json",
    "/staff/statements/<slug>/callers/<int:position>/link": "text/html",
}
#: Forms of which a wrong answer is counted, so that nobody can guess for long.
COUNTING = frozenset({"/staff/prove", "/staff/prove/passkey", "/staff/sign-in/passkey"})

EDGE = "edge-of-a-part"
URLENCODED = "application/x-www-form-urlencoded"
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")

STAFF_PAGES = {*STAFF_ROUTES, *(rule for rule in PUBLIC_ROUTES if rule.startswith("/staff/"))}

#: A text, bytes that are none, or several of them under one name.
Value = str | bytes | list[str]
#: Who can open a page, its rule, and what stands in its address instead of what usually does.
Opened = tuple[str, str, Mapping[str, str]]

#: A rule that takes a form → each kind of form → where one is: the walk, once.
_FOUND: dict[str, dict[str, Opened]] = {}


@dataclass(frozen=True)
class Place:
    """A form as it stands on a page, in the browser that has opened it."""

    rule: str
    lang: str
    browser: FlaskClient
    page: TestResponse
    form: pages.WebForm
    scene: Scene

    @property
    def kind(self) -> str:
        """What tells this form from others that are sent to the same rule."""
        return str((self.form.buttons, sorted({*self.fields, *self.form.offered})))

    @property
    def texts(self) -> list[str]:
        """The fields that are typed into."""
        return [name for name in self._single if self.shows(name) and name not in self.form.files]

    @property
    def choices(self) -> list[str]:
        """The fields of which one value, of several, is taken; a box to tick offers only one."""
        return [name for name, values in self.form.offered.items() if len(values) > 1]

    @property
    def hidden(self) -> list[str]:
        """The fields that nobody sees, and the buttons that tell which one was pressed."""
        return [*(name for name in self._single if not self.shows(name)), *self._pressed]

    @property
    def fields(self) -> list[str]:
        return [*self._single, *self.form.offered, *self._pressed]

    @property
    def _single(self) -> list[str]:
        return [name for name in self.form.fields if name not in self.form.offered]

    @property
    def _pressed(self) -> dict[str, Value]:
        return {name: value for name, value in self.form.buttons if name}

    def shows(self, name: str) -> bool:
        """Tell whether a field is to be seen."""
        return name in self.form.shown

    def filled(self) -> dict[str, Value]:
        """Return what a visitor sends who does all that the form asks for."""
        taken = {
            name: self.form.fields.get(name) or next(filter(None, values), "")
            for name, values in self.form.offered.items()
        }
        told = {name: TYPED[name] for name in [*self.texts, *taken] if name in TYPED}
        answers = self.scene.answers(self.rule, self.page, self.form)
        return {**self.form.fields, **taken, **told, **answers, **self._pressed}

    def send(self, typed: Mapping[str, Value]) -> TestResponse:
        """Send the form byte by byte as given: urlencoded, or in parts where it takes a file."""
        if self.form.files:
            return self.send_body(self._in_parts(typed), f"multipart/form-data; boundary={EDGE}")
        pairs = [(name, one) for name, value in typed.items() for one in each(value)]
        spelt = "&".join(f"{quote(name)}={quote(one, safe='')}" for name, one in pairs)
        return self.send_body(spelt.encode(), URLENCODED)

    def _in_parts(self, typed: Mapping[str, Value]) -> bytes:
        body = b""
        for name, value in typed.items():
            named = "answer.json" if value else ""
            file = f'; filename="{named}"' if name in self.form.files else ""
            head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
            for one in each(value):
                body += head.encode() + as_text(one).encode() + b"\r\n"
        return body + f"--{EDGE}--".encode()

    def send_with_file(self, name: str, rest: Mapping[str, Value]) -> TestResponse:
        """Send a form with a file where this field is."""
        sent: dict[str, object] = {
            one: (BytesIO(as_text(value).encode()), "answer.json")
            if one in self.form.files and value
            else value
            for one, value in rest.items()
        }
        sent[name] = (BytesIO("霜月".encode()), "name.txt")
        return self.browser.post(self.path, data=sent, headers=self._headers)

    def send_body(self, body: bytes, kind: str) -> TestResponse:
        return self.browser.post(self.path, data=body, content_type=kind, headers=self._headers)

    @property
    def path(self) -> str:
        return self.form.action or self.page.request.path

    @property
    def _headers(self) -> dict[str, str]:
        return {"Accept-Language": self.lang}

    def reopened(self) -> Place:
        """Return the form as it stands on its page when that is opened anew, if it still does."""
        page = self.browser.get(self.page.request.full_path, headers=self._headers)
        return next((replace(self, page=page, form=one) for one in self._on(page)), self)

    def again(self, answer: TestResponse) -> pages.WebForm | None:
        """Return this form as it stands on the page that answers it."""
        return next(self._on(answer), None)

    def _on(self, page: TestResponse) -> Iterator[pages.WebForm]:
        for form in pages.forms(page):
            alike = form.buttons == self.form.buttons or self.rule in SHARED
            if (form.action or self.path) == self.path and alike:
                yield form


def each(value: Value) -> list[str] | list[bytes] | list[str | bytes]:
    return value if isinstance(value, list) else [value]


# ---- Where forms are


def find(app: Flask, browsers: Browsers) -> Mapping[str, Mapping[str, Opened]]:
    """Return where each kind of form is, by the rule that takes it.

    Every page is opened for it, by everybody; once a session, as the scene is always the same.
    """
    if not _FOUND:
        opened = [one.rule for one in app.url_map.iter_rules() if "GET" in (one.methods or ())]
        elsewhere = [(rule, ELSEWHERE[rule]) for rule in opened if rule in ELSEWHERE]
        for rule, instead in [*((rule, {}) for rule in opened), *elsewhere]:
            for who in browsers:
                for place in open_page(app, browsers, (who, rule, instead), "ja"):
                    kinds = _FOUND.setdefault(place.rule, {})
                    kinds.setdefault(place.kind, (who, rule, instead))
    return _FOUND


def places(app: Flask, browsers: Browsers, rule: str, lang: str = "ja") -> list[Place]:
    """Return the forms that are sent to a rule, one of each kind, in a language."""
    found: dict[str, Place] = {}
    for where in find(app, browsers)[rule].values():
        for place in open_page(app, browsers, where, lang):
            if place.rule == rule:
                found.setdefault(place.kind, place)
    return list(found.values())


def open_page(app: Flask, browsers: Browsers, where: Opened, lang: str) -> Iterator[Place]:
    """Yield the forms of a page that are sent by POST."""
    who, rule, instead = where
    browser, path = browsers[who], address(rule, lang, **instead)
    if rule in STAFF_PAGES:
        path = f"{path}?lang={lang}"
    answer = browser.get(path, buffered=True, headers={"Accept-Language": lang})
    if answer.mimetype != "text/html" or answer.status_code != 200:
        return
    matching = app.url_map.bind("localhost")
    for form in pages.forms(answer):
        if form.method == "post":
            taker, _values = matching.match(
                form.action or answer.request.path, method="POST", return_rule=True
            )
            yield Place(taker.rule, lang, browser, answer, form, browsers.scene)


# ---- What has to come back


VALUES = """
    SELECT one.value FROM {} AS t, jsonb_each(to_jsonb(t)) AS kept, LATERAL (
        SELECT kept.value #>> '{{}}' AS value
        UNION ALL
        SELECT jsonb_array_elements_text(kept.value) WHERE jsonb_typeof(kept.value) = 'array'
    ) AS one
"""


def stored() -> Counter[str]:
    """Return every value in the database as text, those in lists too, with how often each is."""
    return Counter(of_all_tables(VALUES))


def traces() -> list[str]:
    """Return for each table what no change of its rows leaves as it was, cheaply."""
    each_table = "SELECT concat('{0} ', count(*), ' ', sum(xmin::text::bigint)) FROM {0}"
    return sorted(of_all_tables(each_table))


def of_all_tables(query: str) -> list[str]:
    names = [table.name for table in db.metadata.sorted_tables if not table.info.get("view")]
    all_of_it = " UNION ALL ".join(query.format(name) for name in [*names, "procrastinate_jobs"])
    return list(db.session.execute(text(all_of_it)).scalars())


def as_text(value: Value) -> str:
    """Return what we read of what was sent: of several the first, bytes that are no text spelt."""
    first = each(value)[0]
    return first if isinstance(first, str) else quote(first)


def assert_sound(answer: TestResponse, place: Place, typed: Iterable[Value]) -> None:
    """Whatever was typed: a plain answer in the reader's language, and nothing taken for markup."""
    assert answer.status_code in answers_of(place.rule), answer.status_code
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Traceback" not in answer.text
    if answer.status_code == 303:
        assert re.match(r"/(?!/)", answer.headers["Location"])
        return
    if answer.status_code == 200 and GIVING[place.rule] != "text/html":
        assert answer.mimetype == GIVING[place.rule]
        return
    assert f'<html lang="{place.lang}">' in answer.text
    for value in typed:
        sent = as_text(value)
        assert sent == escape(sent) or sent not in answer.text, sent[:80]


def answers_of(rule: str) -> frozenset[int]:
    """Return what a form may answer with; the same, whatever is sent to it."""
    return ANSWERS | ({200} if rule in GIVING else set()) | ({429} if rule in COUNTING else set())


def assert_told(answer: TestResponse, place: Place, name: str) -> None:
    """What is wrong is said beside the field, in the reader's language, and linked from the top."""
    message = pages.wrong(answer, name)
    assert message, f"nothing is said of {name}"
    assert bool(JAPANESE.search(message)) == (place.lang == "ja"), message
    assert re.search(rf'aria-describedby="(?:[^"]* )?{name}-error"', answer.text)
    assert f'href="#{name}"' in answer.text


def assert_kept(answer: TestResponse, place: Place, typed: Mapping[str, Value]) -> None:
    """The form that comes back holds all that was typed."""
    form = place.again(answer)
    if form is None:
        assert place.rule in ONCE
        return
    for name in place.texts:
        if name in typed:
            assert form.fields[name] in as_held(typed[name]), name
    for name, values in place.form.offered.items():
        sent = each(typed[name]) if name in typed else []
        # A list without a choice made shows its first, as every browser does.
        if name in form.lists and not sent:
            continue
        if all(one in values for one in sent):
            assert each(form.fields.get(name, [])) == sent, name


def as_held(value: Value) -> set[str]:
    """Return what a form may hold of a value: as typed or as cleaned."""
    return {as_text(value), clean(as_text(value))}
