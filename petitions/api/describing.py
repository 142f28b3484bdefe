"""The description of the API for machines: OpenAPI 3.1, held to the routes and answers by tests."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, Response, current_app, jsonify

from campaigns.models import Kind
from core.access import public
from core.headers import shared
from core.i18n import LANGUAGES
from petitions.api import examples
from petitions.api.asking import MOST, MOST_DIGITS, USUAL
from petitions.api.schemas import (
    NUMBER,
    SCHEMAS,
    STATUSES,
    TEXT,
    codes,
    exactly,
    one_of,
    page_of,
    ref,
)
from petitions.api.shapes import Shape
from petitions.sharing import places

bp = Blueprint("api_describing", __name__, url_prefix="/api/v1")

JSON, HAL, PROBLEM = "application/json", "application/hal+json", "application/problem+json"
PROBLEMS = {
    "400": "A parameter cannot be read.",
    "404": "There is nothing here that the public may read.",
    "405": "The API is read-only.",
    "410": "It was taken down; `detail` says why and when.",
}


class Told(NamedTuple):
    """What one address answers: a summary, the schema, an example, and what may be asked of it."""

    summary: str
    schema: Shape
    example: Shape
    parameters: tuple[str, ...] = ()
    media: str = JSON


PARAMETERS: dict[str, Shape] = {
    "slug": {
        "name": "slug",
        "in": "path",
        "required": True,
        "schema": TEXT,
        "example": "civic-space",
    },
    "cursor": {
        "name": "cursor",
        "in": "query",
        "description": "Where the page begins: `next` of the page before.",
        "schema": {**TEXT, "pattern": f"^[0-9]{{0,{MOST_DIGITS}}}$"},
    },
    "cursor_of_signatories": {
        "name": "cursor",
        "in": "query",
        "description": "Where the page begins: `next` of the page before.",
        "schema": {**TEXT, "pattern": "^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$"},
    },
    "limit": {
        "name": "limit",
        "in": "query",
        "schema": {**NUMBER, "minimum": 1, "maximum": MOST, "default": USUAL},
    },
    "kind": {"name": "kind", "in": "query", "schema": codes(Kind)},
    "status": {"name": "status", "in": "query", "schema": one_of(STATUSES)},
    "lang": {
        "name": "lang",
        "in": "query",
        "schema": {**one_of(LANGUAGES), "default": LANGUAGES[0]},
    },
}
PAGED = ("cursor", "limit")

PATHS: dict[str, Told] = {
    "/campaigns": Told(
        "Campaigns that have something published, newest first",
        page_of("Campaign"),
        {"items": [examples.CAMPAIGN], "next": None},
        PAGED,
    ),
    "/campaigns/{slug}": Told(
        "One campaign with its statements",
        ref("CampaignWithStatements"),
        examples.CAMPAIGN_WITH_STATEMENTS,
        ("slug",),
    ),
    "/statements": Told(
        "Published statements without their text, newest first",
        page_of("StatementSummary"),
        {"items": [examples.SUMMARY], "next": "17"},
        (*PAGED, "kind", "status"),
    ),
    "/statements/{slug}": Told(
        "One statement with its text", ref("Statement"), examples.STATEMENT, ("slug",)
    ),
    "/statements/{slug}/counts": Told(
        "The published counts of a statement", ref("Counts"), examples.COUNTS, ("slug",)
    ),
    "/statements/{slug}/rounds": Told(
        "The collection rounds of a statement",
        page_of("CountedRound"),
        {"items": [examples.ROUND], "next": None},
        ("slug",),
    ),
    "/statements/{slug}/signatories": Told(
        "Who may be named, in an order that tells nothing",
        page_of("Signatory"),
        {"items": [examples.SIGNATORY], "next": None},
        ("slug", "cursor_of_signatories", "limit"),
    ),
    "/statements/{slug}/submissions": Told(
        "What was handed over, the first one first, with the days of the answers",
        page_of("Submission"),
        {"items": [examples.SUBMISSION], "next": None},
        ("slug",),
    ),
    "/osdi/petitions": Told(
        "Published statements by the names of OSDI 1.2",
        ref("Petitions"),
        examples.PETITIONS,
        (*PAGED, "lang"),
        HAL,
    ),
    "/osdi/petitions/{slug}": Told(
        "One statement by the names of OSDI 1.2",
        ref("Petition"),
        examples.PETITION,
        ("slug", "lang"),
        HAL,
    ),
    "/openapi.json": Told(
        "This description",
        exactly({"openapi": TEXT, "info": {"type": "object"}, "paths": {"type": "object"}}),
        {"openapi": "3.1.0", "info": {}, "paths": {}},
    ),
}


@bp.get("/openapi.json")
@public
@shared
def description() -> Response:
    """Return the description of the API."""
    return jsonify(described(places.site(), current_app.config["SETTINGS"].contact_email))


def described(site: str, contact: str) -> Shape:
    """Return what openapi.json says, for a site at this address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hiroba",
            "version": "1",
            "description": "Read-only: campaigns, statements, published counts and signatories.",
            "contact": {"email": contact},
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": f"{site}/api/v1"}],
        "paths": {path: {"get": operation(path, told)} for path, told in PATHS.items()},
        "components": {
            "schemas": SCHEMAS,
            "parameters": PARAMETERS,
            "responses": {
                code: {"description": text, "content": {PROBLEM: {"schema": ref("Problem")}}}
                for code, text in PROBLEMS.items()
            },
        },
    }


def operation(path: str, told: Told) -> Shape:
    return {
        "operationId": path.strip("/").replace("/", "_").replace("{slug}", "one"),
        "summary": told.summary,
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in told.parameters],
        "responses": {
            "200": {
                "description": told.summary,
                "headers": {"ETag": {"schema": TEXT}},
                "content": {told.media: {"schema": told.schema, "example": told.example}},
            },
            "304": {"description": "It has not changed since the ETag in If-None-Match."},
            **{code: {"$ref": f"#/components/responses/{code}"} for code in problems(told)},
        },
    }


def problems(told: Told) -> list[str]:
    """Return the errors that an address may answer with."""
    found = ["405"]
    if set(told.parameters) - {"slug"}:
        found.append("400")
    if "slug" in told.parameters:
        found += ["404", "410"]
    return sorted(found)
