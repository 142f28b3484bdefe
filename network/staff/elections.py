"""Staff pages of elections: calling, nominating, voting in secret, counting, run-offs."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from core import audit
from core.access import Permission, requires
from core.db import db
from core.errors import DomainError
from core.forms import Form
from mailing import sending
from network import balloting, electing, returning
from network.forms.elections import (
    ActForm,
    CallForm,
    CandidacyForm,
    CountForm,
    ElectionBallotForm,
    NominationForm,
    VotingForm,
)
from network.models import Election
from network.staff import showing_elections as showing

bp = Blueprint("network_elections", __name__, url_prefix="/staff")


@bp.get("/elections")
@requires(Permission.READ_MEETINGS)
def elections() -> ResponseReturnValue:
    """List the elections, newest first, with what the reader has still to do."""
    return render_template(
        "network/staff/elections/elections.html",
        rows=showing.rows(),
        may_call=g.person.may(Permission.PREPARE_DECISION),
    )


@bp.route("/elections/new", methods=["GET", "POST"])
@requires(Permission.PREPARE_DECISION)
def call() -> ResponseReturnValue:
    """Call an election."""
    form = CallForm()

    def act() -> None:
        called = electing.call(form.value(), by=g.person.id)
        audit.record(g.person.id, "call election", called)

    if form.validate_on_submit() and _tried(form, act):
        return redirect(url_for(".elections"), 303)
    page = render_template("network/staff/elections/call.html", form=form)
    return page, 422 if form.is_submitted() else 200


@bp.get("/elections/<uuid:public_id>")
@requires(Permission.READ_MEETINGS)
def election(public_id: UUID) -> ResponseReturnValue:
    """Show an election with all that its reader may do in it."""
    return _page(found(public_id))


@bp.post("/elections/<uuid:public_id>/nominations")
@requires(Permission.DECIDE)
def nominate(public_id: UUID) -> ResponseReturnValue:
    """Nominate a facilitator, or oneself."""
    about, form = found(public_id), NominationForm()
    form.offer(showing.nominees(about))

    def act() -> None:
        candidate = electing.nominate(about, form.person.data, by=g.person.id)
        audit.record(g.person.id, "nominate", candidate)

    return _done(about, form, act)


@bp.post("/elections/<uuid:public_id>/candidacy")
@requires(Permission.DECIDE)
def answer(public_id: UUID) -> ResponseReturnValue:
    """Accept the reader's nomination, or decline it."""
    about, form = found(public_id), CandidacyForm()

    def act() -> None:
        accepts = form.answer.data == "accept"
        candidate = electing.answer(about, accepts=accepts, by=g.person.id)
        said = "accept nomination" if accepts else "decline nomination"
        audit.record(g.person.id, said, candidate)

    return _done(about, form, act)


@bp.post("/elections/<uuid:public_id>/vote")
@requires(Permission.DECIDE)
def vote(public_id: UUID) -> ResponseReturnValue:
    """Cast the reader's ballot, and show its receipt on this one page.

    The journal, which keeps moments, says nothing of it: that somebody has voted is kept by the
    day, as docs/decisions/0026-secret-ballots.md has it.
    """
    about, form = found(public_id), ElectionBallotForm()
    form.offer(showing.on_the_ballot(about))
    receipt = ""

    def act() -> None:
        nonlocal receipt
        receipt = balloting.cast(about, form.approved.data, by=g.person.id)

    if form.validate_on_submit() and _tried(form, act):
        return render_template(
            "network/staff/elections/receipt.html",
            receipt=receipt,
            url=showing.url_of(about),
            voting_until=about.voting_until,
        )
    return _page(about, form), 422


@bp.post("/elections/<uuid:public_id>/cancel")
@requires(Permission.PREPARE_DECISION)
def cancel(public_id: UUID) -> ResponseReturnValue:
    """Call an election off."""
    about, form = found(public_id), ActForm()

    def act() -> None:
        electing.cancel(about, by=g.person.id)
        audit.record(g.person.id, "cancel election", about)

    return _done(about, form, act)


