"""Who the network is: its organisations, people and roles, addressees, custodians of keys."""

from __future__ import annotations

from network.models.keys import Custodian, EarlierSeal, Reveal
from network.models.offices import Holder, Office
from network.models.organisations import Organisation
from network.models.people import Person, Role, SignIn, Term

__all__ = [
    "Custodian",
    "EarlierSeal",
    "Holder",
    "Office",
    "Organisation",
    "Person",
    "Reveal",
    "Role",
    "SignIn",
    "Term",
]
