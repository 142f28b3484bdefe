"""The policy on one page: which role brings which permission."""

from __future__ import annotations

from dataclasses import dataclass

from core.access import Permission
from network.models import Person, Role

P = Permission
#: What every member of the committee may do.
COMMITTEE = frozenset({P.WORK_AS_STAFF, P.DECIDE, P.READ_MEETINGS, P.SEE_REVEALS})

POLICY: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset({P.WORK_AS_STAFF, P.APPOINT, P.READ_JOURNAL}),
    Role.STAFF: frozenset(
        {
            P.WORK_AS_STAFF,
            P.SEE_SIGNATURES,
            P.CLOSE_ROUND,
            P.BUILD_SUBMISSION,
            P.HIDE_NAME,
            P.ASK_REVEAL,
            P.KEEP_REGISTER,
            P.PREPARE_DECISION,
            P.ANSWER_LETTERS,
            P.KEEP_MEETINGS,
            P.READ_MEETINGS,
        }
    ),
    Role.COORDINATOR: frozenset(
        {P.WORK_AS_STAFF, P.SEE_SIGNATURES, P.BUILD_SUBMISSION, P.KEEP_REGISTER, P.READ_MEETINGS}
    ),
    Role.FACILITATOR: COMMITTEE,
    Role.CO_REPRESENTATIVE: COMMITTEE,
    Role.ADVISOR: frozenset(),
    Role.CUSTODIAN: frozenset({P.WORK_AS_STAFF, P.KEEP_KEYS, P.ASK_REVEAL, P.SEE_REVEALS}),
}


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, with what today's roles allow."""

    id: int
    name: str
    language: str
    permissions: frozenset[Permission]

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


def signed_in(person: Person) -> SignedIn:
    """Return a person with the permissions of the roles they hold today."""
    allowed = [POLICY[role] for role in person.roles]
    return SignedIn(person.id, person.name, person.language, frozenset().union(*allowed))
