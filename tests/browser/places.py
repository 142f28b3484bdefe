"""Every page there is: the routes of tests/routes.py that answer with one, on the demonstration."""

from __future__ import annotations

from campaigns import drafting
from campaigns.models import Calling
from core.db import db
from petitions import demo, submitting
from petitions.models import Submission
from tests.access import TABLE
from tests.factories import TANPOPO
from tests.journeys import scene
from tests.routes import DOCUMENT, PUBLIC_ROUTES, STAFF_ROUTES, SUBMISSION, address
from tests.scenery import make_ends

UNDER = ("/<lang:lang>/", "/embed/", "/staff/", "/dev/")
#: Beneath these, too, some addresses answer with a file.
FILES = (
    *(".atom", ".pdf", ".json", ".ics", "/opener.html", "/file"),
    *("/staff/evidence/<uuid:public_id>", "/staff/library/<uuid:public_id>"),
    "/campaigns/<slug>/papers/<uuid:public_id>",
)
#: What there is only under a name, which passkeys are for: tests/browser/test_staff_sign_in.py.
UNDER_A_NAME = ("/staff/account/passkeys",)


def _is_page(rule: str) -> bool:
    return (
        ("GET", rule) in TABLE
        and rule.startswith(UNDER)
        and not rule.endswith(FILES)
        and rule not in UNDER_A_NAME
    )


PUBLIC_PAGES = [rule for rule in PUBLIC_ROUTES if _is_page(rule)]
STAFF_PAGES = [rule for rule in STAFF_ROUTES if _is_page(rule)]


def path(rule: str, lang: str) -> str:
    """Return where a page is; one whose address has no language is asked for it."""
    found = address(rule, lang)
    return found if rule.startswith("/<lang:lang>/") else f"{found}?lang={lang}"


def make_places() -> None:
    """Add to the demonstration what the routes lead to, and who may open it; commits."""
    statement = drafting.find(demo.SLUG)
    assert statement is not None
    cast = scene.make_people()
    statement.calling.append(Calling(name_ja=TANPOPO.organisation, position=len(statement.calling)))
    make_ends(statement)
    scene.replace_key(cast.kei)
    _build(submitting.prepare(statement, statement.offices, joint=True))
    db.session.commit()


def _build(submission: Submission) -> None:
    submission.public_id = SUBMISSION
    submission.documents[0].public_id = DOCUMENT
    submitting.build(submission.documents[0])
