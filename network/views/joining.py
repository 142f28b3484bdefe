"""Joining the register as a supporting organisation, and an organisation's way back by its link."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core import logs, pace, tokens
from core.access import public
from core.db import backups_until, db
from core.errors import DomainError
from core.headers import secret_address
from core.japanese import in_tokyo
from mailing import transports
from network import disclosing, entering, joining, leaving, registering, sealing
from network.emails.joining import asking
from network.forms.joining import DescribedForm, JoinForm, OwnForm, filled
from network.models import Application, Level

bp = Blueprint("network_joining", __name__)


@bp.route("/<lang:lang>/join", methods=["GET", "POST"])
@public
def join() -> ResponseReturnValue:
    """Show the form by which an organisation applies, and take it. Each level is answered alike.

    No cache may keep the page: it holds a token that is drawn for one form.
    """
    if request.method == "POST":
        return taken(JoinForm(), None)
    form = JoinForm(formdata=None)
    form.via.data = request.args.get("via", "")
    return join_page(form)


@bp.get("/<lang:lang>/join/sent")
@public
def sent() -> ResponseReturnValue:
    """Say what comes next: a message with a link."""
    return render_template(
        "network/join_sent.html",
        sender=current_app.config["SETTINGS"].mail_from,
        subject=_("Please confirm"),
        days=joining.LINK_LASTS.days,
    )


@bp.route("/<lang:lang>/organisation/<token>", methods=["GET", "POST"])
@public
@secret_address
def own(token: str) -> ResponseReturnValue:
    """Show an organisation where its application is; let it confirm, be named less, and leave."""
    try:
        application = joining.behind(token)
    except (joining.LinkUnknown, joining.LinkExpired) as error:
        return gone(error)
    form = OwnForm(disclosure=application.level)
    if form.validate_on_submit():
        try:
            act(application, form)
            pace.evenly()
        except sealing.NotEnoughCustodians as refused:
            db.session.rollback()
            form.disclosure.errors = [refused.message]
        else:
            db.session.commit()
            return redirect(url_for(".own", token=token), 303)
    page = render_template("network/organisation.html", **own_facts(application, token), form=form)
    return page, 422 if request.method == "POST" else 200


def act(application: Application, form: OwnForm) -> None:
    """Do what the pressed button says."""
    if form.action.data == "confirm":
        joining.confirm(application)
    elif form.action.data == "leave":
        leaving.leave(application)
    elif form.action.data == "disclosure":
        disclosing.choose(application, Level(form.disclosure.data))


@bp.route("/<lang:lang>/organisation/<token>/change", methods=["GET", "POST"])
@public
@secret_address
def change(token: str) -> ResponseReturnValue:
    """Let a member by name change what is said of it in public."""
    try:
        application = joining.behind(token)
    except (joining.LinkUnknown, joining.LinkExpired) as error:
        return gone(error)
    one = application.organisation
    if one is None or application.state != "admitted":
        return redirect(url_for(".own", token=token), 303)
    form = DescribedForm(data=filled(one))
    if form.validate_on_submit():
        registering.change(one, form.described(), by=None)
        db.session.commit()
        return redirect(url_for(".own", token=token), 303)
    page = render_template(
        "network/organisation_change.html", form=form, own_url=url_for(".own", token=token)
    )
    return page, 422 if request.method == "POST" else 200


@bp.route("/<lang:lang>/organisation/<token>/disclose", methods=["GET", "POST"])
@public
@secret_address
def disclose(token: str) -> ResponseReturnValue:
    """Let an undisclosed member apply by its name: only it can tell the name, we cannot read it."""
    try:
        application = joining.behind(token)
    except (joining.LinkUnknown, joining.LinkExpired) as error:
        return gone(error)
    if application.disclosure != Level.UNDISCLOSED or application.state != "admitted":
        return redirect(url_for(".own", token=token), 303)
    if request.method == "GET":
        return join_page(JoinForm(formdata=None), replaces=application)
    form = JoinForm()
    if form.validate() and form.disclosure.data == Level.UNDISCLOSED:
        form.disclosure.errors = [_("This is your present choice: it names nobody.")]
        return join_page(form, replaces=application), 422
    return taken(form, application)


def taken(form: JoinForm, replaces: Application | None) -> ResponseReturnValue:
    """Take a form: keep the application, commit, and mail its link inside this request.

    The address is in no job and no delivery row, at any level.
    """
    if not form.validate_on_submit():
        return join_page(form, replaces=replaces), 422
    # Asked whatever was chosen: no level is answered sooner.
    if not sealing.ready() and form.disclosure.data == Level.UNDISCLOSED:
        form.disclosure.errors = [_("Undisclosed names cannot be taken at the moment.")]
        return join_page(form, replaces=replaces), 422
    pace.evenly(transports.step())
    new = form.value(via=entering.known(form.via.data))
    token = tokens.derived("join", form.once.data)
    joining.apply(new, token=token, replaces=replaces)
    db.session.commit()
    try:
        transports.send(asking(new.reached.email, token), sealed=new.level == Level.UNDISCLOSED)
    except transports.NotSent as error:
        logs.info("confirmation not sent", reason=error.reason)
        form.email.errors = [
            _(
                "The message could not be sent."
                " Check the address, or send the form again in a minute."
            )
        ]
        return join_page(form, replaces=replaces, receipt=tokens.receipt(token)), 422
    return redirect(url_for(".sent"), 303)


def join_page(
    form: JoinForm, *, replaces: Application | None = None, receipt: str | None = None
) -> str:
    door = entering.door(form.via.data)
    form.via.data = door.code if door is not None else ""
    return render_template(
        "network/join.html",
        form=form,
        entry=door.name if door is not None else None,
        custodians_ready=sealing.ready(),
        receipt=receipt,
        disclosing=replaces is not None,
        days=current_app.config["SETTINGS"].retention_days,
    )


def own_facts(application: Application, token: str) -> dict[str, Any]:
    """Return what an organisation's own page shows; an undisclosed one is named on none."""
    one = application.organisation
    named = application.disclosure != Level.UNDISCLOSED
    return {
        "state": application.state,
        "level": application.level,
        "name": _name(application) if named else None,
        "since": in_tokyo(application.admitted_at).date() if application.admitted_at else None,
        "until": one.memberships[0].ends_on if one is not None and one.memberships else None,
        "receipt": tokens.receipt(token),
        "change_url": url_for(".change", token=token) if one is not None else None,
        "disclose_url": url_for(".disclose", token=token) if not named else None,
        "stands_by_name": one is not None and registering.stands_by_name(one),
        "hidden": one is not None and any(standing.hidden_at for standing in one.memberships),
        "custodians_ready": sealing.ready(),
        "backups_until": backups_until(),
    }


def _name(application: Application) -> str:
    one = application.organisation
    return one.name if one is not None else application.name_ja or application.name_en or ""


def gone(error: DomainError) -> ResponseReturnValue:
    """Say why a link leads nowhere."""
    db.session.rollback()
    expired = isinstance(error, joining.LinkExpired)
    page = render_template("network/organisation_gone.html", expired=expired)
    return page, error.status
