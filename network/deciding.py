"""Motions before the committee: proposing one, editing it, which voids the votes, commenting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, delete, func

from core.db import db
from core.errors import DomainError
from core.japanese import in_tokyo
from core.settings import Settings
from mailing.emails import Email
from network import matters
from network.emails import motions as emails
from network.matters import FREE, WRITTEN
from network.models import (
    Electorate,
    Majority,
    Motion,
    MotionComment,
    MotionSeat,
    MotionSecretBallot,
    MotionTurnout,
    MotionVersion,
    MotionVoter,
    Role,
    Term,
    VoidReason,
    hash_of,
)

#: The shortest time for an ordinary motion.
A_DAY = timedelta(days=1)
LONGEST = timedelta(days=60)


class MotionEnded(DomainError):
    """The motion is closed, voided, or past its deadline by the database's clock."""


class TextChanged(DomainError):
    """What was proposed, edited or voted on is no longer the text as it is now."""


class UnfitMotion(DomainError):
    """A motion lacks something; `field` names it."""


class NobodyMayVote(DomainError):
    """There is no facilitator today."""


class AlreadyProposed(DomainError):
    """Another motion on the same matter is open."""


class NothingToDecide(DomainError):
    """The matter is gone, or was never one that can be proposed."""


@dataclass(frozen=True)
class Proposal:
    """A motion as it is proposed. The rule is the house's where it says nothing.

    For a matter, title and text are the matter's own; `text_hash` tells which text was read.
    """

    lasts: timedelta
    urgent: bool = False
    secret: bool = False
    kind: str = FREE
    about: int | None = None
    title: str = ""
    text: str = ""
    text_hash: str | None = None
    quorum: int | None = None
    majority: Majority | None = None


@dataclass(frozen=True)
class Wording:
    """A title and an exact text."""

    title: str
    text: str


def propose(new: Proposal, *, by: int) -> Motion:
    """Open a motion and tell everybody who may vote on it; the caller commits.

    The electorate is fixed here: who is a facilitator on this day.

    :raises UnfitMotion: title or text is missing, or the time is too short or too long.
    :raises NothingToDecide: the matter is gone.
    :raises TextChanged: its text is no longer the one that was read.
    :raises AlreadyProposed: a motion on it is open.
    :raises NobodyMayVote: there is no facilitator.
    """
    wording = _wording(new)
    _require_time(new)
    settings, opened_at = _settings(), database_time()
    rule = Electorate(settings.motion_electorate)
    seats = electorate(rule, in_tokyo(opened_at).date())
    if not seats:
        raise NobodyMayVote(_l("There is no facilitator who could vote."))
    motion = Motion(
        kind=new.kind,
        about=new.about,
        proposed_by_id=by,
        opened_at=opened_at,
        deadline=_deadline(opened_at, new.lasts, new.urgent),
        urgent=new.urgent,
        secret=new.secret,
        electorate=rule,
        quorum=settings.motion_quorum if new.quorum is None else new.quorum,
        majority=new.majority or settings.motion_majority,
        counts_abstentions=settings.motion_counts_abstentions,
        versions=[_version(1, wording, by)],
        seats=seats,
        voters=[voter for seat in seats for voter in seat.voters],
    )
    db.session.add(motion)
    db.session.flush()
    _tell(motion, emails.motion_opened)
    return motion


def edit(motion: Motion, wording: Wording, *, by: int) -> None:
    """Put another text to the vote. What was voted is void, and everybody is told.

    The deadline moves where too little time would be left to read it. The caller commits.

    :raises MotionEnded: it is too late.
    :raises UnfitMotion: nothing was changed, or title or text is missing.
    """
    moment = hold_open(motion)
    if motion.kind not in WRITTEN:
        raise UnfitMotion(_l("This text belongs to what it is about, and is changed there."))
    _replace(motion, wording, by, moment)


def take_over(motion: Motion, *, by: int) -> None:
    """Put the present text of the matter to the vote, as `edit` does; the caller commits.

    :raises MotionEnded: it is too late.
    :raises NothingToDecide: the matter is gone.
    :raises UnfitMotion: it has not changed.
    """
    moment = hold_open(motion)
    _replace(motion, _of_matter(motion.kind, motion.about), by, moment)


