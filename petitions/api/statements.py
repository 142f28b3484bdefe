"""Statements: their text and published counts, who is named, rounds, and what was handed over."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, jsonify
from sqlalchemy import func
from sqlalchemy.orm import joinedload, selectinload

from campaigns import paging, reading
from campaigns.models import Kind, Statement, Status
from core.access import public
from core.db import db
from core.headers import naming, shared
from petitions import counting, listing, rounds
from petitions.api import asking, shapes
from petitions.api.shapes import Shape
from petitions.models import Recipient, Submission, SubmissionDocument

bp = Blueprint("api", __name__, url_prefix="/api/v1")


@bp.get("/statements")
@public
@shared
def statements() -> Response:
    """List published statements, newest first; of one kind or status, where that is asked for."""
    kind = asking.one_of("kind", Kind)
    status = asking.one_of("status", Status, but=paging.NEVER_PUBLIC)
    conditions = [Statement.kind == kind] if kind else []
    conditions += [paging.stands_at(status)] if status else []
    size = asking.limit()
    found = reading.page(*conditions, after=asking.after(), limit=size + 1)
    items = summaries(found[:size])
    return jsonify(shapes.page(items, found[size - 1].id if len(found) > size else None))


@bp.get("/statements/<slug>")
@public
@shared
def statement(slug: str) -> Response:
    """Return one published statement with its text."""
    found = asking.published(slug)
    return jsonify({**summaries([found])[0], **shapes.text(found.version)})


@bp.get("/statements/<slug>/counts")
@public
@shared
def counts(slug: str) -> Response:
    """Return the published counts alone, for whoever asks often."""
    found = asking.published(slug)
    return jsonify(shapes.counts(counting.published([found])[found.id]))


@bp.get("/statements/<slug>/rounds")
@public
@shared
def collected(slug: str) -> Response:
    """List the rounds; of a closed one, how many organisations stood on its list."""
    found = rounds.on_page(asking.published(slug))
    return jsonify(shapes.page([shapes.counted_round(one) for one in found]))


@bp.get("/statements/<slug>/signatories")
@public
@naming
def signatories(slug: str) -> Response:
    """List those who are named; the order is that of random ids and tells nothing."""
    found, size = asking.published(slug), asking.limit()
    page = listing.signatories(found.id, after=asking.identifier(), limit=size + 1)
    items = [shapes.named(one) for one in page[:size]]
    return jsonify(shapes.page(items, page[size - 1].public_id if len(page) > size else None))


@bp.get("/statements/<slug>/submissions")
@public
@shared
def submissions(slug: str) -> Response:
    """List what was handed over, the first one first, with the days of the answers."""
    found = asking.published(slug)
    of_statement, handed = rounds.on_page(found), handed_over(found)
    return jsonify(shapes.page([shapes.submission(one, of_statement) for one in handed]))


def summaries(found: Sequence[Statement]) -> list[Shape]:
    published, collected = counting.published(found), rounds.on_pages(found)
    return [shapes.summary(one, published[one.id], collected[one.id]) for one in found]


def handed_over(found: Statement) -> list[Submission]:
    """Return the submissions that have been handed over, with all that is told of them."""
    addressees = (
        joinedload(Submission.documents)
        .joinedload(SubmissionDocument.recipients)
        .joinedload(Recipient.office)
    )
    query = (
        db.select(Submission)
        .where(Submission.statement_id == found.id, Submission.handed_over_at <= func.now())
        .options(addressees, selectinload(Submission.replies), joinedload(Submission.round))
        .order_by(Submission.handed_over_at, Submission.id)
    )
    return list(db.session.scalars(query).unique())
