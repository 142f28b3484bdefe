"""Every page there is: the routes of tests/routes.py that answer with one, on the demonstration."""

from __future__ import annotations

from dataclasses import replace

from campaigns import drafting
from core.db import db
from petitions import demo, signing, submitting
from petitions.models import Submission
from tests.factories import TANPOPO
from tests.routes import (
    ATTEMPT,
    DOCUMENT,
    PUBLIC_ROUTES,
    SIGNED,
    STAFF_ROUTES,
    SUBMISSION,
    address,
    make_house,
)

UNDER = ("/<lang:lang>/", "/staff/", "/dev/")
#: Beneath these, too, some addresses only take a form or answer with a file.
NO_PAGES = (
    "/sign", "/sign-out", "/close", "/submissions", ".pdf",
    "/answer", "/approve", "/file", ".ics", "/remove", "/revoke", "/shown", "/take",
    "/staff/library/<uuid:public_id>",
)  # fmt: skip


def _is_page(rule: str) -> bool:
    return rule.startswith(UNDER) and not rule.endswith(NO_PAGES)


PUBLIC_PAGES = [rule for rule in PUBLIC_ROUTES if _is_page(rule)]
STAFF_PAGES = [rule for rule in STAFF_ROUTES if _is_page(rule)]


def path(rule: str, lang: str) -> str:
    """Return where a page is; one whose address has no language is asked for it."""
    found = address(rule, lang)
    return found if rule.startswith("/<lang:lang>/") else f"{found}?lang={lang}"


def make_ends() -> None:
    """Add what the routes lead to: a signature, an attempt, a letter; commits."""
    statement = drafting.find(demo.SLUG)
    assert statement is not None
    signing.sign_as_organisation(statement, TANPOPO, token=SIGNED)
    signing.confirm(SIGNED)
    other = replace(TANPOPO, email="other@tanpopo.example")
    signing.sign_as_organisation(statement, other, token=ATTEMPT)
    _build(submitting.prepare(statement, statement.offices, joint=True))
    make_house()
    db.session.commit()


def _build(submission: Submission) -> None:
    submission.public_id = SUBMISSION
    submission.documents[0].public_id = DOCUMENT
    submitting.build(submission.documents[0])
