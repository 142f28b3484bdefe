"""What an operator watches of mail: that it can leave, and what has not left."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import ColumnElement, and_, case, func, update

from core.db import db
from core.doctor import Check, Finding, State, fault, ok, warning
from core.metrics import Gauge
from core.settings import LOOPBACK, Settings
from mailing.models import Delivery
from mailing.transports import outbox, smtp

#: Sending takes seconds. Whoever was at it for so long has been interrupted, before or after the
#: provider took the message: nobody here can know which.
IN_DOUBT_AFTER = timedelta(minutes=10)
#: What is due this long and has not been tried shows that nobody sends.
LATE_AFTER = timedelta(minutes=5)

#: From its asking to its end; failed and in doubt wait for a person.
STATES = ("waiting", "due", "sending", "sent", "dropped", "failed", "in_doubt")


def in_doubt() -> ColumnElement[bool]:
    """Return the condition of deliveries of which nobody knows whether they left."""
    return and_(
        Delivery.sending_at < func.now() - IN_DOUBT_AFTER,
        Delivery.sent_at.is_(None),
        Delivery.failed_at.is_(None),
        Delivery.dropped_at.is_(None),
    )


def states() -> dict[str, int]:
    """Return how many deliveries there are, by state. Those done are kept for fourteen days."""
    state = case(
        (Delivery.sent_at.is_not(None), "sent"),
        (Delivery.dropped_at.is_not(None), "dropped"),
        (Delivery.failed_at.is_not(None), "failed"),
        (in_doubt(), "in_doubt"),
        (Delivery.sending_at.is_not(None), "sending"),
        (Delivery.due_at <= func.now(), "due"),
        else_="waiting",
    ).label("state")
    found = db.session.execute(db.select(state, func.count()).group_by(state))
    return dict.fromkeys(STATES, 0) | {str(name): int(number) for name, number in found}


def oldest_due() -> timedelta:
    """Return for how long the oldest delivery that is due has been so; zero where none is."""
    age = func.now() - func.min(Delivery.due_at)
    query = db.select(age).where(
        Delivery.sending_at.is_(None),
        Delivery.failed_at.is_(None),
        Delivery.dropped_at.is_(None),
        Delivery.due_at <= func.now(),
    )
    return db.session.scalar(query) or timedelta()


def held() -> Sequence[Delivery]:
    """Return the deliveries that wait for a person: failed, or in doubt."""
    query = db.select(Delivery).where(Delivery.failed_at.is_not(None) | in_doubt())
    return db.session.scalars(query.order_by(Delivery.id)).all()


def send_again(ids: Sequence[int]) -> int:
    """Have held deliveries sent once more; return how many. The caller commits."""
    return _settle(
        ids, sending_at=None, failed_at=None, failure=None, attempts=0, due_at=func.now()
    )


def give_up(ids: Sequence[int]) -> int:
    """Drop held deliveries; return how many. The caller commits."""
    return _settle(ids, dropped_at=func.now(), failed_at=None)


def _settle(ids: Sequence[int], **values: object) -> int:
    waiting = Delivery.failed_at.is_not(None) | in_doubt()
    settled = update(Delivery).where(Delivery.id.in_(ids), waiting).values(**values)
    return len(db.session.scalars(settled.returning(Delivery.id)).all())


# ---- For the doctor


def transports() -> Finding:
    """Look whether mail could leave now; none is sent."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.mail_from.endswith(".example") and not settings.development:
        return fault("MAIL_FROM is still the example's", "MAIL_FROM=info@…")
    used = {settings.mail_transport, settings.mail_sealed_transport or settings.mail_transport}
    found = [_LOOK[name](settings) for name in sorted(used)]
    amiss = max(found, key=lambda one: list(State).index(one.state))
    return amiss if amiss.fix else ok("; ".join(one.text for one in found))


def _folder(settings: Settings) -> Finding:
    return ok(f"mail is written to {outbox(settings)}")


def _sendgrid(settings: Settings) -> Finding:
    assert settings.sendgrid_api_key is not None
    if not settings.sendgrid_api_key.get_secret_value().startswith("SG."):
        return warning("SENDGRID_API_KEY does not begin as their keys do", "SENDGRID_API_KEY=SG.…")
    return ok("SendGrid, with a key; whether they accept it shows with the first mail")


def _smtp(settings: Settings) -> Finding:
    assert settings.smtp_url is not None
    url = urlsplit(settings.smtp_url.get_secret_value())
    server = f"{url.hostname}:{url.port or (465 if url.scheme == 'smtps' else 25)}"
    try:
        with smtp(settings) as connection:
            connection.noop()
            encrypted = isinstance(connection.sock, ssl.SSLSocket)
    except smtplib.SMTPResponseException as error:
        return fault(f"{server} refuses us ({error.smtp_code})", "SMTP_URL=smtp://user:password@…")
    except (smtplib.SMTPException, OSError) as error:
        said = f"{server} does not answer ({type(error).__name__})"
        return fault(said, f"curl --connect-timeout 5 {url.scheme}://{server}")
    if not encrypted and url.hostname not in LOOPBACK:
        return warning(f"{server} takes mail unencrypted only", "SMTP_URL=smtps://…:465")
    return ok(f"{server} answers")


_LOOK = {"file": _folder, "smtp": _smtp, "sendgrid": _sendgrid}


def deliveries() -> Finding:
    """Look whether mail has failed, is in doubt, or is late."""
    found, oldest = states(), oldest_due()
    if oldest > LATE_AFTER:
        minutes = int(oldest.total_seconds() // 60)
        return fault(f"{found['due']} due, the oldest for {minutes} minutes", "flask work")
    said = {"failed": "failed", "in_doubt": "in doubt: interrupted while they were being sent"}
    held = [f"{found[state]} {words}" for state, words in said.items() if found[state]]
    if held:
        return warning("; ".join(held), "flask mailing held")
    return ok(f"{found['sent']} sent in fourteen days, none failed or in doubt")


CHECKS = (
    Check("mail transport", transports),
    Check("deliveries", deliveries, reads_tables=True),
)
GAUGES = (
    Gauge("hiroba_deliveries", "Messages by state; those done are kept for 14 days.", states),
    Gauge(
        "hiroba_oldest_due_delivery_seconds",
        "For how long the oldest message that is due has been so.",
        lambda: {"": oldest_due().total_seconds()},
    ),
)
