"""How far a signer's name goes: changed by signers either way, by staff to less only.

To less, it acts at once and everywhere: on all that is public, on rolls that are frozen already and
on every document made from now on. What has been issued stays as it is, so it is noted which of it
carries the name. Nobody but the signer makes a name go further.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, literal, or_, update
from sqlalchemy.dialects.postgresql import insert

from campaigns.models import Statement
from core.db import db
from core.errors import DomainError
from core.text import initials
from network import sealing
from network.sealing import Secret
from petitions import recognising, rounds
from petitions.counting import publish_unnamed
from petitions.models import (
    IDENTITY,
    Disclosure,
    Display,
    IssuedName,
    RollEntry,
    Round,
    Signature,
    SignerKind,
    Submission,
    SubmissionDocument,
)
from petitions.signers import ORGANISATION_IDENTITY, SEALED_FOR

#: From the one that shows most to the one that shows least.
LEVELS = tuple(Disclosure)
DISPLAYS = tuple(Display)


class CannotShowMore(DomainError):
    """Staff may take a name away; only who signed may give it."""


class NameUnreadable(DomainError):
    """An undisclosed name is locked: to be named, its organisation signs anew, by its own link."""


def choose(signature: Signature, level: Disclosure) -> None:
    """Set how far an organisation's name goes, as the holder of its link wishes.

    The caller commits.

    :raises NameUnreadable: the name is sealed; `signing` takes it anew.
    :raises NotEnoughCustodians: nothing can be sealed now.
    """
    _hold(signature)
    if signature.disclosure == level:
        return
    if signature.disclosure == Disclosure.UNDISCLOSED:
        raise NameUnreadable(_l("Your name is locked, also to us. To be named, write it anew."))
    if LEVELS.index(level) > LEVELS.index(Disclosure(signature.disclosure or "")):
        _narrow(signature, level)
    else:
        signature.disclosure, signature.hidden_at = level, None
    _publish(signature)


def hide(signature: Signature) -> None:
    """Take an organisation's name off all that is public, as staff may; the caller commits.

    It goes on to be named to the addressee. Its organisation can show it again.

    :raises CannotShowMore: it is not public.
    """
    _hold(signature)
    if signature.disclosure != Disclosure.PUBLIC:
        raise CannotShowMore(_l("This name is not public."))
    _narrow(signature, Disclosure.ADDRESSEE)
    signature.hidden_at = func.now()
    _publish(signature)


def show(signature: Signature, display: Display) -> None:
    """Set how a person is shown, as the holder of the link wishes; the caller commits."""
    _hold(signature)
    before = Display(signature.display or "")
    if before == display:
        return
    if DISPLAYS.index(display) > DISPLAYS.index(before):
        _note_issued(signature)
    by_initials = initials(signature.name or "", signature.kana or "")
    signature.display = display
    signature.initials = by_initials if display == Display.INITIALS else None
    if DISPLAYS.index(display) > DISPLAYS.index(before):
        _rewrite_rolls(signature, display=display, name=signature.initials, kana=None)
    db.session.flush()


def carrying(signature: Signature) -> list[SubmissionDocument]:
    """Return the documents that were issued with a name which goes less far now, oldest first."""
    query = (
        db.select(SubmissionDocument)
        .join(IssuedName, IssuedName.document_id == SubmissionDocument.id)
        .where(IssuedName.signature_id == signature.id)
    )
    return list(db.session.scalars(query.order_by(SubmissionDocument.id)))


def _hold(signature: Signature) -> None:
    """Keep the signature as it is, and its statement's rounds from closing, until the end."""
    own = db.select(Round.id).where(Round.statement_id == signature.statement_id)
    db.session.execute(own.order_by(Round.id).with_for_update(read=True, key_share=True))
    db.session.refresh(signature, with_for_update={"of": Signature})


def _narrow(signature: Signature, level: Disclosure) -> None:
    _note_issued(signature)
    if level == Disclosure.UNDISCLOSED:
        _seal(signature)
        emptied = dict.fromkeys(("name", "name_en", "kana", "representative", "country"))
        _rewrite_rolls(signature, disclosure=level, **emptied)
    else:
        signature.disclosure, signature.comment_public = level, False
        _rewrite_rolls(signature, disclosure=level)
    db.session.flush()


def _seal(signature: Signature) -> None:
    """Lock the whole identity, and leave nothing by which the row was known before."""
    recognising.let_go(signature)
    identity = {name: getattr(signature, name) or "" for name in ORGANISATION_IDENTITY}
    # Lists that were copied while the name was public hold the number with it.
    signature.public_id = uuid4()
    signature.sealed = sealing.seal(
        Secret(identity), record=signature.public_id, purpose=SEALED_FOR
    )
    for column in IDENTITY:
        setattr(signature, column, None)
    signature.disclosure, signature.comment_public = Disclosure.UNDISCLOSED, False
    signature.confirmed_at = rounds.day_of(signature.round_id)


def _rewrite_rolls(signature: Signature, **columns: object) -> None:
    """Name less on rolls that are frozen: what is made from them later must not name it."""
    db.session.execute(
        update(RollEntry).where(RollEntry.signature_id == signature.id).values(**columns)
    )


def _note_issued(signature: Signature) -> None:
    """Note which documents have carried the name until now; that they did cannot be undone."""
    found = _issued(signature).add_columns(literal(signature.id))
    noting = insert(IssuedName).from_select(["document_id", "signature_id"], found)
    db.session.execute(noting.on_conflict_do_nothing())


def _issued(signature: Signature) -> Select[int]:
    """Return the SQL of documents that were built with the name, from a roll or from all so far."""
    on_roll = (
        db.select(RollEntry.id)
        .where(
            RollEntry.round_id == Submission.round_id,
            RollEntry.signature_id == signature.id,
            or_(RollEntry.name.is_not(None), RollEntry.name_en.is_not(None)),
        )
        .exists()
    )
    # Whoever agreed to the text that took another's place stood under that one before.
    signed = [one.id for one in _and_what_it_replaced(signature.statement)]
    so_far = (
        Submission.round_id.is_(None)
        & Submission.statement_id.in_(signed)
        & (SubmissionDocument.asked_at >= signature.confirmed_at)
    )
    return (
        db.select(SubmissionDocument.id)
        .join(Submission, Submission.id == SubmissionDocument.submission_id)
        .where(SubmissionDocument.built_at.is_not(None), or_(on_roll, so_far))
    )


def _and_what_it_replaced(statement: Statement) -> Iterator[Statement]:
    yield statement
    if statement.replaces is not None:
        yield from _and_what_it_replaced(statement.replaces)


def _publish(signature: Signature) -> None:
    db.session.flush()
    if signature.kind == SignerKind.ORGANISATION:
        publish_unnamed.later(statement_id=signature.statement_id)
