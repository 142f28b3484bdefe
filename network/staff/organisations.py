"""The register for the staff who keep it: organisations, their standings, and which are one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core import audit
from core.access import Permission, requires
from core.db import db
from core.offers import offers
from network import disclosing, joining, leaving, merging, registering
from network.forms.joining import filled
from network.forms.register import (
    KINDS,
    Button,
    LastDayForm,
    LikenessForm,
    OrganisationForm,
    SearchForm,
    StandingForm,
)
from network.models import (
    Former,
    Likeness,
    Merge,
    Organisation,
    Standing,
    StandingKind,
)
from network.registering import Acts, Decision

bp = Blueprint("network_organisations", __name__, url_prefix="/staff")

ON_PAGE = 50


@dataclass(frozen=True)
class OrganisationRow:
    public_id: UUID
    url: str
    name: str
    other_name: str
    kana: str
    standings: list[str]
    #: How far its name goes as a supporting organisation; None where it is none today.
    level: str | None


@dataclass(frozen=True)
class StandingRow:
    """`end_url` is None where it has ended."""

    kind: str
    starts_on: date
    ends_on: date | None
    covers_today: bool
    how: str
    end_url: str | None


@dataclass(frozen=True)
class Pair:
    """Two rows that may be one organisation, side by side."""

    url: str
    reason: str
    score: int
    names: tuple[OrganisationRow, OrganisationRow]
    lines: list[tuple[str, str, str]]


@dataclass(frozen=True)
class MergeRow:
    url: str
    kept: str
    gone: str
    on: date


def found(public_id: UUID) -> Organisation:
    return registering.find(public_id) or abort(404)


@bp.get("/organisations")
@requires(Permission.KEEP_REGISTER)
def everybody() -> ResponseReturnValue:
    """List organisations, by standing and by words of their names; what is asked is the address."""
    form = SearchForm(request.args)
    fits = form.validate()
    after = request.args.get("after", 0, type=int)
    kind = StandingKind(form.standing.data) if fits and form.standing.data else None
    words = (form.q.data or "") if fits else ""
    rows = registering.search(words=words, kind=kind, after=after, limit=ON_PAGE + 1)
    page = rows[:ON_PAGE]
    asked: dict[str, Any] = {
        name: value for name, value in (("q", words), ("standing", kind or "")) if value
    }
    return render_template(
        "network/staff/organisations/everybody.html",
        form=form,
        rows=[row(one) for one in page],
        total=registering.count(),
        next_url=url_for(".everybody", after=page[-1].id, **asked) if len(rows) > ON_PAGE else "",
        first_url=url_for(".everybody", **asked) if after else "",
        waiting=merging.waiting(),
    )


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def add() -> ResponseReturnValue:
    """Add an organisation, a partner of another field, say."""
    form = OrganisationForm()
    if form.validate_on_submit():
        one = registering.add(form.described())
        if rename(one, form):
            audit.record(g.person.id, "add organisation", one)
            db.session.commit()
            return redirect(url_for(".one", public_id=one.public_id), 303)
        db.session.rollback()
    return change_page(form, None), 422 if request.method == "POST" else 200


@bp.get("/organisations/alike")
@requires(Permission.KEEP_REGISTER)
def alike() -> ResponseReturnValue:
    """Show the rows that may be one organisation, side by side, and the merges that stand."""
    return alike_page()


@bp.post("/likenesses/<int:number>")
@requires(Permission.KEEP_REGISTER)
def decide(number: int) -> ResponseReturnValue:
    """Take a decision on two rows: one organisation, or two."""
    likeness = db.session.get(Likeness, number) or abort(404)
    form = LikenessForm()
    if not form.validate_on_submit() or form.answer.data is None:
        return alike_page(), 422
    keep = {"keep-first": likeness.a, "keep-second": likeness.b}.get(form.answer.data)
    done = merging.decide(likeness, keep=keep, by=g.person.id)
    audit.record(g.person.id, "merge organisations" if done else "keep apart", done or likeness)
    db.session.commit()
    return redirect(url_for(".alike"), 303)


@bp.post("/merges/<int:number>/undo")
@requires(Permission.KEEP_REGISTER)
def undo(number: int) -> ResponseReturnValue:
    """Part two rows again, exactly as they were."""
    done = db.session.get(Merge, number) or abort(404)
    if Button().validate_on_submit():
        merging.undo(done, by=g.person.id)
        audit.record(g.person.id, "undo merge", done)
        db.session.commit()
    return redirect(url_for(".alike"), 303)


@bp.get("/organisations/<uuid:public_id>")
@requires(Permission.KEEP_REGISTER)
def one(public_id: UUID) -> ResponseReturnValue:
    """Show an organisation with its history."""
    return page(found(public_id))


@bp.route("/organisations/<uuid:public_id>/change", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def change(public_id: UUID) -> ResponseReturnValue:
    """Change what is said of an organisation; what was said before is kept."""
    changed = found(public_id)
    form = OrganisationForm(data=filled(changed) | {"code": changed.code})
    if form.validate_on_submit():
        registering.change(changed, form.described(), by=g.person.id)
        if rename(changed, form):
            audit.record(g.person.id, "change organisation", changed)
            db.session.commit()
            return redirect(url_for(".one", public_id=public_id), 303)
        db.session.rollback()
    return change_page(form, changed), 422 if request.method == "POST" else 200


@bp.post("/organisations/<uuid:public_id>/standings")
@requires(Permission.KEEP_REGISTER)
def begin(public_id: UUID) -> ResponseReturnValue:
    """Give an organisation a standing: constituent, or partner of another field."""
    given, form = found(public_id), StandingForm()
    if not form.validate_on_submit():
        return page(given, form), 422
    kind = StandingKind(form.kind.data)
    decided = Decision(person_id=g.person.id, committee_on=form.committee_on.data)
    try:
        registering.begin(given, kind, form.since.data or registering.today(), decided)
    except registering.StandsByName as refused:
        form.kind.errors = [refused.message]
        return page(given, form), 422
    audit.record(g.person.id, "give standing", given, kind)
    db.session.commit()
    return redirect(url_for(".one", public_id=public_id), 303)


@bp.post("/organisations/<uuid:public_id>/hide")
@requires(Permission.HIDE_NAME)
def hide(public_id: UUID) -> ResponseReturnValue:
    """Take a supporting organisation's name off all that is public."""
    hidden = found(public_id)
    if Button().validate_on_submit():
        disclosing.hide(hidden)
        audit.record(g.person.id, "hide name", hidden)
        db.session.commit()
    return redirect(url_for(".one", public_id=public_id), 303)


