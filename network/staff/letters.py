"""The queue of letters: reading one, taking it, answering it, closing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _

from core import audit, japanese
from core.access import Permission, requires
from core.db import db
from core.errors import DomainError
from core.i18n import language
from core.tasks import Task
from mailing import sending
from network import corresponding
from network.forms.letters import TOPICS, AnswerForm, LetterButton
from network.models import Letter, Topic

bp = Blueprint("network_letters", __name__, url_prefix="/staff")


@dataclass(frozen=True)
class LetterRow:
    """A letter as the queue shows it; `until` is the day on which one that is done is deleted."""

    url: str
    topic: LazyString
    received: datetime
    answerable: bool
    suspect: bool
    assigned_to: str
    until: datetime | None


@bp.get("/letters")
@requires(Permission.ANSWER_LETTERS)
def queue() -> ResponseReturnValue:
    """List what waits, oldest first, and below it what is done."""
    return render_template(
        "network/staff/letters/queue.html",
        waiting=[row(one) for one in corresponding.waiting()],
        done=[row(one) for one in corresponding.done()],
    )


@bp.get("/letters/<uuid:public_id>")
@requires(Permission.ANSWER_LETTERS)
def letter(public_id: UUID) -> ResponseReturnValue:
    """Show one letter with what can be done about it."""
    return page(found(public_id), AnswerForm(formdata=None))


@bp.post("/letters/<uuid:public_id>/take")
@requires(Permission.ANSWER_LETTERS)
def take(public_id: UUID) -> ResponseReturnValue:
    """Put the letter into the hands of whoever presses the button."""
    return pressed(
        found(public_id), "take letter", lambda one: corresponding.take(one, g.person.id)
    )


@bp.post("/letters/<uuid:public_id>/close")
@requires(Permission.ANSWER_LETTERS)
def close(public_id: UUID) -> ResponseReturnValue:
    """Put the letter aside without an answer."""
    return pressed(found(public_id), "close letter", corresponding.close)


@bp.post("/letters/<uuid:public_id>/answer")
@requires(Permission.ANSWER_LETTERS)
def answer(public_id: UUID) -> ResponseReturnValue:
    """Send an answer."""
    one, form = found(public_id), AnswerForm()
    if form.validate_on_submit():
        try:
            corresponding.answer(one, form.answer.data, g.person.id)
        except DomainError as refused:
            db.session.rollback()
            form.answer.errors = [refused.message]
        else:
            audit.record(g.person.id, "answer letter", one)
            db.session.commit()
            sending.wake()
            return redirect(url_for(".letter", public_id=public_id), 303)
    return page(one, form), 422


def pressed(one: Letter, act: str, what: Callable[[Letter], None]) -> ResponseReturnValue:
    """Do what a button says, and show the letter again."""
    if not LetterButton().validate_on_submit():
        return page(one, AnswerForm(formdata=None)), 422
    what(one)
    audit.record(g.person.id, act, one)
    db.session.commit()
    return redirect(url_for(".letter", public_id=one.public_id), 303)


def found(public_id: UUID) -> Letter:
    return corresponding.find(public_id) or abort(404)


def page(one: Letter, form: AnswerForm) -> str:
    delivery = corresponding.delivery(one) if one.answered_at is not None else None
    return render_template(
        "network/staff/letters/letter.html",
        letter=one,
        row=row(one),
        mine=one.assigned_to_id == g.person.id,
        answered_by=one.answered_by.name if one.answered_by is not None else "",
        sent=delivery is not None and delivery.sent_at is not None,
        failed=delivery is not None and delivery.failed_at is not None,
        form=form,
        button=LetterButton(formdata=None),
    )


def row(one: Letter) -> LetterRow:
    ended = one.answered_at or one.closed_at
    return LetterRow(
        url=url_for("network_letters.letter", public_id=one.public_id),
        topic=TOPICS[Topic(one.topic)],
        received=one.received_at,
        answerable=one.email is not None,
        suspect=one.suspect,
        assigned_to=one.assigned_to.name if one.assigned_to is not None else "",
        until=ended + corresponding.kept_for() if ended is not None else None,
    )


def tasks() -> list[Task]:
    """Return the letters that wait, as one task."""
    if not g.person.may(Permission.ANSWER_LETTERS):
        return []
    waiting = corresponding.waiting()
    if not waiting:
        return []
    oldest = japanese.day(waiting[0].received_at, language(), year=False)
    return [
        Task(
            number=len(waiting),
            title=ngettext("A letter waits", "Letters wait", len(waiting)),
            detail=_("The oldest came on %(day)s.", day=oldest),
            url=url_for("network_letters.queue"),
            action=_("See the letters"),
            harm=2,
        )
    ]
