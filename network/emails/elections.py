"""Emails about elections: to who is nominated, and to each elector, in that person's language."""

from __future__ import annotations

from typing import Any

from flask import current_app

from core.db import db
from core.i18n import language
from mailing.emails import Message, email, worded
from network.models import Candidate, Election, ElectionVoter, Outcome, Role


@email
def candidate_nominated(about: int) -> Message | None:
    """Ask somebody whom another nominated whether they stand; nothing once they have answered."""
    candidate = db.session.get(Candidate, about)
    if candidate is None or candidate.accepted_at or candidate.declined_at:
        return None
    if candidate.election.ended or candidate.election.opened_at:
        return None
    facts = _facts(candidate.election)
    by, to = candidate.nominated_by.name, candidate.person.email
    return worded("network/candidate_nominated", to=to, by=by, **facts)


@email
def election_opened(about: int) -> Message | None:
    """Tell an elector that they can vote; nothing once the election has ended."""
    voter = _elector(about)
    if voter is None or voter.election.ended:
        return None
    names = [one.person.name for one in voter.election.standing]
    facts = _facts(voter.election)
    return worded("network/election_opened", to=voter.person.email, names=names, **facts)


@email
def election_ended(about: int) -> Message | None:
    """Tell an elector how an election ended: who is elected, who is tied, or that it was called
    off.
    """
    voter = _elector(about)
    if voter is None or not voter.election.ended:
        return None
    election = voter.election
    return worded(
        "network/election_ended",
        to=voter.person.email,
        elected=_names(election, Outcome.ELECTED),
        tied=_names(election, Outcome.TIED),
        **_facts(election),
    )


def _elector(about: int) -> ElectionVoter | None:
    """Return an elector who is still a facilitator: yesterday's gets no mail today."""
    voter = db.session.get(ElectionVoter, about)
    if voter is None or Role.FACILITATOR not in voter.person.roles:
        return None
    return voter


def _names(election: Election, standing: Outcome) -> list[str]:
    return [one.person.name for one in election.standing if one.result == standing]


def _facts(election: Election) -> dict[str, Any]:
    base: str = current_app.config["SETTINGS"].base_url
    return {
        "election": election,
        "url": f"{base}/staff/elections/{election.public_id}?lang={language()}",
    }
