"""Actions of a campaign other than signing: the words to send, and when it is over."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from campaigns import acting, running, telling
from campaigns.forms.told import Button, action_form
from campaigns.models import Action, Campaign
from core import audit
from core.access import Permission, requires
from core.db import db

bp = Blueprint("campaigns_actions", __name__, url_prefix="/staff")


@bp.route("/campaigns/<slug>/actions/new", methods=["GET", "POST"])
@requires(Permission.WRITE)
def prepare(slug: str) -> ResponseReturnValue:
    """Prepare an action; nobody outside reads of it yet."""
    return prepared(running.find_campaign(slug, g.person) or abort(404), None)


@bp.route("/actions/<uuid:public_id>/edit", methods=["GET", "POST"])
@requires(Permission.WRITE)
def change(public_id: UUID) -> ResponseReturnValue:
    """Change an action; what is public changes at once, so only those who publish may."""
    one = found(public_id)
    if one.published_at is not None and not g.person.may(Permission.PUBLISH):
        abort(403)
    return prepared(one.campaign, one)


@bp.get("/actions/<uuid:public_id>")
@requires(Permission.WRITE)
def action(public_id: UUID) -> ResponseReturnValue:
    """Show an action with its words in each language, and how often it was done."""
    return page(found(public_id))


@bp.post("/actions/<uuid:public_id>/publish")
@requires(Permission.PUBLISH)
def publish(public_id: UUID) -> ResponseReturnValue:
    """Have the public take part."""
    one = found(public_id)
    if not Button().validate_on_submit():
        return page(one), 422
    acting.publish(one)
    audit.record(g.person.id, "publish action", one)
    db.session.commit()
    return redirect(url_for(".action", public_id=public_id), 303)


@bp.post("/actions/<uuid:public_id>/end")
@requires(Permission.PUBLISH)
def end(public_id: UUID) -> ResponseReturnValue:
    """Let it be over: it stays readable, without its button."""
    one = found(public_id)
    if not Button().validate_on_submit():
        return page(one), 422
    acting.end(one)
    audit.record(g.person.id, "end action", one)
    db.session.commit()
    return redirect(url_for(".action", public_id=public_id), 303)


def prepared(campaign: Campaign, one: Action | None) -> ResponseReturnValue:
    """Take the form of an action, new or known, and show it until it is filled in."""
    form = action_form(one, acting.offices())
    if form.validate_on_submit():
        act = "prepare action" if one is None else "change action"
        if one is None:
            one = acting.prepare(campaign, form.value())
        else:
            acting.change(one, form.value())
        audit.record(g.person.id, act, one)
        db.session.commit()
        return redirect(url_for(".action", public_id=one.public_id), 303)
    shown = render_template(
        "campaigns/staff/actions/edit.html",
        campaign=campaign.title,
        slug=campaign.slug,
        action=one,
        form=form,
    )
    return shown, 422 if form.is_submitted() else 200


def page(one: Action) -> str:
    return render_template(
        "campaigns/staff/actions/action.html",
        campaign=one.campaign.title,
        slug=one.campaign.slug,
        action=telling.action_on_page(one),
        published=one.published_at is not None,
        texts=[
            (lang, title, text)
            for lang, title, text in (
                ("ja", one.title_ja, one.text_ja),
                ("en", one.title_en, one.text_en),
            )
            if title
        ],
        has_a_page=telling.has_a_page(one.campaign),
        publishes=g.person.may(Permission.PUBLISH),
        form=Button(formdata=None),
    )


def found(public_id: UUID) -> Action:
    return acting.find(public_id, g.person) or abort(404)
