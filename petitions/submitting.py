"""Submissions: what is handed to addressees, from a frozen roll or all that is confirmed so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import g
from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from campaigns.models import Statement
from core import documents, logs, storage
from core.db import db
from core.errors import DomainError
from core.jobs import job
from network.models import Office
from petitions import writing
from petitions.models import (
    Disclosure,
    Recipient,
    RollEntry,
    Round,
    Signature,
    Submission,
    SubmissionDocument,
)


class NoAddressee(DomainError):
    """At least one addressee must be chosen."""


class RoundStillOpen(DomainError):
    """A round's document is made from its frozen roll, so the round must be closed first."""


@dataclass(frozen=True)
class Built:
    """A finished document."""

    document: SubmissionDocument
    pdf: bytes


def prepare(
    statement: Statement,
    offices: Sequence[Office],
    *,
    of_round: Round | None = None,
    language: str = "ja",
    joint: bool = False,
) -> Submission:
    """Ask for letters to the offices, one each or one to all; the caller commits and builds.

    Without a round all that is confirmed so far is taken, and nothing is closed. A round's roll is
    taken as frozen, but for what custodians have found on it a second time: the undisclosed can be
    compared only once the round is over.

    :raises NoAddressee: no office was chosen.
    :raises RoundStillOpen: the round has no frozen roll yet.
    """
    if not offices:
        raise NoAddressee(_l("Choose at least one addressee."), field="addressees")
    if of_round is not None and of_round.closed_at is None:
        raise RoundStillOpen(
            _l("Close the round first: its document is made from the frozen list.")
        )
    groups = [list(offices)] if joint else [[office] for office in offices]
    submission = Submission(statement=statement, round=of_round, left_out=_twice_on(of_round))
    submission.documents = [
        SubmissionDocument(
            language=language,
            recipients=[
                Recipient(position=position, office_id=office.id)
                for position, office in enumerate(group)
            ],
        )
        for group in groups
    ]
    db.session.add(submission)
    db.session.flush()
    return submission


def _twice_on(of_round: Round | None) -> list[int]:
    """Return the undisclosed signatures on a roll that ceased to count after it was frozen."""
    if of_round is None:
        return []
    query = (
        db.select(Signature.id)
        .join(RollEntry, RollEntry.signature_id == Signature.id)
        .where(
            RollEntry.round_id == of_round.id,
            Signature.disclosure == Disclosure.UNDISCLOSED,
            Signature.invalidated_at.is_not(None),
        )
    )
    return list(db.session.scalars(query.order_by(Signature.id)))


@job()
def build_document(document_id: int) -> None:
    """Make one letter and keep it. Doing it again makes the same bytes."""
    document = db.session.get(SubmissionDocument, document_id)
    if document is None or document.built_at is not None:
        return
    try:
        build(document)
    except (documents.UnsafeDocument, writing.MissingGlyphs) as error:
        logs.info("document not built", document=document.id, reason=type(error).__name__)
        document.failed_at = func.now()
        document.failure = type(error).__name__


def build(document: SubmissionDocument) -> Built:
    """Make one letter now, keep it and return it; the caller commits.

    :raises UnsafeDocument: the text holds something that no document may load.
    :raises MissingGlyphs: no bundled face can draw some character.
    """
    g.lang = document.language
    letter = writing.compose(document)
    made = documents.render(
        writing.html_of_letter(letter),
        title=letter.title,
        language=letter.language,
        author=letter.sender.name,
        created=document.asked_at,
        identifier=str(document.public_id),
    )
    document.storage_key = f"submissions/{document.public_id}.pdf"
    storage.put(document.storage_key, made.pdf)
    document.sha256, document.pages = made.sha256, made.pages
    document.named, document.unnamed = len(letter.organisations), letter.unnamed
    document.people = letter.people_total
    document.built_at, document.failed_at, document.failure = func.now(), None, None
    db.session.flush()
    return Built(document, made.pdf)
