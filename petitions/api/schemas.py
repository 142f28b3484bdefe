"""The JSON Schemas (2020-12) of the API's answers, each with an example that is one."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from campaigns.models import Kind, Outcome, Status, Topic
from campaigns.paging import NEVER_PUBLIC
from petitions.api.shapes import Shape, code
from petitions.models import SignerKind

STATES = ("closed", "now", "next")
STATUSES = [code(one) for one in Status if one not in NEVER_PUBLIC]


def ref(name: str) -> Shape:
    return {"$ref": f"#/components/schemas/{name}"}


def one_of(members: Iterable[str]) -> Shape:
    return {"type": "string", "enum": list(members)}


def codes(kind: type[StrEnum]) -> Shape:
    return one_of(code(member) for member in kind)


def exactly(
    properties: Shape, description: str = "", *, but: frozenset[str] = frozenset()
) -> Shape:
    """Return the schema of an object with these properties, all of them there but some."""
    schema: Shape = {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in but],
    }
    return {**schema, "description": description} if description else schema


def or_null(schema: Shape) -> Shape:
    return {"anyOf": [schema, {"type": "null"}]}


def some(schema: Shape) -> Shape:
    return {"type": "array", "items": schema}


def page_of(name: str) -> Shape:
    following = {**or_null(TEXT), "description": "A value for `?cursor=`; null on the last page."}
    return exactly({"items": some(ref(name)), "next": following})


TEXT: Shape = {"type": "string"}
NUMBER: Shape = {"type": "integer", "minimum": 0}
MOMENT: Shape = {"type": "string", "format": "date-time"}
DAY: Shape = {"type": "string", "format": "date"}
ADDRESS: Shape = {"type": "string", "format": "uri"}
BOTH = exactly({"ja": TEXT, "en": TEXT}, "In both languages; one of them may be empty.")
LINKED = exactly({"href": ADDRESS})

_SUMMARY: Shape = {
    "slug": TEXT,
    "kind": codes(Kind),
    "status": one_of(STATUSES),
    "title": BOTH,
    "addressees": some(ref("Office")),
    "opens_at": MOMENT,
    "closes_at": {**or_null(MOMENT), "description": "When the present round closes."},
    "counts": ref("Counts"),
    "rounds": some(ref("Round")),
    "url": ADDRESS,
}
_ROUND: Shape = {"number": NUMBER, "closes_at": or_null(MOMENT), "state": one_of(STATES)}
_CAMPAIGN: Shape = {
    "slug": TEXT,
    "title": BOTH,
    "goal": BOTH,
    "topic": or_null(codes(Topic)),
    "occasion": exactly({"ja": TEXT, "en": TEXT, "url": TEXT}),
    "concluded_at": or_null(MOMENT),
    "outcome": or_null(codes(Outcome)),
    "statements": {**some(TEXT), "description": "Slugs, the first statement first."},
    "url": ADDRESS,
}
_PETITION: Shape = {
    "identifiers": some(TEXT),
    "origin_system": TEXT,
    "created_date": MOMENT,
    "modified_date": MOMENT,
    "name": TEXT,
    "title": TEXT,
    "petition_text": {**TEXT, "description": "HTML."},
    "browser_url": ADDRESS,
    "featured_image_url": ADDRESS,
    "total_signatures": {**NUMBER, "description": "People; organisations are never added."},
    "target": some(exactly({"name": TEXT})),
    "hiroba:counts": ref("Counts"),
    "_links": exactly({"self": LINKED, "curies": some({"type": "object"})}),
}

SCHEMAS: dict[str, Shape] = {
    "Campaign": exactly(_CAMPAIGN),
    "CampaignWithStatements": exactly(
        {
            **_CAMPAIGN,
            "closing": {**or_null(BOTH), "description": "Markdown, once it is concluded."},
            "statements": some(ref("StatementSummary")),
        }
    ),
    "Counts": exactly(
        {
            "organisations": exactly({"named": NUMBER, "undisclosed": NUMBER, "total": NUMBER}),
            "people": exactly({"total": NUMBER}),
        },
        "As published. `undisclosed` is every organisation that is not named publicly; it moves in"
        " groups of three or more. `total` is `named` and `undisclosed`.",
    ),
    "CountedRound": exactly(
        {
            **_ROUND,
            "organisations": {
                **or_null(NUMBER),
                "description": "How many stood on its list when it closed.",
            },
        }
    ),
    "Office": exactly({"code": TEXT, "ja": TEXT, "en": TEXT}, "An addressee by its title."),
    "Petition": exactly(_PETITION, "A statement as a petition of OSDI 1.2."),
    "Petitions": exactly(
        {
            "per_page": NUMBER,
            "_links": exactly(
                {
                    "self": LINKED,
                    "next": LINKED,
                    "osdi:petitions": some(LINKED),
                    "curies": some({"type": "object"}),
                },
                but=frozenset({"next"}),
            ),
            "_embedded": exactly({"osdi:petitions": some(ref("Petition"))}),
        }
    ),
    "Problem": exactly(
        {"type": TEXT, "title": TEXT, "status": NUMBER, "detail": TEXT},
        "What went wrong (RFC 9457).",
    ),
    "Round": exactly(_ROUND),
    "Signatory": exactly(
        {
            "kind": codes(SignerKind),
            "name": TEXT,
            "name_en": or_null(TEXT),
            "kana": or_null(TEXT),
            "country": or_null(TEXT),
            "comment": or_null(TEXT),
        },
        "A signer as they chose to be shown.",
    ),
    "Statement": exactly(
        {
            **_SUMMARY,
            "version": NUMBER,
            "text_hash": {**TEXT, "description": "SHA-256 of the whole text."},
            "body": {**BOTH, "description": "Markdown."},
            "body_html": BOTH,
            "demands": exactly({"ja": some(TEXT), "en": some(TEXT)}),
        }
    ),
    "StatementSummary": exactly(_SUMMARY),
    "Submission": exactly(
        {
            "id": {"type": "string", "format": "uuid"},
            "handed_over_on": DAY,
            "round": or_null(NUMBER),
            "addressees": some(ref("Office")),
            "counts": exactly(
                {
                    "organisations": exactly(
                        {
                            "total": {
                                **or_null(NUMBER),
                                "description": "On its round's list; null without a round.",
                            }
                        }
                    )
                }
            ),
            "replies": some(exactly({"addressee": ref("Office"), "received_on": DAY})),
        }
    ),
}
