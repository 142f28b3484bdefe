"""Opening a statement: from when it can be signed, and in which rounds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from campaigns import drafting
from campaigns.models import Statement
from core.db import db, now
from core.errors import DomainError
from petitions import rounds
from petitions.models import Extension, Round


class UnfitMoment(DomainError):
    """A moment does not lie where it has to; `field` names it."""


class AlreadyPublic(DomainError):
    """People may have signed: what is decided before the opening is decided."""


def open_for_signing(
    statement: Statement, closings: Sequence[datetime], *, at: datetime | None = None
) -> None:
    """Open an approved statement now or from a moment to come; the caller commits.

    `closings` are the ends of its rounds, in order; none means one round that is closed by hand.
    What was planned before takes their place. Nothing has to run at any of these moments.

    :raises AlreadyPublic: it was opened before.
    :raises NotApproved: nobody has approved its text.
    :raises UnfitMoment: a moment has passed, or a round ends before it begins.
    """
    if statement.is_public:
        raise AlreadyPublic(_l("It is public already."))
    begins = at or now()
    if begins < now() and at is not None:
        raise UnfitMoment(_l("This moment has passed."), field="day")
    if any(later <= earlier for earlier, later in pairwise([begins, *closings])):
        raise UnfitMoment(
            _l("Each round ends after the one before, and after the opening."), field="closings"
        )
    drafting.open_for_signing(statement, at=at)
    db.session.execute(delete(Round).where(Round.statement_id == statement.id))
    rounds.plan(statement, closings)


def extend(one: Round, until: datetime) -> Extension:
    """Move the end of a round further off; what it was is kept and shown. The caller commits.

    Whatever counts down to it or names it follows at once: it is one row.

    :raises RoundClosed: its roll is frozen.
    :raises UnfitMoment: it would not be later, has passed, or would run into the next round's end.
    """
    db.session.refresh(one, with_for_update=True)
    if one.closed_at is not None:
        raise rounds.RoundClosed(_l("This round was closed before."))
    was = one.closes_at
    if was is None or until <= max(was, now()):
        raise UnfitMoment(_l("The new end must be later than the present one."), field="day")
    following = rounds.numbered(one.statement_id, one.number + 1)
    if following is not None and following.closes_at is not None and until >= following.closes_at:
        raise UnfitMoment(_l("It must end before the next round does."), field="day")
    extension = Extension(round_id=one.id, was=was, becomes=until)
    one.closes_at = until
    db.session.add(extension)
    statement = db.session.get_one(Statement, one.statement_id)
    if statement.closes_at == was:
        statement.closes_at = until
    db.session.flush()
    return extension
