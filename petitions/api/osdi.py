"""Statements as petitions of the Open Supporter Data Interface (OSDI 1.2), for tools that read it.

https://opensupporter.github.io/osdi-docs/petitions.html. Nothing can be written, and people or
organisations are not told one by one.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, jsonify, request, url_for

from campaigns import reading
from campaigns.models import Statement
from campaigns.reading import Counts
from campaigns.wording import html_of
from core.access import public
from core.headers import shared
from core.i18n import LANGUAGES, in_language, language
from petitions import counting
from petitions.api import asking, shapes
from petitions.api.shapes import Shape
from petitions.sharing import places

bp = Blueprint("api_osdi", __name__, url_prefix="/api/v1/osdi")

SYSTEM = "Hiroba"
CURIES = [
    {
        "name": "osdi",
        "href": "https://opensupporter.github.io/osdi-docs/{rel}.html",
        "templated": True,
    }
]


@bp.get("/petitions")
@public
@shared
def petitions() -> Response:
    """List published statements, newest first, in the language of `?lang=`; `next` is a link."""
    speak()
    size = asking.limit()
    found = reading.page(after=asking.after(), limit=size + 1)
    shown, published = found[:size], counting.published(found)
    links: Shape = {
        "self": {"href": page_from(asking.after())},
        "osdi:petitions": [{"href": place(one.slug)} for one in shown],
        "curies": CURIES,
    }
    if len(found) > size:
        links["next"] = {"href": page_from(shown[-1].id)}
    embedded = [petition_of(one, published[one.id]) for one in shown]
    return hal({"per_page": size, "_links": links, "_embedded": {"osdi:petitions": embedded}})


@bp.get("/petitions/<slug>")
@public
@shared
def petition(slug: str) -> Response:
    """Return one published statement, in the language of `?lang=`."""
    speak()
    found = asking.published(slug)
    return hal(petition_of(found, counting.published([found])[found.id]))


def petition_of(found: Statement, published: Counts) -> Shape:
    """Return a statement by OSDI's names.

    A signature of OSDI is a person's, so `total_signatures` are the people. Organisations, whom we
    never add to them, stand in `hiroba:counts` with the published figures.
    """
    version = found.version
    return {
        "identifiers": [f"hiroba:{found.slug}"],
        "origin_system": SYSTEM,
        "created_date": shapes.moment(found.opened_at),
        "modified_date": shapes.moment(found.opened_at),
        "name": found.slug,
        "title": version.title,
        "petition_text": html_of(in_language(version.body_ja, version.body_en)),
        "browser_url": places.full(found.slug),
        "featured_image_url": places.picture(found.slug),
        "total_signatures": published.people,
        "target": [{"name": office.title} for office in found.offices],
        "hiroba:counts": shapes.counts(published),
        "_links": {"self": {"href": place(found.slug)}, "curies": CURIES},
    }


def page_from(cursor: int | None) -> str:
    address = url_for(".petitions", cursor=cursor, limit=asking.limit(), lang=language())
    return f"{places.site()}{address}"


def place(slug: str) -> str:
    return f"{places.site()}{url_for('.petition', slug=slug, lang=language())}"


def speak() -> None:
    """Answer in the language that is asked for, else in our first one; or answer 400."""
    lang = request.args.get("lang", LANGUAGES[0])
    if lang not in LANGUAGES:
        abort(400)
    g.lang = lang


def hal(told: Shape) -> Response:
    response = jsonify(told)
    response.mimetype = "application/hal+json"
    return response
