"""What an operator watches of the network, and what the night clears away."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, func

from core.db import db
from core.doctor import Check, Finding, ok, warning
from core.jobs import every, job
from network import keeping_keys
from network.models import KnownBrowser, Lock, SignIn, SignInLink, SpentChallenge
from network.signing_in import authenticators

DAY = timedelta(days=1)


def custodians() -> Finding:
    """Look whether there are custodians enough."""
    number, needed = len(keeping_keys.proved()), current_app.config["CUSTODIAN_MINIMUM"]
    if number < needed:
        return warning(
            f"{number} of the {needed} needed have proved a key: undisclosed is not offered",
            "flask keys create NAME --out FILE, then flask keys prove NAME",
        )
    return ok(f"{number}; undisclosed signatures can be taken")


CHECKS = (Check("custodians", custodians, reads_tables=True),)


@every("40 18 * * *")
@job()
def clear_sign_ins() -> None:
    """Delete old links, sessions and counts, and encrypt secrets with the present key.

    Who signed in when is nobody's business for long.
    """
    for old in (
        delete(SignInLink).where(SignInLink.expires_at < func.now() - DAY),
        delete(SignIn).where(SignIn.expires_at < func.now() - 30 * DAY),
        delete(SpentChallenge).where(SpentChallenge.spent_at < func.now() - DAY),
        delete(Lock).where(Lock.changed_at < func.now() - 2 * DAY),
        delete(KnownBrowser).where(KnownBrowser.seen_on < func.current_date() - 400),
    ):
        db.session.execute(old)
    authenticators.encrypt_anew()
