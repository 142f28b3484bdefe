"""How many motions the committee has decided, for everybody to read."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func

from core.db import db
from network.models import Motion, Result


@dataclass(frozen=True)
class Decided:
    """Motions that have ended, of whatever kind: by kind, few would tell of whom."""

    carried: int
    rejected: int
    voided: int


def decided() -> Decided:
    """Return how the motions so far have ended."""
    ended = db.select(
        func.count().filter(Motion.result == Result.CARRIED),
        func.count().filter(Motion.result == Result.REJECTED),
        func.count().filter(Motion.voided_at.is_not(None)),
    ).select_from(Motion)
    carried, rejected, voided = db.session.execute(ended).one()
    return Decided(carried, rejected, voided)
