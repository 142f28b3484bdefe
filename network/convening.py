"""Meetings of the committee: calling one, noting who came, writing and approving its minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask import current_app
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import func
from sqlalchemy.orm import joinedload, lazyload, selectinload

from core import documents, logs, storage
from core.db import db
from core.errors import DomainError
from core.jobs import job
from core.wording import html_of
from network import documents as papers
from network.models import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingMinutes,
    Person,
    Presence,
    Role,
    Term,
)

#: Roles whose people are expected at a meeting, in the order in which the list has them.
EXPECTED = (Role.CO_REPRESENTATIVE, Role.FACILITATOR, Role.COORDINATOR, Role.ADVISOR, Role.STAFF)


class Overtaken(DomainError):
    """The minutes are not those that were read or begun from."""


class MissingGlyphs(Exception):
    """No bundled face can draw some character of the minutes."""


@dataclass(frozen=True)
class NewMeeting:
    """A meeting as it is called; the agenda has an item a line."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    online_link: str = ""
    agenda: tuple[str, ...] = ()


@dataclass(frozen=True)
class Member:
    """Somebody who is expected at a meeting."""

    id: int
    name: str
    of: str


def call(new: NewMeeting) -> Meeting:
    """Add a meeting; the caller commits."""
    meeting = Meeting()
    change(meeting, new)
    db.session.add(meeting)
    return meeting


def change(meeting: Meeting, new: NewMeeting) -> None:
    """Let a meeting be as called now; the caller commits."""
    meeting.title, meeting.place, meeting.online_link = new.title, new.place, new.online_link
    meeting.starts_at, meeting.ends_at = new.starts_at, new.ends_at
    meeting.agenda = [
        AgendaItem(position=position, text=text) for position, text in enumerate(new.agenda)
    ]


def find(public_id: UUID) -> Meeting | None:
    return db.session.scalar(db.select(Meeting).where(Meeting.public_id == public_id))


def meetings() -> list[Meeting]:
    """Return all meetings, the latest first."""
    query = db.select(Meeting).options(selectinload(Meeting.minutes))
    return list(db.session.scalars(query.order_by(Meeting.starts_at.desc(), Meeting.id)))


def expected(day: date) -> list[Member]:
    """Return who is expected at a meeting of that day: each person once, by their first role."""
    query = (
        db.select(Term)
        .options(joinedload(Term.person).options(lazyload(Person.terms)))
        .where(
            Term.role.in_(EXPECTED),
            Term.starts_on <= day,
            Term.ends_on.is_(None) | (Term.ends_on >= day),
        )
    )
    terms = sorted(
        db.session.scalars(query), key=lambda term: (EXPECTED.index(Role(term.role)), term.id)
    )
    found: dict[int, Member] = {}
    for term in terms:
        of = term.organisation.name if term.organisation is not None else ""
        found.setdefault(term.person_id, Member(term.person_id, term.person.name, of))
    return list(found.values())


def note(meeting: Meeting, people: Mapping[int, Presence], others: Sequence[str]) -> None:
    """Note who attended, in place of what was noted before; the caller commits."""
    meeting.attendance.clear()
    db.session.flush()
    meeting.attendance = [
        *(Attendance(person_id=one, presence=presence) for one, presence in people.items()),
        *(Attendance(name=name, presence=Presence.PRESENT) for name in others),
    ]


def write(meeting: Meeting, text: str, *, after: int, by: int) -> MeetingMinutes:
    """Keep minutes as a new version, unless nothing was changed; the caller commits.

    `after` is the number of the version that the writer began from, 0 where there was none.

    :raises Overtaken: somebody else has written since.
    """
    newest = _newest(meeting)
    if (newest.number if newest else 0) != after:
        raise Overtaken(
            _l(
                "Somebody else has saved a version since you opened this page. Read it on the"
                " meeting’s page; sent once more, yours follows it."
            )
        )
    if newest is not None and newest.text == text:
        return newest
    made = MeetingMinutes(number=after + 1, text=text, written_by_id=by)
    meeting.minutes.append(made)
    db.session.flush()
    return made


