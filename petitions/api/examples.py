"""Examples of the API's answers: what openapi.json shows beside each address."""

from __future__ import annotations

from petitions.api.shapes import Shape

_SITE = "https://hiroba.example"
_TITLE = {
    "ja": "市民社会スペースの保障を求める要請書",
    "en": "Request for the Protection of Civic Space",
}
_OFFICE = {"code": "mofa", "ja": "外務大臣", "en": "Minister for Foreign Affairs"}

COUNTS: Shape = {
    "organisations": {"named": 43, "undisclosed": 17, "total": 60},
    "people": {"total": 9280},
}
SUMMARY: Shape = {
    "slug": "civic-space",
    "kind": "request",
    "status": "open",
    "title": _TITLE,
    "addressees": [_OFFICE],
    "opens_at": "2026-11-04T09:00:00+00:00",
    "closes_at": "2026-12-10T09:00:00+00:00",
    "counts": COUNTS,
    "rounds": [{"number": 1, "closes_at": "2026-12-10T09:00:00+00:00", "state": "now"}],
    "url": f"{_SITE}/ja/statements/civic-space",
}
STATEMENT: Shape = {
    **SUMMARY,
    "version": 2,
    "text_hash": "4c69ce36eb338c8d7dbd01f55ab671fdbba3fc4f86f8fc7ec007d4d1cb1901b9",
    "body": {"ja": "私たちは…", "en": "We …"},
    "body_html": {"ja": "<p>私たちは…</p>", "en": "<p>We …</p>"},
    "demands": {"ja": ["協議の場を設けること。"], "en": ["That civil society be consulted."]},
}
ROUND: Shape = {
    "number": 1,
    "closes_at": "2026-12-10T09:00:00+00:00",
    "state": "closed",
    "organisations": 28,
}
SIGNATORY: Shape = {
    "kind": "organisation",
    "name": "特定非営利活動法人 すみれ文庫",
    "name_en": "Violet Library",
    "kana": "すみれぶんこ",
    "country": "JP",
    "comment": None,
}
SUBMISSION: Shape = {
    "id": "5b0e4a1c-8c0f-4a6e-9d53-6a1f0f5c7b11",
    "handed_over_on": "2026-12-12",
    "round": 1,
    "addressees": [_OFFICE],
    "counts": {"organisations": {"total": 28}},
    "replies": [{"addressee": _OFFICE, "received_on": "2027-01-15"}],
}
CAMPAIGN: Shape = {
    "slug": "civic-space",
    "title": _TITLE,
    "goal": {"ja": "協議の場を、法律で定める。", "en": "Consultation, laid down by law."},
    "topic": "participation",
    "occasion": {"ja": "", "en": "", "url": ""},
    "concluded_at": None,
    "outcome": None,
    "statements": ["civic-space"],
    "url": f"{_SITE}/ja/campaigns/civic-space",
}
CAMPAIGN_WITH_STATEMENTS: Shape = {**CAMPAIGN, "closing": None, "statements": [SUMMARY]}
_CURIES = [
    {
        "name": "osdi",
        "href": "https://opensupporter.github.io/osdi-docs/{rel}.html",
        "templated": True,
    }
]
PETITION: Shape = {
    "identifiers": ["hiroba:civic-space"],
    "origin_system": "Hiroba",
    "created_date": "2026-11-04T09:00:00+00:00",
    "modified_date": "2026-11-04T09:00:00+00:00",
    "name": "civic-space",
    "title": _TITLE["ja"],
    "petition_text": "<p>私たちは…</p>",
    "browser_url": f"{_SITE}/ja/statements/civic-space",
    "featured_image_url": f"{_SITE}/og/civic-space.png?lang=ja",
    "total_signatures": 9280,
    "target": [{"name": _OFFICE["ja"]}],
    "hiroba:counts": COUNTS,
    "_links": {
        "self": {"href": f"{_SITE}/api/v1/osdi/petitions/civic-space?lang=ja"},
        "curies": _CURIES,
    },
}
PETITIONS: Shape = {
    "per_page": 50,
    "_links": {
        "self": {"href": f"{_SITE}/api/v1/osdi/petitions?limit=50&lang=ja"},
        "osdi:petitions": [PETITION["_links"]["self"]],
        "curies": _CURIES,
    },
    "_embedded": {"osdi:petitions": [PETITION]},
}
