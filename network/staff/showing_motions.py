"""What the pages of motions show, in the words of its reader and by what they may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import g, url_for
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core import japanese
from core.access import Permission
from core.db import db, now
from core.i18n import language
from core.tasks import Task
from network import closing, deciding, matters, voting
from network.differing import Change, differences
from network.forms.motions import majority_name, quorum_name
from network.matters import Matter
from network.minuting import seat_name, seat_of
from network.models import (
    Choice,
    Electorate,
    Majority,
    Motion,
    MotionBallot,
    MotionMinutes,
    MotionVoter,
    Reason,
    VoidReason,
)

CHOICES: dict[Choice, LazyString] = {
    Choice.FOR: _l("For"),
    Choice.AGAINST: _l("Against"),
    Choice.ABSTAIN: _l("Abstention"),
}
REASONS: dict[Reason, LazyString] = {
    Reason.ENOUGH: _l("Enough of the votes were for it."),
    Reason.TOO_FEW: _l("Too few of the votes were for it."),
    Reason.TIE: _l("As many votes were against it as for it."),
    Reason.NO_QUORUM: _l("Too few votes were cast."),
}
VOID_REASONS: dict[VoidReason, LazyString] = {
    VoidReason.TEXT_CHANGED: _l("Its text was changed after it had been put to the vote."),
    VoidReason.MATTER_GONE: _l("What it was about could not be decided any more."),
    VoidReason.WITHDRAWN: _l("It was taken back."),
}
#: Whoever has less time than this to vote stands higher among the tasks.
SOON = timedelta(days=1)


@dataclass(frozen=True)
class MotionRow:
    """A motion in the list. `todo` tells that the reader's vote is missing."""

    url: str
    title: str
    kind: LazyString | str
    state: str
    deadline: datetime
    urgent: bool
    todo: bool
    cast: int
    seats: int


@dataclass(frozen=True)
class SeatRow:
    """A vote: whose it is, who entrusted it to whom, and what was voted where that is open."""

    name: str
    of: str
    conflict: str
    proxy: str
    voted: bool
    by: str
    choice: LazyString | None


@dataclass(frozen=True)
class CommentRow:
    name: str
    at: datetime
    text: str
    paragraph: int | None
    #: The version it was about, where that is not the present one.
    version: int | None


@dataclass(frozen=True)
class VersionRow:
    """A version, and what changed in it from the one before."""

    number: int
    title: str
    at: datetime
    by: str
    hash: str
    changes: Sequence[Sequence[Change]]


@dataclass(frozen=True)
class MinutesRow:
    language: str
    state: str
    url: str | None
    pages: int | None
    sha256: str | None


@dataclass(frozen=True)
class Rule:
    """By what a motion is decided, in words."""

    electorate: str
    quorum: str
    majority: str
    abstentions: str


def rows() -> list[MotionRow]:
    """Return all motions, open ones first, with what the reader has still to do."""
    return [row(motion) for motion in (*deciding.open_now(), *deciding.ended())]


def row(motion: Motion) -> MotionRow:
    return MotionRow(
        url=url_for("network_motions.motion", public_id=motion.public_id),
        title=motion.version.title,
        kind=matters.label(motion.kind),
        state=state(motion),
        deadline=motion.deadline,
        urgent=motion.urgent,
        todo=bool(missing(motion)),
        cast=len(voting.voted(motion)),
        seats=sum(vote.counts for vote in closing.votes(motion)),
    )


def state(motion: Motion) -> str:
    """Return "voided", "carried", "rejected", "open", or "counting" after the deadline."""
    if motion.voided_at is not None:
        return "voided"
    if motion.result is not None:
        return motion.result
    return "open" if motion.deadline > now() else "counting"


def missing(motion: Motion) -> list[int]:
    """Return the votes that the reader could cast now and that are not cast, by seat."""
    if state(motion) != "open" or not g.person.may(Permission.DECIDE):
        return []
    done = voting.voted(motion)
    return [seat for seat, _name in seats_of(motion) if seat not in done]


