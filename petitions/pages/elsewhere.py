"""A statement outside our own pages: its picture, QR code, card in frames and short address.

Other sites show these within theirs. They hold published figures, and nobody's name but the
network's and its statements' own.
"""

from __future__ import annotations

import re
from io import BytesIO

import segno
from flask import (
    Blueprint,
    Response,
    abort,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from campaigns import reading
from campaigns.models import Statement
from campaigns.reading import Call
from core.access import public
from core.headers import abroad, shared
from core.i18n import LANGUAGES, language
from core.pages import network
from petitions.pages.sharing import FRAME_HEIGHT, FRAME_WIDTH, frame
from petitions.sharing import cards, drawing, places

bp = Blueprint("elsewhere", __name__)

#: What of a statement's addresses others may ask oEmbed about.
ADDRESS = re.compile(
    r"/(?:(?P<lang>ja|en)/statements|s|embed)/(?P<slug>[a-z0-9-]+)(?:\?(?:lang=(?P<other>ja|en))?)?"
)


@bp.get("/og/<slug>.png")
@public
@shared
@abroad
def picture(slug: str) -> Response:
    """Draw the card of a statement, in the language of `?lang=`."""
    speak(request.args.get("lang"))
    call = call_of(published(slug))
    return Response(drawing.drawn(cards.card_of(call, call.counts)), mimetype="image/png")


@bp.get("/qr/<slug>.svg")
@public
@shared
@abroad
def code(slug: str) -> Response:
    """Draw the QR code that leads to a statement, without a size: it prints sharp at any."""
    address = places.short(published(slug).slug)
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", border=4, light="#fff", omitsize=True, title=address
    )
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


@bp.get("/s/<slug>")
@public
@shared
def short(slug: str) -> ResponseReturnValue:
    """Lead from a printed address to the statement, in the reader's language."""
    response = redirect(url_for("petitions.statement", slug=published(slug).slug), 302)
    response.vary.add("Accept-Language")
    return response


@bp.get("/embed/<slug>")
@public
@shared
@abroad
def embed(slug: str) -> ResponseReturnValue:
    """Show a statement's card for a frame in another site, in the language of `?lang=`."""
    speak(request.args.get("lang"))
    call = call_of(published(slug))
    return render_template(
        "petitions/embed.html",
        call=call,
        standing=cards.standing(call),
        statement_url=places.full(slug),
    )


@bp.get("/oembed")
@public
@shared
def oembed() -> ResponseReturnValue:
    """Tell how to show a statement's address within a page (oembed.com, version 1.0, rich)."""
    if request.args.get("format", "json") != "json":
        abort(501)
    asked = request.args.get("url", "")
    found = ADDRESS.fullmatch(asked.removeprefix(places.site()))
    if found is None or not asked.startswith(places.site()):
        abort(404)
    speak(found["lang"] or found["other"])
    statement = published(found["slug"])
    width, height = at_most("maxwidth", FRAME_WIDTH), at_most("maxheight", FRAME_HEIGHT)
    return jsonify(
        version="1.0",
        type="rich",
        title=statement.version.title,
        provider_name=network().name,
        provider_url=f"{places.site()}/",
        html=frame(statement, language(), width, height),
        width=width,
        height=height,
        thumbnail_url=places.picture(statement.slug),
        thumbnail_width=drawing.WIDTH,
        thumbnail_height=drawing.HEIGHT,
    )


def published(slug: str) -> Statement:
    """Return a statement that the public may read, or answer 404."""
    return reading.published(slug) or abort(404)


def call_of(found: Statement) -> Call:
    return reading.calls([found])[0]


def speak(lang: str | None) -> None:
    """Answer in this language, or in our first one: never in the one that the browser prefers."""
    g.lang = lang if lang in LANGUAGES else LANGUAGES[0]


def at_most(name: str, usual: int) -> int:
    """Return the usual length, or the shorter one that the query asks for; or answer 400."""
    given = request.args.get(name)
    if given is None:
        return usual
    if not given.isascii() or not given.isdigit() or len(given) > 5:
        abort(400)
    return min(usual, int(given))
