"""The library for supporting organisations, by a link that says nothing of who they are.

Nothing is kept of a visit: no cookie is set, nothing is written when a link is used, and the log's
line names the rule, never the link or what was opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from core import storage
from core.access import public
from core.headers import secret_address
from core.uploads import MEDIA_TYPES, Kind
from network import keeping_library
from network.models import LibraryItem

bp = Blueprint("network_library", __name__)


@dataclass(frozen=True)
class ItemRow:
    """Something in the library; a file has a kind and a size in MB, an address of the web none."""

    public_id: UUID
    title: str
    note: str
    url: str
    kind: str
    megabytes: float
    added: datetime


@bp.get("/<lang:lang>/library/<token>")
@public
@secret_address
def library(token: str) -> ResponseReturnValue:
    """Show what there is to whoever has a link."""
    keeping_library.require_link(token)
    return render_template(
        "network/library.html",
        rows=[
            row(one, url_for(".item", token=token, public_id=one.public_id))
            for one in keeping_library.items()
        ],
    )


@bp.get("/<lang:lang>/library/<token>/<uuid:public_id>/file")
@public
@secret_address
def item(token: str, public_id: UUID) -> ResponseReturnValue:
    """Send a file to whoever has a link."""
    keeping_library.require_link(token)
    return sent(keeping_library.find(public_id) or abort(404))


def row(one: LibraryItem, address: str) -> ItemRow:
    return ItemRow(
        public_id=one.public_id,
        title=one.title,
        note=one.note,
        url=one.url or address,
        kind=(one.kind or "").upper(),
        megabytes=max(0.1, (one.size or 0) / 1_000_000),
        added=one.added_at,
    )


def sent(one: LibraryItem) -> Response | ResponseReturnValue:
    """Return a file to be saved, never opened in the browser; or the way to an address."""
    if one.storage_key is None:
        return redirect(one.url or "/", 303)
    kind = Kind(one.kind or "")
    return send_file(
        storage.path(one.storage_key),
        mimetype=MEDIA_TYPES[kind],
        as_attachment=True,
        download_name=f"{one.title}.{kind}",
        etag=False,
    )
