"""Letters from the contact form: taking them in, answering or closing them, deleting them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from uuid import UUID

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func

from core.db import db
from core.errors import DomainError
from core.i18n import language
from core.jobs import every, job
from mailing.models import Delivery
from network.emails.letters import letter_answer
from network.models import Letter, Topic

#: How many letters that are done the queue still shows.
MOST_DONE = 50


class AlreadyDone(DomainError):
    """Somebody answered or closed the letter in the meantime."""


class NoAddress(DomainError):
    """The letter says no address, so that nobody can be answered."""


@dataclass(frozen=True)
class NewLetter:
    """A letter as it was typed; see `Letter` for the two signs of a machine."""

    text: str
    topic: Topic
    name: str | None = None
    email: str | None = None
    trapped: bool = False
    hurried: bool = False


def receive(new: NewLetter) -> Letter:
    """Keep a letter for the queue, whatever it looks like; the caller commits."""
    letter = Letter(language=language(), **asdict(new))
    db.session.add(letter)
    return letter


def find(public_id: UUID) -> Letter | None:
    return db.session.scalar(db.select(Letter).where(Letter.public_id == public_id))


def waiting() -> list[Letter]:
    """Return what has to be answered or closed, oldest first."""
    query = db.select(Letter).where(Letter.answered_at.is_(None), Letter.closed_at.is_(None))
    return list(db.session.scalars(query.order_by(Letter.received_at, Letter.id)))


def done() -> list[Letter]:
    """Return the letters that were answered or closed last and are not deleted yet."""
    ended = func.coalesce(Letter.answered_at, Letter.closed_at)
    query = db.select(Letter).where(ended.is_not(None)).order_by(ended.desc()).limit(MOST_DONE)
    return list(db.session.scalars(query))


def take(letter: Letter, person_id: int) -> None:
    """Give a letter to a person, whoever had it before; the caller commits.

    :raises AlreadyDone: there is nothing left to do about it.
    """
    _require_waiting(letter)
    letter.assigned_to_id = person_id


def answer(letter: Letter, text: str, by: int) -> None:
    """Answer a letter by mail in the language of its form; the caller commits.

    :raises NoAddress: its writer left none.
    :raises AlreadyDone: somebody was faster.
    """
    _require_waiting(letter)
    if letter.email is None:
        raise NoAddress(_l("No address was left with this letter."))
    letter.answer, letter.answered_at, letter.answered_by_id = text, func.now(), by
    db.session.flush()
    letter_answer.later(letter.id, lang=letter.language)


def close(letter: Letter) -> None:
    """Put a letter aside without an answer; the caller commits.

    :raises AlreadyDone: somebody was faster.
    """
    _require_waiting(letter)
    letter.closed_at = func.now()
    db.session.flush()


def delivery(letter: Letter) -> Delivery | None:
    """Return how the sending of an answer stands; what left is forgotten after fourteen days."""
    query = db.select(Delivery).where(
        Delivery.email == letter_answer.name, Delivery.about == letter.id
    )
    return db.session.scalar(query.order_by(Delivery.id.desc()).limit(1))


def kept_for() -> timedelta:
    """Return for how long a letter is kept after it was answered or closed."""
    return timedelta(days=current_app.config["SETTINGS"].letter_days)


@every("10 4 * * *")
@job()
def purge() -> None:
    """Delete letters, answers and all, when their time is over: as the form promises."""
    ended = func.coalesce(Letter.answered_at, Letter.closed_at)
    db.session.execute(delete(Letter).where(ended < func.now() - kept_for()))


def _require_waiting(letter: Letter) -> None:
    db.session.refresh(letter, with_for_update=True)
    if letter.done:
        raise AlreadyDone(_l("This letter was answered or closed in the meantime."))
