"""What tools/screenshots.py draws, and under which names."""

from __future__ import annotations

SLUG = "civic-space"

#: Rule → name of its pictures, of every address that answers with a page. One that is missing here
#: fails tests/architecture/test_pictures.py.
PAGES = {
    "/<lang:lang>/": "home",
    "/<lang:lang>/calling/<token>": "calling",
    "/<lang:lang>/campaigns/": "calls",
    "/<lang:lang>/campaigns/<slug>": "campaign",
    "/<lang:lang>/confirm/<token>": "confirm",
    "/<lang:lang>/confirm/<token>/thanks": "thanks",
    "/<lang:lang>/contact": "contact",
    "/<lang:lang>/contact/sent": "contact-sent",
    "/<lang:lang>/join": "join",
    "/<lang:lang>/join/sent": "join-sent",
    "/<lang:lang>/library/<token>": "library",
    "/<lang:lang>/monitor": "monitor",
    "/<lang:lang>/my/<token>": "my",
    "/<lang:lang>/my/<token>/name": "my-name",
    "/<lang:lang>/network": "network",
    "/<lang:lang>/network/names": "network-names",
    "/<lang:lang>/organisation/<token>": "organisation",
    "/<lang:lang>/statements/<slug>": "statement",
    "/<lang:lang>/statements/<slug>/sent": "sent",
    "/<lang:lang>/statements/<slug>/sign/organisation": "organisation-form",
    "/<lang:lang>/statements/<slug>/signatories": "signatories",
    "/embed/<slug>": "embed",
    "/dev/outbox": "outbox",
    "/dev/parts": "parts",
    "/staff/": "staff-home",
    "/staff/account": "staff-account",
    "/staff/account/app": "staff-app",
    "/staff/account/recovery-codes": "staff-recovery-codes",
    "/staff/applications": "staff-applications",
    "/staff/applications/<uuid:public_id>": "staff-application",
    "/staff/applications/new": "staff-application-new",
    "/staff/applications/sealed": "staff-applications-sealed",
    "/staff/elections": "staff-elections",
    "/staff/elections/<uuid:public_id>": "staff-election",
    "/staff/elections/new": "staff-election-new",
    "/staff/entry": "staff-entries",
    "/staff/entry/<slug>": "staff-entry",
    "/staff/keys": "staff-keys",
    "/staff/letters": "staff-letters",
    "/staff/letters/<uuid:public_id>": "staff-letter",
    "/staff/library": "staff-library",
    "/staff/library/links": "staff-library-links",
    "/staff/library/new": "staff-library-new",
    "/staff/link/<token>": "staff-link",
    "/staff/meetings": "staff-meetings",
    "/staff/meetings/<uuid:public_id>": "staff-meeting",
    "/staff/meetings/<uuid:public_id>/attendance": "staff-attendance",
    "/staff/meetings/<uuid:public_id>/edit": "staff-meeting-edit",
    "/staff/meetings/<uuid:public_id>/minutes/<int:number>": "staff-minutes",
    "/staff/meetings/<uuid:public_id>/minutes/edit": "staff-minutes-edit",
    "/staff/meetings/new": "staff-meeting-new",
    "/staff/motions": "staff-motions",
    "/staff/motions/<uuid:public_id>": "staff-motion",
    "/staff/motions/<uuid:public_id>/edit": "staff-motion-edit",
    "/staff/motions/new": "staff-motion-new",
    "/staff/organisations": "staff-organisations",
    "/staff/organisations/<uuid:public_id>": "staff-organisation",
    "/staff/organisations/<uuid:public_id>/change": "staff-organisation-change",
    "/staff/organisations/alike": "staff-organisations-alike",
    "/staff/organisations/new": "staff-organisation-new",
    "/staff/people": "staff-people",
    "/staff/people/terms/<int:number>/end": "staff-term-end",
    "/staff/prove": "staff-prove",
    "/staff/reveals": "staff-reveals",
    "/staff/reveals/new": "staff-reveal-new",
    "/staff/sign-in": "staff-sign-in",
    "/staff/sign-in/sent": "staff-sign-in-sent",
    "/staff/signatures/<uuid:public_id>": "staff-signature",
    "/staff/standings/<int:number>/end": "staff-standing-end",
    "/staff/statements": "staff-statements",
    "/staff/statements/<slug>": "staff-statement",
    "/staff/statements/<slug>/callers": "staff-callers",
    "/staff/submissions/<uuid:public_id>": "staff-submission",
}
#: What the demonstration has not got: browsers take passkeys where the address has a name alone, no
#: member of the register has a link there, and no election is being counted.
NOT_DRAWN = frozenset(
    {
        "/<lang:lang>/organisation/<token>/change",
        "/<lang:lang>/organisation/<token>/disclose",
        "/staff/account/passkeys",
        "/staff/elections/<uuid:public_id>/count",
    }
)
#: Where a visitor is told that something is not so → name of its pictures.
ERRORS = {
    "/<lang:lang>/no-such-page": "nothing-here",
    f"/<lang:lang>/statements/{SLUG}/sign": "not-this-way",
    "/<lang:lang>/confirm/cut-off": "link-unknown",
}
#: A message, which is shown at the outbox's own address.
MAIL = "mail"
#: Kinds of document: templates/<room>/documents/<kind>.html.
DOCUMENTS = ("letter", "meeting", "minutes")
#: Who opens pages of staff, as tests/routes.py calls them → who that is in the demonstration.
PEOPLE = {
    "chie": "chie@hiroba.example",
    "mio": "chie@hiroba.example",
    "aki": "aki@hokkaido.example",
    "emi": "gaku@hiroba.example",
    "kei": "fumi@hiroshima.example",
}
#: Beginning of an address → the page from which links lead there, where it is none itself.
LED_TO = {
    "/staff/people/terms": "/staff/people",
    "/staff/signatures": f"/staff/statements/{SLUG}",
    "/staff/standings": "/staff/organisations",
}
