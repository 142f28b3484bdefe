"""A scene in which every form stands on a page, and everybody who may open one of these pages."""

from __future__ import annotations

import json
import re
import time
from base64 import b32decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from uuid import UUID

import pyrage
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask import Flask, current_app
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from campaigns.models import Kind, Statement
from core import tokens
from core.db import db, now
from core.japanese import in_tokyo
from network import comparing, electing, joining, keeping_keys, resealing, revealing, voting
from network.models import LinkKind, Motion, Person, Reveal
from network.revealing import Reason
from network.signing_in import authenticators, passkeys, recovery, sessions
from network.signing_in.passkeys import Answer
from petitions import rounds, sealed, signers, signing
from petitions.models import Disclosure, PendingSignature
from tests import factories
from tests.campaigns import drafts, told
from tests.journeys.pages import WebForm
from tests.journeys.people import PEOPLE, known, link_of, make_link
from tests.network import elections, failing, house, motions
from tests.network.device import Device
from tests.routes import DRAFTED, MOTION, REVEAL, SIGN_IN, SIGNED
from tests.scenery import make_scene

#: Addresses beside those of tests/routes.py, at which a page has other forms.
ENDED = UUID(int=101)
CHECKED = UUID(int=102)
NOMINATING = UUID(int=103)
COUNTING = UUID(int=104)
UNAPPROVED = UUID(int=105)
TIED = UUID(int=106)
TOLD = UUID(int=107)
UNASKED = "not-asked-about"
A_PERSONS = "a-persons-signature-".ljust(43, "-")
#: What a fax looks like to us.
PAPER = "%PDF-1.7 a fax"
DAY = timedelta(days=1)
ELSEWHERE = {
    "/<lang:lang>/my/<token>": {"token": A_PERSONS},
    "/staff/actions/<uuid:public_id>": {"public_id": str(TOLD)},
    "/staff/applications/<uuid:public_id>": {"public_id": str(CHECKED)},
    "/staff/events/<uuid:public_id>": {"public_id": str(TOLD)},
    "/staff/news/<uuid:public_id>": {"public_id": str(TOLD)},
    "/staff/papers/<uuid:public_id>": {"public_id": str(TOLD)},
    "/staff/elections/<uuid:public_id>": {"public_id": str(NOMINATING)},
    "/staff/elections/<uuid:public_id>/count": {"public_id": str(COUNTING)},
    "/staff/elections/<uuid:public_id>/run-off": {"public_id": str(TIED)},
    "/staff/meetings/<uuid:public_id>": {"public_id": str(UNAPPROVED)},
    "/staff/motions/<uuid:public_id>": {"public_id": str(ENDED)},
    "/staff/statements/<slug>/review": {"slug": UNASKED},
}


