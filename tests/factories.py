"""Makes things for tests: plain functions, believable defaults, real activities."""

from __future__ import annotations

import re
from base64 import b32decode
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from werkzeug.test import TestResponse

from campaigns import drafting
from campaigns.drafting import Draft
from campaigns.models import Kind, Statement
from core import tokens, uploads
from core.db import db, now, today
from network import evidence, joining, keeping_keys, people
from network.joining import Applying
from network.models import (
    Application,
    Authenticator,
    Evidence,
    Level,
    Office,
    Organisation,
    Person,
    Role,
)
from network.registering import Decision, Described, Reached
from network.signing_in import authenticators
from petitions import rounds, signing
from petitions.models import Disclosure, Display, Signature
from petitions.signers import OrganisationSigning, PersonSigning
from petitions.signing import Confirmed

LONG_AGO = today() - timedelta(days=400)

DRAFT = Draft(
    slug="civic-space",
    kind=Kind.REQUEST,
    title_ja="市民社会スペースの保障を求める要請書",
    title_en="Guarantee the space in which civil society acts",
    body_ja="私たちは貴職に対し、下記の事項を要請します。",
    body_en="We request the following.",
    demands_ja=("協議の場を設けること。", "記録を公表すること。"),
    demands_en=("That civil society be consulted.", "That the record be published."),
    addressees=("mofa", "mof"),
    calling=("北海道NGOネットワーク協議会",),
)

AKARI = PersonSigning(name="霜月 あかり", email="akari@mail.example", display=Display.PUBLIC)

TANPOPO = OrganisationSigning(
    organisation="特定非営利活動法人 たんぽぽ水路",
    kana="たんぽぽすいろ",
    email="office@tanpopo.example",
    disclosure=Disclosure.PUBLIC,
    representative_title="代表理事",
    representative_name="早瀬 湊",
    contact_name="浅葱 ゆう",
)


#: An organisation that joins the register.
KAZE = Described(
    name_ja="特定非営利活動法人 風の広場",
    name_en="Kaze Square",
    kana="かぜのひろば",
    url="https://kaze.example/",
    prefecture="北海道",
)
KAZE_REACHED = Reached(
    representative_title="代表理事",
    representative_name="水無月 そよ",
    contact_name="文月 なぎ",
    email="office@kaze.example",
)

#: An organisation that fills in everything.
FULL = replace(
    TANPOPO,
    organisation_en="Dandelion Waterways",
    legal_form="npo",
    prefecture="鳥取県",
    url="https://tanpopo.example/",
    corporate_number="9234567890123",
    phone="0857-00-0000",
    postcode="680-0000",
    postal_address="鳥取市 一丁目",
    via="hokkaido",
    comment="どうか\nお願いします",
)


def make_offices() -> None:
    """The two ministers that statements here are addressed to."""
    if db.session.scalar(db.select(Office).limit(1)) is None:
        db.session.add_all(
            [
                Office(
                    code=code,
                    title_ja=title_ja,
                    title_en=title_en,
                    ministry_ja=title_ja.replace("大臣", "省"),
                    ministry_en=title_en.replace("Minister for", "Ministry of"),
                    honorific="殿",
                    position=position,
                )
                for position, (code, title_ja, title_en) in enumerate(
                    [
                        ("mofa", "外務大臣", "Minister for Foreign Affairs"),
                        ("mof", "財務大臣", "Minister of Finance"),
                    ]
                )
            ]
        )
        db.session.commit()


def make_organisation(code: str) -> Organisation:
    found = people.organisation(code)
    if found is None:
        found = Organisation(
            code=code,
            name_ja=f"{code}ネットワーク",
            name_en=code.title(),
            kana="",
            constituent_since=LONG_AGO,
        )
        db.session.add(found)
        db.session.commit()
    return found


def make_person(name: str, role: str | None, *, of: str | None = None) -> Person:
    """A person with an address of their name and, if any, one role since long ago."""
    if role is None:
        person = Person(email=f"{name}@hiroba.example", name_ja=name)
        db.session.add(person)
    else:
        person = people.appoint(
            f"{name}@hiroba.example",
            Role(role),
            name_ja=name,
            of=make_organisation(of) if of else None,
            since=LONG_AGO,
        )
    db.session.commit()
    return person


