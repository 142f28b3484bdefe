"""Emails about signing. To somebody unconfirmed they name neither the statement nor the signer."""

from __future__ import annotations

from flask import current_app

from core import tokens
from core.db import db
from core.i18n import language
from mailing.emails import Message, email, worded
from petitions.models import PendingSignature, Signature

#: What the link in a later message is derived for; see telling.
LINK = "told"


@email
def confirm_person(about: int) -> Message | None:
    """Ask a person to confirm an attempt to sign; nothing when it has been confirmed or purged."""
    pending = db.session.get(PendingSignature, about)
    if pending is None or pending.email is None:
        return None
    token = tokens.derived_matching("confirm", str(pending.public_id), pending.token_hash)
    return asking(pending.email, token) if token is not None else None


@email
def erratum(about: int) -> Message | None:
    """Tell a signer what was put right in the text they signed; nothing once they took it back."""
    signature = db.session.get(Signature, about)
    if signature is None or not _reachable(signature):
        return None
    version = signature.statement.version
    if version.erratum is None:
        return None
    return worded(
        "petitions/erratum",
        to=signature.email or "",
        title=version.title,
        note=version.erratum.note,
        statement_url=_page(signature.statement.slug),
        my_url=_own(signature),
    )


@email
def asked_again(about: int) -> Message | None:
    """Ask a signer whether they agree to the text that takes the place of the one they signed."""
    signature = db.session.get(Signature, about)
    if signature is None or not _reachable(signature):
        return None
    new = signature.statement.successor
    if new is None or not new.is_public:
        return None
    return worded(
        "petitions/asked_again",
        to=signature.email or "",
        title=signature.statement.version.title,
        new_title=new.version.title,
        new_url=_page(new.slug),
        my_url=_own(signature),
    )


def _reachable(signature: Signature) -> bool:
    stands = signature.withdrawn_at is None and signature.invalidated_at is None
    return stands and signature.email is not None


def _page(slug: str) -> str:
    base: str = current_app.config["SETTINGS"].base_url
    return f"{base}/{language()}/statements/{slug}"


def _own(signature: Signature) -> str:
    base: str = current_app.config["SETTINGS"].base_url
    return f"{base}/{language()}/my/{tokens.derived(LINK, str(signature.public_id))}"


def asking(to: str, token: str) -> Message:
    """Return the message with a confirmation link, in the page's language.

    For an organisation it is sent inside the request that took the form, so that its address is
    never kept.
    """
    base: str = current_app.config["SETTINGS"].base_url
    return worded("mailing/confirm", to=to, url=f"{base}/{language()}/confirm/{token}")
