"""Who may open what: every route, for everybody."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.access import access_of
from network.models import Person
from tests import factories
from tests.conftest import Visit
from tests.routes import PUBLIC_ROUTES, SLUG, STAFF_ROUTES, address, make_scene

#: In the order of the statuses below. Dai is known and has no role; Aki is the facilitator of one
#: network, here of none that calls; Chie is the secretariat's staff; Emi administers the site.
EVERYBODY = ("guest", "dai", "aki", "chie", "emi")

#: A guest is led to the sign-in from what can be looked at, and sent away with a form.
WORKING = (303, 403, 200, 200, 200)
READING = (303, 403, 403, 200, 403)
APPOINTING = (303, 403, 403, 403, 200)
OWN_ENTRY = (303, 403, 200, 403, 403)
PREPARING = (303, 403, 200, 200, 403)
DECIDING = (403, 403, 422, 403, 403)
LEADING_ON = (303, 403, 303, 303, 303)
DOING = (403, 403, 303, 303, 303)
#: For custodians, of whom none is here: tests/network/test_custodians_page.py has one.
KEEPING = (403, 403, 403, 403, 403)
LOOKING_AT_KEYS = (303, 403, 403, 403, 403)
ASKING = (303, 403, 403, 200, 403)
REFUSED_EMPTY = (403, 403, 403, 422, 403)
MAKING = (403, 403, 403, 303, 403)
BUTTON = (403, 403, 403, 422, 403)

#: (method, rule) → one status for all, or one for each. Forms are sent empty, so that none acts.
TABLE: dict[tuple[str, str], int | tuple[int, ...]] = {
    ("GET", "/"): 302,
    ("GET", "/<lang:lang>/"): 200,
    ("GET", "/<lang:lang>/campaigns/"): 200,
    ("GET", "/<lang:lang>/calling/<token>"): 200,
    ("POST", "/<lang:lang>/calling/<token>"): 422,
    ("GET", "/<lang:lang>/actions/<uuid:public_id>"): 200,
    ("POST", "/<lang:lang>/actions/<uuid:public_id>"): 422,
    ("GET", "/<lang:lang>/actions/<uuid:public_id>/thanks"): 200,
    ("GET", "/<lang:lang>/calendar.ics"): 200,
    ("GET", "/calendar.ics"): 302,
    ("GET", "/<lang:lang>/campaigns/<slug>"): 200,
    ("GET", "/<lang:lang>/campaigns/<slug>/news/<uuid:public_id>"): 200,
    ("GET", "/<lang:lang>/campaigns/<slug>/papers/<uuid:public_id>"): 200,
    ("GET", "/<lang:lang>/events"): 200,
    ("GET", "/<lang:lang>/events/<uuid:public_id>"): 200,
    ("GET", "/<lang:lang>/events/<uuid:public_id>.ics"): 200,
    ("GET", "/<lang:lang>/campaigns/<slug>/feed.atom"): 200,
    ("GET", "/<lang:lang>/feed.atom"): 200,
    ("GET", "/feed.atom"): 302,
    ("GET", "/robots.txt"): 200,
    ("GET", "/sitemap.xml"): 200,
    ("GET", "/<lang:lang>/about"): 200,
    ("GET", "/<lang:lang>/accessibility"): 200,
    ("GET", "/<lang:lang>/privacy"): 200,
    ("GET", "/<lang:lang>/transparency"): 200,
    ("GET", "/<lang:lang>/confirm/<token>"): 200,
    ("POST", "/<lang:lang>/confirm/<token>"): 422,
    ("GET", "/<lang:lang>/confirm/<token>/thanks"): 200,
    ("GET", "/<lang:lang>/join"): 200,
    ("POST", "/<lang:lang>/join"): 422,
    ("GET", "/<lang:lang>/join/sent"): 200,
    ("GET", "/<lang:lang>/contact"): 200,
    ("POST", "/<lang:lang>/contact"): 422,
    ("GET", "/<lang:lang>/contact/sent"): 200,
    ("GET", "/<lang:lang>/library/<token>"): 200,
    ("GET", "/<lang:lang>/library/<token>/<uuid:public_id>/file"): 200,
    ("GET", "/<lang:lang>/monitor"): 200,
    ("GET", "/<lang:lang>/my/<token>"): 200,
    ("POST", "/<lang:lang>/my/<token>"): 422,
    ("GET", "/<lang:lang>/my/<token>/name"): 200,
    ("POST", "/<lang:lang>/my/<token>/name"): 422,
    ("GET", "/<lang:lang>/network"): 200,
    ("GET", "/<lang:lang>/organisation/<token>"): 200,
    ("POST", "/<lang:lang>/organisation/<token>"): 422,
    ("GET", "/<lang:lang>/organisation/<token>/change"): 200,
    ("POST", "/<lang:lang>/organisation/<token>/change"): 422,
    ("GET", "/<lang:lang>/organisation/<token>/disclose"): 200,
    ("POST", "/<lang:lang>/organisation/<token>/disclose"): 422,
    ("GET", "/<lang:lang>/network/names"): 200,
    ("GET", "/<lang:lang>/statements/<slug>"): 200,
    ("GET", "/<lang:lang>/statements/<slug>/sent"): 200,
    ("POST", "/<lang:lang>/statements/<slug>/sign"): 422,
    ("GET", "/<lang:lang>/statements/<slug>/sign/organisation"): 200,
    ("POST", "/<lang:lang>/statements/<slug>/sign/organisation"): 422,
    ("GET", "/<lang:lang>/statements/<slug>/signatories"): 200,
    ("GET", "/embed/<slug>"): 200,
    # No address was asked about.
    ("GET", "/oembed"): 404,
    ("GET", "/og/<slug>.png"): 200,
    ("GET", "/qr/<slug>.svg"): 200,
    ("GET", "/s/<slug>"): 302,
    ("GET", "/api/v1/campaigns"): 200,
    ("GET", "/api/v1/campaigns/<slug>"): 200,
    ("GET", "/api/v1/openapi.json"): 200,
    ("GET", "/api/v1/osdi/petitions"): 200,
    ("GET", "/api/v1/osdi/petitions/<slug>"): 200,
    ("GET", "/api/v1/statements"): 200,
    ("GET", "/api/v1/statements/<slug>"): 200,
    ("GET", "/api/v1/statements/<slug>/counts"): 200,
    ("GET", "/api/v1/statements/<slug>/rounds"): 200,
    ("GET", "/api/v1/statements/<slug>/submissions"): 200,
    ("GET", "/api/v1/statements/<slug>/signatories"): 200,
    ("GET", "/dev/outbox"): 200,
    ("GET", "/dev/parts"): 200,
    ("GET", "/healthz"): 200,
    # To this machine, from which the tests ask, or with a token.
    ("GET", "/metrics"): 200,
    ("GET", "/readyz"): 200,
    ("GET", "/staff/"): WORKING,
    ("GET", "/staff/account"): WORKING,
    ("GET", "/staff/account/app"): WORKING,
    ("POST", "/staff/account/app"): (403, 403, 400, 400, 400),
    ("POST", "/staff/account/app/remove"): DOING,
    ("GET", "/staff/account/passkeys"): WORKING,
    ("POST", "/staff/account/passkeys"): (403, 403, 422, 422, 422),
    ("POST", "/staff/account/passkeys/<uuid:public_id>/remove"): DOING,
    # Whoever has no second factor is sent to set one up first.
    ("GET", "/staff/account/recovery-codes"): LEADING_ON,
    ("POST", "/staff/account/recovery-codes"): DOING,
    ("POST", "/staff/account/sessions/<uuid:public_id>/end"): DOING,
    ("POST", "/staff/account/sessions/end-others"): DOING,
    ("GET", "/staff/actions/<uuid:public_id>"): READING,
    ("GET", "/staff/actions/<uuid:public_id>/edit"): READING,
    ("POST", "/staff/actions/<uuid:public_id>/edit"): BUTTON,
    ("POST", "/staff/actions/<uuid:public_id>/end"): BUTTON,
    ("POST", "/staff/actions/<uuid:public_id>/publish"): BUTTON,
    ("GET", "/staff/applications"): READING,
    ("GET", "/staff/applications/<uuid:public_id>"): READING,
    ("POST", "/staff/applications/<uuid:public_id>/admit"): REFUSED_EMPTY,
    ("POST", "/staff/applications/<uuid:public_id>/check"): REFUSED_EMPTY,
    ("POST", "/staff/applications/<uuid:public_id>/evidence"): REFUSED_EMPTY,
    ("POST", "/staff/applications/<uuid:public_id>/opened"): (403, 403, 403, 403, 403),
    ("POST", "/staff/applications/<uuid:public_id>/refuse"): REFUSED_EMPTY,
    ("GET", "/staff/applications/new"): READING,
    ("POST", "/staff/applications/new"): REFUSED_EMPTY,
    ("GET", "/staff/applications/sealed"): (303, 403, 403, 403, 403),
    ("GET", "/staff/campaigns/<slug>/actions/new"): READING,
    ("POST", "/staff/campaigns/<slug>/actions/new"): BUTTON,
    ("GET", "/staff/campaigns/<slug>/events/new"): READING,
    ("POST", "/staff/campaigns/<slug>/events/new"): BUTTON,
    ("GET", "/staff/campaigns/<slug>/news/new"): READING,
    ("POST", "/staff/campaigns/<slug>/news/new"): BUTTON,
    ("GET", "/staff/campaigns/<slug>/papers/new"): READING,
    ("POST", "/staff/campaigns/<slug>/papers/new"): BUTTON,
    ("GET", "/staff/campaigns/<slug>/told"): READING,
    ("GET", "/staff/campaigns"): READING,
    ("GET", "/staff/campaigns/<slug>"): READING,
    ("GET", "/staff/campaigns/<slug>/clone"): READING,
    ("POST", "/staff/campaigns/<slug>/clone"): REFUSED_EMPTY,
    ("GET", "/staff/campaigns/<slug>/conclude"): READING,
    ("POST", "/staff/campaigns/<slug>/conclude"): REFUSED_EMPTY,
    ("GET", "/staff/campaigns/<slug>/edit"): READING,
    ("POST", "/staff/campaigns/<slug>/edit"): REFUSED_EMPTY,
    ("GET", "/staff/campaigns/<slug>/statements/new"): READING,
    ("POST", "/staff/campaigns/<slug>/statements/new"): REFUSED_EMPTY,
    ("GET", "/staff/campaigns/new"): READING,
    ("POST", "/staff/campaigns/new"): REFUSED_EMPTY,
    ("GET", "/staff/documents/<uuid:public_id>.pdf"): READING,
    ("GET", "/staff/keys"): LOOKING_AT_KEYS,
    ("POST", "/staff/keys"): KEEPING,
    ("POST", "/staff/keys/<int:number>/remove"): KEEPING,
    ("POST", "/staff/keys/answers"): KEEPING,
    ("POST", "/staff/keys/check"): KEEPING,
    ("POST", "/staff/keys/compare"): KEEPING,
    ("POST", "/staff/keys/decisions"): KEEPING,
    ("POST", "/staff/keys/decisions/<int:number>/ask-again"): KEEPING,
    ("GET", "/staff/keys/opener.html"): LOOKING_AT_KEYS,
    ("POST", "/staff/keys/proof"): KEEPING,
    ("POST", "/staff/keys/reseal"): KEEPING,
    ("GET", "/staff/keys/test.json"): LOOKING_AT_KEYS,
    ("GET", "/staff/reveals"): OWN_ENTRY,
    ("POST", "/staff/reveals/<uuid:public_id>/approve"): KEEPING,
    ("POST", "/staff/reveals/<uuid:public_id>/file"): KEEPING,
    ("POST", "/staff/reveals/<uuid:public_id>/refuse"): (403, 403, 403, 303, 403),
    ("GET", "/staff/reveals/new"): ASKING,
    ("POST", "/staff/reveals/new"): (403, 403, 403, 422, 403),
    ("GET", "/staff/link/<token>"): 200,
    ("POST", "/staff/link/<token>"): 422,
    ("GET", "/staff/elections"): PREPARING,
    ("GET", "/staff/elections/<uuid:public_id>"): PREPARING,
    # For custodians, of whom none is here.
    ("GET", "/staff/elections/<uuid:public_id>/ballots.json"): LOOKING_AT_KEYS,
    ("POST", "/staff/elections/<uuid:public_id>/cancel"): (403, 403, 422, 422, 403),
    ("POST", "/staff/elections/<uuid:public_id>/candidacy"): DECIDING,
    ("GET", "/staff/elections/<uuid:public_id>/count"): LOOKING_AT_KEYS,
    ("POST", "/staff/elections/<uuid:public_id>/count"): KEEPING,
    ("POST", "/staff/elections/<uuid:public_id>/nominations"): DECIDING,
    ("GET", "/staff/elections/<uuid:public_id>/run-off"): (303, 403, 303, 303, 403),
    ("POST", "/staff/elections/<uuid:public_id>/run-off"): (403, 403, 422, 422, 403),
    ("POST", "/staff/elections/<uuid:public_id>/vote"): DECIDING,
    ("GET", "/staff/elections/new"): PREPARING,
    ("POST", "/staff/elections/new"): (403, 403, 422, 422, 403),
    ("GET", "/staff/entry"): OWN_ENTRY,
    ("GET", "/staff/entry/<slug>"): OWN_ENTRY,
    ("GET", "/staff/evidence/<uuid:public_id>"): READING,
    ("GET", "/staff/events/<uuid:public_id>"): READING,
    ("GET", "/staff/events/<uuid:public_id>/edit"): READING,
    ("POST", "/staff/events/<uuid:public_id>/edit"): BUTTON,
    ("POST", "/staff/events/<uuid:public_id>/cancel"): BUTTON,
    ("POST", "/staff/events/<uuid:public_id>/publish"): BUTTON,
    ("POST", "/staff/likenesses/<int:number>"): REFUSED_EMPTY,
    ("POST", "/staff/merges/<int:number>/undo"): (403, 403, 403, 303, 403),
    ("GET", "/staff/organisations"): READING,
    ("GET", "/staff/organisations/<uuid:public_id>"): READING,
    ("GET", "/staff/organisations/<uuid:public_id>/change"): READING,
    ("POST", "/staff/organisations/<uuid:public_id>/change"): REFUSED_EMPTY,
    ("POST", "/staff/organisations/<uuid:public_id>/hide"): (403, 403, 403, 303, 403),
    ("POST", "/staff/organisations/<uuid:public_id>/standings"): REFUSED_EMPTY,
    ("GET", "/staff/organisations/alike"): READING,
    ("GET", "/staff/organisations/new"): READING,
    ("POST", "/staff/organisations/new"): REFUSED_EMPTY,
    ("GET", "/staff/letters"): READING,
    ("GET", "/staff/letters/<uuid:public_id>"): READING,
    ("POST", "/staff/letters/<uuid:public_id>/answer"): BUTTON,
    ("POST", "/staff/letters/<uuid:public_id>/close"): BUTTON,
    ("POST", "/staff/letters/<uuid:public_id>/take"): BUTTON,
    ("GET", "/staff/library"): PREPARING,
    ("GET", "/staff/library/<uuid:public_id>"): PREPARING,
    ("POST", "/staff/library/<uuid:public_id>/remove"): (403, 403, 403, 303, 403),
    ("GET", "/staff/library/links"): READING,
    ("POST", "/staff/library/links"): BUTTON,
    ("POST", "/staff/library/links/<int:number>/revoke"): (403, 403, 403, 303, 403),
    ("GET", "/staff/library/new"): READING,
    ("POST", "/staff/library/new"): BUTTON,
    ("GET", "/staff/meetings"): PREPARING,
    ("GET", "/staff/meetings/<uuid:public_id>"): PREPARING,
    ("GET", "/staff/meetings/<uuid:public_id>.ics"): PREPARING,
    # The committee approves what the secretariat has written down.
    ("POST", "/staff/meetings/<uuid:public_id>/approve"): (403, 403, 422, 403, 403),
    ("GET", "/staff/meetings/<uuid:public_id>/attendance"): READING,
    ("POST", "/staff/meetings/<uuid:public_id>/attendance"): BUTTON,
    ("GET", "/staff/meetings/<uuid:public_id>/edit"): READING,
    ("POST", "/staff/meetings/<uuid:public_id>/edit"): BUTTON,
    ("GET", "/staff/meetings/<uuid:public_id>/minutes.pdf"): PREPARING,
    ("GET", "/staff/meetings/<uuid:public_id>/minutes/<int:number>"): PREPARING,
    ("GET", "/staff/meetings/<uuid:public_id>/minutes/edit"): READING,
    ("POST", "/staff/meetings/<uuid:public_id>/minutes/edit"): BUTTON,
    ("GET", "/staff/meetings/new"): READING,
    ("POST", "/staff/meetings/new"): BUTTON,
    ("GET", "/staff/news/<uuid:public_id>"): READING,
    ("GET", "/staff/news/<uuid:public_id>/edit"): READING,
    ("POST", "/staff/news/<uuid:public_id>/edit"): BUTTON,
    ("POST", "/staff/news/<uuid:public_id>/publish"): BUTTON,
    ("POST", "/staff/news/<uuid:public_id>/unpublish"): BUTTON,
    ("GET", "/staff/papers/<uuid:public_id>"): READING,
    ("GET", "/staff/papers/<uuid:public_id>/edit"): READING,
    ("POST", "/staff/papers/<uuid:public_id>/edit"): BUTTON,
    ("GET", "/staff/papers/<uuid:public_id>/file"): READING,
    ("POST", "/staff/papers/<uuid:public_id>/publish"): BUTTON,
    ("POST", "/staff/papers/<uuid:public_id>/remove"): BUTTON,
    ("POST", "/staff/papers/<uuid:public_id>/unpublish"): BUTTON,
    ("GET", "/staff/people"): APPOINTING,
    ("POST", "/staff/people"): (403, 403, 403, 403, 422),
    ("GET", "/staff/people/terms/<int:number>/end"): APPOINTING,
    ("POST", "/staff/people/terms/<int:number>/end"): (403, 403, 403, 403, 422),
    ("GET", "/staff/prove"): LEADING_ON,
    ("POST", "/staff/prove"): DOING,
    ("POST", "/staff/prove/passkey"): (403, 403, 422, 422, 422),
    ("GET", "/staff/sign-in"): 200,
    ("POST", "/staff/sign-in"): 422,
    ("POST", "/staff/sign-in/passkey"): 422,
    ("GET", "/staff/sign-in/sent"): 200,
    ("POST", "/staff/remarks/<int:number>/settle"): (403, 403, 403, 303, 403),
    ("POST", "/staff/sign-out"): DOING,
    ("POST", "/staff/people/terms/<int:number>/shown"): (403, 403, 403, 403, 422),
    ("GET", "/staff/signatures/<uuid:public_id>"): READING,
    ("POST", "/staff/signatures/<uuid:public_id>/hide"): (403, 403, 403, 303, 403),
    ("GET", "/staff/motions"): PREPARING,
    ("GET", "/staff/motions/<uuid:public_id>"): PREPARING,
    ("POST", "/staff/motions/<uuid:public_id>/comments"): (403, 403, 422, 422, 403),
    ("POST", "/staff/motions/<uuid:public_id>/conflict"): DECIDING,
    # A facilitator edits their own motions; the secretariat, any.
    ("GET", "/staff/motions/<uuid:public_id>/edit"): READING,
    ("POST", "/staff/motions/<uuid:public_id>/edit"): (403, 403, 403, 422, 403),
    ("POST", "/staff/motions/<uuid:public_id>/minutes"): (403, 403, 422, 422, 403),
    ("POST", "/staff/motions/<uuid:public_id>/proxy"): DECIDING,
    ("POST", "/staff/motions/<uuid:public_id>/proxy/end"): DECIDING,
    ("POST", "/staff/motions/<uuid:public_id>/vote"): DECIDING,
    ("POST", "/staff/motions/<uuid:public_id>/withdraw"): (403, 403, 403, 422, 403),
    ("GET", "/staff/motions/minutes/<uuid:public_id>.pdf"): PREPARING,
    ("GET", "/staff/motions/new"): PREPARING,
    ("POST", "/staff/motions/new"): (403, 403, 422, 422, 403),
    ("GET", "/staff/standings/<int:number>/end"): READING,
    ("POST", "/staff/standings/<int:number>/end"): REFUSED_EMPTY,
    ("GET", "/staff/statements"): READING,
    ("GET", "/staff/statements/<slug>"): READING,
    ("GET", "/staff/statements/<slug>/callers"): PREPARING,
    ("POST", "/staff/statements/<slug>/callers/<int:position>/link"): (403, 403, 422, 422, 403),
    ("GET", "/staff/statements/<slug>/correct"): READING,
    ("POST", "/staff/statements/<slug>/correct"): BUTTON,
    ("GET", "/staff/statements/<slug>/open"): READING,
    ("POST", "/staff/statements/<slug>/open"): BUTTON,
    ("GET", "/staff/statements/<slug>/replace"): READING,
    ("POST", "/staff/statements/<slug>/replace"): BUTTON,
    ("GET", "/staff/statements/<slug>/rounds/<int:number>/extend"): READING,
    ("POST", "/staff/statements/<slug>/rounds/<int:number>/extend"): BUTTON,
    ("GET", "/staff/statements/<slug>/take-down"): READING,
    ("POST", "/staff/statements/<slug>/take-down"): BUTTON,
    ("GET", "/staff/statements/<slug>/about"): READING,
    ("POST", "/staff/statements/<slug>/about"): REFUSED_EMPTY,
    ("GET", "/staff/statements/<slug>/desk"): READING,
    ("POST", "/staff/statements/<slug>/desk"): REFUSED_EMPTY,
    ("POST", "/staff/statements/<slug>/desk/take"): (403, 403, 403, 303, 403),
    ("GET", "/staff/statements/<slug>/preview/<any(ja, en):tongue>"): READING,
    ("GET", "/staff/statements/<slug>/preview/<any(ja, en):tongue>.pdf"): READING,
    ("POST", "/staff/statements/<slug>/preview/<any(ja, en):tongue>/letter"): MAKING,
    ("POST", "/staff/statements/<slug>/reject"): REFUSED_EMPTY,
    ("GET", "/staff/statements/<slug>/review"): PREPARING,
    ("POST", "/staff/statements/<slug>/review/ask"): (403, 403, 403, 303, 403),
    ("POST", "/staff/statements/<slug>/review/remarks"): (403, 403, 422, 422, 403),
    ("GET", "/staff/statements/<slug>/versions"): PREPARING,
    ("POST", "/staff/statements/<slug>/rounds/<int:number>/close"): (403, 403, 403, 303, 403),
    ("POST", "/staff/statements/<slug>/submissions"): (403, 403, 403, 422, 403),
    ("GET", "/staff/submissions/<uuid:public_id>"): READING,
    ("GET", "/staff/submissions/<uuid:public_id>/hand-over"): READING,
    ("POST", "/staff/submissions/<uuid:public_id>/hand-over"): BUTTON,
    ("GET", "/staff/submissions/<uuid:public_id>/reply"): READING,
    ("POST", "/staff/submissions/<uuid:public_id>/reply"): BUTTON,
    ("GET", "/static/<path:filename>"): 200,
}


def routes(app: Flask) -> set[tuple[str, str]]:
    """Return every (method, rule) of the application."""
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_endpoint_says_who_may_use_it(app: Flask) -> None:
    assert [name for name in app.view_functions if access_of(app, name) is None] == []


def test_every_route_stands_in_the_table(app: Flask) -> None:
    assert routes(app) == set(TABLE)


def test_what_is_public_is_listed_as_public(app: Flask) -> None:
    public = {
        rule.rule for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) == "public"
    }

    assert public == set(PUBLIC_ROUTES)


def test_what_needs_a_permission_is_listed_so_and_stands_under_staff(app: Flask) -> None:
    guarded = {
        rule.rule for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) != "public"
    }

    assert guarded == set(STAFF_ROUTES)
    assert [rule for rule in guarded if not rule.startswith("/staff/")] == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_route_answers_as_the_table_says(
    who: str,
    client: FlaskClient,
    visit: Visit,
    aki: Person,
    chie: Person,
    dai: Person,
) -> None:
    make_scene()
    people = {
        "aki": aki,
        "chie": chie,
        "dai": dai,
        "emi": factories.make_person("emi", "administrator"),
    }
    browser = visit(people[who]) if who in people else client

    answers = {
        (method, rule): browser.open(address(rule), method=method, buffered=True).status_code
        for method, rule in TABLE
    }

    place = EVERYBODY.index(who)
    expected = {
        route: told if isinstance(told, int) else told[place] for route, told in TABLE.items()
    }
    assert answers == expected


def test_a_guest_is_told_the_same_whether_or_not_there_is_something(client: FlaskClient) -> None:
    make_scene()
    guarded = [(method, address(rule)) for method, rule in TABLE if rule in STAFF_ROUTES]
    nowhere = [(method, path.replace(SLUG, "no-such-slug")) for method, path in guarded]

    answers = {
        (method, path): client.open(path, method=method) for method, path in guarded + nowhere
    }

    told = {
        (method, answer.status_code, answer.headers.get("Location", "").partition("?")[0])
        for (method, _path), answer in answers.items()
    }
    assert told == {("GET", 303, "/staff/sign-in"), ("POST", 403, "")}
