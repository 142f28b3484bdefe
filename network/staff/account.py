"""Everybody's own account: how they sign in, where they are signed in, and an end to either."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec
from uuid import UUID

import segno
from flask import Blueprint, abort, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core import audit
from core.access import Permission, requires
from core.db import Model, db
from core.i18n import language
from network.emails.sign_in import factors_changed
from network.forms.sign_in import AppForm, NewPasskeyForm, PlainForm
from network.models import Person
from network.signing_in import authenticators, factors, passkeys, recovery, sessions
from network.staff.sign_in import ask_to_prove

bp = Blueprint("staff_account", __name__, url_prefix="/staff/account")

P = ParamSpec("P")


def fresh_unless_first(
    view: Callable[P, ResponseReturnValue],
) -> Callable[P, ResponseReturnValue]:
    """Ask for the second factor again, once there is one: the first is set up without."""

    @wraps(view)
    def asking(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not g.person.fresh and factors.of(g.person.id):
            return ask_to_prove()
        return view(*args, **kwargs)

    return asking


@bp.get("")
@requires(Permission.WORK_AS_STAFF)
def overview() -> ResponseReturnValue:
    """Show how and where a person signs in."""
    return render_template(
        "network/staff/account.html",
        ways=factors.of(g.person.id),
        sessions=sessions.listed(g.person),
        passkeys_work=passkeys.available(),
        form=PlainForm(formdata=None),
    )


# ---- An authenticator app


@bp.route("/app", methods=["GET", "POST"])
@requires(Permission.WORK_AS_STAFF)
@fresh_unless_first
def app() -> ResponseReturnValue:
    """Show a secret as a picture and in letters, and keep it once its app shows the right code."""
    form, person = AppForm(), _person()
    if form.validate_on_submit():
        try:
            added = authenticators.add(person, form.sealed, form.code.data)
        except ValueError:  # not as we gave it: begin anew
            return redirect(url_for(".app"), 303)
        if added is not None:
            return _added("add authenticator", added)
        form.code.errors = [_("This code is not right. Type the one that the app shows now.")]
    if not form.is_submitted():
        form.secret.data = authenticators.new_secret(person).decode()
    return _app_page(form, person), 422 if form.is_submitted() else 200


@bp.post("/app/remove")
@requires(Permission.WORK_AS_STAFF)
@fresh_unless_first
def remove_app() -> ResponseReturnValue:
    """Take the app away."""
    if PlainForm().validate_on_submit():
        factors.remove_app(g.person.id)
        _note_change("remove authenticator", _person())
        db.session.commit()
    return redirect(url_for(".overview"), 303)


def _app_page(form: AppForm, person: Person) -> str:
    try:
        letters, address = (
            authenticators.in_letters(person, form.sealed),
            authenticators.address(person, form.sealed),
        )
    except ValueError:
        abort(400)
    return render_template(
        "network/staff/app.html", form=form, letters=letters, code=_drawn(address)
    )


def _drawn(text: str) -> dict[str, object]:
    """Return a QR code as the path of an SVG, and how wide it is with its margin."""
    rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=4))
    dark = (
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module
    )
    return {"path": "".join(dark), "width": len(rows)}


# ---- Passkeys


@bp.route("/passkeys", methods=["GET", "POST"])
@requires(Permission.WORK_AS_STAFF)
@fresh_unless_first
def new_passkey() -> ResponseReturnValue:
    """Add a passkey, which the device makes."""
    if not passkeys.available():
        abort(404)
    form, person = NewPasskeyForm(), _person()
    if form.validate_on_submit():
        try:
            added = passkeys.register(person, form.value(), form.name.data)
        except passkeys.PasskeyRefused as error:
            form.credential.errors = [error.message]
        else:
            return _added("add passkey", added)
    asked = passkeys.challenge(f"register {person.id}")
    form.challenge.data, form.credential.data = asked, ""
    page = render_template(
        "network/staff/passkey.html", form=form, options=passkeys.to_register(person, asked)
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/passkeys/<uuid:public_id>/remove")
@requires(Permission.WORK_AS_STAFF)
@fresh_unless_first
def remove_passkey(public_id: UUID) -> ResponseReturnValue:
    """Take a passkey away."""
    if PlainForm().validate_on_submit():
        removed = factors.remove_passkey(g.person.id, public_id) or abort(404)
        _note_change("remove passkey", removed)
        db.session.commit()
    return redirect(url_for(".overview"), 303)


# ---- Recovery codes


@bp.route("/recovery-codes", methods=["GET", "POST"])
@requires(Permission.WORK_AS_STAFF)
@fresh_unless_first
def recovery_codes() -> ResponseReturnValue:
    """Make recovery codes, and show them this once."""
    if not factors.of(g.person.id):
        return redirect(url_for(".overview"), 303)
    form, codes = PlainForm(), []
    if form.validate_on_submit():
        codes = recovery.make(g.person.id)
        _note_change("make recovery codes", _person())
        db.session.commit()
    page = render_template(
        "network/staff/recovery_codes.html",
        form=form,
        codes=codes,
        left=recovery.left(g.person.id),
    )
    return page, 422 if form.errors else 200


# ---- Sessions


@bp.post("/sessions/<uuid:public_id>/end")
@requires(Permission.WORK_AS_STAFF)
def end_session(public_id: UUID) -> ResponseReturnValue:
    """End one session."""
    if PlainForm().validate_on_submit():
        ended = sessions.end_one(g.person.id, public_id) or abort(404)
        audit.record(g.person.id, "end session", ended)
        db.session.commit()
        if ended.id == g.person.session:
            session.clear()
            return redirect(url_for("staff_sign_in.ask"), 303)
    return redirect(url_for(".overview", _anchor="sessions"), 303)


@bp.post("/sessions/end-others")
@requires(Permission.WORK_AS_STAFF)
def end_other_sessions() -> ResponseReturnValue:
    """End every session but this one."""
    if PlainForm().validate_on_submit():
        sessions.end_all(g.person.id, but=g.person.session)
        audit.record(g.person.id, "end other sessions", _person())
        db.session.commit()
    return redirect(url_for(".overview", _anchor="sessions"), 303)


# ---- What these have in common


def _person() -> Person:
    return db.session.get_one(Person, g.person.id)


def _added(act: str, thing: Model) -> ResponseReturnValue:
    """Commit a new factor; whoever has just shown it has proved who they are, under a new secret.

    Recovery codes come next for who has none.
    """
    _note_change(act, thing)
    secret = sessions.step_up(g.person.session).secret
    left = recovery.left(g.person.id)
    db.session.commit()
    lang = language()
    session.clear()
    session.update(sign_in=secret, lang=lang)
    return redirect(url_for(".overview" if left else ".recovery_codes"), 303)


def _note_change(act: str, thing: Model) -> None:
    """Write a change of somebody's factors into the journal, and to their mailbox."""
    audit.record(g.person.id, act, thing)
    factors_changed.later(g.person.id)
