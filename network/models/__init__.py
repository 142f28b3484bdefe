"""Who the network is: its organisations, people and roles, addressees, custodians of keys."""

from __future__ import annotations

from network.models.factors import Authenticator, Lock, Passkey, RecoveryCode, SpentChallenge
from network.models.keys import Custodian
from network.models.offices import Holder, Office
from network.models.organisations import Organisation
from network.models.people import Person, Role, Term
from network.models.sign_ins import KnownBrowser, LinkKind, SignIn, SignInLink

__all__ = [
    "Authenticator",
    "Custodian",
    "Holder",
    "KnownBrowser",
    "LinkKind",
    "Lock",
    "Office",
    "Organisation",
    "Passkey",
    "Person",
    "RecoveryCode",
    "Role",
    "SignIn",
    "SignInLink",
    "SpentChallenge",
    "Term",
]