@dataclass
class Scene:
    """What is there, with the secrets that it has been made with."""

    #: A passkey of Mio's, and recovery codes.
    device: Device
    codes: list[str]
    #: The key that Kei reads with, the one that is to replace it, and the word of its test.
    key: str
    word: str
    #: What an officer opened of the election that is being counted.
    ballots: bytes
    numbers: Iterator[int] = field(default_factory=count)

    def fresh(self) -> Scene:
        """Return the scene as it was made, whatever has been used up of it since."""
        return replace(self, device=replace(self.device), codes=[*self.codes], numbers=count())

    def answers(self, rule: str, page: TestResponse, form: WebForm) -> dict[str, str]:
        """Return what nobody can type beforehand: what is new each time, or a device's answer."""
        today = in_tokyo(now()).date()
        made: dict[str, Callable[[], dict[str, str]]] = {
            "/<lang:lang>/join": lambda: {"disclosure": "public"},
            "/staff/applications/<uuid:public_id>/admit": lambda: {"committee_on": str(today)},
            "/staff/applications/<uuid:public_id>/evidence": lambda: {"file": PAPER},
            "/staff/applications/new": lambda: {"disclosure": "public", "file": PAPER},
            "/staff/elections/<uuid:public_id>/candidacy": lambda: {"answer": "accept"},
            "/staff/elections/<uuid:public_id>/count": lambda: {"file": self.ballots.decode()},
            "/staff/elections/<uuid:public_id>/run-off": lambda: {
                "voting_from": f"{today + DAY}T09:00",
                "voting_until": f"{today + 5 * DAY}T18:00",
            },
            "/staff/elections/<uuid:public_id>/vote": lambda: {"nobody": ""},
            "/staff/elections/new": lambda: {
                "seats": "2",
                "term_starts_on": str(today + 60 * DAY),
                "term_ends_on": str(today + 790 * DAY),
                "nominations_until": f"{today + 3 * DAY}T18:00",
                "voting_from": f"{today + 4 * DAY}T09:00",
                "voting_until": f"{today + 9 * DAY}T18:00",
            },
            "/staff/library/new": lambda: {"file": "", "url": "https://tanpopo.example/"},
            "/staff/meetings/new": lambda: {
                "day": str(today + 5 * DAY),
                "begins": "10:00",
                "ends": "12:00",
            },
            "/staff/account/app": lambda: {"code": code_now(app_on(page))},
            "/staff/account/passkeys": lambda: {"credential": Device().make(form.options)},
            "/staff/sign-in/passkey": lambda: {"credential": self.device.answer(form.options)},
            "/staff/prove": lambda: {"code": self.codes.pop() if self.codes else "none is left"},
            "/staff/prove/passkey": lambda: {"credential": self.device.answer(form.options)},
            "/staff/people": lambda: {"email": f"akari{next(self.numbers)}@mail.example"},
            "/staff/motions/<uuid:public_id>/edit": lambda: {"text": f"案{next(self.numbers)}。"},
            "/staff/keys": lambda: {
                "public_key": str(pyrage.x25519.Identity.generate().to_public())
            },
            "/staff/keys/proof": lambda: {"word": self.word},
            "/staff/keys/answers": lambda: {
                "file": resealing.reseal(resealing.to_reseal(), self.key).decode()
            },
            "/staff/keys/decisions": lambda: {"decision": compared()},
            "/staff/reveals/new": lambda: {"record": str(sealed.ids()[0])},
        }
        made |= self._about_campaigns(today)
        return made[rule]() if rule in made else {}

    def _about_campaigns(self, today: date) -> dict[str, Callable[[], dict[str, str]]]:
        return {
            "/staff/campaigns/<slug>/events/new": lambda: {
                "day": str(today + 5 * DAY),
                "begins": "18:30",
                "ends": "20:00",
                "last_day": "",
            },
            "/staff/campaigns/<slug>/papers/new": lambda: {"file": PAPER},
            "/staff/events/<uuid:public_id>/edit": lambda: {"last_day": ""},
            "/staff/campaigns/<slug>/clone": self._slug,
            "/staff/campaigns/<slug>/statements/new": self._slug,
            "/staff/campaigns/new": self._slug,
            "/staff/statements/<slug>/correct": lambda: {
                "title_ja": f"題名{next(self.numbers)}",
                "note_ja": "題名を直しました。",
            },
            "/staff/statements/<slug>/replace": lambda: {"slug": "anew"},
            "/staff/statements/<slug>/rounds/<int:number>/extend": lambda: {
                "day": str(today + 16 * DAY),
                "hour": f"18:{next(self.numbers):02}",
            },
            "/staff/submissions/<uuid:public_id>/hand-over": lambda: {
                "day": str(today),
                "hour": "00:00",
            },
            "/staff/submissions/<uuid:public_id>/reply": lambda: {"received_on": str(today)},
        }

    def _slug(self) -> dict[str, str]:
        return {"slug": f"one-more-{next(self.numbers)}"}


class Browsers(Mapping[str, FlaskClient]):
    """Browsers by the names of who is in front of them: each signs in once it is asked for."""

    def __init__(self, app: Flask, scene: Scene) -> None:
        self.scene = scene
        self._app = app
        self._open = {"guest": app.test_client()}

    def __getitem__(self, who: str) -> FlaskClient:
        if who not in self._open:
            self._open[who] = signed_in(self._app, who)
        return self._open[who]

    def __iter__(self) -> Iterator[str]:
        return iter(("guest", *PEOPLE))

    def __len__(self) -> int:
        return 1 + len(PEOPLE)


