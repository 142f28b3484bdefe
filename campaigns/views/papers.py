"""Papers of a campaign, sent to whoever asks for them."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, abort

from campaigns import telling
from campaigns.telling import PaperOnPage
from core import storage
from core.access import public
from core.headers import shared

bp = Blueprint("campaigns_files", __name__)


@bp.get("/<lang:lang>/campaigns/<slug>/papers/<uuid:public_id>")
@public
@shared
def paper(slug: str, public_id: UUID) -> Response:
    """Send a published paper."""
    return saved(telling.paper(slug, public_id) or abort(404))


def saved(paper: PaperOnPage) -> Response:
    """Return a file to be saved, never opened in the browser (its name: RFC 6266).

    A cache asks by its digest whether it is still the same.
    """
    response = Response(storage.get(paper.storage_key), mimetype=paper.media_type)
    response.set_etag(paper.sha256)
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{paper.plain_file_name}";'
        f" filename*=UTF-8''{quote(paper.file_name, safe='')}"
    )
    return response
