"""Submissions that have been handed over, and answered."""

from __future__ import annotations

from datetime import timedelta

from core.db import db, now, today
from petitions.models import Reply, Submission


def hand_over(submission: Submission, *, replied: bool = False) -> Submission:
    """A submission that was handed over yesterday; with an answer, if so, that came today."""
    submission.handed_over_at = now() - timedelta(days=1)
    submission.place, submission.received_by = "外務省", "総合外交政策局"
    if replied:
        office = submission.documents[0].recipients[0].office_id
        submission.replies.append(
            Reply(
                office_id=office,
                received_on=today(),
                text="回答の全文",
                summary_ja="検討する。",
                summary_en="They will consider it.",
            )
        )
    db.session.commit()
    return submission