def signed_in(app: Flask, who: str) -> FlaskClient:
    """Return a browser in which somebody has used a link."""
    token = link_of(who)
    browser = app.test_client()
    form = factories.form_of(browser.get(f"/staff/link/{token}"))
    assert browser.post(f"/staff/link/{token}", data=form).status_code == 303
    return browser


@dataclass(frozen=True)
class Cast:
    """Those of PEOPLE who have more than a role, and the secrets of what they have."""

    aki: Person
    chie: Person
    kei: Person
    key: str
    mio: Person
    device: Device
    codes: list[str]


def make_people() -> Cast:
    """Everybody of PEOPLE but Fumi, who comes with her motion."""
    kei, key = factories.make_custodian("kei")
    mio, device, codes = _make_account()
    factories.make_person("emi", "administrator")
    return Cast(
        aki=factories.make_person("aki", "facilitator", of="hokkaido"),
        chie=factories.make_person("chie", "staff"),
        kei=kei,
        key=key,
        mio=mio,
        device=device,
        codes=codes,
    )


def make_place_for_every_form() -> Scene:
    """Make the scene of tests/routes.py so that each form there is can be sent with effect."""
    cast = make_people()
    _ken, kens = factories.make_custodian("ken")
    statement = make_scene()
    _make_signatures(statement)
    _make_twice()
    make_link(cast.chie, LinkKind.DEVELOPMENT, SIGN_IN)
    _make_motions(cast.aki)
    _reseal(kens)
    _make_reveal()
    _make_application()
    ballots = _make_elections(cast, kens)
    _make_meeting()
    told.make_drafts(statement.campaign, TOLD)
    drafts.make_held(DRAFTED, by=cast.chie)
    factories.make_statement(opened=False, slug=UNASKED, title_ja="下書きの声明")
    failing.make_failures()
    word = replace_key(cast.kei)
    db.session.commit()
    return Scene(cast.device, cast.codes, cast.key, word, ballots)


def app_on(page: TestResponse) -> TOTP:
    """Return an app that has been given the secret on a page."""
    secret = b32decode(letters_on(page).replace(" ", ""))
    return TOTP(secret, 6, SHA1(), authenticators.STEP)


def letters_on(page: TestResponse) -> str:
    """Return a secret as it stands on a page, to be typed by hand."""
    letters = re.search(r'<p class="copy">([A-Z2-7 ]+)</p>', page.text)
    assert letters, page.text
    return letters[1]


def code_now(app: TOTP) -> str:
    return app.generate(int(time.time())).decode()


def _make_signatures(statement: Statement) -> None:
    """A petition, whose forms ask for an address besides; signatures that can be changed."""
    statement.kind = Kind.PETITION
    signature = signing.signature_of(SIGNED)
    assert signature is not None
    signature.board, signature.held_for = "pending", "board"
    told = tokens.kept_of(factories.sign(statement, email="nagi@mail.example"))
    attempts = db.select(PendingSignature).where(PendingSignature.token_hash == told)
    db.session.scalars(attempts).one().token_hash = tokens.kept_of(A_PERSONS)
    factories.confirm(A_PERSONS)


def _make_twice() -> None:
    """Three undisclosed signatures of a round that is over, two of which were told apart."""
    over = factories.make_statement(slug="over", title_ja="終わった声明", title_en="Over")
    for _ in range(3):
        factories.make_organisation_signature(over, disclosure=Disclosure.UNDISCLOSED)
    rounds.close(rounds.of(over.id)[0])
    db.session.commit()
    group = next(one for one in comparing.due() if one.code.endswith(f"-{over.id}"))
    first, second, _third = group.records
    comparing.decide(group.purpose, first, second, False, by=known("kei").id)


