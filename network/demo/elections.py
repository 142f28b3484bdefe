"""The demonstration's election: open for nominations, two stand, a third was asked."""

from __future__ import annotations

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import delete

from core.db import db, now
from core.japanese import in_tokyo
from mailing.models import Delivery
from network import electing
from network.electing import Call


def load() -> None:
    """Add an election of two for two years from next month on; commits nothing."""
    today = in_tokyo(now()).date()
    hour = now().replace(minute=0, second=0, microsecond=0)
    first, second, third, *_ = electing.facilitators_on(today)
    call = Call(
        seats=2,
        term_starts_on=today + timedelta(days=30),
        term_ends_on=today + timedelta(days=760),
        nominations_until=hour + timedelta(days=7),
        voting_from=hour + timedelta(days=8),
        voting_until=hour + timedelta(days=15),
    )
    election = electing.call(call, by=first)
    election.public_id = uuid5(NAMESPACE_URL, "hiroba demonstration, election")
    for person, by in ((first, first), (second, second), (third, first)):
        electing.nominate(election, person, by=by)
    db.session.flush()
    # The people are invented: nobody is to get mail.
    db.session.execute(delete(Delivery).where(Delivery.email == "candidate_nominated"))
