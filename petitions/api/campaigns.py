"""Campaigns that have something published, with their statements."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify

from campaigns import paging, reading
from campaigns.models import Statement
from core.access import public
from core.headers import shared
from petitions.api import asking, shapes
from petitions.api.statements import summaries

bp = Blueprint("api_campaigns", __name__, url_prefix="/api/v1")


@bp.get("/campaigns")
@public
@shared
def campaigns() -> Response:
    """List campaigns, newest first, with the slugs of their published statements."""
    size = asking.limit()
    found = paging.campaigns(after=asking.after(), limit=size + 1)
    slugs = paging.slugs_of([one.id for one in found])
    items = [shapes.campaign(one, slugs[one.id]) for one in found[:size]]
    return jsonify(shapes.page(items, found[size - 1].id if len(found) > size else None))


@bp.get("/campaigns/<slug>")
@public
@shared
def campaign(slug: str) -> Response:
    """Return one campaign with its statements, and its closing words once it is concluded."""
    found = paging.campaign(slug) or abort(404)
    statements = reading.page(Statement.campaign_id == found.id, after=None, limit=asking.MOST)
    closing = found.concluded_at is not None
    return jsonify(
        {
            **shapes.campaign(found, slugs=[]),
            "closing": shapes.both(found.closing_ja, found.closing_en) if closing else None,
            "statements": summaries(statements),
        }
    )
