"""Reading and signing a statement, and the way back by one's own link."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from campaigns import reading
from campaigns.models import Signers, Statement, Status
from campaigns.reading import PublishedStatement
from core import logs, pace, tokens
from core.access import public
from core.db import backups_until, db
from core.errors import DomainError
from core.headers import naming, secret_address
from mailing import sending, transports
from network import entering, sealing
from petitions import disclosing, listing, renewing, rounds, signing
from petitions.emails import asking
from petitions.forms import ConfirmForm, MyForm, OrganisationForm, SignForm
from petitions.models import Disclosure, Display, Signature, SignerKind
from petitions.pages.sharing import sharing_of
from petitions.pages.statement import (
    attempt_on_page,
    common,
    signature_on_page,
    statement_page,
)

bp = Blueprint("petitions", __name__)

PEOPLE_ON_PAGE = 200


def published(slug: str) -> Statement:
    """Return a statement that the public may read, or answer 404."""
    return reading.published(slug) or abort(404)


def address(slug: str) -> str:
    """Return where a statement is read and signed, in the page's language."""
    return url_for("petitions.statement", slug=slug)


def entry() -> str:
    """Return the code of the entry by which this visitor comes, "" where it is none."""
    return entering.known(request.args.get("via"))


@bp.get("/<lang:lang>/statements/<slug>")
@public
@naming
def statement(slug: str) -> ResponseReturnValue:
    """Show the text, who supports it, and the form for people."""
    return statement_page(published(slug), SignForm(formdata=None, via=entry()))


@bp.post("/<lang:lang>/statements/<slug>/sign")
@public
def sign(slug: str) -> ResponseReturnValue:
    """Take a person's attempt to sign; the answer is the same if this address has signed before."""
    found, form = published(slug), SignForm()
    form.via.data = entering.known(form.via.data)
    if not form.validate_on_submit():
        return statement_page(found, form), 422
    signing.sign_as_person(found, form.value())
    db.session.commit()
    sending.wake()
    return redirect(url_for(".sent", slug=slug), 303)


@bp.get("/<lang:lang>/statements/<slug>/sent")
@public
def sent(slug: str) -> ResponseReturnValue:
    """Say what comes next: a message with a link."""
    return render_template(
        "petitions/sent.html",
        **common(published(slug)),
        sender=current_app.config["SETTINGS"].mail_from,
        subject=_("Please confirm"),
        days=signing.LINK_LASTS.days,
    )


@bp.route("/<lang:lang>/statements/<slug>/sign/organisation", methods=["GET", "POST"])
@public
def sign_organisation(slug: str) -> ResponseReturnValue:
    """Show the form for organisations, and take an attempt: keep it, then mail the link.

    The address of an organisation is in no job and no delivery row: it lives in this request alone,
    and for an undisclosed one nowhere else but in the sealed record.
    """
    found, form = published(slug), OrganisationForm()
    form.via.data = entering.known(form.via.data) if form.is_submitted() else entry()
    if request.method == "GET" and found.status != Status.OPEN:
        return redirect(address(slug), 303)
    if not form.validate_on_submit():
        return organisation_page(found, form), 422 if request.method == "POST" else 200
    # Asked whatever was chosen: no level is answered sooner.
    if not sealing.ready() and form.disclosure.data == Disclosure.UNDISCLOSED:
        form.disclosure.errors = [_("Undisclosed names cannot be taken at the moment.")]
        return organisation_page(found, form), 422
    return attempted(found, form)


def attempted(
    found: Statement, form: OrganisationForm, *, instead_of: Signature | None = None
) -> ResponseReturnValue:
    """Keep an organisation's attempt and mail its link while it waits; its address is not kept."""
    pace.evenly(transports.step())
    value, token = form.value(), tokens.derived("organisation", form.once.data)
    signing.sign_as_organisation(found, value, token=token, instead_of=instead_of)
    db.session.commit()
    try:
        transports.send(
            asking(value.email, token), sealed=value.disclosure == Disclosure.UNDISCLOSED
        )
    except transports.NotSent as error:
        logs.info("confirmation not sent", reason=error.reason)
        form.email.errors = [
            _(
                "The message could not be sent."
                " Check the address, or send the form again in a minute."
            )
        ]
        return organisation_page(found, form, receipt=tokens.receipt(token)), 422
    return redirect(url_for(".sent", slug=found.slug), 303)


def organisation_page(
    found: Statement,
    form: OrganisationForm,
    token: str | None = None,
    *,
    receipt: str | None = None,
) -> str:
    """Return the form as it was filled in; `token` leads to the signature that it names."""
    if found.signers == Signers.PEOPLE:
        abort(404)
    return render_template(
        "petitions/sign_organisation.html",
        **common(found),
        form=form,
        form_action=url_for(".name", token=token)
        if token
        else url_for(".sign_organisation", slug=found.slug),
        line=form.printed_line,
        custodians_ready=sealing.ready(),
        receipt=receipt,
    )


@bp.route("/<lang:lang>/confirm/<token>", methods=["GET", "POST"])
@public
@secret_address
def confirm(token: str) -> ResponseReturnValue:
    """Show a button; only pressing it confirms. Scanners may open the link as they like."""
    try:
        form = ConfirmForm()
        if form.validate_on_submit():
            confirmed = signing.confirm(token)
            db.session.commit()
            if confirmed.kind == SignerKind.ORGANISATION:
                pace.evenly()
            return redirect(url_for(".thanks", token=token), 303)
        attempt = signing.behind(token)
    except (signing.LinkUnknown, signing.LinkExpired, rounds.StatementClosed) as error:
        return gone(error)
    if isinstance(attempt, Signature):
        return redirect(url_for(".thanks", token=token), 303)
    facts = common(published(attempt.statement.slug))
    return render_template(
        "petitions/confirm.html",
        **facts,
        attempt=attempt_on_page(attempt),
        round=next((one for one in facts["rounds"] if one.state == "now"), None),
        state=facts["statement"].status,
        form=form,
    ), 422 if request.method == "POST" else 200