def seats_of(motion: Motion) -> list[tuple[int, str]]:
    """Return the votes that the reader may cast, their own first, with whose they are."""
    voter = voting.voter_of(motion, g.person.id)
    if voter is None or not voter.free:
        return []
    held = [(proxy.seat_id, seat_name(proxy.seat)) for proxy in voting.held_by(voter)]
    return [
        (
            voter.seat_id,
            _("My own vote") if voter.seat.organisation is None else seat_name(voter.seat),
        ),
        *((seat, _("As proxy for %(name)s", name=name)) for seat, name in held),
    ]


def motion(found: Motion) -> dict[str, Any]:
    """Return what the page of a motion shows to whoever reads it."""
    voter = voting.voter_of(found, g.person.id)
    matter = matters.matter(found.kind)
    return {
        "motion": found,
        "version": found.version,
        "kind": matters.label(found.kind),
        "state": state(found),
        "reason": reason(found),
        "proposer": found.proposed_by.name,
        "rule": rule(found),
        "paragraphs": deciding.paragraphs(found.version.text),
        "stale": not found.ended and deciding.is_stale(found),
        "matter_url": matter.url(found.about) if matter and found.about is not None else "",
        "voter": voter,
        "own_proxy": own_proxy(found, voter),
        "own_ballot": own_ballot(found, voter),
        "missing": missing(found),
        "seats": seats(found),
        "comments": comments(found),
        "versions": versions(found),
        "minutes": [minutes(one) for one in minutes_of(found)],
        "urls": urls(found),
    }


def reason(found: Motion) -> LazyString | None:
    """Return in words why a motion ended as it did."""
    if found.void_reason is not None:
        return VOID_REASONS[VoidReason(found.void_reason)]
    return REASONS[Reason(found.reason)] if found.reason is not None else None


def rule(found: Motion) -> Rule:
    electorate = _("Each facilitator has one vote.")
    if found.electorate == Electorate.ORGANISATIONS:
        electorate = _(
            "Each constituent organisation has one vote, which its facilitators share: the first "
            "ballot of any of them stands."
        )
        if not found.secret:
            electorate = _(
                "Each constituent organisation has one vote, which its facilitators share: the "
                "latest ballot of any of them stands."
            )
    return Rule(
        electorate=electorate,
        quorum=quorum_name(found.quorum),
        majority=majority_name(Majority(found.majority)),
        abstentions=_("Abstentions count among the votes cast.")
        if found.counts_abstentions
        else _("Abstentions count for the quorum alone."),
    )


def own_proxy(found: Motion, voter: MotionVoter | None) -> str:
    """Return who holds the reader's vote, "" where nobody does."""
    if voter is None:
        return ""
    held = (one for one in voting.proxies(found) if one.seat_id == voter.seat_id)
    return next((one.holder.person.name for one in held), "")


def own_ballot(found: Motion, voter: MotionVoter | None) -> LazyString | None:
    """Return how the reader's own vote stands, which in secret nobody can tell."""
    if voter is None or found.secret:
        return None
    cast = (one for one in voting.ballots(found.version) if one.seat_id == voter.seat_id)
    return next((CHOICES[Choice(one.choice)] for one in cast), None)


def seats(found: Motion) -> list[SeatRow]:
    """Return every vote: until the end who has voted, after it also what, but never in secret."""
    done = voting.voted(found)
    holders = {one.seat_id: one.holder.person.name for one in voting.proxies(found)}
    voters = {voter.id: voter.person.name for voter in found.voters}
    shown: list[MotionBallot] = []
    if found.closed_at is not None and not found.secret:
        shown = voting.ballots(found.version)
    choices = {one.seat_id: CHOICES[Choice(one.choice)] for one in shown}
    return [
        SeatRow(
            name=seat_name(seat),
            of=seat_of(seat),
            conflict=", ".join(one.person.name for one in seat.voters if not one.free),
            proxy=holders.get(seat.id, ""),
            voted=seat.id in done,
            by=voters[done[seat.id].voter_id] if seat.id in done else "",
            choice=choices.get(seat.id),
        )
        for seat in found.seats
    ]