def withdraw(motion: Motion) -> None:
    """Take a motion back before it is decided; the caller commits.

    :raises MotionEnded: it is too late.
    """
    hold_open(motion)
    void(motion, VoidReason.WITHDRAWN)


def void(motion: Motion, reason: VoidReason) -> None:
    """End a motion without a decision, and say so to everybody; the caller commits."""
    motion.voided_at, motion.void_reason = func.clock_timestamp(), reason
    db.session.flush()
    matter = matters.matter(motion.kind)
    if matter is not None and motion.about is not None:
        matter.voided(motion.about)
    tell_the_end(motion)


def comment(motion: Motion, text: str, *, by: int, paragraph: int | None = None) -> MotionComment:
    """Keep what somebody says about the text, or a paragraph of it; the caller commits.

    :raises UnfitMotion: there is no such paragraph.
    """
    if paragraph is not None and not 1 <= paragraph <= len(paragraphs(motion.version.text)):
        raise UnfitMotion(_l("There is no such paragraph."), field="paragraph")
    said = MotionComment(version=motion.version, person_id=by, paragraph=paragraph, text=text)
    db.session.add(said)
    db.session.flush()
    return said


def comments(motion: Motion) -> list[MotionComment]:
    """Return what was said about every version of it, oldest first."""
    query = db.select(MotionComment).join(MotionVersion)
    query = query.where(MotionVersion.motion_id == motion.id).order_by(MotionComment.id)
    return list(db.session.scalars(query))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, which empty lines part."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return ["\n".join(block) for block in blocks if block]


def find(public_id: UUID) -> Motion | None:
    return db.session.scalar(db.select(Motion).where(Motion.public_id == public_id))


def open_now() -> list[Motion]:
    """Return the motions that have not ended, by their deadline."""
    query = db.select(Motion).where(Motion.closed_at.is_(None), Motion.voided_at.is_(None))
    return list(db.session.scalars(query.order_by(Motion.deadline, Motion.id)))


def ended() -> list[Motion]:
    """Return the motions that have ended, newest first."""
    query = db.select(Motion).where(Motion.closed_at.is_not(None) | Motion.voided_at.is_not(None))
    return list(db.session.scalars(query.order_by(Motion.id.desc())))


def is_stale(motion: Motion) -> bool:
    """Tell whether the matter's text has changed since, so that the motion would be voided."""
    matter = matters.matter(motion.kind)
    if matter is None or motion.about is None:
        return False
    return matter.text(motion.about) != motion.version.text


def database_time() -> datetime:
    """Return the present moment by the database's clock, which alone decides."""
    moment: datetime | None = db.session.scalar(db.select(func.clock_timestamp()))
    assert moment is not None
    return moment


def hold_open(motion: Motion) -> datetime:
    """Keep an open motion from everybody else until this transaction ends; return the moment.

    Whoever comes at the same time waits, and then sees what was done.

    :raises MotionEnded: it is not open any more, or the deadline is past.
    """
    lock(motion)
    moment = database_time()
    if motion.ended or moment >= motion.deadline:
        raise MotionEnded(_l("Voting on this motion has ended."))
    return moment


def lock(motion: Motion) -> None:
    """Wait until nobody else acts on a motion, then forget all that was read of it before."""
    db.session.flush()
    db.session.refresh(motion, with_for_update=True)
    db.session.expire_all()


def tell_the_end(motion: Motion) -> None:
    """Have the result sent to everybody who may vote."""
    _tell(motion, emails.motion_ended)


def electorate(rule: Electorate, day: date) -> list[MotionSeat]:
    """Return the votes of a motion, and who may cast each, by the facilitators of a day.

    Where organisations vote, a facilitator of two sits for the first, and one of none for nobody.
    """
    if rule is Electorate.FACILITATORS:
        groups = [[term] for term in _facilitators(day)]
    else:
        by_organisation = sorted(
            (term for term in _facilitators(day) if term.organisation_id is not None),
            key=lambda term: term.organisation_id or 0,
        )
        grouped = groupby(by_organisation, key=lambda term: term.organisation_id)
        groups = [list(terms) for _, terms in grouped]
    shared = rule is Electorate.ORGANISATIONS
    return [_seat(terms, shared=shared) for terms in groups]


