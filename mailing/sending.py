"""Sending what is due, each written ahead: a crash loses none and leaves at most one in doubt."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func

from core import logs
from core.db import db
from core.jobs import every, job, step
from mailing import emails, transports
from mailing.models import Delivery
from mailing.transports import NotSent

#: With a wait that doubles from a minute, about a day of trying.
MOST_ATTEMPTS = 11


@every("* * * * * */10")
@job()
def send_due() -> None:
    """Send all that is due, oldest first: woken after a commit, and every ten seconds besides."""
    while (delivery := _claim()) is not None:
        step()
        _send(delivery)
        step()


@every("50 3 * * *")
@job()
def purge_sent() -> None:
    """Delete what left, or was dropped, 14 days ago: who got mail when is nobody's business."""
    done = func.coalesce(Delivery.sent_at, Delivery.dropped_at)
    db.session.execute(delete(Delivery).where(done < func.now() - timedelta(days=14)))


def wake() -> None:
    """Have what was just committed sent at once rather than within ten seconds."""
    send_due.wake()


def _claim() -> Delivery | None:
    """Take one delivery that no other worker has, and write down that we are about to send it."""
    due = (
        db.select(Delivery)
        .where(
            Delivery.sending_at.is_(None),
            Delivery.sent_at.is_(None),
            Delivery.failed_at.is_(None),
            Delivery.dropped_at.is_(None),
            Delivery.due_at <= func.now(),
        )
        .order_by(Delivery.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    delivery = db.session.scalar(due)
    if delivery is not None:
        delivery.sending_at = func.now()
        delivery.attempts += 1
    return delivery


def _send(delivery: Delivery) -> None:
    message = emails.composed(delivery.email, delivery.about, delivery.language)
    if message is None:
        delivery.dropped_at = func.now()
        return
    try:
        transports.send(message)
    except NotSent as error:
        _note_failure(delivery, error)
    else:
        delivery.sent_at = func.now()


def _note_failure(delivery: Delivery, error: NotSent) -> None:
    logs.info("delivery not sent", delivery=delivery.id, reason=error.reason)
    delivery.failure = error.reason
    if error.final or delivery.attempts >= MOST_ATTEMPTS:
        delivery.failed_at = func.now()
        return
    delivery.sending_at = None
    delivery.due_at = func.now() + timedelta(minutes=2 ** (delivery.attempts - 1))
