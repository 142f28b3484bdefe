"""Every route with arguments that lead somewhere, and the scene they lead into.

A route that is not here fails tests/architecture/test_access.py: what is public is said twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from campaigns.models import Statement
from core import storage, tokens
from core.db import db, now
from network import deciding, revealing
from network.models import MotionMinutes, Term
from network.revealing import Reason
from petitions import sealed, signers, signing, submitting
from petitions.models import Disclosure, Display, Signature
from tests import factories
from tests.factories import TANPOPO
from tests.network import motions

#: The open statement of the scene, and links into it: tokens have 43 characters.
SLUG = "civic-space"
ATTEMPT = "an-attempt-that-waits-".ljust(43, "-")
SIGNED = "a-confirmed-signature-".ljust(43, "-")
LOCKED = "a-locked-signature-".ljust(43, "-")
CALLER = "an-outside-callers-link-".ljust(43, "-")
SIGN_IN = "a-one-time-link-".ljust(43, "-")
SUBMISSION = UUID(int=1)
DOCUMENT = UUID(int=2)
TERM = 1_000_000
NAMED = UUID(int=3)
NOBODYS = UUID(int=4)
MOTION = UUID(int=5)
MINUTES = UUID(int=6)
REVEAL = UUID(int=7)

#: Rule → arguments, for all that a visitor without a session may open. `lang` is left out.
PUBLIC_ROUTES: dict[str, dict[str, str]] = {
    "/": {},
    "/<lang:lang>/": {},
    "/<lang:lang>/campaigns/": {},
    "/<lang:lang>/calling/<token>": {"token": CALLER},
    "/<lang:lang>/campaigns/<slug>": {"slug": SLUG},
    "/<lang:lang>/confirm/<token>": {"token": ATTEMPT},
    "/<lang:lang>/confirm/<token>/thanks": {"token": SIGNED},
    "/<lang:lang>/monitor": {},
    "/<lang:lang>/my/<token>": {"token": SIGNED},
    "/<lang:lang>/my/<token>/name": {"token": LOCKED},
    "/<lang:lang>/network": {},
    "/<lang:lang>/statements/<slug>": {"slug": SLUG},
    "/<lang:lang>/statements/<slug>/sent": {"slug": SLUG},
    "/<lang:lang>/statements/<slug>/sign": {"slug": SLUG},
    "/<lang:lang>/statements/<slug>/sign/organisation": {"slug": SLUG},
    "/<lang:lang>/statements/<slug>/signatories": {"slug": SLUG},
    "/api/v1/statements": {},
    "/api/v1/statements/<slug>": {"slug": SLUG},
    "/api/v1/statements/<slug>/signatories": {"slug": SLUG},
    "/dev/outbox": {},
    "/dev/parts": {},
    "/healthz": {},
    "/metrics": {},
    "/readyz": {},
    "/staff/link/<token>": {"token": SIGN_IN},
    "/staff/sign-in": {},
    "/staff/sign-in/passkey": {},
    "/staff/sign-in/sent": {},
    "/static/<path:filename>": {"filename": "app.css"},
}

#: Rule → arguments, for all that needs a permission.
STAFF_ROUTES: dict[str, dict[str, str]] = {
    "/staff/": {},
    "/staff/account": {},
    "/staff/account/app": {},
    "/staff/account/app/remove": {},
    "/staff/account/passkeys": {},
    "/staff/account/passkeys/<uuid:public_id>/remove": {"public_id": str(NOBODYS)},
    "/staff/account/recovery-codes": {},
    "/staff/account/sessions/<uuid:public_id>/end": {"public_id": str(NOBODYS)},
    "/staff/account/sessions/end-others": {},
    "/staff/documents/<uuid:public_id>.pdf": {"public_id": str(DOCUMENT)},
    "/staff/entry": {},
    "/staff/entry/<slug>": {"slug": SLUG},
    "/staff/people": {},
    "/staff/people/terms/<int:number>/end": {"number": str(TERM)},
    "/staff/prove": {},
    "/staff/prove/passkey": {},
    "/staff/motions": {},
    "/staff/motions/<uuid:public_id>": {"public_id": str(MOTION)},
    "/staff/motions/<uuid:public_id>/comments": {"public_id": str(MOTION)},
    "/staff/motions/<uuid:public_id>/conflict": {"public_id": str(MOTION)},
    "/staff/motions/<uuid:public_id>/edit": {"public_id": str(MOTION)},
    "/staff/motions/<uuid:public_id>/minutes": {"public_id": str(MOTION)},
    "/staff/motions/<uuid:public_id>/proxy": {"public_id": str(MOTION)},
    "/staff/motions/<uuid:public_id>/proxy/end": {"public_id": str(MOTION)},
    "/staff/motions/<uuid:public_id>/vote": {"public_id": str(MOTION)},
    "/staff/motions/<uuid:public_id>/withdraw": {"public_id": str(MOTION)},
    "/staff/motions/minutes/<uuid:public_id>.pdf": {"public_id": str(MINUTES)},
    "/staff/motions/new": {},
    "/staff/keys": {},
    "/staff/keys/<int:number>/remove": {"number": "1"},
    "/staff/keys/answers": {},
    "/staff/keys/check": {},
    "/staff/keys/opener.html": {},
    "/staff/keys/proof": {},
    "/staff/keys/reseal": {},
    "/staff/keys/test.json": {},
    "/staff/reveals": {},
    "/staff/reveals/<uuid:public_id>/approve": {"public_id": str(REVEAL)},
    "/staff/reveals/<uuid:public_id>/file": {"public_id": str(REVEAL)},
    "/staff/reveals/<uuid:public_id>/refuse": {"public_id": str(REVEAL)},
    "/staff/reveals/new": {},
    "/staff/sign-out": {},
    "/staff/signatures/<uuid:public_id>": {"public_id": str(NAMED)},
    "/staff/signatures/<uuid:public_id>/hide": {"public_id": str(NAMED)},
    "/staff/statements": {},
    "/staff/statements/<slug>": {"slug": SLUG},
    "/staff/statements/<slug>/callers": {"slug": SLUG},
    "/staff/statements/<slug>/callers/<int:position>/link": {"slug": SLUG, "position": "0"},
    "/staff/statements/<slug>/rounds/<int:number>/close": {"slug": SLUG, "number": "1"},
    "/staff/statements/<slug>/submissions": {"slug": SLUG},
    "/staff/submissions/<uuid:public_id>": {"public_id": str(SUBMISSION)},
}

#: Beginning of an address → who reads what is below: people by the names that tests give them.
READERS = {
    "/staff/entry": "aki",
    "/staff/keys": "kei",
    "/staff/people": "emi",
    "/staff/prove": "mio, half-way",
    "/staff/account": "mio",
    "/staff/reveals/new": "chie",
    "/staff/reveals": "kei",
    "/staff/": "chie",
}

_PLACE = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


def address(rule: str, lang: str = "ja", **instead: str) -> str:
    """Return the path of a rule, its places filled in: as above, but for what is given."""
    arguments: Mapping[str, str] = {"lang": lang} | (PUBLIC_ROUTES | STAFF_ROUTES)[rule] | instead
    return _PLACE.sub(lambda place: arguments[place[1]], rule)


def reader(path: str) -> str:
    """Return who may open an address, by the first beginning of it in READERS."""
    return next((who for start, who in READERS.items() if path.startswith(start)), "guest")


def named(rule: str) -> str:
    """Return a rule as people write it: /<lang>/statements/<slug>."""
    return _PLACE.sub(r"<\1>", rule)


def make_scene() -> Statement:
    """What the routes lead to: a statement with signers of every kind, an attempt, a submission."""
    factories.make_custodians()
    statement = factories.make_statement(slug=SLUG)
    for number, display in enumerate(Display):
        person = {"email": f"signer{number}@mail.example", "name": f"霜月 {number}"}
        factories.make_signature(statement, display=display, **person)
    for disclosure in Disclosure:
        hidden = replace(TANPOPO, organisation=f"{disclosure} の会", disclosure=disclosure)
        factories.confirm(factories.sign_organisation(statement, hidden))
    make_ends(statement)
    _make_submission(statement)
    db.session.commit()
    return statement


def make_ends(statement: Statement) -> None:
    """What the addresses lead to beside a statement that people sign, but for its letter."""
    signing.sign_as_organisation(statement, TANPOPO, token=SIGNED)
    named = factories.confirm(SIGNED)
    db.session.get_one(Signature, named.signature_id).public_id = NAMED
    locked = replace(TANPOPO, organisation="三つ目", disclosure=Disclosure.UNDISCLOSED)
    signing.sign_as_organisation(statement, locked, token=LOCKED)
    factories.confirm(LOCKED)
    signing.sign_as_organisation(statement, replace(TANPOPO, organisation="二つ目"), token=ATTEMPT)
    outside = next(one for one in statement.calling if one.organisation_id is None)
    outside.link = tokens.kept_of(CALLER)
    gone = factories.make_person("gen", None)
    gone.terms.append(Term(id=TERM, role="advisor", starts_on=factories.LONG_AGO))
    make_motion()
    make_reveal()


def make_reveal() -> None:
    """A sealed name that Osamu has asked to be opened."""
    person = factories.make_person("osamu", "staff")
    reveal = revealing.ask(
        signers.SEALED_FOR, sealed.ids()[0], by=person.id, reason=Reason.DUPLICATE, note=""
    )
    reveal.public_id = REVEAL


def _make_submission(statement: Statement) -> None:
    submission = submitting.prepare(statement, statement.offices, joint=True)
    submission.public_id = SUBMISSION
    document = submission.documents[0]
    document.public_id = DOCUMENT
    document.storage_key, document.sha256 = "submissions/scene.pdf", "0" * 64
    document.built_at, document.pages = now(), 2
    document.named, document.unnamed, document.people = 3, 1, 3
    storage.put(document.storage_key, b"%PDF-1.7 a letter")


def make_motion() -> None:
    """A motion of Fumi's, who is a facilitator, that was edited and is open; and minutes."""
    fumi = factories.make_person("fumi", "facilitator", of="nagoya")
    motion = motions.make_motion(fumi)
    motion.public_id = MOTION
    deciding.edit(motion, deciding.Wording(motion.version.title, "別の文言。"), by=fumi.id)
    deciding.comment(motion, "賛成です。", by=fumi.id)
    kept = MotionMinutes(public_id=MINUTES, motion=motion, language="ja", built_at=now())
    kept.storage_key, kept.sha256, kept.pages = "minutes/scene.pdf", "0" * 64, 1
    db.session.add(kept)
    storage.put(kept.storage_key, b"%PDF-1.7 minutes")
