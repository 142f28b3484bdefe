"""Applications to the register: typed from paper, checked, admitted or declined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, send_file
from flask import url_for as url
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _

from core import audit, tokens, uploads
from core.access import Permission, requires
from core.db import db
from core.i18n import in_language, language
from network import entering, evidence, joining, matching, registering, sealing
from network.forms.joining import REFUSALS, SOURCES, EvidenceForm, TypedForm
from network.forms.register import AdmitForm, Button, RefuseForm
from network.models import Application, Evidence, Level, Organisation, Refusal, Source
from network.registering import Decision

bp = Blueprint("network_applications", __name__, url_prefix="/staff")


@dataclass(frozen=True)
class ApplicationRow:
    """`name` is None for an undisclosed organisation: nobody here can read it."""

    url: str
    name: str | None
    level: str
    source: LazyString | str
    state: str
    applied: datetime


@dataclass(frozen=True)
class Candidate:
    """A row that may be the applicant's."""

    public_id: UUID
    name: str
    reason: str
    url: str


def found(public_id: UUID) -> Application:
    return joining.find(public_id) or abort(404)


def delegated() -> bool:
    """Tell whether staff admit by a delegated rule, rather than the committee by its decision."""
    return bool(current_app.config["SETTINGS"].admission == "delegated")


@bp.get("/applications")
@requires(Permission.KEEP_REGISTER)
def queue() -> ResponseReturnValue:
    """List the applications that wait."""
    return render_template(
        "network/staff/applications/queue.html", rows=[row(one) for one in joining.waiting()]
    )


