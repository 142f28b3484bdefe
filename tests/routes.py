"""Every route with arguments that lead somewhere: into the scene of tests/scenery.py.

A route that is not here fails tests/architecture/test_access.py: what is public is said twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

#: The open statement of the scene, and links into it: tokens have 43 characters.
SLUG = "civic-space"
#: Approved, and not yet open.
APPROVED = "to-be-opened"
ATTEMPT = "an-attempt-that-waits-".ljust(43, "-")
SIGNED = "a-confirmed-signature-".ljust(43, "-")
LOCKED = "a-locked-signature-".ljust(43, "-")
CALLER = "an-outside-callers-link-".ljust(43, "-")
SIGN_IN = "a-one-time-link-".ljust(43, "-")
MEMBER = "a-member-by-name-".ljust(43, "-")
HIDDEN_MEMBER = "an-undisclosed-member-".ljust(43, "-")
SUBMISSION = UUID(int=1)
DOCUMENT = UUID(int=2)
TERM = 1_000_000
NAMED = UUID(int=3)
NOBODYS = UUID(int=4)
MOTION = UUID(int=5)
MINUTES = UUID(int=6)
REVEAL = UUID(int=7)
ORGANISATION = UUID(int=8)
APPLICATION = UUID(int=9)
SEALED_APPLICATION = UUID(int=10)
EVIDENCE = UUID(int=11)
STANDING = 1_000_001
LIKENESS = 1_000_002
MERGE = 1_000_003
ELECTION = UUID(int=12)
LIBRARY = "a-link-into-the-library-".ljust(43, "-")
LIBRARY_LINK = 1_000_004
LETTER = UUID(int=13)
MEETING = UUID(int=14)
MATERIALS = UUID(int=15)
NEWS, EVENT, ACTION, PAPER = (UUID(int=number) for number in range(16, 20))
#: A statement that is being written, and a remark at it.
DRAFTED = "being-written"
REMARK = 1_000_005

#: Rule → arguments, for all that a visitor without a session may open. `lang` is left out.
PUBLIC_ROUTES: dict[str, dict[str, str]] = {
    "/": {},
    "/<lang:lang>/": {},
    "/<lang:lang>/campaigns/": {},
    "/<lang:lang>/calling/<token>": {"token": CALLER},
    "/<lang:lang>/actions/<uuid:public_id>": {"public_id": str(ACTION)},
    "/<lang:lang>/actions/<uuid:public_id>/thanks": {"public_id": str(ACTION)},
    "/<lang:lang>/calendar.ics": {},
    "/calendar.ics": {},
    "/<lang:lang>/campaigns/<slug>": {"slug": SLUG},
    "/<lang:lang>/campaigns/<slug>/news/<uuid:public_id>": {"slug": SLUG, "public_id": str(NEWS)},
    "/<lang:lang>/campaigns/<slug>/papers/<uuid:public_id>": {
        "slug": SLUG,
        "public_id": str(PAPER),
    },
    "/<lang:lang>/events": {},
    "/<lang:lang>/events/<uuid:public_id>": {"public_id": str(EVENT)},
    "/<lang:lang>/events/<uuid:public_id>.ics": {"public_id": str(EVENT)},
    "/<lang:lang>/campaigns/<slug>/feed.atom": {"slug": SLUG},
    "/<lang:lang>/feed.atom": {},
    "/<lang:lang>/confirm/<token>": {"token": ATTEMPT},
    "/<lang:lang>/confirm/<token>/thanks": {"token": SIGNED},
    "/<lang:lang>/about": {},
    "/<lang:lang>/accessibility": {},
    "/<lang:lang>/privacy": {},
    "/<lang:lang>/transparency": {},
    "/<lang:lang>/join": {},
    "/<lang:lang>/join/sent": {},
    "/<lang:lang>/contact": {},
    "/<lang:lang>/contact/sent": {},
    "/<lang:lang>/library/<token>": {"token": LIBRARY},
    "/<lang:lang>/library/<token>/<uuid:public_id>/file": {
        "token": LIBRARY,
        "public_id": str(MATERIALS),
    },
    "/<lang:lang>/monitor": {},
    "/<lang:lang>/resources": {},
    "/<lang:lang>/my/<token>": {"token": SIGNED},
    "/<lang:lang>/my/<token>/name": {"token": LOCKED},
    "/<lang:lang>/network": {},
    "/<lang:lang>/organisation/<token>": {"token": MEMBER},
    "/<lang:lang>/organisation/<token>/change": {"token": MEMBER},
    "/<lang:lang>/organisation/<token>/disclose": {"token": HIDDEN_MEMBER},
    "/<lang:lang>/network/names": {},
    "/<lang:lang>/statements/<slug>": {"slug": SLUG},
    "/<lang:lang>/statements/<slug>/sent": {"slug": SLUG},
    "/<lang:lang>/statements/<slug>/sign": {"slug": SLUG},
    "/<lang:lang>/statements/<slug>/sign/organisation": {"slug": SLUG},
    "/<lang:lang>/statements/<slug>/signatories": {"slug": SLUG},
    "/embed/<slug>": {"slug": SLUG},
    "/oembed": {},
    "/og/<slug>.png": {"slug": SLUG},
    "/qr/<slug>.svg": {"slug": SLUG},
    "/s/<slug>": {"slug": SLUG},
    "/api/v1/campaigns": {},
    "/api/v1/campaigns/<slug>": {"slug": SLUG},
    "/api/v1/openapi.json": {},
    "/api/v1/osdi/petitions": {},
    "/api/v1/osdi/petitions/<slug>": {"slug": SLUG},
    "/api/v1/statements": {},
    "/api/v1/statements/<slug>": {"slug": SLUG},
    "/api/v1/statements/<slug>/counts": {"slug": SLUG},
    "/api/v1/statements/<slug>/rounds": {"slug": SLUG},
    "/api/v1/statements/<slug>/submissions": {"slug": SLUG},
    "/api/v1/statements/<slug>/signatories": {"slug": SLUG},
    "/dev/outbox": {},
    "/dev/parts": {},
    "/feed.atom": {},
    "/robots.txt": {},
    "/sitemap.xml": {},
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
    "/staff/actions/<uuid:public_id>": {"public_id": str(ACTION)},
    "/staff/actions/<uuid:public_id>/edit": {"public_id": str(ACTION)},
    "/staff/actions/<uuid:public_id>/end": {"public_id": str(ACTION)},
    "/staff/actions/<uuid:public_id>/publish": {"public_id": str(ACTION)},
    "/staff/applications": {},
    "/staff/applications/<uuid:public_id>": {"public_id": str(APPLICATION)},
    "/staff/applications/<uuid:public_id>/admit": {"public_id": str(APPLICATION)},
    "/staff/applications/<uuid:public_id>/check": {"public_id": str(APPLICATION)},
    "/staff/applications/<uuid:public_id>/evidence": {"public_id": str(APPLICATION)},
    "/staff/applications/<uuid:public_id>/opened": {"public_id": str(SEALED_APPLICATION)},
    "/staff/applications/<uuid:public_id>/refuse": {"public_id": str(APPLICATION)},
    "/staff/applications/new": {},
    "/staff/applications/sealed": {},
    "/staff/campaigns/<slug>/actions/new": {"slug": SLUG},
    "/staff/campaigns/<slug>/events/new": {"slug": SLUG},
    "/staff/campaigns/<slug>/news/new": {"slug": SLUG},
    "/staff/campaigns/<slug>/papers/new": {"slug": SLUG},
    "/staff/campaigns/<slug>/told": {"slug": SLUG},
    "/staff/campaigns": {},
    "/staff/campaigns/<slug>": {"slug": DRAFTED},
    "/staff/campaigns/<slug>/clone": {"slug": DRAFTED},
    "/staff/campaigns/<slug>/conclude": {"slug": DRAFTED},
    "/staff/campaigns/<slug>/edit": {"slug": DRAFTED},
    "/staff/campaigns/<slug>/statements/new": {"slug": DRAFTED},
    "/staff/campaigns/new": {},
    "/staff/documents/<uuid:public_id>.pdf": {"public_id": str(DOCUMENT)},
    "/staff/elections": {},
    "/staff/elections/<uuid:public_id>": {"public_id": str(ELECTION)},
    "/staff/elections/<uuid:public_id>/ballots.json": {"public_id": str(ELECTION)},
    "/staff/elections/<uuid:public_id>/cancel": {"public_id": str(ELECTION)},
    "/staff/elections/<uuid:public_id>/candidacy": {"public_id": str(ELECTION)},
    "/staff/elections/<uuid:public_id>/count": {"public_id": str(ELECTION)},
    "/staff/elections/<uuid:public_id>/nominations": {"public_id": str(ELECTION)},
    "/staff/elections/<uuid:public_id>/run-off": {"public_id": str(ELECTION)},
    "/staff/elections/<uuid:public_id>/vote": {"public_id": str(ELECTION)},
    "/staff/elections/new": {},
    "/staff/entry": {},
    "/staff/entry/<slug>": {"slug": SLUG},
    "/staff/evidence/<uuid:public_id>": {"public_id": str(EVIDENCE)},
    "/staff/events/<uuid:public_id>": {"public_id": str(EVENT)},
    "/staff/events/<uuid:public_id>/cancel": {"public_id": str(EVENT)},
    "/staff/events/<uuid:public_id>/edit": {"public_id": str(EVENT)},
    "/staff/events/<uuid:public_id>/publish": {"public_id": str(EVENT)},
    "/staff/likenesses/<int:number>": {"number": str(LIKENESS)},
    "/staff/merges/<int:number>/undo": {"number": str(MERGE)},
    "/staff/organisations": {},
    "/staff/organisations/<uuid:public_id>": {"public_id": str(ORGANISATION)},
    "/staff/organisations/<uuid:public_id>/change": {"public_id": str(ORGANISATION)},
    "/staff/organisations/<uuid:public_id>/hide": {"public_id": str(ORGANISATION)},
    "/staff/organisations/<uuid:public_id>/standings": {"public_id": str(ORGANISATION)},
    "/staff/organisations/alike": {},
    "/staff/organisations/new": {},
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
    "/staff/keys/compare": {},
    "/staff/keys/decisions": {},
    "/staff/keys/decisions/<int:number>/ask-again": {"number": "1"},
    "/staff/keys/opener.html": {},
    "/staff/keys/proof": {},
    "/staff/keys/reseal": {},
    "/staff/keys/test.json": {},
    "/staff/reveals": {},
    "/staff/reveals/<uuid:public_id>/approve": {"public_id": str(REVEAL)},
    "/staff/reveals/<uuid:public_id>/file": {"public_id": str(REVEAL)},
    "/staff/reveals/<uuid:public_id>/refuse": {"public_id": str(REVEAL)},
    "/staff/reveals/new": {},
    "/staff/failures": {},
    "/staff/failures/jobs": {},
    "/staff/failures/mail": {},
    "/staff/letters": {},
    "/staff/letters/<uuid:public_id>": {"public_id": str(LETTER)},
    "/staff/letters/<uuid:public_id>/answer": {"public_id": str(LETTER)},
    "/staff/letters/<uuid:public_id>/close": {"public_id": str(LETTER)},
    "/staff/letters/<uuid:public_id>/take": {"public_id": str(LETTER)},
    "/staff/library": {},
    "/staff/library/<uuid:public_id>": {"public_id": str(MATERIALS)},
    "/staff/library/<uuid:public_id>/remove": {"public_id": str(MATERIALS)},
    "/staff/library/links": {},
    "/staff/library/links/<int:number>/revoke": {"number": str(LIBRARY_LINK)},
    "/staff/library/new": {},
    "/staff/meetings": {},
    "/staff/meetings/<uuid:public_id>": {"public_id": str(MEETING)},
    "/staff/meetings/<uuid:public_id>.ics": {"public_id": str(MEETING)},
    "/staff/meetings/<uuid:public_id>/approve": {"public_id": str(MEETING)},
    "/staff/meetings/<uuid:public_id>/attendance": {"public_id": str(MEETING)},
    "/staff/meetings/<uuid:public_id>/edit": {"public_id": str(MEETING)},
    "/staff/meetings/<uuid:public_id>/minutes.pdf": {"public_id": str(MEETING)},
    "/staff/meetings/<uuid:public_id>/minutes/<int:number>": {
        "public_id": str(MEETING),
        "number": "1",
    },
    "/staff/meetings/<uuid:public_id>/minutes/edit": {"public_id": str(MEETING)},
    "/staff/meetings/new": {},
    "/staff/news/<uuid:public_id>": {"public_id": str(NEWS)},
    "/staff/news/<uuid:public_id>/edit": {"public_id": str(NEWS)},
    "/staff/news/<uuid:public_id>/publish": {"public_id": str(NEWS)},
    "/staff/news/<uuid:public_id>/unpublish": {"public_id": str(NEWS)},
    "/staff/papers/<uuid:public_id>": {"public_id": str(PAPER)},
    "/staff/papers/<uuid:public_id>/edit": {"public_id": str(PAPER)},
    "/staff/papers/<uuid:public_id>/file": {"public_id": str(PAPER)},
    "/staff/papers/<uuid:public_id>/publish": {"public_id": str(PAPER)},
    "/staff/papers/<uuid:public_id>/remove": {"public_id": str(PAPER)},
    "/staff/papers/<uuid:public_id>/unpublish": {"public_id": str(PAPER)},
    "/staff/people/terms/<int:number>/shown": {"number": str(TERM)},
    "/staff/remarks/<int:number>/settle": {"number": str(REMARK)},
    "/staff/sign-out": {},
    "/staff/signatures/<uuid:public_id>": {"public_id": str(NAMED)},
    "/staff/signatures/<uuid:public_id>/hide": {"public_id": str(NAMED)},
    "/staff/standings/<int:number>/end": {"number": str(STANDING)},
    "/staff/statements": {},
    "/staff/statements/<slug>": {"slug": SLUG},
    "/staff/statements/<slug>/callers": {"slug": SLUG},
    "/staff/statements/<slug>/callers/<int:position>/link": {"slug": SLUG, "position": "0"},
    "/staff/statements/<slug>/correct": {"slug": SLUG},
    "/staff/statements/<slug>/open": {"slug": APPROVED},
    "/staff/statements/<slug>/replace": {"slug": SLUG},
    "/staff/statements/<slug>/about": {"slug": DRAFTED},
    "/staff/statements/<slug>/desk": {"slug": DRAFTED},
    "/staff/statements/<slug>/desk/take": {"slug": DRAFTED},
    "/staff/statements/<slug>/preview/<any(ja, en):tongue>": {"slug": DRAFTED, "tongue": "en"},
    "/staff/statements/<slug>/preview/<any(ja, en):tongue>.pdf": {"slug": DRAFTED, "tongue": "ja"},
    "/staff/statements/<slug>/preview/<any(ja, en):tongue>/letter": {
        "slug": DRAFTED,
        "tongue": "en",
    },
    "/staff/statements/<slug>/reject": {"slug": DRAFTED},
    "/staff/statements/<slug>/review": {"slug": DRAFTED},
    "/staff/statements/<slug>/review/ask": {"slug": DRAFTED},
    "/staff/statements/<slug>/review/remarks": {"slug": DRAFTED},
    "/staff/statements/<slug>/versions": {"slug": DRAFTED},
    "/staff/statements/<slug>/rounds/<int:number>/close": {"slug": SLUG, "number": "1"},
    "/staff/statements/<slug>/rounds/<int:number>/extend": {"slug": SLUG, "number": "1"},
    "/staff/statements/<slug>/submissions": {"slug": SLUG},
    "/staff/statements/<slug>/take-down": {"slug": SLUG},
    "/staff/submissions/<uuid:public_id>": {"public_id": str(SUBMISSION)},
    "/staff/submissions/<uuid:public_id>/hand-over": {"public_id": str(SUBMISSION)},
    "/staff/submissions/<uuid:public_id>/reply": {"public_id": str(SUBMISSION)},
}

#: Beginning of an address → who reads what is below: people by the names that tests give them.
READERS = {
    "/staff/applications/sealed": "kei",
    "/staff/elections/<uuid:public_id>/count": "kei",
    f"/staff/elections/{ELECTION}/count": "kei",
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
