"""Telling signers what became of the text they signed: those who left an address that we can read.

An undisclosed organisation left none. It finds the same on the page behind its link.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, func
from sqlalchemy.dialects.postgresql import insert

from campaigns.models import Erratum, Statement, Version
from core import tokens
from core.db import db
from core.jobs import job
from mailing.emails import Email
from mailing.models import Delivery
from petitions.emails import LINK, asked_again, erratum
from petitions.models import Confirmation, Signature

#: How many signers are told at once.
BATCH = 1000


@job()
def tell_of_erratum(version_id: int) -> None:
    """Have all signers of a statement told what a version put right, once each."""
    found = db.session.get_one(Erratum, version_id, with_for_update=True)
    if found.told_at is None:
        statement_id = db.session.get_one(Version, version_id).statement_id
        tell(statement_id, erratum)
        found.told_at = func.now()


def ask_again(statement: Statement) -> None:
    """Have all signers of the statement that this one replaces asked, once each.

    The caller commits, having locked the statement.
    """
    if statement.signers_asked_at is None and statement.replaces_id is not None:
        tell(statement.replaces_id, asked_again)
        statement.signers_asked_at = func.now()
        db.session.flush()


def tell(statement_id: int, message: Email) -> None:
    """Ask for a message to each signer of a statement, with a link of their own to their page."""
    after = 0
    while signers := _signers(statement_id, after=after):
        links = [
            {
                "token_hash": tokens.kept_of(tokens.derived(LINK, str(public_id))),
                "signature_id": id_,
            }
            for id_, public_id, _language in signers
        ]
        db.session.execute(insert(Confirmation).on_conflict_do_nothing(), links)
        db.session.execute(
            insert(Delivery),
            [
                {"email": message.name, "about": id_, "language": language or "ja"}
                for id_, _public_id, language in signers
            ],
        )
        after = signers[-1].id


def _signers(statement_id: int, *, after: int) -> Sequence[Row[int, UUID, str | None]]:
    query = (
        db.select(Signature.id, Signature.public_id, Signature.language)
        .where(
            Signature.statement_id == statement_id,
            Signature.id > after,
            Signature.email.is_not(None),
            Signature.withdrawn_at.is_(None),
            Signature.invalidated_at.is_(None),
        )
        .order_by(Signature.id)
        .limit(BATCH)
    )
    return db.session.execute(query).all()
