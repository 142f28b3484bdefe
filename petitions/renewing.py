"""A text that takes another's place asks every signer anew; who agrees moves over to it.

Until then they count for the old one, whose rounds close when the new one opens. Who agrees keeps
their one row, so that an undisclosed record, which holds its own number, stays readable.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from campaigns.models import Statement
from core.db import db
from core.errors import DomainError
from core.jobs import every, job
from petitions import rounds, telling
from petitions.counting import publish_unnamed
from petitions.models import Disclosure, Signature


class NothingToAgreeTo(DomainError):
    """No text that can be signed has taken the place of the one that was signed."""


@every("* * * * *")
@job()
def move_over() -> None:
    """Close what has been replaced by a statement that is open now, and ask its signers, once."""
    due = (
        db.select(Statement)
        .where(
            Statement.replaces_id.is_not(None),
            Statement.signers_asked_at.is_(None),
            Statement.opened_at <= func.now(),
            Statement.taken_down_at.is_(None),
        )
        .with_for_update(of=Statement)
    )
    for statement in db.session.scalars(due):
        for one in rounds.of(statement.replaces_id or 0):
            if one.closed_at is None:
                rounds.close(one)
        telling.ask_again(statement)


def offered(signature: Signature) -> Statement | None:
    """Return the text that a signer is asked to agree to, if it can be signed now."""
    new = signature.statement.successor
    return new if new is not None and signature.counts and rounds.is_open(new) else None


def agree(signature: Signature) -> None:
    """Have a signature stand under the text that takes the place of its own; the caller commits.

    Lists that are frozen keep it as it was. Who has signed the new text already is not counted
    twice: the old signature is taken back.

    :raises NothingToAgreeTo: there is no such text, or it cannot be signed.
    :raises StatementClosed: its last round ended in this moment.
    """
    new = offered(signature)
    if new is None:
        raise NothingToAgreeTo(_l("There is no other text that you are asked to agree to."))
    old = signature.statement_id
    open_round = rounds.hold_open(new.id)
    db.session.refresh(signature, with_for_update={"of": Signature})
    if _has_signed(signature, new):
        signature.withdrawn_at = func.now()
    else:
        signature.statement_id, signature.version_id = new.id, new.version.id
        signature.round_id = open_round
        if signature.disclosure == Disclosure.UNDISCLOSED:
            signature.confirmed_at = rounds.day_of(open_round)
    db.session.flush()
    db.session.expire(signature)
    for statement_id in (old, new.id):
        publish_unnamed.later(statement_id=statement_id)


def _has_signed(signature: Signature, new: Statement) -> bool:
    same = db.select(Signature.id).where(
        Signature.statement_id == new.id,
        Signature.canonical_address == signature.canonical_address,
        Signature.name_key == signature.name_key,
    )
    return db.session.scalar(same) is not None
