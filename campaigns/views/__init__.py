"""The public's first pages, and the page of an organisation that issues a statement with us."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import HiddenField

from campaigns import co_owning, finding, reading, telling
from campaigns.pages import campaign as campaign_page
from campaigns.pages import finding as list_page
from campaigns.wording import html_of
from core import errors
from core.access import public
from core.db import db
from core.forms import Form
from core.headers import naming, secret_address, shared
from core.i18n import in_language
from core.offers import only
from core.pages import network
from network import people

bp = Blueprint("campaigns", __name__)


@bp.get("/<lang:lang>/")
@public
@shared
def home() -> ResponseReturnValue:
    """Show what can be signed now, and what has been handed over, answered or concluded."""
    shown = reading.home()
    return render_template(
        "campaigns/home.html",
        calls=shown.open,
        moved=shown.moved,
        counts_hero=shown.open[0].counts if shown.open else None,
        seven=[organisation.name for organisation in people.constituents()],
    )


@bp.get("/<lang:lang>/campaigns/")
@public
@shared
def all_calls() -> ResponseReturnValue:
    """Show every published statement, or those that the address asks for, page by page."""
    wanted, after = list_page.asked(request.args), list_page.cursor(request.args)
    found = finding.find(wanted, after=after)
    arguments = list_page.arguments_of(wanted)
    url = url_for(".all_calls", **arguments)
    return render_template(
        "campaigns/list.html",
        found=found,
        q=wanted.words,
        filters=list_page.filters(found.values, wanted),
        active=list_page.active(wanted),
        first_url=url if after is not None else "",
        next_url=url_for(".all_calls", **arguments, after=found.next) if found.next else "",
    )


@bp.get("/<lang:lang>/campaigns/<slug>")
@public
@naming
def campaign(slug: str) -> ResponseReturnValue:
    """Show one campaign: its statements, what has happened, and how it ended."""
    statements = reading.of_campaign(slug) or abort(404)
    shown = campaign_page.on_page(statements)
    return render_template(
        "campaigns/campaign.html",
        campaign=shown,
        told=telling.told_of(statements[0].campaign),
        picture=only(reading.Support).picture(shown.leading),
    )


@bp.app_errorhandler(reading.NoLongerShown)
def no_longer_shown(gone: reading.NoLongerShown) -> ResponseReturnValue:
    """Say that a statement was taken down, when and why; of its text and names nothing."""
    db.session.rollback()
    title = _("This statement has been taken down")
    if request.path.startswith("/api/"):
        appeal = _("If you think that this is wrong, write to %(email)s.", email=network().email)
        return errors.answer(gone.status, errors.Page(title, f"{gone.message} {appeal}"), {})
    page = render_template(
        "campaigns/taken_down.html", title=title, reason=gone.reason.label, at=gone.at
    )
    return page, gone.status


class AgreeForm(Form):
    """A button, with the hash of the text that stands above it."""

    text = HiddenField()


@bp.route("/<lang:lang>/calling/<token>", methods=["GET", "POST"])
@public
@secret_address
def calling(token: str) -> ResponseReturnValue:
    """Show a statement to an outside organisation that issues it, and take its agreement."""
    caller = co_owning.behind(token)
    statement, form = caller.statement, AgreeForm()
    version = statement.version
    if form.validate_on_submit():
        try:
            co_owning.agree(caller, form.text.data or "")
        except co_owning.TextChanged as refused:
            db.session.rollback()
            form.text.errors = [refused.message]
        else:
            db.session.commit()
            return redirect(url_for(".calling", token=token), 303)
    form.text.data = version.text_hash
    published = only(reading.Support).url(statement.slug) if statement.is_public else None
    page = render_template(
        "campaigns/calling.html",
        caller=caller.name,
        agreed_at=caller.agreed_at if co_owning.has_agreed(caller, statement) else None,
        undone=caller.agreed_at is not None and not co_owning.has_agreed(caller, statement),
        title=version.title,
        body=html_of(in_language(version.body_ja, version.body_en)),
        demands=version.demands,
        addressees=[office.title for office in statement.offices],
        callers=[one.name for one in statement.calling],
        number=version.number,
        text_hash=version.text_hash,
        statement_url=published,
        form=form,
    )
    return page, 422 if form.is_submitted() else 200
