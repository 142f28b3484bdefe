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
from network.models.keys import Custodian
from network.models.offices import Holder, Office
from network.models.organisations import Organisation
from network.models.people import Person, Role, SignIn, Term

__all__ = [
    "Choice",
    "Custodian",
    "Electorate",
    "Holder",
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
    "Person",
    "Reason",
    "Result",
    "Role",
    "SignIn",
    "Term",
    "VoidReason",
    "hash_of",
]
