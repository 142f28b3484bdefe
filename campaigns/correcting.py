"""After the opening: an erratum that tells what was wrong, or a text that takes another's place.

Once people sign, not a character changes unseen. A slip is corrected in a version of its own, with
words about it that stand on the page and go to the signers; their signatures stand. What is asked,
and of whom, cannot be corrected: that is a statement of its own, which asks every signer anew.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from campaigns import desk, drafting
from campaigns.models import Erratum, Statement, TakenDown, Version
from core.db import db
from core.errors import DomainError


class NotPublic(DomainError):
    """What nobody has signed is not corrected but written anew."""


class NothingChanged(DomainError):
    """The text is the one that stands there already."""


class AlreadyReplaced(DomainError):
    """Another text takes this one's place already."""


@dataclass(frozen=True)
class Correction:
    """Titles and bodies as they are to be, and what was wrong, in either language or both."""

    title_ja: str
    title_en: str
    body_ja: str
    body_en: str
    note_ja: str
    note_en: str


def correct(statement: Statement, new: Correction) -> Version:
    """Put a slip right in a version of its own, with its erratum; the caller commits.

    Demands and addressees stay what they are.

    :raises NotPublic: it has not been opened.
    :raises NothingChanged: the text is the same.
    """
    if not statement.is_public:
        raise NotPublic(_l("Nobody has signed this text yet. Change it where it is written."))
    before = statement.version
    words = dataclasses.replace(
        desk.text_of(before),
        title_ja=new.title_ja,
        title_en=new.title_en,
        body_ja=new.body_ja,
        body_en=new.body_en,
    )
    version = drafting.version(before.number + 1, words)
    version.erratum = Erratum(note_ja=new.note_ja, note_en=new.note_en)
    if version.text_hash == before.text_hash:
        raise NothingChanged(_l("The text is the same as before."), field="body_ja")
    statement.versions.append(version)
    db.session.flush()
    return version


def replace(statement: Statement, *, slug: str) -> Statement:
    """Begin a draft that is to take a public statement's place; the caller commits.

    It begins with the same text, addressees and callers, and is approved and opened like any other.
    Once it is open, those who signed the old one are asked whether they agree.

    :raises NotPublic: the old one has not been opened.
    :raises AlreadyReplaced: another draft takes its place already.
    """
    if not statement.is_public:
        raise NotPublic(_l("Nobody has signed this text yet. Change it where it is written."))
    if statement.successor is not None:
        raise AlreadyReplaced(_l("Another text takes the place of this one already."))
    new = drafting.again(statement, statement.campaign, slug=slug)
    new.replaces = statement
    db.session.flush()
    return new


def take_down(statement: Statement, reason: TakenDown) -> None:
    """Take a public statement off all that is public, for a reason that is; the caller commits.

    Its signatures are kept, and cannot be added to.

    :raises NotPublic: it is not shown.
    """
    if not statement.is_public:
        raise NotPublic(_l("This statement is not public."))
    statement.taken_down_at, statement.taken_down_for = func.now(), reason
    db.session.flush()
    db.session.refresh(statement, ["taken_down_at"])
