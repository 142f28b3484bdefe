"""Organisations from outside that issue a statement with us, each by a link of its own.

They read the exact text before it is public and agree to it by its hash: an edit undoes that. Once
it is open they have what they need to carry it further.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from campaigns.models import Calling, Statement
from core import tokens
from core.db import db
from core.errors import DomainError


class LinkUnknown(DomainError):
    """No calling organisation has this link."""

    status = 404


class TextChanged(DomainError):
    """The text is not the one that was on the page."""


class NotFromOutside(DomainError):
    """The organisation is one of ours: it decides as the network does."""


def invite(calling: Calling) -> str:
    """Return a new link's token for a calling organisation, told once; the caller commits.

    A link it had before no longer works.

    :raises NotFromOutside: it is one of ours.
    """
    if calling.organisation_id is not None:
        raise NotFromOutside(_l("This organisation is one of the network’s own."))
    token = tokens.fresh()
    calling.link = tokens.kept_of(token)
    db.session.flush()
    return token


def behind(token: str) -> Calling:
    """Return the calling organisation that a link belongs to.

    :raises LinkUnknown: there is none.
    """
    found = db.session.scalar(db.select(Calling).where(Calling.link == tokens.kept_of(token)))
    if found is None:
        raise LinkUnknown(_l("This link does not belong to any statement. Ask for a new one."))
    return found


def agree(calling: Calling, text_hash: str) -> None:
    """Record that a calling organisation agrees to the text of this hash; the caller commits.

    :raises TextChanged: the text has changed since it was read.
    """
    db.session.refresh(calling.statement, with_for_update={"of": Statement})
    statement = calling.statement
    if statement.version.text_hash != text_hash:
        raise TextChanged(_l("The text has changed in the meantime. Read it once more, please."))
    if calling.agreed_hash != text_hash:
        calling.agreed_hash, calling.agreed_at = text_hash, func.now()
        db.session.flush()


def has_agreed(calling: Calling, statement: Statement) -> bool:
    """Tell whether a calling organisation has agreed to the present text."""
    return calling.agreed_hash == statement.version.text_hash
