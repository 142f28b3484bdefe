"""What every site owes its readers: what it is, what it keeps of whom, for whom it can be used."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from core import japanese
from core.access import public
from core.db import now
from core.headers import naming, shared
from core.settings import Settings
from core.sitemap import Place
from network import keeping_keys, people, sealing

bp = Blueprint("network_house", __name__)

#: When the notices were last changed in substance: their pages say so.
PRIVACY_SINCE = date(2026, 11, 25)
ACCESSIBILITY_SINCE = date(2026, 11, 25)


@bp.get("/<lang:lang>/about")
@public
@shared
def about() -> ResponseReturnValue:
    """Tell what this site is, who runs it, and how a statement comes about."""
    settings: Settings = current_app.config["SETTINGS"]
    return render_template(
        "network/about.html",
        constituents=[one.name for one in people.constituents()],
        motion_days=settings.motion_days,
        quorum=settings.motion_quorum,
        majority=settings.motion_majority,
        sealing_ready=sealing.ready(),
        custodians=len(keeping_keys.proved()),
    )


@bp.get("/<lang:lang>/privacy")
@public
@naming
def privacy() -> ResponseReturnValue:
    """Tell what is kept of whom, what for, how long, and what anybody can ask of us."""
    settings: Settings = current_app.config["SETTINGS"]
    transports = {settings.mail_transport, settings.mail_sealed_transport}
    today = japanese.in_tokyo(now()).date()
    return render_template(
        "network/privacy.html",
        representatives=[person.name for person in people.co_representatives(today)],
        retention_days=settings.retention_days,
        backup_days=settings.backup_days,
        letter_days=settings.letter_days,
        sendgrid="sendgrid" in transports,
        sealed_apart=settings.mail_sealed_transport not in {None, settings.mail_transport},
        since=PRIVACY_SINCE,
    )


@bp.get("/<lang:lang>/accessibility")
@public
@shared
def accessibility() -> ResponseReturnValue:
    """Tell for whom these pages can be used, what is known not to work, and whom to tell."""
    return render_template("network/accessibility.html", since=ACCESSIBILITY_SINCE)


def places() -> list[Place]:
    """Return the pages of this room that search engines may find."""
    return [
        Place(f"network{page}")
        for page in (
            ".overview", ".names", "_joining.join", "_contact.write", "_house.about",
            "_house.privacy", "_house.accessibility",
        )
    ]  # fmt: skip
