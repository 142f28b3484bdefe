"""The way in for staff: a passkey, or a mailed link and then the second factor."""

from __future__ import annotations

import secrets
from dataclasses import replace
from urllib.parse import urlsplit

from flask import Blueprint, current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core import audit
from core.access import Permission, public, requires
from core.db import db
from core.headers import secret_address
from core.i18n import language
from core.settings import Settings
from mailing import sending
from network import signing_in
from network.emails.sign_in import new_browser
from network.forms.sign_in import AskForm, CodeForm, PasskeyForm, PlainForm, onward
from network.models import LinkKind, Person, SignIn
from network.roles import SignedIn
from network.signing_in import browsers, factors, locks, passkeys, sessions, ways_in

bp = Blueprint("staff_sign_in", __name__, url_prefix="/staff")

#: What a browser keeps to be known by, for a bit more than a year; it opens nothing.
BROWSER_COOKIE = "staff-browser"
BROWSER_KEPT = 400 * 24 * 60 * 60


# ---- The door


def visitor() -> SignedIn | None:
    """Return who is signed in by this request's cookie, and note now and then that they are."""
    secret = session.get("sign_in")
    person = signing_in.signed_in_by(secret) if isinstance(secret, str) else None
    if person is not None and person.idle > sessions.SEEN_EVERY:
        sessions.touch(person.session)
        db.session.commit()
    if person is not None and request.method not in {"GET", "HEAD"}:
        return replace(person, fresh_for=person.fresh_for + sessions.GRACE)
    return person


def ask_to_sign_in() -> ResponseReturnValue:
    """Send a guest to the sign-in, which leads back here."""
    return redirect(url_for("staff_sign_in.ask", next=_here()), 303)


def ask_to_prove() -> ResponseReturnValue:
    """Send somebody to give their second factor, which leads back here."""
    return redirect(url_for("staff_sign_in.prove", next=_here()), 303)


def _here() -> str | None:
    """Return this page, or the one whose form was sent."""
    if request.method in {"GET", "HEAD"}:
        return onward(request.full_path.removesuffix("?"))
    came_from = urlsplit(request.headers.get("Referer", ""))
    return onward(came_from.path) if came_from.netloc == request.host else None


# ---- First factor


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def ask() -> ResponseReturnValue:
    """Offer a passkey, or to mail a link. The answer is the same whoever's address it is."""
    form = AskForm(data={"next": request.args.get("next")})
    if form.validate_on_submit():
        ways_in.ask_for_link(form.email.data, form.onward, prefix=_prefix())
        db.session.commit()
        sending.wake()
        return redirect(url_for(".sent"), 303)
    return _sign_in_page(form), 422 if form.is_submitted() else 200


@bp.get("/sign-in/sent")
@public
def sent() -> ResponseReturnValue:
    """Say what comes next."""
    return render_template("network/staff/sent.html")


@bp.post("/sign-in/passkey")
@public
def by_passkey() -> ResponseReturnValue:
    """Sign in by what a device answered."""
    form = PasskeyForm()
    if form.validate_on_submit():
        try:
            opened = ways_in.sign_in_by_passkey(form.value(), _device(), prefix=_prefix())
        except (passkeys.PasskeyRefused, locks.Locked) as error:
            db.session.commit()
            form.credential.errors = [error.message]
        else:
            audit.record(opened.sign_in.person_id, "sign in by passkey", opened.sign_in)
            return _arrive(opened.sign_in, opened.secret, form.onward)
    asking = AskForm(formdata=None, data={"next": form.onward})
    return _sign_in_page(asking, form), 422


@bp.route("/link/<token>", methods=["GET", "POST"])
@public
@secret_address
def link(token: str) -> ResponseReturnValue:
    """Show a button and, once it is pressed, sign in. A scanner that opens it uses nothing up."""
    form = PlainForm()
    if form.validate_on_submit():
        arrived = signing_in.sign_in(token, _device())
        sign_in = arrived.opened.sign_in
        if arrived.kind != LinkKind.DEVELOPMENT:
            audit.record(sign_in.person_id, "sign in by link", sign_in)
        db.session.commit()
        _begin_session(arrived.opened.secret)
        if arrived.kind == LinkKind.MAILED:
            return redirect(url_for(".prove", next=arrived.onward), 303)
        if arrived.kind == LinkKind.INVITATION:
            return redirect(url_for("staff_account.overview"), 303)
        return redirect(arrived.onward or url_for("network_staff.dashboard"), 303)
    page = render_template("network/staff/link.html", form=form, hours=_settings().session_hours)
    return page, 422 if form.is_submitted() else 200


