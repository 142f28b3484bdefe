"""Who the network is: its organisations, people and roles, addressees, custodians of keys."""

from __future__ import annotations

from network.models.deciding import (
    Choice,
    Electorate,
    Majority,
    Motion,
    MotionBallot,
    MotionComment,
    MotionMinutes,
    MotionProxy,
    MotionSeat,
    MotionSecretBallot,
    MotionTurnout,
    MotionVersion,
    MotionVoter,
    Reason,
    Result,
    VoidReason,
    hash_of,
)
from network.models.factors import Authenticator, Lock, Passkey, RecoveryCode, SpentChallenge
from network.models.keys import Custodian, EarlierSeal, Reveal
from network.models.offices import Holder, Office
from network.models.organisations import Organisation
from network.models.people import Person, Role, Term
from network.models.sign_ins import KnownBrowser, LinkKind, SignIn, SignInLink

__all__ = [
    "Authenticator",
    "Choice",
    "Custodian",
    "EarlierSeal",
    "Electorate",
    "Holder",
    "KnownBrowser",
    "LinkKind",
    "Lock",
    "Majority",
    "Motion",
    "MotionBallot",
    "MotionComment",
    "MotionMinutes",
    "MotionProxy",
    "MotionSeat",
    "MotionSecretBallot",
    "MotionTurnout",
    "MotionVersion",
    "MotionVoter",
    "Office",
    "Organisation",
    "Passkey",
    "Person",
    "Reason",
    "RecoveryCode",
    "Result",
    "Reveal",
    "Role",
    "SignIn",
    "SignInLink",
    "SpentChallenge",
    "Term",
    "VoidReason",
    "hash_of",
]
