"""Who the network is: its organisations, people and roles, addressees, custodians of keys."""

from __future__ import annotations

from network.models.applications import (
    Application,
    Evidence,
    Level,
    PublishedFigure,
    Refusal,
    Source,
)
from network.models.keys import Custodian
from network.models.likenesses import Likeness, Merge, Moved
from network.models.offices import Holder, Office
from network.models.organisations import (
    Former,
    Organisation,
    OrganisationContact,
    Standing,
    StandingKind,
)
from network.models.people import Person, Role, SignIn, Term

__all__ = [
    "Application",
    "Custodian",
    "Evidence",
    "Former",
    "Holder",
    "Level",
    "Likeness",
    "Merge",
    "Moved",
    "Office",
    "Organisation",
    "OrganisationContact",
    "Person",
    "PublishedFigure",
    "Refusal",
    "Role",
    "SignIn",
    "Source",
    "Standing",
    "StandingKind",
    "Term",
]
