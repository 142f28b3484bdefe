"""Staff pages of campaigns: the list, one with all its statements, and what is typed of them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, g, redirect, render_template
from flask import url_for as url
from flask.typing import ResponseReturnValue

from campaigns import campaigning, drafting, running
from campaigns.forms.writing import CloneForm, ConcludeForm, StatementForm, aim_form
from campaigns.models import Campaign
from campaigns.staff import showing
from core import audit, refusing
from core.access import Permission, requires
from core.db import db
from core.errors import DomainError
from network import addressing, people
from network.models import Organisation

bp = Blueprint("campaigns_work", __name__, url_prefix="/staff/campaigns")


@bp.get("")
@requires(Permission.WRITE)
def campaigns() -> ResponseReturnValue:
    """List the campaigns that the reader may see, those under way first."""
    rows = [showing.campaign_row(one) for one in running.campaigns(g.person)]
    return render_template(
        "campaigns/staff/campaigns.html",
        under_way=[row for row in rows if not row.outcome],
        concluded=[row for row in rows if row.outcome],
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.WRITE)
def begin() -> ResponseReturnValue:
    """Begin a campaign."""
    return told(None)


@bp.get("/<slug>")
@requires(Permission.WRITE)
def campaign(slug: str) -> ResponseReturnValue:
    """Show a campaign with its statements, and what comes next for each."""
    one = found(slug)
    return render_template(
        "campaigns/staff/campaign.html",
        campaign=one,
        facts=showing.campaign_row(one),
        statements=[showing.statement_row(each) for each in campaigning.statements(one)],
        publishes=g.person.may(Permission.PUBLISH),
    )


@bp.route("/<slug>/edit", methods=["GET", "POST"])
@requires(Permission.WRITE)
def change(slug: str) -> ResponseReturnValue:
    """Change what a campaign is for, and who runs it."""
    return told(found(slug))


@bp.route("/<slug>/clone", methods=["GET", "POST"])
@requires(Permission.WRITE)
def clone(slug: str) -> ResponseReturnValue:
    """Begin a campaign from a past one."""
    past = found(slug)
    titles = {"title_ja": past.title_ja, "title_en": past.title_en}
    run_by = past.run_by.code if past.run_by else ""
    form = CloneForm(data={**titles, "run_by": run_by, "with_text": True})
    form.offer(runners(past))
    if form.validate_on_submit():
        try:
            made = campaigning.clone(past, form.value())
            audit.record(g.person.id, "clone campaign", made)
            db.session.commit()
        except DomainError as refused:
            refusing.tell(form, refused)
        else:
            return redirect(url(".campaign", slug=made.slug), 303)
    shown = render_template("campaigns/staff/clone.html", campaign=past, form=form)
    return shown, 422 if form.is_submitted() else 200


@bp.route("/<slug>/conclude", methods=["GET", "POST"])
@requires(Permission.PUBLISH)
def conclude(slug: str) -> ResponseReturnValue:
    """End a campaign, with its outcome and a message to all who read of it."""
    one = found(slug)
    form = ConcludeForm(
        data={
            "outcome": one.outcome or "",
            "closing_ja": one.closing_ja,
            "closing_en": one.closing_en,
        }
    )
    if form.validate_on_submit():
        try:
            campaigning.conclude(one, form.value())
            audit.record(g.person.id, "conclude campaign", one)
            db.session.commit()
        except DomainError as refused:
            refusing.tell(form, refused)
        else:
            return redirect(url(".campaign", slug=slug), 303)
    shown = render_template("campaigns/staff/conclude.html", campaign=one, form=form)
    return shown, 422 if form.is_submitted() else 200


@bp.route("/<slug>/statements/new", methods=["GET", "POST"])
@requires(Permission.WRITE)
def draft(slug: str) -> ResponseReturnValue:
    """Draft a statement in a campaign; its text is written at the desk."""
    one = found(slug)
    form = StatementForm(data={"title_ja": one.title_ja, "title_en": one.title_en, "usual": True})
    form.offer(addressing.all_offices())
    if form.validate_on_submit():
        try:
            made = drafting.draft(form.value(), one)
            audit.record(g.person.id, "draft statement", made)
            audit.record(g.person.id, "keep version", made.version)
            db.session.commit()
        except DomainError as refused:
            refusing.tell(form, refused)
        else:
            return redirect(url("campaigns_desk.desk", slug=made.slug), 303)
    shown = render_template("campaigns/staff/draft.html", campaign=one, form=form)
    return shown, 422 if form.is_submitted() else 200


def told(one: Campaign | None) -> ResponseReturnValue:
    """Take the form of a campaign, new or known, and show it until it is filled in."""
    form = aim_form(one, runners(one))
    if form.validate_on_submit():
        act = "begin campaign" if one is None else "change campaign"
        try:
            if one is None:
                one = campaigning.begin(form.slug.data, form.value())
            else:
                campaigning.change(one, form.value())
            audit.record(g.person.id, act, one)
            db.session.commit()
        except DomainError as refused:
            refusing.tell(form, refused)
        else:
            return redirect(url(".campaign", slug=one.slug), 303)
    shown = render_template("campaigns/staff/aim.html", campaign=one, form=form)
    return shown, 422 if form.is_submitted() else 200


def found(slug: str) -> Campaign:
    """Return a campaign that this person may see, or answer 404."""
    return running.find_campaign(slug, g.person) or abort(404)


def runners(one: Campaign | None) -> Sequence[Organisation]:
    """Return the organisations for which this person may have a campaign run."""
    present = one.run_by_id if one is not None else None
    return [
        each
        for each in people.constituents()
        if g.person.everywhere or each.code in g.person.entries or each.id == present
    ]