@bp.get("/<lang:lang>/confirm/<token>/thanks")
@public
@secret_address
def thanks(token: str) -> ResponseReturnValue:
    """Show the receipt, alike to whoever signs for the first time and whoever signed before."""
    signature = signing.signature_of(token)
    if signature is None:
        return redirect(url_for(".confirm", token=token), 303)
    found = published(signature.statement.slug)
    return render_template(
        "petitions/thanks.html",
        **common(found),
        receipt=tokens.receipt(token),
        held=signature.held_for if signature.released_at is None else None,
        sharing=sharing_of(found),
        my_url=url_for(".my", token=token),
    )


@bp.route("/<lang:lang>/my/<token>", methods=["GET", "POST"])
@public
@secret_address
def my(token: str) -> ResponseReturnValue:
    """Show a signer what they signed, and let them withdraw it or say that the board has agreed."""
    signature = signing.signature_of(token)
    if signature is None:
        return redirect(url_for(".confirm", token=token), 303)
    form = MyForm(disclosure=signature.disclosure, display=signature.display)
    if form.validate_on_submit():
        try:
            act(signature, form)
            pace.evenly()
        except sealing.NotEnoughCustodians as refused:
            db.session.rollback()
            form.disclosure.errors = [refused.message]
        else:
            db.session.commit()
            return redirect(url_for(".my", token=token), 303)
    facts = common(published(signature.statement.slug))
    return render_template(
        "petitions/my.html",
        **facts,
        signature=signature_on_page(signature),
        form=form,
        can_withdraw=signature.withdrawn_at is None and not rounds.frozen(signature),
        issued=[one.built_at for one in disclosing.carrying(signature)],
        custodians_ready=sealing.ready(),
        backups_until=backups_until(),
        name_url=url_for(".name", token=token),
        erratum=signature.statement.version.erratum,
        replaced_by=offered_text(signature),
    ), 422 if request.method == "POST" else 200


def offered_text(signature: Signature) -> PublishedStatement | None:
    """Return the text that takes the place of the one that was signed, once it can be signed."""
    new = renewing.offered(signature)
    return reading.in_reader_language(new) if new is not None else None


def act(signature: Signature, form: MyForm) -> None:
    """Do what the pressed button says."""
    if form.action.data == "withdraw":
        signing.withdraw(signature)
    elif form.action.data == "board":
        signing.board_agreed(signature)
    elif form.action.data == "agree":
        renewing.agree(signature)
    elif form.action.data == "disclosure" and signature.kind == SignerKind.ORGANISATION:
        disclosing.choose(signature, Disclosure(form.disclosure.data))
    elif form.action.data == "display" and signature.kind == SignerKind.PERSON:
        disclosing.show(signature, Display(form.display.data))


@bp.route("/<lang:lang>/my/<token>/name", methods=["GET", "POST"])
@public
@secret_address
def name(token: str) -> ResponseReturnValue:
    """Take the name of an organisation that was not disclosed until now, and wishes to be named.

    Its locked signature is taken back in the moment in which the named one is confirmed.
    """
    signature = signing.signature_of(token)
    if signature is None or signature.disclosure != Disclosure.UNDISCLOSED:
        return redirect(url_for(".my", token=token), 303)
    found, form = published(signature.statement.slug), OrganisationForm()
    if form.validate_on_submit():
        if form.disclosure.data != Disclosure.UNDISCLOSED:
            return attempted(found, form, instead_of=signature)
        form.disclosure.errors = [_("This is your present choice: it names nobody.")]
    return organisation_page(found, form, token), 422 if request.method == "POST" else 200


@bp.get("/<lang:lang>/statements/<slug>/signatories")
@public
@naming
def signatories(slug: str) -> ResponseReturnValue:
    """Show all who are named: organisations by the syllabary, people as they chose to be shown."""
    found = published(slug)
    page = listing.signatories(
        found.id, after=cursor(), limit=PEOPLE_ON_PAGE + 1, kind=SignerKind.PERSON
    )
    more = len(page) > PEOPLE_ON_PAGE
    last = page[PEOPLE_ON_PAGE - 1].public_id if more else None
    return render_template(
        "petitions/signatories.html",
        **common(found),
        rows=[] if cursor() else listing.wall(listing.organisations(found.id)),
        people=page[:PEOPLE_ON_PAGE],
        first_page=cursor() is None,
        next_url=url_for(".signatories", slug=slug, cursor=last) if last else None,
    )


def cursor() -> UUID | None:
    """Return where a page of a list begins, from `?cursor=`, or answer 400."""
    given = request.args.get("cursor")
    try:
        return UUID(given) if given else None
    except ValueError:
        abort(400)


def gone(error: DomainError) -> ResponseReturnValue:
    """Say why a link leads nowhere any more, and what to do."""
    db.session.rollback()
    reasons = {signing.LinkExpired: "expired", rounds.StatementClosed: "closed"}
    page = render_template(
        "petitions/gone.html",
        reason=reasons.get(type(error), "unknown"),
        message=error.message,
        again_url=url_for("campaigns.home"),
    )
    return page, error.status
