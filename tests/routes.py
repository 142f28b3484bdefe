"""Every route with arguments that lead somewhere, and the scene they lead into.

A route that is not here fails tests/architecture/test_access.py: what is public is said twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from campaigns.models import Statement
from core import storage
from core.db import db, now
from network import merging
from network.models import Level, Likeness, Term
from petitions import signing, submitting
from petitions.models import Disclosure, Display
from tests import factories
from tests.factories import TANPOPO

#: The open statement of the scene, and links into it: tokens have 43 characters.
SLUG = "civic-space"
ATTEMPT = "an-attempt-that-waits-".ljust(43, "-")
SIGNED = "a-confirmed-signature-".ljust(43, "-")
SIGN_IN = "a-one-time-link-".ljust(43, "-")
MEMBER = "a-member-by-name-".ljust(43, "-")
HIDDEN_MEMBER = "an-undisclosed-member-".ljust(43, "-")
SUBMISSION = UUID(int=1)
DOCUMENT = UUID(int=2)
TERM = 1_000_000
ORGANISATION = UUID(int=3)
APPLICATION = UUID(int=4)
SEALED_APPLICATION = UUID(int=5)
EVIDENCE = UUID(int=6)
STANDING = 1_000_001
LIKENESS = 1_000_002
MERGE = 1_000_003

#: Rule → arguments, for all that a visitor without a session may open. `lang` is left out.
PUBLIC_ROUTES: dict[str, dict[str, str]] = {
    "/": {},
    "/<lang:lang>/": {},
    "/<lang:lang>/campaigns/": {},
    "/<lang:lang>/campaigns/<slug>": {"slug": SLUG},
    "/<lang:lang>/confirm/<token>": {"token": ATTEMPT},
    "/<lang:lang>/confirm/<token>/thanks": {"token": SIGNED},
    "/<lang:lang>/join": {},
    "/<lang:lang>/join/sent": {},
    "/<lang:lang>/monitor": {},
    "/<lang:lang>/my/<token>": {"token": SIGNED},
    "/<lang:lang>/network": {},
    "/<lang:lang>/organisation/<token>": {"token": MEMBER},
    "/<lang:lang>/organisation/<token>/change": {"token": MEMBER},
    "/<lang:lang>/organisation/<token>/disclose": {"token": HIDDEN_MEMBER},
    "/<lang:lang>/statements/<slug>": {"slug": SLUG},
    "/<lang:lang>/statements/<slug>/sent": {"slug": SLUG},
    "/<lang:lang>/statements/<slug>/sign": {"slug": SLUG},
    "/<lang:lang>/statements/<slug>/sign/organisation": {"slug": SLUG},
    "/<lang:lang>/statements/<slug>/signatories": {"slug": SLUG},
    "/api/v1/statements": {},
    "/api/v1/statements/<slug>": {"slug": SLUG},
    "/api/v1/statements/<slug>/signatories": {"slug": SLUG},
    "/dev/outbox": {},
    "/healthz": {},
    "/metrics": {},
    "/readyz": {},
    "/staff/link/<token>": {"token": SIGN_IN},
    "/static/<path:filename>": {"filename": "app.css"},
}

#: Rule → arguments, for all that needs a permission.
STAFF_ROUTES: dict[str, dict[str, str]] = {
    "/staff/": {},
    "/staff/applications": {},
    "/staff/applications/<uuid:public_id>": {"public_id": str(APPLICATION)},
    "/staff/applications/<uuid:public_id>/admit": {"public_id": str(APPLICATION)},
    "/staff/applications/<uuid:public_id>/check": {"public_id": str(APPLICATION)},
    "/staff/applications/<uuid:public_id>/evidence": {"public_id": str(APPLICATION)},
    "/staff/applications/<uuid:public_id>/opened": {"public_id": str(SEALED_APPLICATION)},
    "/staff/applications/<uuid:public_id>/refuse": {"public_id": str(APPLICATION)},
    "/staff/applications/new": {},
    "/staff/applications/sealed": {},
    "/staff/documents/<uuid:public_id>.pdf": {"public_id": str(DOCUMENT)},
    "/staff/entry": {},
    "/staff/entry/<slug>": {"slug": SLUG},
    "/staff/evidence/<uuid:public_id>": {"public_id": str(EVIDENCE)},
    "/staff/likenesses/<int:number>": {"number": str(LIKENESS)},
    "/staff/merges/<int:number>/undo": {"number": str(MERGE)},
    "/staff/organisations": {},
    "/staff/organisations/<uuid:public_id>": {"public_id": str(ORGANISATION)},
    "/staff/organisations/<uuid:public_id>/change": {"public_id": str(ORGANISATION)},
    "/staff/organisations/<uuid:public_id>/standings": {"public_id": str(ORGANISATION)},
    "/staff/organisations/alike": {},
    "/staff/organisations/new": {},
    "/staff/people": {},
    "/staff/people/terms/<int:number>/end": {"number": str(TERM)},
    "/staff/sign-out": {},
    "/staff/standings/<int:number>/end": {"number": str(STANDING)},
    "/staff/statements": {},
    "/staff/statements/<slug>": {"slug": SLUG},
    "/staff/statements/<slug>/rounds/<int:number>/close": {"slug": SLUG, "number": "1"},
    "/staff/statements/<slug>/submissions": {"slug": SLUG},
    "/staff/submissions/<uuid:public_id>": {"public_id": str(SUBMISSION)},
}

_PLACE = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


def address(rule: str, lang: str = "ja") -> str:
    """Return the path of a rule, its places filled in."""
    arguments: Mapping[str, str] = {"lang": lang} | (PUBLIC_ROUTES | STAFF_ROUTES)[rule]
    return _PLACE.sub(lambda place: arguments[place[1]], rule)


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
    signing.sign_as_organisation(statement, TANPOPO, token=SIGNED)
    factories.confirm(SIGNED)
    signing.sign_as_organisation(statement, replace(TANPOPO, organisation="二つ目"), token=ATTEMPT)
    _make_submission(statement)
    make_register()
    gone = factories.make_person("gen", None)
    gone.terms.append(Term(id=TERM, role="advisor", starts_on=factories.LONG_AGO))
    db.session.commit()
    return statement


def _make_submission(statement: Statement) -> None:
    submission = submitting.prepare(statement, statement.offices, joint=True)
    submission.public_id = SUBMISSION
    document = submission.documents[0]
    document.public_id = DOCUMENT
    document.storage_key, document.sha256 = "submissions/scene.pdf", "0" * 64
    document.built_at, document.pages = now(), 2
    document.named, document.unnamed, document.people = 3, 1, 3
    storage.put(document.storage_key, b"%PDF-1.7 a letter")


def make_register() -> None:
    """A member by name and one undisclosed, applications that wait, two rows alike, a merge."""
    member = factories.admit(factories.apply(token=MEMBER)).organisation
    assert member is not None
    member.public_id, member.standings[0].id = ORGANISATION, STANDING
    factories.admit(factories.apply(token=HIDDEN_MEMBER, level=Level.UNDISCLOSED))
    waiting = factories.apply(name_ja="待つ会")
    factories.attach(waiting).public_id = EVIDENCE
    waiting.public_id = APPLICATION
    factories.apply(level=Level.UNDISCLOSED).public_id = SEALED_APPLICATION
    one, other, gone = (factories.make_organisation(f"alike-{number}") for number in range(3))
    by = factories.make_person("hana", None).id
    db.session.add(Likeness(id=LIKENESS, a_id=one.id, b_id=other.id, score=90, reason="name"))
    merging.merge(one, gone, by=by).id = MERGE
