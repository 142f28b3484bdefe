"""The page that accounts for the work: what is decided, opened, handed over, answered, refused."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from campaigns import accounting as of_statements
from campaigns import reading
from core.access import public
from core.db import today
from core.headers import shared
from core.sitemap import Place
from network import accounting as of_motions
from petitions import accounting

bp = Blueprint("transparency", __name__)

#: Submissions that are told one by one.
MOST = 100


@bp.get("/<lang:lang>/transparency")
@public
@shared
def transparency() -> ResponseReturnValue:
    """Account for what has been done, in numbers, and for what was refused, case by case."""
    handed = accounting.handed_over()
    return render_template(
        "petitions/transparency.html",
        statement_figures=[(one.status.label, one.number) for one in of_statements.standings()],
        decided=of_motions.decided(),
        replies=accounting.replies(handed, today=today()),
        handed=handed[:MOST],
        today=today(),
        not_named=accounting.not_named(),
        least=accounting.LEAST,
        rejected=of_statements.not_taken_up(),
        taken_down=of_statements.taken_down(),
    )


def places() -> list[Place]:
    """Return the pages of this room that search engines may find."""
    statements = reading.all_statements()
    return [
        Place("transparency.transparency"),
        *(Place("petitions.statement", {"slug": slug}, at) for slug, at in statements),
    ]
