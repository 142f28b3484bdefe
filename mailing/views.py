"""The outbox of a development installation: what would have been sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from pathlib import Path

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from core.access import public
from mailing.transports import outbox

bp = Blueprint("outbox", __name__)

LINK = re.compile(r"https?://\S+")
NEWEST = 100


@dataclass(frozen=True)
class Mail:
    file: str
    to: str
    subject: str
    date: str
    text: str
    links: list[str]


@bp.get("/dev/outbox")
@public
def newest() -> ResponseReturnValue:
    """Show the newest messages, their links ready to press. Never registered in production."""
    files = sorted(outbox(current_app.config["SETTINGS"]).glob("*.eml"), reverse=True)[:NEWEST]
    return render_template("core/outbox.html", mails=[read(file) for file in files])


def read(file: Path) -> Mail:
    """Return one written message."""
    message = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    return Mail(
        file=file.name,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        date=str(message["Date"]),
        text=text,
        links=LINK.findall(text),
    )
