"""The desk at which a statement is written: its copy, who holds it, and versions made of it.

One person writes at a time. What is typed is saved into the desk copy by itself; the committee, and
later the public, read versions, which are made of it on demand and never change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from campaigns import drafting
from campaigns.models import DeskCopy, Statement, Version
from core.db import db, now
from core.errors import DomainError

#: After so long without a save, the desk is free for somebody else.
SILENCE = timedelta(minutes=10)


class TextFixed(DomainError):
    """The statement is public, or was not taken up: its text is no longer written."""


class Elsewhere(DomainError):
    """Somebody else holds the desk, or has saved since this text was begun from."""


class NothingToKeep(DomainError):
    """Title or text is missing."""


@dataclass(frozen=True)
class Text:
    """All the words of a statement, in two languages. Bodies are Markdown."""

    title_ja: str
    title_en: str
    body_ja: str
    body_en: str
    demands_ja: tuple[str, ...] = ()
    demands_en: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """A version that was made, and whether an approval of the text before it is void now."""

    version: Version
    voided: bool


def is_written(statement: Statement) -> bool:
    """Tell whether its text may still be changed at the desk."""
    return not was_opened(statement) and statement.rejected_at is None


def was_opened(statement: Statement) -> bool:
    """Tell whether people can sign it, or could: that it is taken down changes nothing of that."""
    return statement.opened_at is not None and statement.opened_at <= now()


def copy_of(statement: Statement) -> DeskCopy | None:
    return db.session.get(DeskCopy, statement.id)


def text_of(source: DeskCopy | Version) -> Text:
    """Return the words of a desk copy or of a version."""
    return Text(
        title_ja=source.title_ja,
        title_en=source.title_en,
        body_ja=source.body_ja,
        body_en=source.body_en,
        demands_ja=tuple(source.demands_ja),
        demands_en=tuple(source.demands_en),
    )


def present(statement: Statement) -> Text:
    """Return the newest words of a statement: from its desk while it is written."""
    copy = copy_of(statement) if is_written(statement) else None
    return text_of(copy or statement.version)


def fingerprint(text: Text) -> str:
    """Return the hash that a version of this text has, or would have."""
    return drafting.version(0, text).text_hash


def sit_down(statement: Statement, *, by: int) -> DeskCopy:
    """Return the desk copy, held by whoever opens it if it is free; the caller commits.

    :raises TextFixed: it is no longer written.
    """
    copy = _locked(statement)
    if holder(copy) is None:
        _hold(copy, by)
    return copy


def take_over(statement: Statement, *, by: int) -> DeskCopy:
    """Hold the desk, whoever held it; the caller commits. They learn it at their next save.

    :raises TextFixed: it is no longer written.
    """
    copy = _locked(statement)
    _hold(copy, by)
    return copy


def save(statement: Statement, text: Text, *, began: str, by: int) -> DeskCopy:
    """Put a text on the desk, and go on holding it; the caller commits.

    `began` is the `mark` of the copy from which it was written.

    :raises TextFixed: it is no longer written.
    :raises Elsewhere: somebody else holds the desk, or has saved since; nothing was changed.
    """
    copy = _locked(statement)
    if holder(copy) not in (None, by):
        raise Elsewhere(_l("Somebody else has taken the desk over, so this was not saved."))
    if mark(copy) != began:
        raise Elsewhere(
            _l("The text was saved elsewhere since you opened it, so this was not saved.")
        )
    _put(copy, text, by)
    return copy


def keep(statement: Statement, text: Text, *, began: str, by: int) -> Kept:
    """Save a text and make a version of it, unless the last one says the same; the caller commits.

    An approval was of the text before: it is void, and so is the opening that was planned on it. An
    open motion on that text is voided when it closes, as any whose text has changed.

    :raises TextFixed: it is no longer written.
    :raises Elsewhere: as `save`.
    :raises NothingToKeep: there is no title, or no text, in either language.
    """
    if not (text.title_ja or text.title_en):
        raise NothingToKeep(_l("A title is needed in one of the languages."), field="title_ja")
    if not (text.body_ja or text.body_en):
        raise NothingToKeep(_l("A text is needed in one of the languages."), field="body_ja")
    save(statement, text, began=began, by=by)
    made = drafting.version(statement.version.number + 1, text)
    if made.text_hash == statement.version.text_hash:
        return Kept(statement.version, voided=False)
    voided = void_approval(statement)
    statement.versions.append(made)
    db.session.flush()
    return Kept(made, voided)


def void_approval(statement: Statement) -> bool:
    """Void an approval, and with it a planned opening; tell whether there was one.

    The caller commits.

    :raises TextFixed: it is no longer written.
    """
    require_written(statement)
    voided = statement.approved_at is not None
    statement.approved_at = statement.approved_by = statement.opened_at = None
    return voided


def require_written(statement: Statement) -> None:
    """Keep a statement from being opened or changed by others until this transaction ends.

    :raises TextFixed: it is no longer written.
    """
    db.session.refresh(statement, with_for_update={"of": Statement})
    if not is_written(statement):
        raise TextFixed(_l("This text is fixed: it can no longer be changed at the desk."))


def holder(copy: DeskCopy) -> int | None:
    """Return who holds the desk at this moment; None where nobody has saved for a while."""
    if copy.held_at is None or copy.held_at + SILENCE <= now():
        return None
    return copy.held_by_id


def mark(copy: DeskCopy) -> str:
    """Return what tells this state of the copy from every other: the moment of its last save."""
    return copy.saved_at.isoformat()


def _locked(statement: Statement) -> DeskCopy:
    """Return the desk copy, kept from everybody else until this transaction ends.

    It is made of the last version where there is none yet.
    """
    require_written(statement)
    db.session.expire(statement, ["versions"])
    copy = db.session.get(DeskCopy, statement.id, populate_existing=True)
    if copy is None:
        copy = DeskCopy(statement_id=statement.id)
        _write(copy, text_of(statement.version))
        db.session.add(copy)
        db.session.flush()
        db.session.refresh(copy)
    return copy


def _hold(copy: DeskCopy, by: int) -> None:
    copy.held_by_id, copy.held_at = by, _moment()
    db.session.flush()
    db.session.refresh(copy)


def _put(copy: DeskCopy, text: Text, by: int) -> None:
    if text_of(copy) != text:
        _write(copy, text)
        copy.saved_at = _moment()
    _hold(copy, by)


def _moment() -> datetime:
    moment: datetime | None = db.session.scalar(db.select(func.clock_timestamp()))
    assert moment is not None
    return moment


def _write(copy: DeskCopy, text: Text) -> None:
    copy.title_ja, copy.title_en = text.title_ja, text.title_en
    copy.body_ja, copy.body_en = text.body_ja, text.body_en
    copy.demands_ja, copy.demands_en = list(text.demands_ja), list(text.demands_en)
