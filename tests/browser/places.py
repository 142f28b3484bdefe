"""Every page there is: the routes of tests/routes.py that answer with one, on the demonstration."""

from __future__ import annotations

from dataclasses import replace

from campaigns import drafting
from campaigns.models import Calling
from core import tokens
from core.db import db
from petitions import demo, signing, submitting
from petitions.models import Disclosure, Signature, Submission
from tests.factories import TANPOPO
from tests.routes import (
    ATTEMPT,
    CALLER,
    DOCUMENT,
    LOCKED,
    NAMED,
    PUBLIC_ROUTES,
    SIGNED,
    STAFF_ROUTES,
    SUBMISSION,
    address,
    make_election,
    make_house,
    make_motion,
    make_register,
)

UNDER = ("/<lang:lang>/", "/staff/", "/dev/")
#: Beneath these, too, some addresses only take a form or answer with a file.
NO_PAGES = (
    *("/sign", "/sign-out", "/close", "/submissions", ".pdf", ".json", "/opener.html"),
    *("/remove", "/end", "-others", "/comments", "/conflict", "/minutes", "/proxy", "/vote"),
    *("/withdraw", "/hide", "/link", "/approve", "/refuse", "/file", "/answers", "/check"),
    *("/proof", "/reseal", "/admit", "/evidence", "/opened", "/undo", "/standings"),
    *("/ballots.json", "/cancel", "/candidacy", "/count", "/nominations"),
    *("/answer", ".ics", "/revoke", "/shown", "/take", "/staff/library/<uuid:public_id>"),
    *("/evidence/<uuid:public_id>", "/likenesses/<int:number>"),
)
#: What is shown only where there are passkeys, or before a second factor was given.
ELSEWHERE = ("/staff/sign-in/passkey", "/staff/prove", "/staff/prove/passkey")
SOMETIMES = ("/staff/account/passkeys", "/staff/account/recovery-codes")
#: Pages of others than the secretariat's member: looked at where these others come in.
NOT_HERS = (
    "/staff/keys",
    "/staff/reveals",
    "/staff/people",
    "/staff/entry",
    "/staff/entry/<slug>",
    "/staff/applications/sealed",
)


def _is_page(rule: str) -> bool:
    return (
        rule.startswith(UNDER)
        and not rule.endswith(NO_PAGES)
        and rule not in {*ELSEWHERE, *SOMETIMES}
    )


PUBLIC_PAGES = [rule for rule in PUBLIC_ROUTES if _is_page(rule)]
STAFF_PAGES = [rule for rule in STAFF_ROUTES if _is_page(rule) and rule not in NOT_HERS]


def path(rule: str, lang: str) -> str:
    """Return where a page is; one whose address has no language is asked for it."""
    found = address(rule, lang)
    return found if rule.startswith("/<lang:lang>/") else f"{found}?lang={lang}"


def make_ends() -> None:
    """Add what the routes lead to: a signature, an attempt, a letter; commits."""
    statement = drafting.find(demo.SLUG)
    assert statement is not None
    signing.sign_as_organisation(statement, TANPOPO, token=SIGNED)
    named = signing.confirm(SIGNED)
    db.session.get_one(Signature, named.signature_id).public_id = NAMED
    locked = replace(TANPOPO, email="locked@tanpopo.example", disclosure=Disclosure.UNDISCLOSED)
    signing.sign_as_organisation(statement, locked, token=LOCKED)
    signing.confirm(LOCKED)
    outside = Calling(position=len(statement.calling), name_ja="よその会")
    outside.link = tokens.kept_of(CALLER)
    statement.calling.append(outside)
    other = replace(TANPOPO, email="other@tanpopo.example")
    signing.sign_as_organisation(statement, other, token=ATTEMPT)
    make_register()
    _build(submitting.prepare(statement, statement.offices, joint=True))
    make_motion()
    make_election()
    make_house()
    db.session.commit()


def _build(submission: Submission) -> None:
    submission.public_id = SUBMISSION
    submission.documents[0].public_id = DOCUMENT
    submitting.build(submission.documents[0])
