"""The public's first pages: home, the list of calls, one campaign."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from campaigns import reading
from core.access import public
from core.headers import shared
from core.text import clean
from network import people

bp = Blueprint("campaigns", __name__)

LONGEST_SEARCH = 100


@bp.get("/<lang:lang>/")
@public
@shared
def home() -> ResponseReturnValue:
    """Show what can be signed now."""
    calls = reading.open_calls()
    return render_template(
        "campaigns/home.html",
        calls=calls,
        counts_hero=calls[0].counts if calls else None,
        seven=[organisation.name for organisation in people.constituents()],
    )


@bp.get("/<lang:lang>/campaigns/")
@public
@shared
def all_calls() -> ResponseReturnValue:
    """Show every published statement, or those that hold the words of `?q=`."""
    search = clean(request.args.get("q", "").replace("\0", ""))[:LONGEST_SEARCH]
    return render_template("campaigns/list.html", calls=reading.all_calls(search), q=search)


@bp.get("/<lang:lang>/campaigns/<slug>")
@public
@shared
def campaign(slug: str) -> ResponseReturnValue:
    """Show one campaign and its statements."""
    found = reading.of_campaign(slug) or abort(404)
    return render_template("campaigns/campaign.html", campaign=found[0], calls=found[1])
