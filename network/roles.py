"""The policy on one page: which role brings which permission."""

from __future__ import annotations

from dataclasses import dataclass

from core.access import Permission
from network.models import Person, Role

POLICY: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset({Permission.WORK_AS_STAFF}),
    Role.STAFF: frozenset(
        {
            Permission.WORK_AS_STAFF,
            Permission.SEE_SIGNATURES,
            Permission.CLOSE_ROUND,
            Permission.BUILD_SUBMISSION,
        }
    ),
    Role.COORDINATOR: frozenset(
        {Permission.WORK_AS_STAFF, Permission.SEE_SIGNATURES, Permission.BUILD_SUBMISSION}
    ),
    Role.FACILITATOR: frozenset({Permission.WORK_AS_STAFF}),
    Role.CO_REPRESENTATIVE: frozenset({Permission.WORK_AS_STAFF}),
    Role.ADVISOR: frozenset(),
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
