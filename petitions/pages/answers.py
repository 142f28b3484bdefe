"""What is shown of handing over and of answers, to the public and to staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _

from campaigns import running
from campaigns.models import Statement
from core.db import today
from core.i18n import in_language
from core.tasks import Task
from network.roles import SignedIn
from petitions import handing_over
from petitions.models import Submission


@dataclass(frozen=True)
class ReplyOnPage:
    """An answer, `revises` where the same office had answered before."""

    office: str
    received_on: date
    summary: str
    text: str
    revises: bool


@dataclass(frozen=True)
class Handing:
    """How a submission was handed over; `at` is None while it has not been."""

    at: datetime | None
    place: str
    received_by: str
    reply_due: date | None
    waiting: Sequence[str]
    overdue: bool
    replies: Sequence[ReplyOnPage]
    url: str
    reply_url: str


def replies(statement: Statement) -> list[ReplyOnPage]:
    """Return what was answered to a statement, oldest first."""
    if statement.answered_at is None:
        return []
    return [
        one for submission in handing_over.handed_over(statement) for one in replies_to(submission)
    ]


def replies_to(submission: Submission) -> list[ReplyOnPage]:
    before: set[int] = set()
    found = []
    for reply in submission.replies:
        found.append(
            ReplyOnPage(
                office=reply.office.title,
                received_on=reply.received_on,
                summary=in_language(reply.summary_ja, reply.summary_en),
                text=reply.text,
                revises=reply.office_id in before,
            )
        )
        before.add(reply.office_id)
    return found


def handing(submission: Submission) -> Handing:
    """Return what staff see of handing a submission over."""
    waiting = handing_over.waiting_for(submission) if submission.handed_over_at else []
    due = submission.reply_due
    return Handing(
        at=submission.handed_over_at,
        place=submission.place,
        received_by=submission.received_by,
        reply_due=due,
        waiting=[office.title for office in waiting],
        overdue=bool(waiting) and due is not None and due < today(),
        replies=replies_to(submission),
        url=url_for("petitions_answers.hand_over", public_id=submission.public_id),
        reply_url=url_for("petitions_answers.reply", public_id=submission.public_id),
    )


def tasks(person: SignedIn) -> list[Task]:
    """Return the answers that are overdue, among what a person may see."""
    return [
        Task(
            number=len(handing_over.waiting_for(one)),
            title=_("An answer is overdue"),
            detail=one.statement.version.title,
            url=url_for("petitions_staff.submission", public_id=one.public_id),
            action=_("See what was asked"),
            harm=3,
        )
        for one in handing_over.overdue()
        if running.sees(person, one.statement)
    ]
