"""Drafts before the committee: asking it to read one, remarks at paragraphs, not taking one up."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from campaigns import drafting, emails
from campaigns.models import Rejected, Remark, Statement, Version
from core.db import db, today
from core.errors import DomainError
from network import deciding, people
from network.models import Motion


class NotNow(DomainError):
    """There is nothing new to read, or the text is decided on."""


class NoSuchParagraph(DomainError):
    """The version has no paragraph of this number in this language."""


@dataclass(frozen=True)
class Paragraph:
    """A piece of a version that can be remarked at: of its body, or after these one of its demands.

    `demand` is the number of the demand, from 1, and None for the body's paragraphs.
    """

    number: int
    text: str
    demand: int | None = None


def paragraphs(version: Version, language: str) -> list[Paragraph]:
    """Return the paragraphs of a version in one language, its demands after them."""
    body = deciding.paragraphs(version.body_ja if language == "ja" else version.body_en)
    demands = version.demands_ja if language == "ja" else version.demands_en
    texts = [(text, None) for text in body]
    asked = [(text, number) for number, text in enumerate(demands, start=1)]
    return [Paragraph(number, *one) for number, one in enumerate([*texts, *asked])]


def remark(version: Version, language: str, paragraph: int, text: str, *, by: int) -> Remark:
    """Keep what somebody says at a paragraph of a version; the caller commits.

    :raises NoSuchParagraph: there is none of that number.
    """
    if not 0 <= paragraph < len(paragraphs(version, language)):
        raise NoSuchParagraph(_l("There is no such paragraph."), field="paragraph")
    said = Remark(version=version, language=language, paragraph=paragraph, text=text, person_id=by)
    db.session.add(said)
    db.session.flush()
    return said


def settle(said: Remark) -> None:
    """Note that the writers have dealt with a remark; the caller commits."""
    if said.settled_at is None:
        said.settled_at = func.now()
        db.session.flush()


def find_remark(number: int) -> Remark | None:
    return db.session.get(Remark, number)


def remarks(statement: Statement) -> list[Remark]:
    """Return what was said at every version of a statement, the oldest first."""
    query = db.select(Remark).join(Version).where(Version.statement_id == statement.id)
    return list(db.session.scalars(query.order_by(Remark.id)))


def ask(statement: Statement) -> None:
    """Ask the committee to read the last version: a mail to each facilitator. The caller commits.

    :raises NotNow: there is no text yet, it is decided on, or this version was asked about before.
    """
    db.session.refresh(statement, with_for_update={"of": Statement})
    if why := why_not_ask(statement):
        raise NotNow(why)
    statement.review_asked_at = func.now()
    db.session.flush()
    for person in people.facilitators(today()):
        emails.review_asked.later(person.id, lang=person.language)


def why_not_ask(statement: Statement) -> str:
    """Return why the committee cannot be asked to read it now; "" where it can."""
    version = statement.version
    if statement.rejected_at is not None or statement.approved_at is not None:
        return str(_l("This text is decided on."))
    if not drafting.has_text(version):
        return str(_l("There is no version with a text yet: keep one first."))
    asked = statement.review_asked_at
    if asked is not None and asked >= version.written_at:
        return str(_l("The committee was asked to read this version."))
    return ""


def reject(statement: Statement, reason: Rejected) -> None:
    """Do not take a draft up, for a reason that is public; the caller commits.

    :raises NotNow: it is to be opened, or was not taken up before.
    """
    db.session.refresh(statement, with_for_update={"of": Statement})
    if statement.rejected_at is not None or statement.opened_at is not None:
        raise NotNow(_l("This text is decided on."))
    statement.rejected_at, statement.rejected_for = func.now(), reason
    statement.approved_at = statement.approved_by = None
    db.session.flush()


def in_review() -> list[Statement]:
    """Return the statements that the committee was asked to read, the longest waiting first."""
    return emails.waiting()[::-1]


def open_motion(statement: Statement, kind: str) -> Motion | None:
    """Return the motion of a kind on a statement that is before the committee."""
    return next(
        (one for one in deciding.open_now() if (one.kind, one.about) == (kind, statement.id)),
        None,
    )