def _seat(terms: list[Term], *, shared: bool) -> MotionSeat:
    return MotionSeat(
        organisation_id=terms[0].organisation_id if shared else None,
        voters=[
            MotionVoter(person=term.person, organisation_id=term.organisation_id) for term in terms
        ],
    )


def _facilitators(day: date) -> list[Term]:
    """Return one term for each facilitator of a day, in the order of their appointment."""
    query = db.select(Term).where(
        Term.role == Role.FACILITATOR,
        Term.starts_on <= day,
        Term.ends_on.is_(None) | (Term.ends_on >= day),
    )
    first: dict[int, Term] = {}
    for term in db.session.scalars(query.order_by(Term.organisation_id.is_(None), Term.id)):
        first.setdefault(term.person_id, term)
    return list(first.values())


def _wording(new: Proposal) -> Wording:
    if new.kind in WRITTEN:
        return Wording(new.title, new.text)
    wording = _of_matter(new.kind, new.about)
    if new.text_hash is not None and new.text_hash != hash_of(wording.text):
        raise TextChanged(
            _l("The text has changed since you opened the page. Read it again, then propose it.")
        )
    if db.session.scalar(_open_on(new.kind, new.about)) is not None:
        raise AlreadyProposed(_l("A motion on this is open already."))
    return wording


def _of_matter(kind: str, about: int | None) -> Wording:
    matter = matters.matter(kind)
    text = matter.text(about) if matter is not None and about is not None else None
    if matter is None or about is None or text is None:
        raise NothingToDecide(_l("There is nothing to decide here any more."))
    return Wording(matter.title(about), text)


def _open_on(kind: str, about: int | None) -> Select[int]:
    return db.select(Motion.id).where(
        Motion.kind == kind,
        Motion.about == about,
        Motion.closed_at.is_(None),
        Motion.voided_at.is_(None),
    )


def _require_time(new: Proposal) -> None:
    shortest = timedelta(hours=_settings().motion_shortest_hours) if new.urgent else A_DAY
    if not shortest <= new.lasts <= LONGEST:
        raise UnfitMotion(_l("That is too short or too long a time for voting."), field="lasts")


def _deadline(opened_at: datetime, lasts: timedelta, urgent: bool) -> datetime:
    """Return when voting ends: for what is not urgent, at the next full hour."""
    end = opened_at + lasts
    return end if urgent else _hour(end) + timedelta(hours=1 if end > _hour(end) else 0)


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _version(number: int, wording: Wording, by: int) -> MotionVersion:
    if not wording.title:
        raise UnfitMotion(_l("Give the motion a title."), field="title")
    if not wording.text:
        raise UnfitMotion(_l("Write the exact text that is to be decided."), field="text")
    return MotionVersion(
        number=number,
        title=wording.title,
        text=wording.text,
        text_hash=hash_of(wording.text),
        written_by_id=by,
    )


def _replace(motion: Motion, wording: Wording, by: int, moment: datetime) -> None:
    before = motion.version
    if (before.title, before.text) == (wording.title, wording.text):
        raise UnfitMotion(_l("Nothing was changed."), field="text")
    motion.versions.append(_version(before.number + 1, wording, by))
    # Of a secret vote nothing is kept once it is void: not what, and not who.
    for secret in (MotionTurnout, MotionSecretBallot):
        db.session.execute(delete(secret).where(secret.version_id == before.id))
    shortest = timedelta(hours=_settings().motion_shortest_hours) if motion.urgent else A_DAY
    motion.deadline = max(motion.deadline, _deadline(moment, shortest, motion.urgent))
    for voter in motion.voters:
        voter.reminded_at = None
    db.session.flush()
    _tell(motion, emails.motion_edited)


def _tell(motion: Motion, message: Email) -> None:
    for voter in motion.voters:
        message.later(voter.id, lang=voter.person.language)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
