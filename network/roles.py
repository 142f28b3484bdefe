"""The policy on one page: which role brings which permission."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from core.access import Permission
from network.models import Person, Role

P = Permission
#: What every member of the committee may do.
COMMITTEE = frozenset(
    {
        P.WORK_AS_STAFF,
        P.READ_DRAFTS,
        P.DECIDE,
        P.PREPARE_DECISION,
        P.READ_MEETINGS,
        P.SEE_REVEALS,
        P.SEE_ENTRY,
    }
)

POLICY: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset({P.WORK_AS_STAFF, P.APPOINT, P.KEEP_RUNNING, P.READ_JOURNAL}),
    Role.STAFF: frozenset(
        {
            P.WORK_AS_STAFF,
            P.WRITE,
            P.READ_DRAFTS,
            P.PUBLISH,
            P.SEE_SIGNATURES,
            P.CLOSE_ROUND,
            P.BUILD_SUBMISSION,
            P.HIDE_NAME,
            P.ASK_REVEAL,
            P.KEEP_REGISTER,
            P.PREPARE_DECISION,
            P.ANSWER_LETTERS,
            P.KEEP_RUNNING,
            P.KEEP_MEETINGS,
            P.READ_MEETINGS,
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            P.WORK_AS_STAFF,
            P.WRITE,
            P.READ_DRAFTS,
            P.SEE_SIGNATURES,
            P.BUILD_SUBMISSION,
            P.KEEP_REGISTER,
            P.READ_MEETINGS,
        }
    ),
    Role.FACILITATOR: COMMITTEE,
    Role.CO_REPRESENTATIVE: COMMITTEE,
    Role.ADVISOR: frozenset(),
    Role.CUSTODIAN: frozenset({P.WORK_AS_STAFF, P.KEEP_KEYS, P.ASK_REVEAL, P.SEE_REVEALS}),
}


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, with what today's roles allow, and how sure we are of it.

    `entries` are the codes of the constituent organisations for which they hold a role today;
    `everywhere` says that they hold one for the network as a whole that sees signatures.
    """

    id: int
    name: str
    language: str
    permissions: frozenset[Permission]
    entries: frozenset[str] = frozenset()
    everywhere: bool = False
    #: The session's number; since when it asked for nothing; when its second factor was last given,
    #: if at all; and how long that is fresh.
    session: int = 0
    idle: timedelta = timedelta()
    proved_ago: timedelta | None = None
    fresh_for: timedelta = timedelta()

    @property
    def proved(self) -> bool:
        return self.proved_ago is not None

    @property
    def fresh(self) -> bool:
        return self.proved_ago is not None and self.proved_ago <= self.fresh_for

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


def signed_in(person: Person) -> SignedIn:
    """Return a person with the permissions of the roles they hold today."""
    held = person.held_today
    return SignedIn(
        id=person.id,
        name=person.name,
        language=person.language,
        permissions=frozenset().union(*(POLICY[Role(term.role)] for term in held)),
        entries=frozenset(term.organisation.code for term in held if term.organisation),
        everywhere=any(
            term.organisation is None and P.SEE_SIGNATURES in POLICY[Role(term.role)]
            for term in held
        ),
    )
