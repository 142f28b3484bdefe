"""Minutes of motions: asked for once they have ended, made by a worker, kept as PDF."""

from __future__ import annotations

from flask import current_app, g
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import func

from core import documents, logs, storage
from core.db import db
from core.errors import DomainError
from core.i18n import in_language
from core.jobs import job
from core.settings import Settings
from network import deciding, minutes, voting
from network.minutes import Conflict, Line, Record, Revision
from network.models import (
    Choice,
    Electorate,
    Majority,
    Motion,
    MotionMinutes,
    MotionSeat,
    Reason,
    Result,
    VoidReason,
)


class NotEndedYet(DomainError):
    """Minutes are of what has ended."""


class MissingGlyphs(Exception):
    """No bundled face can draw some character of the text."""


def ask(motion: Motion, language: str) -> MotionMinutes:
    """Return the minutes in a language, new unless they were asked for before; the caller commits.

    :raises NotEndedYet: the motion is open.
    """
    deciding.lock(motion)
    if not motion.ended:
        raise NotEndedYet(_l("There are minutes once the motion has ended."))
    query = db.select(MotionMinutes).where(
        MotionMinutes.motion_id == motion.id, MotionMinutes.language == language
    )
    asked = db.session.scalar(query)
    if asked is None:
        asked = MotionMinutes(motion=motion, language=language)
        db.session.add(asked)
    asked.failed_at = asked.failure = None
    db.session.flush()
    return asked


@job()
def build_minutes(minutes_id: int) -> None:
    """Make minutes and keep them. Doing it again makes the same bytes."""
    asked = db.session.get(MotionMinutes, minutes_id)
    if asked is None or asked.built_at is not None:
        return
    try:
        build(asked)
    except (documents.UnsafeDocument, MissingGlyphs) as error:
        logs.info("minutes not built", minutes=asked.id, reason=type(error).__name__)
        asked.failed_at, asked.failure = func.now(), type(error).__name__


def build(asked: MotionMinutes) -> bytes:
    """Make minutes now, keep them and return the PDF; the caller commits.

    :raises UnsafeDocument: the text holds what cannot be laid out.
    :raises MissingGlyphs: no bundled face can draw some character.
    """
    g.lang = asked.language
    record = compose(asked.motion)
    html = minutes.html(record)
    if documents.missing_glyphs(Markup(html).striptags()):  # noqa: S704  (only read)
        raise MissingGlyphs
    made = documents.render(
        html,
        title=record.title,
        language=record.language,
        author=record.network,
        created=record.ended_at,
        identifier=f"{asked.motion.public_id} {asked.language}",
    )
    key = f"minutes/{asked.public_id}.pdf"
    storage.put(key, made.pdf)
    asked.storage_key, asked.sha256, asked.pages = key, made.sha256, made.pages
    asked.built_at = func.now()
    db.session.flush()
    return made.pdf


def compose(motion: Motion) -> Record:
    """Return what the minutes of a motion print, in the present language."""
    settings: Settings = current_app.config["SETTINGS"]
    version = motion.version
    ended_at = motion.closed_at or motion.voided_at
    assert ended_at is not None
    return Record(
        language=in_language("ja", "en"),  # type: ignore[arg-type]  # one of the two
        network=in_language(settings.network_name, settings.network_name_en),
        kind=motion.kind,
        title=version.title,
        paragraphs=tuple(deciding.paragraphs(version.text)),
        text_hash=version.text_hash,
        proposer=motion.proposed_by.name,
        opened_at=motion.opened_at,
        deadline=motion.deadline,
        ended_at=ended_at,
        secret=motion.secret,
        urgent=motion.urgent,
        electorate=Electorate(motion.electorate),
        quorum=motion.quorum,
        majority=Majority(motion.majority),
        counts_abstentions=motion.counts_abstentions,
        entitled=motion.entitled or 0,
        votes_for=motion.votes_for or 0,
        votes_against=motion.votes_against or 0,
        abstained=motion.abstained or 0,
        result=Result(motion.result) if motion.result else None,
        reason=Reason(motion.reason) if motion.reason else None,
        void_reason=VoidReason(motion.void_reason) if motion.void_reason else None,
        lines=_lines(motion),
        conflicts=tuple(
            Conflict(voter.person.name, voter.conflict)
            for voter in motion.voters
            if voter.conflict is not None
        ),
        revisions=tuple(
            Revision(one.number, one.written_at, one.written_by.name) for one in motion.versions
        ),
    )


def _lines(motion: Motion) -> tuple[Line, ...]:
    """Return each vote of a motion that was decided by name; none of any other."""
    if motion.secret or motion.closed_at is None:
        return ()
    cast = {one.seat_id: one for one in voting.ballots(motion.version)}
    return tuple(
        Line(
            name=seat_name(seat),
            of=seat_of(seat),
            choice=Choice(cast[seat.id].choice) if seat.id in cast else None,
            by=cast[seat.id].voter.person.name
            if seat.id in cast and cast[seat.id].as_proxy
            else "",
        )
        for seat in motion.seats
        if any(voter.free for voter in seat.voters)
    )


def seat_name(seat: MotionSeat) -> str:
    """Return whose vote it is."""
    if seat.organisation is not None:
        return seat.organisation.name
    return seat.voters[0].person.name


def seat_of(seat: MotionSeat) -> str:
    """Return a person's network, or an organisation's people."""
    if seat.organisation is not None:
        return ", ".join(voter.person.name for voter in seat.voters)
    network = seat.voters[0].organisation
    return network.name if network is not None else ""