@bp.route("/elections/<uuid:public_id>/run-off", methods=["GET", "POST"])
@requires(Permission.PREPARE_DECISION)
def run_off(public_id: UUID) -> ResponseReturnValue:
    """Call a run-off among those who are tied; where nobody is, the election tells what is so."""
    first, form = found(public_id), VotingForm()
    if request.method == "GET" and not electing.awaits_run_off(first):
        return redirect(showing.url_of(first), 303)
    called: list[Election] = []

    def act() -> None:
        called.append(electing.call_run_off(first, form.voting(), by=g.person.id))
        audit.record(g.person.id, "call run-off", called[0])

    if form.validate_on_submit() and _tried(form, act):
        return redirect(showing.url_of(called[0]), 303)
    page = render_template(
        "network/staff/elections/run_off.html", form=form, **showing.election(first)
    )
    return page, 422 if form.is_submitted() else 200


@bp.get("/elections/<uuid:public_id>/ballots.json")
@requires(Permission.KEEP_KEYS)
def sealed(public_id: UUID) -> ResponseReturnValue:
    """Give out the sealed ballots, once voting has ended."""
    about = found(public_id)
    content = returning.sealed_ballots(about)
    audit.record(g.person.id, "take sealed ballots", about)
    db.session.commit()
    return send_file(
        BytesIO(content),
        mimetype="application/json",
        as_attachment=True,
        download_name=f"sealed-ballots-{str(about.public_id)[:8]}.json",
    )


@bp.route("/elections/<uuid:public_id>/count", methods=["GET", "POST"])
@requires(Permission.KEEP_KEYS)
def count(public_id: UUID) -> ResponseReturnValue:
    """Take in what an officer opened; once a second hands in the same, the result stands."""
    about, form = found(public_id), CountForm()

    def act() -> None:
        content = form.file.data.read()
        returning.hand_in(about, content, by=g.person.id)
        audit.record(g.person.id, "hand in count", about)

    if form.validate_on_submit() and _tried(form, act):
        return redirect(url_for(".count", public_id=public_id), 303)
    page = render_template("network/staff/elections/count.html", form=form, **showing.count(about))
    return page, 422 if form.is_submitted() else 200


def found(public_id: UUID) -> Election:
    return electing.find(public_id) or abort(404)


def _tried(form: Form, act: Callable[[], None]) -> bool:
    """Act and commit; or put the reason why it cannot be done into the form, and undo all."""
    try:
        act()
    except DomainError as error:
        db.session.rollback()
        if error.field in form:
            form[error.field].errors = [error.message]
        else:
            form.form_errors.append(error.message)
        return False
    db.session.commit()
    sending.wake()
    return True


def _done(about: Election, form: Form, act: Callable[[], None]) -> ResponseReturnValue:
    """Act if the form is in order, and return to the election; else show what is wrong there."""
    if form.validate_on_submit() and _tried(form, act):
        return redirect(showing.url_of(about), 303)
    return _page(about, form), 422


def _page(about: Election, sent: Form | None = None) -> str:
    """Return the page of an election, with the form that was sent as it was filled in."""
    forms = {
        "nomination_form": _or_new(sent, NominationForm),
        "candidacy_form": _or_new(sent, CandidacyForm),
        "ballot_form": _or_new(sent, ElectionBallotForm),
        "act_form": _or_new(sent, ActForm),
    }
    forms["nomination_form"].offer(showing.nominees(about))
    forms["ballot_form"].offer(showing.on_the_ballot(about))
    return render_template(
        "network/staff/elections/election.html", sent=sent, **forms, **showing.election(about)
    )


def _or_new(sent: Form | None, kind: type[Form]) -> Form:
    return sent if type(sent) is kind else kind(formdata=None)
