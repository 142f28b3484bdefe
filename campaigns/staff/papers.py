"""Papers of a campaign: taking in a file, looking at it, publishing it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from campaigns import filing, running, telling
from campaigns.forms.told import Button, PaperForm, titles_form
from campaigns.models import Campaign, Paper
from campaigns.views.papers import saved
from core import audit, uploads
from core.access import Permission, requires
from core.db import db

bp = Blueprint("campaigns_papers", __name__, url_prefix="/staff")


@bp.route("/campaigns/<slug>/papers/new", methods=["GET", "POST"])
@requires(Permission.WRITE)
def add(slug: str) -> ResponseReturnValue:
    """Take in a file; nobody outside reads it yet. It may weigh more than a form otherwise."""
    campaign = running.find_campaign(slug, g.person) or abort(404)
    uploads.in_memory(request)
    try:
        form = PaperForm()
        if form.validate_on_submit() and form.file.file is not None:
            one = filing.keep(campaign, form.titles(), form.file.file)
            audit.record(g.person.id, "add paper", one)
            db.session.commit()
            return redirect(url_for(".paper", public_id=one.public_id), 303)
    except RequestEntityTooLarge:
        # Nothing of it was read, so there is nothing to put back into the fields.
        form = PaperForm(formdata=None)
        form.file.errors = [uploads.WORDS[uploads.Fault.SIZE]]
        return adding(campaign, form), 413
    return adding(campaign, form), 422 if form.is_submitted() else 200


@bp.route("/papers/<uuid:public_id>/edit", methods=["GET", "POST"])
@requires(Permission.WRITE)
def rename(public_id: UUID) -> ResponseReturnValue:
    """Call a paper otherwise; the file stays. What is public changes at once."""
    one = found(public_id)
    if one.published_at is not None and not g.person.may(Permission.PUBLISH):
        abort(403)
    form = titles_form(one)
    if form.validate_on_submit():
        filing.rename(one, form.titles())
        audit.record(g.person.id, "rename paper", one)
        db.session.commit()
        return redirect(url_for(".paper", public_id=public_id), 303)
    shown = render_template(
        "campaigns/staff/papers/rename.html",
        public_id=public_id,
        title=one.title,
        published=one.published_at is not None,
        form=form,
    )
    return shown, 422 if form.is_submitted() else 200


@bp.get("/papers/<uuid:public_id>")
@requires(Permission.WRITE)
def paper(public_id: UUID) -> ResponseReturnValue:
    """Show what a paper is called, and what can be done about it."""
    return page(found(public_id))


@bp.get("/papers/<uuid:public_id>/file")
@requires(Permission.WRITE)
def file(public_id: UUID) -> Response:
    """Send the file, to be looked at before it is published."""
    return saved(telling.paper_on_page(found(public_id)))


@bp.post("/papers/<uuid:public_id>/publish")
@requires(Permission.PUBLISH)
def publish(public_id: UUID) -> ResponseReturnValue:
    """Have the public read it."""
    one = found(public_id)
    if not Button().validate_on_submit():
        return page(one), 422
    filing.publish(one)
    audit.record(g.person.id, "publish paper", one)
    db.session.commit()
    return redirect(url_for(".paper", public_id=public_id), 303)


@bp.post("/papers/<uuid:public_id>/unpublish")
@requires(Permission.PUBLISH)
def unpublish(public_id: UUID) -> ResponseReturnValue:
    """Take it out of the public's sight."""
    one = found(public_id)
    if not Button().validate_on_submit():
        return page(one), 422
    filing.unpublish(one)
    audit.record(g.person.id, "unpublish paper", one)
    db.session.commit()
    return redirect(url_for(".paper", public_id=public_id), 303)


@bp.post("/papers/<uuid:public_id>/remove")
@requires(Permission.WRITE)
def remove(public_id: UUID) -> ResponseReturnValue:
    """Delete a draft, its file included."""
    one = found(public_id)
    if not Button().validate_on_submit():
        return page(one), 422
    slug = one.campaign.slug
    audit.record(g.person.id, "remove paper", one)
    filing.remove(one)
    db.session.commit()
    return redirect(url_for("campaigns_told.told", slug=slug), 303)


def adding(campaign: Campaign, form: PaperForm) -> str:
    return render_template(
        "campaigns/staff/papers/add.html",
        campaign=campaign.title,
        slug=campaign.slug,
        form=form,
    )


def page(one: Paper) -> str:
    return render_template(
        "campaigns/staff/papers/paper.html",
        campaign=one.campaign.title,
        paper=telling.paper_on_page(one),
        title_ja=one.title_ja,
        title_en=one.title_en,
        has_a_page=telling.has_a_page(one.campaign),
        publishes=g.person.may(Permission.PUBLISH),
        form=Button(formdata=None),
    )


def found(public_id: UUID) -> Paper:
    return filing.find(public_id, g.person) or abort(404)
