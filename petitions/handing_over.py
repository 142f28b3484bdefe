"""Handing over, and what the addressees answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func

from campaigns.models import Statement
from core.db import db, now, today
from core.errors import DomainError
from core.japanese import in_tokyo
from network.models import Office
from petitions.models import Recipient, Reply, Submission, SubmissionDocument


class NotMadeYet(DomainError):
    """Something is handed over once its documents have been made."""


class UnfitDay(DomainError):
    """A day or moment that cannot be; `field` names it."""


class NotHandedOver(DomainError):
    """Nobody answers what they were not given."""


@dataclass(frozen=True)
class HandingOver:
    """When, where and to whom; `reply_due` is the day by which an answer was asked for."""

    at: datetime
    place: str
    received_by: str
    reply_due: date | None


@dataclass(frozen=True)
class Answer:
    """What an office answered: in its own words, and what it comes to in ours."""

    office: Office
    received_on: date
    text: str
    summary_ja: str
    summary_en: str


def hand_over(submission: Submission, told: HandingOver) -> None:
    """Record that a submission was handed over, or correct the record; the caller commits.

    From here on the statement says so in public.

    :raises NotMadeYet: one of its documents has not been made.
    :raises UnfitDay: it lies ahead or before the documents, or the answer is due before it.
    """
    if any(document.built_at is None for document in submission.documents):
        raise NotMadeYet(_l("Its documents have not all been made yet."))
    if told.at > now():
        raise UnfitDay(_l("This moment has not come yet."), field="day")
    if in_tokyo(told.at).date() < in_tokyo(submission.asked_at).date():
        raise UnfitDay(_l("The documents were made after this day."), field="day")
    if told.reply_due is not None and told.reply_due < in_tokyo(told.at).date():
        raise UnfitDay(_l("An answer cannot be due before it was asked for."), field="reply_due")
    submission.handed_over_at = told.at
    submission.place, submission.received_by = told.place, told.received_by
    submission.reply_due = told.reply_due
    _follow(submission.statement)


def answer(submission: Submission, new: Answer) -> Reply:
    """Keep what an addressee answered; one that came before from it is revised by this one.

    The caller commits.

    :raises NotHandedOver: it was not handed over.
    :raises UnfitDay: it came before it was handed over, or lies ahead.
    """
    if submission.handed_over_at is None:
        raise NotHandedOver(_l("It has not been handed over yet."))
    if not in_tokyo(submission.handed_over_at).date() <= new.received_on <= today():
        raise UnfitDay(_l("The day lies between the handing over and today."), field="received_on")
    reply = Reply(
        submission=submission,
        office=new.office,
        received_on=new.received_on,
        text=new.text,
        summary_ja=new.summary_ja,
        summary_en=new.summary_en,
    )
    db.session.add(reply)
    _follow(submission.statement)
    return reply


def handed_over(statement: Statement) -> list[Submission]:
    """Return what was handed over, oldest first."""
    query = _handed_over().where(Submission.statement_id == statement.id)
    return list(db.session.scalars(query))


def overdue() -> list[Submission]:
    """Return what was to be answered before today and has not been by every addressee."""
    query = _handed_over().where(Submission.reply_due < today())
    return [one for one in db.session.scalars(query) if waiting_for(one)]


def waiting_for(submission: Submission) -> list[Office]:
    """Return the addressees that have not answered, in their order."""
    answered = {reply.office_id for reply in submission.replies}
    return [office for office in addressees(submission) if office.id not in answered]


def addressees(submission: Submission) -> list[Office]:
    """Return those that a submission is for, each once, in their order."""
    query = (
        db.select(Office)
        .join(Recipient, Recipient.office_id == Office.id)
        .join(SubmissionDocument, SubmissionDocument.id == Recipient.document_id)
        .where(SubmissionDocument.submission_id == submission.id)
        .order_by(SubmissionDocument.id, Recipient.position)
    )
    return list(dict.fromkeys(db.session.scalars(query)))


def _handed_over() -> Select[Submission]:
    return (
        db.select(Submission)
        .where(Submission.handed_over_at.is_not(None))
        .order_by(Submission.handed_over_at, Submission.id)
    )


def _follow(statement: Statement) -> None:
    """Let the statement say when it was first handed over and first answered."""
    db.session.flush()
    own = Submission.statement_id == statement.id
    statement.handed_over_at = db.session.scalar(
        db.select(func.min(Submission.handed_over_at)).where(own)
    )
    statement.answered_at = db.session.scalar(
        db.select(func.min(Reply.recorded_at)).join(Submission).where(own)
    )
    db.session.flush()