# ---- Second factor


@bp.route("/prove", methods=["GET", "POST"])
@requires(Permission.WORK_AS_STAFF)
def prove() -> ResponseReturnValue:
    """Take the second factor: a code of the app or of the paper."""
    if not factors.of(g.person.id):
        return redirect(url_for("staff_account.overview"), 303)
    form = CodeForm(data={"next": request.args.get("next")})
    if form.validate_on_submit():
        sign_in = db.session.get_one(SignIn, g.person.session)
        try:
            secret = ways_in.give_code(sign_in, form.code.data, prefix=_prefix())
        except locks.Locked as error:
            db.session.commit()
            form.code.errors = [error.message]
            return _prove_page(form), 429
        if secret is not None:
            audit.record(g.person.id, "give second factor", sign_in)
            return _arrive(sign_in, secret, form.onward)
        _note_lock()
        db.session.commit()
        form.code.errors = [
            _("This code is not right, or was used before. Type the one shown now.")
        ]
    return _prove_page(form), 422 if form.is_submitted() else 200


@bp.post("/prove/passkey")
@requires(Permission.WORK_AS_STAFF)
def prove_by_passkey() -> ResponseReturnValue:
    """Take a passkey as second factor."""
    form = PasskeyForm()
    if form.validate_on_submit():
        sign_in = db.session.get_one(SignIn, g.person.session)
        try:
            secret = ways_in.give_passkey(sign_in, form.value(), prefix=_prefix())
        except (passkeys.PasskeyRefused, locks.Locked) as error:
            db.session.commit()
            form.credential.errors = [error.message]
        else:
            audit.record(g.person.id, "give second factor", sign_in)
            return _arrive(sign_in, secret, form.onward)
    return _prove_page(CodeForm(formdata=None, data={"next": form.onward}), form), 422


# ---- What these have in common


def _sign_in_page(form: AskForm, passkey_form: PasskeyForm | None = None) -> str:
    asked = passkeys.challenge("sign in")
    return render_template(
        "network/staff/sign_in.html",
        form=form,
        passkey=_passkey_form(passkey_form, asked, form.onward),
        wrong=form if form.errors else passkey_form,
        options=passkeys.to_answer(asked) if passkeys.available() else None,
    )


def _prove_page(form: CodeForm, passkey_form: PasskeyForm | None = None) -> str:
    asked, ways = passkeys.challenge(f"prove {g.person.session}"), factors.of(g.person.id)
    offered = bool(ways.passkeys) and passkeys.available()
    return render_template(
        "network/staff/prove.html",
        form=form,
        passkey=_passkey_form(passkey_form, asked, form.onward),
        wrong=form if form.errors else passkey_form,
        again=g.person.proved,
        ways=ways,
        options=passkeys.to_answer(asked, g.person.id) if offered else None,
    )


def _passkey_form(sent: PasskeyForm | None, asked: str, next_page: str | None) -> PasskeyForm:
    """Return the form that a script fills in, with a new challenge, and what was wrong with it."""
    form = PasskeyForm(formdata=None, data={"challenge": asked, "next": next_page})
    if sent is not None:
        form.credential.errors = sent.credential.errors
    return form


def _arrive(sign_in: SignIn, secret: str, next_page: str | None) -> ResponseReturnValue:
    """Commit, give the browser its new secret, tell its owner if it is a new one, and go on."""
    token = request.cookies.get(BROWSER_COOKIE) or secrets.token_urlsafe(32)
    if not browsers.recognise(sign_in.person_id, token):
        new_browser.later(sign_in.id)
    db.session.commit()
    _begin_session(secret)
    answer = redirect(next_page or url_for("network_staff.dashboard"), 303)
    answer.set_cookie(
        BROWSER_COOKIE,
        token,
        max_age=BROWSER_KEPT,
        path=current_app.config["SESSION_COOKIE_PATH"],
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return answer


def _begin_session(secret: str) -> None:
    """Put a new secret into the cookie; nothing of an earlier session is carried over."""
    lang = language()
    session.clear()
    session.update(sign_in=secret, lang=lang)


def _note_lock() -> None:
    """Write into the journal that a person must wait, if this wrong code was the last one."""
    if locks.is_locked(g.person.id):
        audit.record(g.person.id, "second factor locked", db.session.get_one(Person, g.person.id))


def _device() -> str:
    return browsers.named(request.user_agent.string)


def _prefix() -> str:
    return request.remote_addr or ""


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