def compared() -> str:
    """What a custodian brings back who found nobody twice."""
    group = next(one for one in comparing.groups() if len(one.records) > 1)
    return json.dumps(
        {
            "format": comparing.FORMAT,
            "version": comparing.VERSION,
            "group": group.code,
            "records": [str(one) for one in group.records],
            "pairs": [],
        }
    )


def _make_motions(aki: Person) -> None:
    """A motion that is open, on which Fumi holds Aki's proxy, and one that has ended."""
    motion = db.session.scalars(db.select(Motion).where(Motion.public_id == MOTION)).one()
    fumi = next(one for one in motion.voters if one.person_id == motion.proposed_by_id)
    voting.give_proxy(motion, by=aki.id, to=fumi.id)
    ended = motions.end(motions.make_motion(fumi.person, title="終わった議案"))
    ended.public_id = ENDED
    db.session.commit()


def _reseal(kens: str) -> None:
    """Records that Ken has sealed anew, and which are to be sealed anew again."""
    keeping_keys.remove(keeping_keys.named("custodian 0"))
    answer = resealing.reseal(resealing.to_reseal(), kens)
    resealing.take_in(answer, by=keeping_keys.named("ken"))
    keeping_keys.remove(keeping_keys.named("custodian 1"))
    db.session.commit()


def _make_reveal() -> None:
    """Beside the reveal that waits, one to which Ken has agreed."""
    waiting = db.session.scalars(db.select(Reveal).where(Reveal.public_id == REVEAL)).one()
    ken = keeping_keys.named("ken")
    assert ken.person_id is not None
    agreed = revealing.ask(
        signers.SEALED_FOR,
        sealed.ids()[0],
        by=waiting.asked_by,
        reason=Reason.DOUBT,
        note="",
    )
    revealing.approve(agreed, by=ken.person_id)
    db.session.commit()


def _make_application() -> None:
    """An application that has been checked, and waits for the committee."""
    checked = factories.apply(name_ja="確かめた会")
    checked.public_id = CHECKED
    joining.check(checked, by=known("osamu").id)


def _make_elections(cast: Cast, kens: str) -> bytes:
    """An election for which Aki was nominated, a tied one, and one being counted: its ballots."""
    fumi, hana = known("fumi"), known("hana")
    nominating = elections.make_election(fumi)
    nominating.public_id = NOMINATING
    electing.nominate(nominating, cast.aki.id, by=fumi.id)
    counting, standing = elections.make_open(hana, [hana])
    counting.public_id = COUNTING
    elections.vote(counting, fumi, standing)
    elections.let_voting_end(counting)
    tied, (one, other) = elections.make_open(fumi, [fumi, hana], seats=1)
    tied.public_id = TIED
    for voter, candidate in ((fumi, one), (hana, other)):
        elections.vote(tied, voter, [candidate])
    elections.count(tied, [cast.key, kens], [cast.kei, known("ken")])
    return elections.opened(counting, cast.key)


def _make_meeting() -> None:
    """A meeting whose minutes wait for the committee."""
    meeting = house.make_meeting()
    meeting.public_id = UNAPPROVED
    house.make_minutes(meeting, known("haru"))


def replace_key(kei: Person) -> str:
    """A key that is to replace Kei's; returns the word that proves it."""
    identity = pyrage.x25519.Identity.generate()
    new = keeping_keys.add(
        "kei",
        str(identity.to_public()),
        person_id=kei.id,
        replaces=keeping_keys.proved_of(kei.id),
    )
    return keeping_keys.opened(new.challenge or b"", str(identity))


def _make_account() -> tuple[Person, Device, list[str]]:
    """Mio, who has all that one can sign in with, and a session that is open elsewhere."""
    mio = factories.make_person("mio", "coordinator")
    device = Device(origin=current_app.config["SETTINGS"].base_url)
    factories.give_app(mio)
    asked = passkeys.challenge(f"register {mio.id}")
    answer = Answer(asked, device.make(passkeys.to_register(mio, asked)))
    passkeys.register(mio, answer, "phone")
    codes = recovery.make(mio.id)
    sessions.start(mio, "Firefox, Windows", proved=True)
    db.session.commit()
    return mio, device, codes