def give_app(person: Person) -> TOTP:
    """An authenticator app for a person; returns what it computes its codes with."""
    sealed = authenticators.new_secret(person)
    secret = b32decode(authenticators.in_letters(person, sealed).replace(" ", ""))
    # Added long ago: its code of this half minute was not used yet.
    db.session.add(Authenticator(person_id=person.id, secret=sealed, last_step=0))
    db.session.commit()
    return TOTP(secret, 6, SHA1(), authenticators.STEP)


def make_custodians(number: int = 2) -> list[str]:
    """Custodians who have proved their keys; their secret keys."""
    secrets = [keeping_keys.create(f"custodian {one}") for one in range(number)]
    for secret in secrets:
        keeping_keys.prove_with(secret)
    db.session.commit()
    return secrets


def make_custodian(name: str) -> tuple[Person, str]:
    """A person who is a custodian with a proved key, and their secret key."""
    person = make_person(name, "custodian")
    secret = keeping_keys.create(name, person_id=person.id)
    keeping_keys.prove_with(secret)
    db.session.commit()
    return person, secret


def apply(*, token: str | None = None, level: Level = Level.PUBLIC, **about: Any) -> Application:
    """An application to the register, confirmed by its link."""
    token = token or tokens.fresh()
    new = Applying(level, replace(KAZE, **about), KAZE_REACHED)
    joining.apply(new, token=token)
    application = joining.behind(token)
    joining.confirm(application)
    db.session.commit()
    return application


def admit(application: Application) -> Application:
    """An application that was checked, and admitted as the committee decided today."""
    by = make_person(f"checker{application.id}", "staff").id
    joining.check(application, by=by)
    joining.admit(application, Decision(committee_on=now().date()))
    db.session.commit()
    return application


def attach(application: Application, content: bytes = b"%PDF-1.7 a fax") -> Evidence:
    """A file that came with an application."""
    kept = evidence.keep(application, uploads.looked_at(content))
    db.session.commit()
    return kept


def make_statement(
    *, opened: bool = True, closes_in_days: tuple[float, ...] = (14.0, 28.0), **changes: Any
) -> Statement:
    """A statement with two rounds, open for signing unless said otherwise."""
    make_offices()
    statement = drafting.draft(replace(DRAFT, **changes))
    rounds.plan(statement, [now() + timedelta(days=days) for days in closes_in_days])
    if opened:
        drafting.approve(statement, by="committee")
        drafting.open_for_signing(statement)
    db.session.commit()
    return statement


def sign(statement: Statement, new: PersonSigning = AKARI, **changes: Any) -> str:
    """A person's attempt; returns the token of its link."""
    token = signing.sign_as_person(statement, replace(new, **changes))
    db.session.commit()
    return token


def sign_organisation(
    statement: Statement, new: OrganisationSigning = TANPOPO, **changes: Any
) -> str:
    """An organisation's attempt; returns the token of its link."""
    token = tokens.fresh()
    signing.sign_as_organisation(statement, replace(new, **changes), token=token)
    db.session.commit()
    return token


def confirm(token: str) -> Confirmed:
    confirmed = signing.confirm(token)
    db.session.commit()
    return confirmed


def make_signature(statement: Statement, **changes: Any) -> Signature:
    """A person's confirmed signature."""
    return db.session.get_one(Signature, confirm(sign(statement, **changes)).signature_id)


def make_organisation_signature(statement: Statement, **changes: Any) -> Signature:
    """An organisation's confirmed signature."""
    token = sign_organisation(statement, **changes)
    return db.session.get_one(Signature, confirm(token).signature_id)


def form_of(response: TestResponse, **changes: str) -> dict[str, str]:
    """The hidden fields of the page's last form, with what is typed besides."""
    forms = re.findall(r"<form\b.*?</form>", response.text, re.DOTALL)
    hidden = [tag for tag in re.findall(r"<input\b[^>]*>", forms[-1]) if 'type="hidden"' in tag]
    fields = {_attribute(tag, "name"): _attribute(tag, "value") for tag in hidden}
    return {**fields, **changes}


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found.group(1)) if found else ""