@bp.route("/standings/<int:number>/end", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def end(number: int) -> ResponseReturnValue:
    """Ask for a standing's last day, and end it with that day."""
    standing = db.session.get(Standing, number) or abort(404)
    form = LastDayForm(last=registering.today())
    if form.validate_on_submit():
        leaving.end(standing, form.last.data or registering.today())
        audit.record(
            g.person.id, "end standing", standing.organisation, StandingKind(standing.kind)
        )
        db.session.commit()
        return redirect(url_for(".one", public_id=standing.organisation.public_id), 303)
    shown = render_template(
        "network/staff/organisations/end.html",
        form=form,
        row=standing_row(standing),
        back=row(standing.organisation),
    )
    return shown, 422 if form.is_submitted() else 200


def rename(one: Organisation, form: OrganisationForm) -> bool:
    """Give an organisation the code that was typed; tell whether nobody else has it."""
    code = form.code.data
    if not code or code == one.code:
        return True
    taken = db.session.scalar(db.select(Organisation.id).where(Organisation.code == code))
    if taken is not None or not code.isascii() or not code.replace("-", "").isalnum():
        form.code.errors = [_("Write letters, digits and hyphens that no other entry has.")]
        return False
    one.code = code
    return True


def change_page(form: OrganisationForm, one: Organisation | None) -> str:
    return render_template(
        "network/staff/organisations/change.html",
        form=form,
        back=row(one) if one is not None else None,
    )


def alike_page() -> str:
    return render_template(
        "network/staff/organisations/alike.html",
        pairs=[pair(one) for one in merging.undecided()],
        merges=[merge_row(one) for one in merging.standing_merges()],
        form=LikenessForm(formdata=None),
        undo_form=Button(formdata=None),
    )


def page(one: Organisation, standing_form: StandingForm | None = None) -> str:
    """Return an organisation's page, with the form as it was filled in."""
    member = joining.member_by_name(one)
    formers = db.session.scalars(
        db.select(Former).where(Former.organisation_id == one.id).order_by(Former.id.desc())
    ).all()
    into = db.session.get(Organisation, one.merged_into_id or 0)
    return render_template(
        "network/staff/organisations/one.html",
        row=row(one),
        facts={name: value for name, value in filled(one).items() if value},
        contact=registering.contact_of(one),
        standings=[standing_row(standing) for standing in one.standings],
        formers=formers,
        into=row(into) if into is not None else None,
        acts=[act for room in offers(Acts) for act in room.of(one)],
        application_url=url_for("network_applications.one", public_id=member.public_id)
        if member is not None
        else None,
        history=audit.entries_of(one),
        entry=one.code,
        hidden_at=next((kept.hidden_at for kept in one.memberships if kept.hidden_at), None),
        hide_form=Button(formdata=None) if may_hide(one) else None,
        standing_form=standing_form or StandingForm(formdata=None, since=registering.today()),
    )


def may_hide(one: Organisation) -> bool:
    return g.person.may(Permission.HIDE_NAME) and disclosing.may_hide(one)


def row(one: Organisation) -> OrganisationRow:
    day = registering.today()
    names = (one.name_ja, one.name_en)
    return OrganisationRow(
        public_id=one.public_id,
        url=url_for("network_organisations.one", public_id=one.public_id),
        name=one.name,
        other_name=next((name for name in names if name and name != one.name), ""),
        kana=one.kana,
        standings=[
            str(KINDS[StandingKind(standing.kind)])
            for standing in one.standings
            if standing.covers(day)
        ],
        level=one.level if one.memberships else None,
    )


def standing_row(one: Standing) -> StandingRow:
    day = registering.today()
    how = _("by the committee") if one.decided_on else _("by staff") if one.decided_by else ""
    ended = one.ends_on is not None and one.ends_on < day
    return StandingRow(
        kind=str(KINDS[StandingKind(one.kind)]),
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        covers_today=one.covers(day),
        how=how,
        end_url=None if ended else url_for(".end", number=one.id),
    )


def pair(one: Likeness) -> Pair:
    """Return two rows as they are compared: line by line, what either says."""
    first, second = filled(one.a), filled(one.b)
    return Pair(
        url=url_for(".decide", number=one.id),
        reason=one.reason,
        score=one.score,
        names=(row(one.a), row(one.b)),
        lines=[(name, first[name], second[name]) for name in first if first[name] or second[name]],
    )


def merge_row(one: Merge) -> MergeRow:
    return MergeRow(
        url=url_for(".undo", number=one.id),
        kept=one.kept.name,
        gone=one.gone.name,
        on=one.merged_at.date(),
    )
