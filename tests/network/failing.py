"""A job and a message that failed, for tests."""

from __future__ import annotations

from sqlalchemy import func, text

from core.db import db
from mailing.models import Delivery

FAILED_JOB = """
INSERT INTO procrastinate_jobs (queue_name, task_name, status)
VALUES ('default', 'petitions.rounds.move_on', 'failed')
"""


def make_failures() -> Delivery:
    """A failed job, and mail that waits for a person; the caller commits."""
    delivery = Delivery(
        email="confirm_person",
        about=1,
        language="ja",
        attempts=11,
        sending_at=func.now(),
        failed_at=func.now(),
        failure="mailbox full",
    )
    db.session.add(delivery)
    db.session.execute(text(FAILED_JOB))
    return delivery
