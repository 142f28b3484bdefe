"""News of a campaign: writing, looking at it as it will be read, publishing."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from campaigns import reporting, running, telling
from campaigns.forms.told import Button, news_form
from campaigns.models import Campaign, News
from campaigns.wording import html_of
from core import audit
from core.access import Permission, requires
from core.db import db

bp = Blueprint("campaigns_news", __name__, url_prefix="/staff")


@bp.route("/campaigns/<slug>/news/new", methods=["GET", "POST"])
@requires(Permission.WRITE)
def write(slug: str) -> ResponseReturnValue:
    """Write news; nobody outside reads it yet."""
    return written(running.find_campaign(slug, g.person) or abort(404), None)


@bp.route("/news/<uuid:public_id>/edit", methods=["GET", "POST"])
@requires(Permission.WRITE)
def change(public_id: UUID) -> ResponseReturnValue:
    """Change news; what is public changes at once, so only those who publish may."""
    one = found(public_id)
    if one.published_at is not None and not g.person.may(Permission.PUBLISH):
        abort(403)
    return written(one.campaign, one)


@bp.get("/news/<uuid:public_id>")
@requires(Permission.WRITE)
def news(public_id: UUID) -> ResponseReturnValue:
    """Show news as it will be read, in each language that it has."""
    return page(found(public_id))


@bp.post("/news/<uuid:public_id>/publish")
@requires(Permission.PUBLISH)
def publish(public_id: UUID) -> ResponseReturnValue:
    """Have the public read it."""
    one = found(public_id)
    if not Button().validate_on_submit():
        return page(one), 422
    reporting.publish(one)
    audit.record(g.person.id, "publish news", one)
    db.session.commit()
    return redirect(url_for(".news", public_id=public_id), 303)


@bp.post("/news/<uuid:public_id>/unpublish")
@requires(Permission.PUBLISH)
def unpublish(public_id: UUID) -> ResponseReturnValue:
    """Take it out of the public's sight."""
    one = found(public_id)
    if not Button().validate_on_submit():
        return page(one), 422
    reporting.unpublish(one)
    audit.record(g.person.id, "unpublish news", one)
    db.session.commit()
    return redirect(url_for(".news", public_id=public_id), 303)


def written(campaign: Campaign, one: News | None) -> ResponseReturnValue:
    """Take the form of news, new or known, and show it until it is filled in."""
    form = news_form(one)
    if form.validate_on_submit():
        act = "write news" if one is None else "change news"
        if one is None:
            one = reporting.write(campaign, form.value(), by=g.person.id)
        else:
            reporting.change(one, form.value())
        audit.record(g.person.id, act, one)
        db.session.commit()
        return redirect(url_for(".news", public_id=one.public_id), 303)
    shown = render_template(
        "campaigns/staff/news/edit.html",
        campaign=campaign.title,
        slug=campaign.slug,
        news=one,
        form=form,
    )
    return shown, 422 if form.is_submitted() else 200


def page(one: News) -> str:
    return render_template(
        "campaigns/staff/news/news.html",
        campaign=one.campaign.title,
        slug=one.campaign.slug,
        news=one,
        texts=[
            (lang, title, html_of(body))
            for lang, title, body in (
                ("ja", one.title_ja, one.body_ja),
                ("en", one.title_en, one.body_en),
            )
            if title
        ],
        has_a_page=telling.has_a_page(one.campaign),
        publishes=g.person.may(Permission.PUBLISH),
        form=Button(formdata=None),
    )


def found(public_id: UUID) -> News:
    return reporting.find(public_id, g.person) or abort(404)
