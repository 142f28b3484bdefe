"""How a message leaves: into a folder (development), by SMTP, or by SendGrid."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from flask import current_app

from core import pace
from core.settings import Settings
from mailing.emails import Message

#: Seconds. The mail of an organisation's signature leaves inside its request, so no provider may
#: hold it longer.
PATIENCE = 5

#: Octets of a line that every mail server lets through as they are (RFC 5322, 2.1.1).
LONGEST_LINE = 998

#: Tells later which bytes were sent where: nothing. SendGrid's tracking rewrites links and adds
#: pictures.
NO_TRACKING: dict[str, Any] = {
    "click_tracking": {"enable": False, "enable_text": False},
    "open_tracking": {"enable": False},
    "subscription_tracking": {"enable": False},
    "ganalytics": {"enable": False},
}


class NotSent(Exception):
    """The message did not leave; the text names no address.

    `final` tells that trying again is useless.
    """

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


def send(message: Message, *, sealed: bool = False) -> None:
    """Send a message now, by MAIL_TRANSPORT, or MAIL_SEALED_TRANSPORT for an undisclosed signer.

    :raises NotSent: it did not leave.
    """
    settings: Settings = current_app.config["SETTINGS"]
    name = (settings.mail_sealed_transport if sealed else None) or settings.mail_transport
    TRANSPORTS[name](message, settings)


def step() -> float:
    """Return the seconds to whose multiple an answer is drawn out that sends mail within itself.

    Two servers differ by more than one does from itself, so it is longer where there are two.
    """
    settings: Settings = current_app.config["SETTINGS"]
    alike = settings.mail_sealed_transport in (None, settings.mail_transport)
    return pace.STEP if alike else 1.0


def as_email(message: Message, settings: Settings) -> EmailMessage:
    """Return the message with its headers: the text first, then the same as HTML."""
    made = EmailMessage()
    made["From"] = f"{settings.network_short_name} <{settings.mail_from}>"
    made["To"] = message.to
    made["Subject"] = message.subject
    made["Date"] = formatdate(localtime=False)
    made["Message-ID"] = make_msgid(domain=settings.mail_from.partition("@")[2])
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(message.text, cte=_encoding(message.text))
    made.add_alternative(message.html, subtype="html", cte=_encoding(message.html))
    return made


def _encoding(part: str) -> str:
    """Return how a part travels: as it is, unless one of its lines is too long for that."""
    longest = max(map(len, part.encode().splitlines()), default=0)
    return "8bit" if longest <= LONGEST_LINE else "base64"


def outbox(settings: Settings) -> Path:
    return settings.instance_path / "outbox"


def to_file(message: Message, settings: Settings) -> None:
    """Write the message into instance/outbox, named by its time so that a listing is in order."""
    folder = outbox(settings)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}.eml"
    part = folder / f".{name}.part"
    part.write_bytes(bytes(as_email(message, settings)))
    part.rename(folder / name)


def to_smtp(message: Message, settings: Settings) -> None:
    """Send by SMTP_URL: smtp://user:password@host:587 (STARTTLS) or smtps://…:465."""
    try:
        with smtp(settings) as server:
            server.send_message(as_email(message, settings))
    except smtplib.SMTPAuthenticationError as error:
        # Ours to mend, and no fault of the message: it waits.
        raise NotSent(f"smtp {error.smtp_code}") from None
    except smtplib.SMTPResponseException as error:
        raise NotSent(f"smtp {error.smtp_code}", final=500 <= error.smtp_code < 600) from None
    except smtplib.SMTPRecipientsRefused as error:
        # 450 and its like ask a sender whom the server does not know yet to come again later.
        code = max(code for code, _said in error.recipients.values())
        raise NotSent(f"smtp {code}", final=500 <= code < 600) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(type(error).__name__) from None


@contextmanager
def smtp(settings: Settings) -> Iterator[smtplib.SMTP]:
    """Give a connection to SMTP_URL, encrypted where the server offers it, and signed in.

    Whatever goes wrong when leaving is nobody's concern: what was sent has been accepted by then.
    """
    assert settings.smtp_url is not None
    url = urlsplit(settings.smtp_url.get_secret_value())
    host = url.hostname or "localhost"
    context = ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, url.port or 465, timeout=PATIENCE, context=context
        )
    else:
        server = smtplib.SMTP(host, url.port or 25, timeout=PATIENCE)
    try:
        server.ehlo_or_helo_if_needed()
        if url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
    finally:
        server.close()


def to_sendgrid(message: Message, settings: Settings) -> None:
    """Send by SendGrid's v3 API, with every tracking switched off."""
    from python_http_client.exceptions import HTTPError
    from sendgrid import SendGridAPIClient

    assert settings.sendgrid_api_key is not None
    client = SendGridAPIClient(
        settings.sendgrid_api_key.get_secret_value(), host=settings.sendgrid_base_url
    )
    client.client.timeout = PATIENCE
    body = {
        "personalizations": [{"to": [{"email": message.to}]}],
        "from": {"email": settings.mail_from, "name": settings.network_short_name},
        "subject": message.subject,
        "content": [
            {"type": "text/plain", "value": message.text},
            {"type": "text/html", "value": message.html},
        ],
        "tracking_settings": NO_TRACKING,
    }
    try:
        client.client.mail.send.post(request_body=body)
    except HTTPError as error:
        # A key refused (401, 403) is ours to mend, and too many (429) will pass: the message waits.
        final = 400 <= error.status_code < 500 and error.status_code not in {401, 403, 429}
        raise NotSent(f"sendgrid {error.status_code}", final=final) from None
    except (OSError, HTTPException) as error:
        raise NotSent(type(error).__name__) from None


TRANSPORTS: dict[str, Callable[[Message, Settings], None]] = {
    "file": to_file,
    "smtp": to_smtp,
    "sendgrid": to_sendgrid,
}
