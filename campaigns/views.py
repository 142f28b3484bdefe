"""The public's first pages, and the page of an organisation that issues a statement with us."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from campaigns import co_owning, reading
from campaigns.wording import html_of
from core.access import public
from core.db import db
from core.forms import Form
from core.headers import secret_address, shared
from core.i18n import in_language
from core.offers import only
from core.text import clean
from network import people

bp = Blueprint("campaigns", __name__)

LONGEST_SEARCH = 100


@bp.get("/<lang:lang>/")
@public
@shared
def home() -> ResponseReturnValue:
    """Show what can be signed now."""
    calls = reading.open_calls()
    return render_template(
        "campaigns/home.html",
        calls=calls,
        counts_hero=calls[0].counts if calls else None,
        seven=[organisation.name for organisation in people.constituents()],
    )


@bp.get("/<lang:lang>/campaigns/")
@public
@shared
def all_calls() -> ResponseReturnValue:
    """Show every published statement, or those that hold the words of `?q=`."""
    search = clean(request.args.get("q", "").replace("\0", ""))[:LONGEST_SEARCH]
    return render_template("campaigns/list.html", calls=reading.all_calls(search), q=search)


@bp.get("/<lang:lang>/campaigns/<slug>")
@public
@shared
def campaign(slug: str) -> ResponseReturnValue:
    """Show one campaign and its statements."""
    found = reading.of_campaign(slug) or abort(404)
    return render_template(
        "campaigns/campaign.html",
        campaign=found[0],
        calls=found[1],
        picture=only(reading.Support).picture(found[1][-1]),
    )


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