@bp.route("/applications/new", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def type_in() -> ResponseReturnValue:
    """Type an application from FAX, post or a Word file; its link is shown once."""
    uploads.in_memory(request)
    form = TypedForm()
    if not form.validate_on_submit():
        return typing_page(form), 422 if request.method == "POST" else 200
    if form.disclosure.data == Level.UNDISCLOSED and not sealing.ready():
        form.disclosure.errors = [_("Undisclosed names cannot be taken at the moment.")]
        return typing_page(form), 422
    token = tokens.fresh()
    application = joining.take_down(
        form.value(via=entering.known(form.via.data)),
        token=token,
        source=Source(form.source.data),
        by=g.person.id,
    )
    if form.file.file is not None:
        evidence.keep(application, form.file.file)
    audit.record(g.person.id, "type application", application, Source(form.source.data))
    db.session.commit()
    base = current_app.config["SETTINGS"].base_url
    return render_template(
        "network/staff/applications/typed.html",
        link=f"{base}/{language()}/organisation/{token}",
        receipt=tokens.receipt(token),
        row=row(application),
    )


@bp.get("/applications/sealed")
@requires(Permission.KEEP_KEYS)
def sealed() -> ResponseReturnValue:
    """List the undisclosed applications that a custodian has to open and check, by their ids."""
    rows = [one for one in joining.waiting() if joining.for_custodians(one)]
    return render_template(
        "network/staff/applications/sealed.html",
        rows=[(one.public_id, url(".opened", public_id=one.public_id)) for one in rows],
        form=Button(formdata=None),
    )


@bp.post("/applications/<uuid:public_id>/opened")
@requires(Permission.KEEP_KEYS)
def opened(public_id: UUID) -> ResponseReturnValue:
    """Note that a custodian opened an undisclosed application and knows who applies."""
    application = found(public_id)
    if application.disclosure != Level.UNDISCLOSED:
        abort(404)
    if not Button().validate_on_submit():
        return redirect(url(".sealed"), 303)
    joining.check(application, by=g.person.id)
    audit.record(g.person.id, "check application", application)
    db.session.commit()
    return redirect(url(".sealed"), 303)


@bp.get("/applications/<uuid:public_id>")
@requires(Permission.KEEP_REGISTER)
def one(public_id: UUID) -> ResponseReturnValue:
    """Show an application: what it says, its evidence, and what can be done with it."""
    return page(found(public_id))


@bp.post("/applications/<uuid:public_id>/check")
@requires(Permission.KEEP_REGISTER)
def check(public_id: UUID) -> ResponseReturnValue:
    """Note that who applies was made sure of; an undisclosed one is for a custodian to check."""
    application = found(public_id)
    if application.disclosure == Level.UNDISCLOSED:
        abort(403)
    if not Button().validate_on_submit():
        return page(application), 422
    joining.check(application, by=g.person.id)
    audit.record(g.person.id, "check application", application)
    db.session.commit()
    return redirect(url(".one", public_id=public_id), 303)


@bp.post("/applications/<uuid:public_id>/admit")
@requires(Permission.KEEP_REGISTER)
def admit(public_id: UUID) -> ResponseReturnValue:
    """Admit an organisation: by the delegated rule, or as the committee decided on a day."""
    application, form = found(public_id), AdmitForm()
    offer(form, application)
    fits = form.validate_on_submit()
    if fits and not delegated() and form.committee_on.data is None:
        form.committee_on.errors = [_("Write the day on which the committee decided.")]
        fits = False
    if not fits:
        return page(application, admit_form=form), 422
    decided = (
        Decision(person_id=g.person.id)
        if delegated()
        else Decision(committee_on=form.committee_on.data)
    )
    into = registering.find(UUID(form.into.data)) if form.into.data else None
    try:
        joining.admit(application, decided, into=into)
    except registering.StandsByName as refused:
        db.session.rollback()
        form.into.errors = [refused.message]
        return page(application, admit_form=form), 422
    audit.record(g.person.id, "admit organisation", application)
    db.session.commit()
    return redirect(url(".one", public_id=public_id), 303)


@bp.post("/applications/<uuid:public_id>/refuse")
@requires(Permission.KEEP_REGISTER)
def refuse(public_id: UUID) -> ResponseReturnValue:
    """Decline an application, for a reason of the list."""
    application, form = found(public_id), RefuseForm()
    if not form.validate_on_submit():
        return page(application, refuse_form=form), 422
    audit.record(g.person.id, "decline application", application, Refusal(form.reason.data))
    joining.refuse(application, Refusal(form.reason.data))
    db.session.commit()
    return redirect(url(".queue"), 303)


@bp.post("/applications/<uuid:public_id>/evidence")
@requires(Permission.KEEP_REGISTER)
def add_evidence(public_id: UUID) -> ResponseReturnValue:
    """Keep one more file with an application; for an undisclosed one it is sealed as it is read."""
    uploads.in_memory(request)
    application, form = found(public_id), EvidenceForm()
    if not form.validate_on_submit() or form.file.file is None:
        return page(application, evidence_form=form), 422
    kept = evidence.keep(application, form.file.file)
    audit.record(g.person.id, "attach evidence", kept)
    db.session.commit()
    return redirect(url(".one", public_id=public_id, _anchor="evidence"), 303)


@bp.get("/evidence/<uuid:public_id>")
@requires(Permission.KEEP_REGISTER)
def file(public_id: UUID) -> ResponseReturnValue:
    """Open a file that came with an application; a sealed one cannot be opened here."""
    kept = db.session.scalar(db.select(Evidence).where(Evidence.public_id == public_id))
    content = evidence.of(kept) if kept is not None else None
    if content is None:
        abort(404)
    return send_file(
        BytesIO(content.content),
        mimetype=uploads.MEDIA_TYPES[content.kind],
        as_attachment=True,
        download_name=f"{public_id}.{content.kind}",
    )


def row(one: Application) -> ApplicationRow:
    return ApplicationRow(
        url=url("network_applications.one", public_id=one.public_id),
        name=in_language(one.name_ja or "", one.name_en or "") or None,
        level=one.level,
        source=SOURCES.get(Source(one.source), _("Form on this site")),
        state=one.state,
        applied=one.applied_at,
    )


def typing_page(form: TypedForm) -> str:
    return render_template(
        "network/staff/applications/type_in.html", form=form, custodians_ready=sealing.ready()
    )


def page(
    application: Application,
    *,
    admit_form: AdmitForm | None = None,
    refuse_form: RefuseForm | None = None,
    evidence_form: EvidenceForm | None = None,
) -> str:
    """Return an application's page, with a form as it was filled in."""
    if admit_form is None:
        admit_form = AdmitForm(formdata=None)
        offer(admit_form, application)
    organisation = application.organisation
    return render_template(
        "network/staff/applications/one.html",
        row=row(application),
        facts=facts(application),
        files=[(one.kind, url(".file", public_id=one.public_id)) for one in application.evidence],
        history=audit.entries_of(application),
        candidates=candidates(application),
        organisation_url=organisation_url(organisation) if organisation is not None else None,
        refusal=REFUSALS[Refusal(application.refusal)] if application.refusal else None,
        delegated=delegated(),
        public_id=application.public_id,
        check_form=Button(formdata=None),
        admit_form=admit_form,
        refuse_form=refuse_form or RefuseForm(formdata=None),
        evidence_form=evidence_form or EvidenceForm(formdata=None),
    )


def organisation_url(organisation: Organisation) -> str:
    return url("network_organisations.one", public_id=organisation.public_id)


def offer(form: AdmitForm, application: Application) -> None:
    """Offer the rows that may be the applicant's."""
    form.into.choices = [
        ("", ""),
        *((str(one.public_id), one.name) for one in candidates(application)),
    ]


def candidates(application: Application) -> list[Candidate]:
    """Return the rows that may be the applicant's, the likeliest first; none of a sealed one."""
    if application.disclosure == Level.UNDISCLOSED or application.state not in {
        "confirmed",
        "checked",
    }:
        return []
    alike = matching.candidates(joining.as_row(application))[:10]
    rows = matching.rows([one.organisation_id for one in alike])
    return [
        Candidate(
            rows[one.organisation_id].public_id,
            rows[one.organisation_id].name,
            one.reason,
            organisation_url(rows[one.organisation_id]),
        )
        for one in alike
    ]


def facts(application: Application) -> dict[str, Any]:
    """Return what a named application says, by the names of its fields; nothing of a sealed one."""
    if application.disclosure == Level.UNDISCLOSED:
        return {}
    about, reached = joining.about(application), joining.reached(application)
    told = {**vars(about), **vars(reached), "message": application.message}
    return {name: value for name, value in told.items() if value}