def approve(meeting: Meeting, number: int, *, by: int) -> MeetingMinutes:
    """Approve the minutes that were read, and have them printed; the caller commits.

    :raises Overtaken: this is not their newest version, or it was approved before.
    """
    newest = _newest(meeting)
    if newest is None or newest.number != number or newest.approved_at is not None:
        raise Overtaken(_l("These minutes were changed or approved in the meantime."))
    newest.approved_at, newest.approved_by_id = func.now(), by
    db.session.flush()
    print_minutes.later(minutes_id=newest.id)
    return newest


def to_be_approved() -> list[Meeting]:
    """Return the meetings whose minutes wait for approval, the earliest first."""
    return [one for one in _held() if one.newest is not None and one.newest.approved_at is None]


def to_be_written() -> list[Meeting]:
    """Return the meetings that were held and have no minutes, the earliest first."""
    return [one for one in _held() if one.newest is None]


@job()
def print_minutes(minutes_id: int) -> None:
    """Make approved minutes a PDF. Doing it again makes the same bytes."""
    minutes = db.session.get(MeetingMinutes, minutes_id)
    if minutes is None or minutes.approved_at is None or minutes.storage_key is not None:
        return
    try:
        build(minutes)
    except (documents.UnsafeDocument, MissingGlyphs) as error:
        logs.info("minutes not printed", minutes=minutes.id, reason=type(error).__name__)
        minutes.failed_at = func.now()


def build(minutes: MeetingMinutes) -> bytes:
    """Make approved minutes a PDF, keep it and return it; the caller commits.

    :raises UnsafeDocument: the text holds what cannot be laid out.
    :raises MissingGlyphs: no bundled face can draw some character.
    """
    record = compose(minutes)
    html = papers.meeting_html(record)
    if documents.missing_glyphs(Markup(html).striptags()):  # noqa: S704  (only read)
        raise MissingGlyphs
    made = documents.render(
        html,
        title=record.title,
        language="ja",
        author=record.network,
        created=record.approved_at,
        identifier=f"{minutes.meeting.public_id} {minutes.number}",
    )
    key = f"meetings/{minutes.meeting.public_id}-{minutes.number}.pdf"
    storage.put(key, made.pdf)
    minutes.storage_key, minutes.failed_at = key, None
    db.session.flush()
    return made.pdf


def compose(minutes: MeetingMinutes) -> papers.MeetingRecord:
    """Return what the minutes print, in Japanese."""
    meeting = minutes.meeting
    assert minutes.approved_at is not None
    assert minutes.approved_by is not None
    return papers.MeetingRecord(
        network=current_app.config["SETTINGS"].network_name,
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place or ("オンライン" if meeting.online_link else ""),
        agenda=tuple(item.text for item in meeting.agenda),
        attended=tuple(
            (papers.PRESENCES[presence], _attended(meeting, presence)) for presence in Presence
        ),
        body=html_of(minutes.text),
        approved_at=minutes.approved_at,
        approved_by=minutes.approved_by.name_ja,
    )


def _attended(meeting: Meeting, presence: Presence) -> tuple[str, ...]:
    return tuple(
        one.person.name_ja if one.person is not None else one.name or ""
        for one in meeting.attendance
        if one.presence == presence
    )


def _newest(meeting: Meeting) -> MeetingMinutes | None:
    """Return the newest minutes; until this transaction ends nobody can add others."""
    db.session.execute(db.select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())
    db.session.expire(meeting, ["minutes"])
    return meeting.newest


def _held() -> list[Meeting]:
    query = (
        db.select(Meeting)
        .options(selectinload(Meeting.minutes))
        .where(Meeting.ends_at < func.now())
        .order_by(Meeting.starts_at)
    )
    return list(db.session.scalars(query))
