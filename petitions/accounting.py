"""What was handed over and answered, and how long that took; how many sign without a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from sqlalchemy import Integer, func
from sqlalchemy.orm import selectinload

from campaigns import reading
from campaigns.models import Statement, Version
from core import japanese
from core.db import db
from petitions.models import Reply, Submission

#: Of organisations that are not named, no smaller number is told here.
LEAST = 5
#: What of a version is shown here: its text stays where it is.
TITLED = (Version.number, Version.title_ja, Version.title_en)


@dataclass(frozen=True)
class Handed:
    """A submission: when it was handed over, by when an answer was asked for, when one came."""

    slug: str
    title: str
    on: date
    due: date | None
    answered_on: date | None

    @property
    def days(self) -> int | None:
        """How many days the answer took."""
        return None if self.answered_on is None else (self.answered_on - self.on).days

    def is_overdue(self, day: date) -> bool:
        return self.answered_on is None and self.due is not None and self.due < day


@dataclass(frozen=True)
class Replies:
    """How submissions were answered."""

    handed_over: int
    answered: int
    #: Those whose day for an answer has passed without one.
    overdue: int
    #: Days within which half of the answers came; None while there is none.
    half_within: int | None


def handed_over() -> list[Handed]:
    """Return what was handed over of statements that are shown, the last one first."""
    answered = (
        db.select(func.min(Reply.received_on))
        .where(Reply.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
    )
    query = (
        db.select(Submission.handed_over_at, Submission.reply_due, answered, Statement)
        .join(Statement, Submission.statement_id == Statement.id)
        .where(Submission.handed_over_at <= func.now(), reading.is_shown())
        .options(selectinload(Statement.versions).load_only(*TITLED))
        .order_by(Submission.handed_over_at.desc(), Submission.id.desc())
    )
    return [
        Handed(
            slug=statement.slug,
            title=statement.version.title,
            on=japanese.in_tokyo(at).date(),
            due=due,
            answered_on=answered_on,
        )
        for at, due, answered_on, statement in db.session.execute(query)
        if at is not None
    ]


def replies(handed: Sequence[Handed], *, today: date) -> Replies:
    """Return how these were answered, as of a day."""
    took = [one.days for one in handed if one.days is not None]
    return Replies(
        handed_over=len(handed),
        answered=len(took),
        overdue=sum(one.is_overdue(today) for one in handed),
        half_within=median_low(took) if took else None,
    )


def not_named() -> int | None:
    """Return how many signatures of organisations are published without a name, over all.

    None where that is fewer than are told.
    """
    total = db.session.scalar(
        db.select(func.coalesce(func.sum(Statement.unnamed_published), 0).cast(Integer)).where(
            reading.is_shown()
        )
    )
    return total if total is not None and total >= LEAST else None
