"""The outbox of a development installation: what would have been sent."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from core.access import public
from mailing.transports import outbox

bp = Blueprint("outbox", __name__)

LINK = re.compile(r"https?://\S+")
FILE = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}\.eml", re.ASCII)
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
NEWEST = 100


@dataclass(frozen=True)
class Mail:
    file: str
    to: str
    subject: str
    date: str
    text: str
    html: str
    links: list[str]


@bp.get("/dev/outbox")
@public
def newest() -> ResponseReturnValue:
    """Show the newest messages, their links ready to press; with `?message=<file>`, one as HTML.

    Never registered in production.
    """
    folder = outbox(current_app.config["SETTINGS"])
    if (wanted := request.args.get("message")) is not None:
        return as_html(folder / wanted) if FILE.fullmatch(wanted) else abort(404)
    files = sorted(folder.glob("*.eml"), reverse=True)[:NEWEST]
    return render_template("core/outbox.html", mails=[read(file) for file in files])


def as_html(file: Path) -> Response:
    """Return a message's HTML part as its reader gets it: its own style applies, nothing loads."""
    html = read(file).html if file.is_file() else ""
    style = STYLE.search(html) or abort(404)
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    answer = Response(html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors 'none'"
    )
    return answer


def read(file: Path) -> Mail:
    """Return one written message."""
    message = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    text = _part(message, "plain")
    return Mail(
        file=file.name,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        date=str(message["Date"]),
        text=text,
        html=_part(message, "html"),
        links=LINK.findall(text),
    )


def _part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    return str(found.get_content()) if found is not None else ""
