"""Signing a statement, as a person or for an organisation, and confirming it by the mailed link.

What counts is decided at confirmation, in one statement of SQL: the attempt is taken away, the
signature inserted unless this signer already has one, and the link kept as the signer's way back.
The answer is the same either way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy import Interval, Select, case, cast, delete, func, literal, null, update
from sqlalchemy.dialects.postgresql import insert

from campaigns.models import Signers, Statement
from core import tokens
from core.db import db
from core.errors import DomainError
from core.i18n import language
from core.jobs import every, job
from network import sealing
from network.sealing import Secret
from petitions import rounds
from petitions.counting import publish_unnamed
from petitions.emails import confirm_person
from petitions.models import (
    Confirmation,
    Disclosure,
    PendingSignature,
    Signature,
    SignerKind,
)
from petitions.signers import (
    SEALED_FOR,
    OrganisationSigning,
    PersonSigning,
    identity,
    organisation_columns,
    person_columns,
)

LINK_LASTS = timedelta(days=14)
UNKNOWN = _l("This link does not belong to any signature. It may have been cut off.")
EXPIRED = _l("This link is older than 14 days. Please sign once more.")


class NotForYou(DomainError):
    """The statement is signed by organisations only, or by people only."""


class LinkUnknown(DomainError):
    """No attempt and no signature belongs to this link."""

    status = 404


class LinkExpired(DomainError):
    """The attempt is older than fourteen days."""

    status = 410


@dataclass(frozen=True)
class Confirmed:
    """What a signer learns at the end: the receipt, and whether the signature has to wait."""

    signature_id: int
    kind: str
    receipt: str
    held_for: str | None


def sign_as_person(statement: Statement, new: PersonSigning) -> str:
    """Keep an attempt to sign, and the mail that asks to confirm it; return the link's token.

    It does not say if this address has signed before. The caller commits; then the mail leaves.

    :raises NotForYou: the statement is for organisations only.
    :raises StatementClosed: no round is open, by the database's clock.
    """
    _require(statement, Signers.PEOPLE)
    public_id = uuid4()
    token = tokens.derived("confirm", str(public_id))
    pending = PendingSignature(
        public_id=public_id,
        kind=SignerKind.PERSON,
        statement_id=statement.id,
        version_id=statement.version.id,
        token_hash=tokens.kept_of(token),
        expires_at=func.now() + LINK_LASTS,
        language=language(),
        **person_columns(new),
    )
    db.session.add(pending)
    db.session.flush()
    confirm_person.later(pending.id)
    return token


def sign_as_organisation(
    statement: Statement,
    new: OrganisationSigning,
    *,
    token: str,
    instead_of: Signature | None = None,
) -> None:
    """Keep an organisation's attempt under the hash of a link's token.

    The caller commits, then mails it. The same form again replaces it, unless it is confirmed.
    `instead_of` is the undisclosed signature that is taken back once this one is confirmed.

    :raises NotForYou: the statement is for people only.
    :raises StatementClosed: no round is open, by the database's clock.
    :raises NotEnoughCustodians: undisclosed is not offered at present.
    """
    _require(statement, Signers.ORGANISATIONS)
    kept = tokens.kept_of(token)
    if db.session.get(Confirmation, kept) is not None:
        return
    columns: dict[str, Any] = {
        "statement_id": statement.id,
        "version_id": statement.version.id,
        "kind": SignerKind.ORGANISATION,
        "expires_at": func.now() + cast(literal(LINK_LASTS), Interval),
        "replaces_id": instead_of.id if instead_of else None,
        **organisation_columns(new, uuid4()),
    }
    if new.disclosure != Disclosure.UNDISCLOSED:
        sealing.seal_in_vain(Secret(identity(new)), record=uuid4(), purpose=SEALED_FOR)
    attempt = insert(PendingSignature).values(token_hash=kept, **columns)
    db.session.execute(attempt.on_conflict_do_update(index_elements=["token_hash"], set_=columns))


def behind(token: str) -> PendingSignature | Signature:
    """Return the attempt that waits behind a link, or the signature that the link has confirmed.

    :raises LinkUnknown: there is neither.
    :raises LinkExpired: the attempt has waited too long.
    """
    # The attempt first: once it is gone, whatever has taken it away is there to be found.
    found = db.session.execute(
        db.select(PendingSignature, PendingSignature.expires_at <= func.now()).where(
            PendingSignature.token_hash == tokens.kept_of(token)
        )
    ).one_or_none()
    if found is None:
        if (signature := signature_of(token)) is not None:
            return signature
        raise LinkUnknown(UNKNOWN)
    attempt, expired = found
    if expired:
        raise LinkExpired(EXPIRED)
    return attempt


def signature_of(token: str) -> Signature | None:
    """Return the signature that a link has confirmed, if it has."""
    confirmation = db.session.get(Confirmation, tokens.kept_of(token))
    return confirmation.signature if confirmation is not None else None


def confirm(token: str) -> Confirmed:
    """Make the attempt behind a link count, once, however often this is called; the caller commits.

    A signer who has signed already gets the same answer, and is still counted once.

    :raises LinkUnknown: no attempt and no signature belongs to the link.
    :raises LinkExpired: the attempt is too old.
    :raises StatementClosed: no round is open any more, by the database's clock.
    """
    attempt = behind(token)
    if isinstance(attempt, Signature):
        return _confirmed(attempt, token)
    open_round = rounds.hold_open(attempt.statement_id)
    replaced, day = attempt.replaces_id, rounds.day_of(open_round)
    new = db.session.scalar(_insertion(tokens.kept_of(token), open_round, day))
    signature_id = new or _already_there(attempt, token)
    if replaced is not None:
        _take_back(replaced, statement_id=attempt.statement_id)
    signature = db.session.get_one(Signature, signature_id, populate_existing=True)
    _publish_later(signature)
    return _confirmed(signature, token)


def board_agreed(signature: Signature) -> None:
    """Let a signature that waited for its board count, in the round now open; the caller commits.

    :raises StatementClosed: no round is open any more.
    """
    if signature.held_for == "board" and signature.released_at is None:
        signature.round_id = rounds.hold_open(signature.statement_id)
        signature.released_at = func.now()
        signature.board = "agreed"
        db.session.flush()
        _publish_later(signature)


def withdraw(signature: Signature) -> None:
    """Take a signature back while it stands on no frozen roll; the caller commits.

    :raises RollFrozen: its round is closed, and the roll was handed over or may be.
    """
    rounds.require_not_frozen(signature)
    if signature.withdrawn_at is None:
        signature.withdrawn_at = func.now()
        db.session.flush()
        _publish_later(signature)


@every("40 3 * * *")
@job()
def purge_unconfirmed() -> None:
    """Delete what nobody confirmed in fourteen days, as the pages and mails about it promise."""
    db.session.execute(delete(PendingSignature).where(PendingSignature.expires_at < func.now()))


def _require(statement: Statement, signers: Signers) -> None:
    if statement.signers not in {Signers.BOTH, signers}:
        raise NotForYou(
            _l("This statement is signed by organisations only.")
            if signers == Signers.PEOPLE
            else _l("This statement is signed by people only.")
        )
    rounds.require_open(statement)


#: Columns that an attempt hands on to its signature as they are.
CARRIED = [
    column.name
    for column in PendingSignature.__table__.columns
    if column.name in Signature.__table__.columns and column.name != "id"
]
DECIDED = ["round_id", "confirmed_at", "held_for"]
#: What a signer who had withdrawn brings anew: all that they typed this time.
RENEWED = [name for name in (*CARRIED, *DECIDED) if name != "public_id"]


def _publish_later(signature: Signature) -> None:
    """Have the figure of the not-named looked at: at each level, so that each is answered alike."""
    if signature.kind == SignerKind.ORGANISATION:
        publish_unnamed.later(statement_id=signature.statement_id)


def _take_back(replaced: int, *, statement_id: int) -> None:
    """Withdraw the undisclosed signature whose organisation has signed anew with its name."""
    db.session.execute(
        update(Signature)
        .where(Signature.id == replaced, Signature.withdrawn_at.is_(None))
        .values(withdrawn_at=func.now())
        .execution_options(synchronize_session=False)
    )
    publish_unnamed.later(statement_id=statement_id)


def _insertion(kept: bytes, round_id: int, day: datetime) -> Select[int]:
    """Return the SQL that turns the attempt into a signature and its link; it yields the new id.

    `day` is all that an undisclosed signature keeps of the time at which it was confirmed.
    """
    attempts = PendingSignature.__table__
    taken = (
        delete(PendingSignature)
        .where(PendingSignature.token_hash == kept, PendingSignature.expires_at > func.now())
        .returning(*[attempts.c[name] for name in CARRIED])
        .cte("attempt")
    )
    columns = db.select(
        *[taken.c[name] for name in CARRIED],
        literal(round_id),
        case((taken.c.disclosure == Disclosure.UNDISCLOSED, literal(day)), else_=func.now()),
        case((taken.c.board == "pending", literal("board")), else_=null()),
    )
    inserting = insert(Signature).from_select([*CARRIED, *DECIDED], columns)
    new = inserting.excluded
    signed = (
        inserting.on_conflict_do_update(
            constraint="one_person_signs_once",
            set_={name: new[name] for name in RENEWED}
            | {"withdrawn_at": None, "released_at": None},
            where=Signature.withdrawn_at.is_not(None),
        )
        .returning(Signature.id)
        .cte("signed")
    )
    kept_link = (
        insert(Confirmation)
        .from_select(["token_hash", "signature_id"], db.select(literal(kept), signed.c.id))
        .returning(Confirmation.signature_id)
        .cte("kept_link")
    )
    return db.select(kept_link.c.signature_id)


def _already_there(attempt: PendingSignature, token: str) -> int:
    """Return the signature in the way: this link's own (pressed twice), or the signer's earlier."""
    kept = tokens.kept_of(token)
    own = db.select(Confirmation.signature_id).where(Confirmation.token_hash == kept)
    if (signature_id := db.session.scalar(own)) is not None:
        return signature_id
    earlier = db.session.scalar(
        db.select(Signature.id).where(
            Signature.statement_id == attempt.statement_id,
            Signature.canonical_address == attempt.canonical_address,
            Signature.name_key == attempt.name_key,
        )
    )
    if earlier is None or attempt.name_key is None:  # the attempt was purged in this very moment
        raise LinkExpired(EXPIRED)
    db.session.add(Confirmation(token_hash=kept, signature_id=earlier))
    db.session.flush()
    return earlier


def _confirmed(signature: Signature, token: str) -> Confirmed:
    waiting = signature.held_for if signature.released_at is None else None
    return Confirmed(signature.id, signature.kind, tokens.receipt(token), waiting)
