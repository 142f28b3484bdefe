"""Every form there is, found by walking the pages: its fields, how it is sent, what comes back.

Nothing here names a form: one that is added stands on a page, and is found there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import func, text
from werkzeug.test import TestResponse

from campaigns.models import Kind
from core import tokens
from core.access import access_of
from core.db import db
from core.text import clean
from network.models import LinkKind, Person, Role, SignInLink
from network.roles import POLICY
from petitions import signing
from tests import factories
from tests.architecture.test_access import TABLE
from tests.conftest import Visit
from tests.journeys import pages
from tests.routes import SIGN_IN, SIGNED, STAFF_ROUTES, address, make_scene

#: Every rule that takes a form. That none is missing is seen to by tests/architecture.
RULES = [rule for method, rule in TABLE if method == "POST"]
#: Forms that stand on a page only in a state which the scene is not in, and where they are tested.
ELSEWHERE = {
    "/staff/account/app/remove": "test_own_account.py",
    "/staff/account/passkeys/<uuid:public_id>/remove": "test_own_account.py",
    "/staff/account/recovery-codes": "test_own_account.py",
    "/staff/account/sessions/end-others": "test_own_account.py",
    "/staff/applications/<uuid:public_id>/admit": "test_an_organisation_joins_undisclosed.py",
    "/staff/elections/<uuid:public_id>/candidacy": "test_an_election_with_a_tie.py",
    "/staff/elections/<uuid:public_id>/count": "test_an_election_with_a_tie.py",
    "/staff/elections/<uuid:public_id>/nominations": "test_an_election_with_a_tie.py",
    "/staff/keys/check": "tests/network/test_custodians_page.py",
    "/staff/keys/proof": "tests/network/test_custodians_page.py",
    "/staff/meetings/<uuid:public_id>/approve": "tests/network/test_convening.py",
    "/staff/motions/<uuid:public_id>/minutes": "test_a_motion_is_voided_by_an_edit.py",
    "/staff/motions/<uuid:public_id>/proxy/end": "tests/network/test_motion_pages.py",
    "/staff/prove": "test_staff_sign_in.py",
    "/staff/prove/passkey": "test_staff_sign_in.py",
    "/staff/reveals/<uuid:public_id>/file": "test_a_reveal_needs_two.py",
    "/staff/sign-in": "test_staff_sign_in.py",
    "/staff/sign-in/passkey": "test_staff_sign_in.py",
}
#: Forms of the network's own, and what a device answers by script: what each of their fields takes
#: is told by tests of their own. Here whatever is typed into them is to be answered soundly.
OF_THEIR_OWN = frozenset(
    rule
    for rule in RULES
    if rule.startswith(
        (
            "/staff/account", "/staff/applications", "/staff/elections", "/staff/keys",
            "/staff/letters", "/staff/library", "/staff/meetings", "/staff/motions",
            "/staff/organisations", "/staff/people", "/staff/reveals", "/staff/sign-in",
            "/staff/statements/<slug>/callers", "/<lang:lang>/contact", "/<lang:lang>/join",
            "/<lang:lang>/organisation",
        )
    )
)  # fmt: skip
EACH_FORM = pytest.mark.parametrize("rule", sorted({*RULES} - {*ELSEWHERE}))
EACH_COMMON_FORM = pytest.mark.parametrize("rule", sorted({*RULES} - {*ELSEWHERE} - OF_THEIR_OWN))

#: What is typed into a field of this name, where a form cannot be sent as it stands on its page.
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
    "display": "initials",
    "name_ja": "特定非営利活動法人 たんぽぽ水路",
    "name_en": "Dandelion Waterways",
    "message": "お尋ねします。",
}
#: Facilitators of the scene: whose motion it is, and who stands in the election.
VOTERS = ("fumi", "hana")
#: What a form may answer with.
ANSWERS = frozenset({303, 400, 403, 404, 409, 413, 422})
#: And where something is shown once, which no other page may show.
SHOWN_ONCE = frozenset({200})

URLENCODED = "application/x-www-form-urlencoded"
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")

STAFF_PAGES = {*STAFF_ROUTES, "/staff/link/<token>"}

#: A text, bytes that are none, or several of them under one name.
Value = str | bytes | list[str]
#: Who may open pages, by name.
Browsers = Mapping[str, FlaskClient]

#: A rule that takes a form → who can open a page that holds it, and that page: the walk, once.
_FOUND: dict[str, tuple[str, str]] = {}


@dataclass(frozen=True)
class Place:
    """A form as it stands on a page, in the browser that has opened it."""

    rule: str
    lang: str
    browser: FlaskClient
    page: TestResponse
    form: pages.WebForm

    @property
    def texts(self) -> list[str]:
        """The fields that are typed into."""
        return [name for name in self._single if self.shows(name)]

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
        """Tell whether a field is to be seen: our macros give its control the name as id."""
        return f'id="{name}"' in self.page.text

    def filled(self) -> dict[str, Value]:
        """Return what a visitor sends who does all that the form asks for."""
        taken = {
            name: self.form.fields.get(name) or next(filter(None, values), "")
            for name, values in self.form.offered.items()
        }
        told = {name: TYPED[name] for name in [*self.texts, *taken] if name in TYPED}
        return {**self.form.fields, **taken, **told, **self._pressed}

    def send(self, typed: Mapping[str, Value]) -> TestResponse:
        """Send the form urlencoded, byte by byte as given."""
        pairs = [(name, one) for name, value in typed.items() for one in each(value)]
        spelt = "&".join(f"{quote(name)}={quote(one, safe='')}" for name, one in pairs)
        return self.send_body(spelt.encode(), URLENCODED)

    def send_with_file(self, name: str) -> TestResponse:
        """Send the filled form with a file where this field is."""
        rest = {field: value for field, value in self.filled().items() if field != name}
        file = (BytesIO("霜月".encode()), "name.txt")
        return self.browser.post(self.path, data={**rest, name: file})

    def send_body(self, body: bytes, kind: str) -> TestResponse:
        return self.browser.post(self.path, data=body, content_type=kind)

    @property
    def path(self) -> str:
        return self.form.action or self.page.request.path

    def reopened(self) -> Place:
        """Return the form as it stands on its page when that is opened anew."""
        page = self.browser.get(self.page.request.full_path)
        return replace(self, page=page, form=self.again(page))

    def again(self, answer: TestResponse) -> pages.WebForm:
        """Return this form as it stands on the page that answers it."""
        return next(
            form
            for form in pages.forms(answer)
            if (form.action or self.path) == self.path and form.buttons == self.form.buttons
        )


def each(value: Value) -> list[str] | list[bytes] | list[str | bytes]:
    return value if isinstance(value, list) else [value]


# ---- Where forms are


def make_place_for_every_form(chie: Person) -> None:
    """Make the scene of tests/routes.py so that each form there is can be sent with effect."""
    statement = make_scene()
    statement.kind = Kind.PETITION  # its forms ask for an address besides
    signature = signing.signature_of(SIGNED)
    assert signature is not None
    signature.board, signature.held_for = "pending", "board"
    db.session.add(
        SignInLink(
            person_id=chie.id,
            kind=LinkKind.DEVELOPMENT,
            link=tokens.kept_of(SIGN_IN),
            expires_at=func.now() + timedelta(minutes=10),
        )
    )
    db.session.commit()


class Crew(Mapping[str, FlaskClient]):
    """A guest, and people of every role, who sign in when they are first asked for."""

    def __init__(self, guest: FlaskClient, visit: Visit, people: Mapping[str, Person]) -> None:
        self._open = {"guest": guest}
        self._visit, self._people = visit, people

    def __getitem__(self, name: str) -> FlaskClient:
        if name not in self._open:
            self._open[name] = self._visit(self._people[name])
        return self._open[name]

    def __iter__(self) -> Iterator[str]:
        return iter(("guest", *self._people))

    def __len__(self) -> int:
        return 1 + len(self._people)


def crew(guest: FlaskClient, visit: Visit, chie: Person) -> Crew:
    """Make the scene, and return those who between them can open every page that holds a form."""
    make_place_for_every_form(chie)
    kei, _secret = factories.make_custodian("kei")
    fumi, hana = (factories.make_person(name, "facilitator", of="nagoya") for name in VOTERS)
    emi = factories.make_person("emi", "administrator")
    people = {"chie": chie, "kei": kei, "fumi": fumi, "hana": hana, "emi": emi}
    return Crew(guest, visit, people)


def opener(app: Flask, browsers: Browsers, rule: str) -> FlaskClient:
    """Return the browser of whoever may send a form to a rule."""
    needed = next(
        access_of(app, one.endpoint)
        for one in app.url_map.iter_rules()
        if one.rule == rule and "POST" in (one.methods or ())
    )
    if needed in {None, "public"}:
        return browsers["guest"]
    roles = {"chie": Role.STAFF, "kei": Role.CUSTODIAN, "fumi": Role.FACILITATOR}
    able = (who for who, role in roles.items() if needed in POLICY[role])
    return browsers[next(able, "emi")]


def find(app: Flask, browsers: Browsers) -> Mapping[str, tuple[str, str]]:
    """Return who can open a page with a form for each rule that takes one, and that page's rule.

    Every page is opened for it, by everybody; once a session, as the scene is always the same.
    """
    if not _FOUND:
        opened = [one.rule for one in app.url_map.iter_rules() if "GET" in (one.methods or ())]
        for rule in opened:
            for who in browsers:
                for place in open_page(app, browsers[who], rule, "ja"):
                    _FOUND.setdefault(place.rule, (who, rule))
    return _FOUND


def places(app: Flask, browsers: Browsers, rule: str, lang: str = "ja") -> list[Place]:
    """Return the forms that are sent to a rule, one of each kind, in a language."""
    who, page = find(app, browsers)[rule]
    found = open_page(app, browsers[who], page, lang)
    return list({str(one.form.buttons): one for one in found if one.rule == rule}.values())


def open_page(app: Flask, browser: FlaskClient, rule: str, lang: str) -> Iterator[Place]:
    """Yield the forms of a page that are sent by POST."""
    path = address(rule, lang)
    answer = browser.get(f"{path}?lang={lang}" if rule in STAFF_PAGES else path, buffered=True)
    if answer.mimetype != "text/html" or answer.status_code != 200:
        return
    matching = app.url_map.bind("localhost")
    for form in pages.forms(answer):
        if form.method == "post":
            taker, _values = matching.match(form.action or path, method="POST", return_rule=True)
            yield Place(taker.rule, lang, browser, answer, form)


# ---- What has to come back


def stored() -> Counter[str]:
    """Return every value in the database as text, with how often it stands there."""
    return Counter(
        of_all_tables("SELECT one.value FROM {} AS t, jsonb_each_text(to_jsonb(t)) AS one")
    )


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
    allowed = ANSWERS | (SHOWN_ONCE if place.rule in OF_THEIR_OWN else frozenset())
    assert answer.status_code in allowed, answer.status_code
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Traceback" not in answer.text
    if answer.status_code == 303:
        assert re.match(r"/(?!/)", answer.headers["Location"])
        return
    assert f'<html lang="{place.lang}">' in answer.text
    for value in typed:
        sent = as_text(value)
        assert sent == escape(sent) or sent not in answer.text, sent[:80]


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
    for name in place.texts:
        if name in typed:
            assert form.fields[name] in as_held(typed[name]), name
    for name, values in place.form.offered.items():
        sent = [one for one in each(typed.get(name, [])) if one in values]
        if sent == each(typed.get(name, [])):
            assert each(form.fields.get(name, [])) == sent, name


def as_held(value: Value) -> set[str]:
    """Return what a form may hold of a value: as typed or as cleaned."""
    return {as_text(value), clean(as_text(value))}
