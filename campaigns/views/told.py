"""News and actions of a campaign, as the public reads them and takes part."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from campaigns import acting, telling
from campaigns.forms.told import DidForm
from campaigns.telling import ActionOnPage
from core.access import public
from core.db import db
from core.headers import shared
from monitor.events import Link

bp = Blueprint("campaigns_public", __name__)


@bp.get("/<lang:lang>/campaigns/<slug>/news/<uuid:public_id>")
@public
@shared
def news(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Show news of a campaign."""
    one = telling.news(slug, public_id) or abort(404)
    return render_template("campaigns/news.html", news=one)


@bp.route("/<lang:lang>/actions/<uuid:public_id>", methods=["GET", "POST"])
@public
@shared
def action(public_id: UUID) -> ResponseReturnValue:
    """Show the words to send and where they go; count one who says that they did it."""
    one, form = found(public_id), DidForm()
    if form.validate_on_submit():
        acting.count(one.id)
        db.session.commit()
        return redirect(url_for(".thanks", public_id=public_id), 303)
    return page(one, form), 422 if form.is_submitted() else 200


@bp.get("/<lang:lang>/actions/<uuid:public_id>/thanks")
@public
@shared
def thanks(public_id: UUID) -> ResponseReturnValue:
    """Show the same page with a word of thanks, and without the button."""
    return page(found(public_id), None)


def links(event_id: int) -> list[Link]:
    """Return the pages of the campaigns that an event belongs to."""
    return [
        Link(one.title, url_for("campaigns.campaign", slug=one.slug))
        for one in telling.campaigns_of(event_id)
    ]


def page(one: ActionOnPage, form: DidForm | None) -> str:
    return render_template("campaigns/action.html", action=one, form=form)


def found(public_id: UUID) -> ActionOnPage:
    return telling.action(public_id) or abort(404)
