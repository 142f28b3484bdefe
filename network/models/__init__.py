"""Who the network is: its organisations, people and roles, addressees, custodians of keys."""

from __future__ import annotations

from network.models.electing import (
    Candidate,
    CountedBallot,
    Election,
    ElectionCount,
    ElectionVoter,
    ReturningOfficer,
    SealedBallot,
    Standing,
    Turnout,
)
from network.models.keys import Custodian
from network.models.offices import Holder, Office
from network.models.organisations import Organisation
from network.models.people import Person, Role, SignIn, Term

__all__ = [
    "Candidate",
    "CountedBallot",
    "Custodian",
    "Election",
    "ElectionCount",
    "ElectionVoter",
    "Holder",
    "Office",
    "Organisation",
    "Person",
    "ReturningOfficer",
    "Role",
    "SealedBallot",
    "SignIn",
    "Standing",
    "Term",
    "Turnout",
]
