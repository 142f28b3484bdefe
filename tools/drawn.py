"""What tools/screenshots.py draws, and under which names."""

from __future__ import annotations

SLUG = "civic-space"

#: Rule → name of its pictures, of every address that answers with a page. One that is missing here
#: fails tests/architecture/test_pictures.py.
PAGES = {
    "/<lang:lang>/": "home",
    "/<lang:lang>/actions/<uuid:public_id>": "action",
    "/<lang:lang>/actions/<uuid:public_id>/thanks": "action-thanks",
    "/<lang:lang>/calling/<token>": "calling",
    "/<lang:lang>/campaigns/": "calls",
    "/<lang:lang>/campaigns/<slug>": "campaign",
    "/<lang:lang>/campaigns/<slug>/news/<uuid:public_id>": "news",
    "/<lang:lang>/confirm/<token>": "confirm",
    "/<lang:lang>/confirm/<token>/thanks": "thanks",
    "/<lang:lang>/contact": "contact",
    "/<lang:lang>/contact/sent": "contact-sent",
    "/<lang:lang>/events": "events",
    "/<lang:lang>/events/<uuid:public_id>": "event",
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
    "/dev/outbox": "outbox",
    "/dev/parts": "parts",
    "/staff/": "staff-home",
    "/staff/account": "staff-account",
    "/staff/account/app": "staff-app",
    "/staff/account/recovery-codes": "staff-recovery-codes",
    "/staff/actions/<uuid:public_id>": "staff-action",
    "/staff/actions/<uuid:public_id>/edit": "staff-action-edit",
    "/staff/applications": "staff-applications",
    "/staff/applications/<uuid:public_id>": "staff-application",
    "/staff/applications/new": "staff-application-new",
    "/staff/applications/sealed": "staff-applications-sealed",
    "/staff/campaigns/<slug>/actions/new": "staff-action-new",
    "/staff/campaigns/<slug>/events/new": "staff-event-new",
    "/staff/campaigns/<slug>/news/new": "staff-news-new",
    "/staff/campaigns/<slug>/papers/new": "staff-paper-new",
    "/staff/campaigns/<slug>/told": "staff-told",
    "/staff/elections": "staff-elections",
    "/staff/elections/<uuid:public_id>": "staff-election",
    "/staff/elections/new": "staff-election-new",
    "/staff/entry": "staff-entries",
    "/staff/entry/<slug>": "staff-entry",
    "/staff/events/<uuid:public_id>": "staff-event",
    "/staff/events/<uuid:public_id>/edit": "staff-event-edit",
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
    "/staff/news/<uuid:public_id>": "staff-news",
    "/staff/news/<uuid:public_id>/edit": "staff-news-edit",
    "/staff/organisations": "staff-organisations",
    "/staff/organisations/<uuid:public_id>": "staff-organisation",
    "/staff/organisations/<uuid:public_id>/change": "staff-organisation-change",
    "/staff/organisations/alike": "staff-organisations-alike",
    "/staff/organisations/new": "staff-organisation-new",
    "/staff/papers/<uuid:public_id>": "staff-paper",
    "/staff/papers/<uuid:public_id>/edit": "staff-paper-edit",
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
    "/staff/statements/<slug>/correct": "staff-correct",
    "/staff/statements/<slug>/replace": "staff-replace",
    "/staff/statements/<slug>/rounds/<int:number>/extend": "staff-extend",
    "/staff/statements/<slug>/take-down": "staff-take-down",
    "/staff/submissions/<uuid:public_id>": "staff-submission",
    "/staff/submissions/<uuid:public_id>/hand-over": "staff-hand-over",
    "/staff/submissions/<uuid:public_id>/reply": "staff-reply",
}
#: What the demonstration has not got: browsers take passkeys where the address has a name alone, no
#: member of the register has a link there, no election is counted, and no approved text waits.
NOT_DRAWN = frozenset(
    {
        "/<lang:lang>/organisation/<token>/change",
        "/<lang:lang>/organisation/<token>/disclose",
        "/staff/account/passkeys",
        "/staff/elections/<uuid:public_id>/count",
        "/staff/statements/<slug>/open",
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
    "/staff/actions": f"/staff/campaigns/{SLUG}/told",
    "/staff/campaigns": f"/staff/campaigns/{SLUG}/told",
    "/staff/events": f"/staff/campaigns/{SLUG}/told",
    "/staff/news": f"/staff/campaigns/{SLUG}/told",
    "/staff/papers": f"/staff/campaigns/{SLUG}/told",
    "/staff/people/terms": "/staff/people",
    "/staff/signatures": f"/staff/statements/{SLUG}",
    "/staff/standings": "/staff/organisations",
}