def comments(found: Motion) -> list[CommentRow]:
    return [
        CommentRow(
            name=one.person.name,
            at=one.written_at,
            text=one.text,
            paragraph=one.paragraph,
            version=one.version.number if one.version_id != found.version.id else None,
        )
        for one in deciding.comments(found)
    ]


def versions(found: Motion) -> list[VersionRow]:
    """Return the versions, newest first, each but the first with what changed."""
    texts = [deciding.paragraphs(one.text) for one in found.versions]
    before: list[list[str]] = [[], *texts]
    shown = [
        VersionRow(
            number=one.number,
            title=one.title,
            at=one.written_at,
            by=one.written_by.name,
            hash=one.text_hash,
            changes=differences(old, new) if one.number > 1 else [],
        )
        for one, old, new in zip(found.versions, before, texts, strict=False)
    ]
    return shown[::-1]


def minutes_of(found: Motion) -> list[MotionMinutes]:
    query = db.select(MotionMinutes).where(MotionMinutes.motion_id == found.id)
    return list(db.session.scalars(query.order_by(MotionMinutes.language.desc())))


def minutes(one: MotionMinutes) -> MinutesRow:
    return MinutesRow(
        language=one.language,
        state="built" if one.built_at else "failed" if one.failed_at else "waiting",
        url=url_for("network_motions.minutes", public_id=one.public_id) if one.built_at else None,
        pages=one.pages,
        sha256=one.sha256,
    )


def urls(found: Motion) -> dict[str, str]:
    """Return where the forms of a motion are sent, by what they do."""
    acts = ("edit", "withdraw", "vote", "comment", "conflict", "proxy", "take_back", "ask_minutes")
    return {act: url_for(f"network_motions.{act}", public_id=found.public_id) for act in acts}


def holders(found: Motion) -> list[tuple[int, str]]:
    """Return to whom the reader may entrust their vote."""
    own = voting.voter_of(found, g.person.id)
    return [
        (voter.id, voter.person.name)
        for voter in found.voters
        if voter.free and own is not None and voter.seat_id != own.seat_id
    ]


def proposable() -> list[tuple[str, str, LazyString | str]]:
    """Return what a motion could decide now: (kind:id, title, kind in words)."""
    return [
        (f"{one.kind}:{about}", title, matters.label(one.kind))
        for one in matters.all_offered()
        for about, title in one.proposable()
    ]


def chosen(named: str) -> tuple[Matter, int] | None:
    """Return the matter and the row that `kind:id` names; None where it cannot be proposed."""
    kind, _colon, about = named.rpartition(":")
    for one in matters.all_offered():
        if one.kind == kind and about in {str(n) for n, _t in one.proposable()}:
            return one, int(about)
    return None


def tasks() -> list[Task]:
    """Return the votes that wait for the reader, as one task that leads to the most pressing."""
    if not g.person.may(Permission.DECIDE):
        return []
    waiting = [one for one in deciding.open_now() if missing(one)]
    if not waiting:
        return []
    first, number = waiting[0], len(waiting)
    until = japanese.deadline(first.deadline, language())
    url = url_for("network_motions.motions")
    if number == 1:
        url = url_for("network_motions.motion", public_id=first.public_id)
    return [
        Task(
            number=number,
            title=ngettext("motion waits for your vote", "motions wait for your vote", number),
            detail=_("Until %(deadline)s: %(title)s", deadline=until, title=first.version.title),
            url=url,
            action=_("Read and vote"),
            harm=4 if first.deadline - now() < SOON else 2,
        )
    ]
