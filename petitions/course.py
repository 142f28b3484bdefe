"""What has happened to statements where they are signed and handed over, for their timelines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import joinedload, raiseload

from campaigns.models import Statement
from campaigns.timeline import Fact, What
from core.db import db
from petitions.models import Round, Submission, SubmissionDocument


def facts(statements: Sequence[Statement]) -> list[Fact]:
    """Return what everybody may know of rounds, submissions and replies, in two queries."""
    about = {statement.id: statement for statement in statements}
    rounds = db.session.scalars(
        db.select(Round)
        .where(Round.statement_id.in_(about))
        .options(joinedload(Round.extensions), raiseload("*"))
        .order_by(Round.statement_id, Round.number)
    ).unique()
    submissions = db.session.scalars(
        db.select(Submission)
        .where(Submission.statement_id.in_(about), Submission.handed_over_at.is_not(None))
        .options(
            joinedload(Submission.documents).joinedload(SubmissionDocument.recipients),
            joinedload(Submission.replies),
        )
        .order_by(Submission.id)
    ).unique()
    all_rounds = list(rounds)
    several = {one.statement_id for one in all_rounds if one.number > 1}
    return [
        *(
            fact
            for one in all_rounds
            for fact in _of_round(one, about[one.statement_id], one.statement_id in several)
        ),
        *(fact for one in submissions for fact in _of_submission(one, about[one.statement_id])),
    ]


def _of_round(one: Round, statement: Statement, several: bool) -> Iterator[Fact]:
    key = f"statements/{statement.slug}/rounds/{one.number}"
    number = one.number if several else 0
    # One that is closed by hand has an end of its own, which may lie before the time it was given.
    ends = one.closed_at or one.closes_at
    if one.closes_at is not None and one.closed_at is not None:
        ends = min(one.closes_at, one.closed_at)
    if ends is not None:
        yield Fact(What.CLOSING, ends, f"{key}/closing", one.statement_id, number)
    for extension in one.extensions:
        yield Fact(
            What.EXTENDED,
            extension.extended_at,
            f"{key}/extended/{extension.id}",
            one.statement_id,
            number,
            was=extension.was,
            becomes=extension.becomes,
        )


def _of_submission(one: Submission, statement: Statement) -> Iterator[Fact]:
    assert one.handed_over_at is not None
    key = f"submissions/{one.public_id}"
    recipients = [recipient for document in one.documents for recipient in document.recipients]
    offices = [recipient.office for recipient in recipients] or statement.offices
    names = tuple(dict.fromkeys(office.title for office in offices))
    yield Fact(
        What.HANDED_OVER, one.handed_over_at, f"{key}/handed-over", one.statement_id, names=names
    )
    if one.reply_due is not None and not one.replies:
        yield Fact(What.DUE, one.reply_due, f"{key}/due", one.statement_id, names=names)
    for reply in one.replies:
        yield Fact(
            What.ANSWERED,
            reply.received_on,
            f"replies/{reply.public_id}",
            one.statement_id,
            names=(reply.office.title,),
        )
