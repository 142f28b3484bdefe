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
from network.models.likenesses import Likeness, Merge, Moved
from network.models.offices import Holder, Office
from network.models.organisations import (
    Former,
    Organisation,
    OrganisationContact,
    Standing,
    StandingKind,
)
from network.models.people import Person, Role, Term
from network.models.sign_ins import KnownBrowser, LinkKind, SignIn, SignInLink

__all__ = [
    "Application",
    "Authenticator",
    "Choice",
    "Custodian",
    "EarlierSeal",
    "Electorate",
    "Evidence",
    "Former",
    "Holder",
    "KnownBrowser",
    "Level",
    "Likeness",
    "LinkKind",
    "Lock",
    "Majority",
    "Merge",
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
    "Moved",
    "Office",
    "Organisation",
    "OrganisationContact",
    "Passkey",
    "Person",
    "PublishedFigure",
    "Reason",
    "RecoveryCode",
    "Refusal",
    "Result",
    "Reveal",
    "Role",
    "SignIn",
    "SignInLink",
    "Source",
    "SpentChallenge",
    "Standing",
    "StandingKind",
    "Term",
    "VoidReason",
    "hash_of",
]
