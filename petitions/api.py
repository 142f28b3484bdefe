"""Read-only JSON: statements, their published counts, and who is named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, jsonify, request

from campaigns import reading
from campaigns.models import Statement
from campaigns.reading import Counts
from campaigns.wording import html_of
from core.access import public
from core.headers import naming, shared
from core.i18n import LANGUAGES
from petitions import counting, listing, rounds
from petitions.models import PublicSignatory
from petitions.rounds import RoundOnPage

bp = Blueprint("api", __name__, url_prefix="/api/v1")

USUAL = 50
MOST = 200


@bp.get("/statements")
@public
@shared
def statements() -> Response:
    """List published statements, newest first."""
    after = number(request.args["cursor"]) if request.args.get("cursor") else None
    size = limit()
    found = reading.page(after=after, limit=size + 1)
    counts, collected = counting.published(found), rounds.on_pages(found)
    items = [summary(one, counts[one.id], collected[one.id]) for one in found[:size]]
    return jsonify(items=items, next=str(found[size - 1].id) if len(found) > size else None)


@bp.get("/statements/<slug>")
@public
@shared
def statement(slug: str) -> Response:
    """Return one published statement with its text."""
    found = reading.published(slug) or abort(404)
    version = found.version
    return jsonify(
        **summary(found, counting.published([found])[found.id], rounds.on_page(found)),
        version=version.number,
        text_hash=version.text_hash,
        body={"ja": version.body_ja, "en": version.body_en},
        body_html={"ja": html_of(version.body_ja), "en": html_of(version.body_en)},
        demands={"ja": version.demands_ja, "en": version.demands_en},
    )


@bp.get("/statements/<slug>/signatories")
@public
@naming
def signatories(slug: str) -> Response:
    """List those who are named; the order is that of random ids and tells nothing."""
    found = reading.published(slug) or abort(404)
    size = limit()
    page = listing.signatories(found.id, after=identifier(), limit=size + 1)
    items = [named(one) for one in page[:size]]
    return jsonify(items=items, next=str(page[size - 1].public_id) if len(page) > size else None)


def summary(found: Statement, counts: Counts, collected: Sequence[RoundOnPage]) -> dict[str, Any]:
    """Return a statement without its text, in the fixed shape of the interface."""
    base = current_app.config["SETTINGS"].base_url
    version = found.version
    return {
        "slug": found.slug,
        "kind": found.kind,
        "status": found.status,
        "title": {"ja": version.title_ja, "en": version.title_en},
        "addressees": [
            {"code": office.code, "ja": office.title_ja, "en": office.title_en}
            for office in found.offices
        ],
        "opens_at": moment(found.opened_at),
        "closes_at": moment(found.closes_at),
        "counts": {
            "organisations": {
                "named": counts.named,
                "undisclosed": counts.undisclosed,
                "total": counts.organisations,
            },
            "people": {"total": counts.people},
        },
        "rounds": [
            {"number": one.number, "closes_at": moment(one.closes_at), "state": one.state}
            for one in collected
        ],
        "url": f"{base}/{LANGUAGES[0]}/statements/{found.slug}",
    }


def named(one: PublicSignatory) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "name": one.name,
        "name_en": one.name_en,
        "kana": one.kana,
        "country": one.country,
        "comment": one.comment,
    }


def moment(value: Any) -> str | None:
    return value.isoformat() if value is not None else None


def limit() -> int:
    """Return how many items are asked for by `?limit=`, at most 200, or answer 400."""
    given = request.args.get("limit")
    asked = USUAL if given is None else number(given)
    if not 1 <= asked <= MOST:
        abort(400)
    return asked


def number(given: str) -> int:
    """Return a number from the query, or answer 400."""
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        abort(400)
    return int(given)


def identifier() -> UUID | None:
    given = request.args.get("cursor")
    try:
        return UUID(given) if given else None
    except ValueError:
        abort(400)
