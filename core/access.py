"""Who may do what. An endpoint carries @public or @requires; without either it answers nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ParamSpec, Protocol, TypeVar

from flask import Flask, abort, current_app, g, request
from flask.typing import ResponseReturnValue

from core.offers import offers

P = ParamSpec("P")
R = TypeVar("R")


class Permission(StrEnum):
    """What a person of the network may do; which role brings which stands in network/roles.py."""

    WORK_AS_STAFF = "work as staff"
    """Open the staff pages at all, and see one's own tasks."""
    WRITE = "write"
    """Write campaigns, statements, news and events, before anybody else reads them."""
    PUBLISH = "publish"
    """Have what is written read in public, correct it, and take it down."""
    READ_DRAFTS = "read drafts"
    """Read the versions of what is being written, and remark at their paragraphs."""
    SEE_SIGNATURES = "see signatures"
    """Read who signed a statement, but for the undisclosed, whom nobody can read here."""
    SEE_ENTRY = "see entry"
    """Read who came in by the entry of one's own network, the undisclosed excepted."""
    CLOSE_ROUND = "close round"
    """End a collection round, which freezes its roll."""
    BUILD_SUBMISSION = "build submission"
    """Make the documents for addressees, and open them."""
    HIDE_NAME = "hide name"
    """Take an organisation's name off all that is public; only the organisation can put it back."""
    KEEP_REGISTER = "keep register"
    """Check, change and merge organisations of the register, type in applications, and keep the
    members' library with its links."""
    APPOINT = "appoint"
    """Give people roles, and end them."""
    DECIDE = "decide"
    """Propose motions, comment on them, vote, and elect."""
    PREPARE_DECISION = "prepare decision"
    """Put a motion or an election before the committee, and write its minutes."""
    KEEP_KEYS = "keep keys"
    """Be a custodian: prove a key, agree to a reveal, decide on sealed duplicates."""
    ASK_REVEAL = "ask reveal"
    """Ask for a sealed name to be opened by a custodian when another agrees."""
    SEE_REVEALS = "see reveals"
    """Read who asked to open a sealed name, when and why; never the name."""
    ANSWER_LETTERS = "answer letters"
    """Read and answer what came in through the contact form."""
    KEEP_MEETINGS = "keep meetings"
    """Write the committee's agendas, attendance and minutes."""
    READ_MEETINGS = "read meetings"
    """Read the committee's agendas and minutes, and the members' library."""
    KEEP_RUNNING = "keep running"
    """See what failed by itself, jobs and mail, and have it tried again."""
    READ_JOURNAL = "read journal"
    """Read the audit journal, which names things by number."""


#: All that a session may do before its second factor was given: see that there is work, and set a
#: second factor up. Whatever else there is, or will be, shows or changes what is somebody's.
WITHOUT_PROOF = frozenset({Permission.WORK_AS_STAFF})


class Visitor(Protocol):
    """Whoever is signed in, as far as this module needs to know."""

    @property
    def proved(self) -> bool:
        """Whether a second factor was given in this session."""

    @property
    def fresh(self) -> bool:
        """Whether one was given a short time ago."""

    def may(self, permission: Permission) -> bool: ...


@dataclass(frozen=True)
class Door:
    """Offered by the room that signs people in.

    Who this request comes from, or None; and where to send somebody who has to sign in first, or
    to give their second factor.
    """

    visitor: Callable[[], Visitor | None]
    sign_in: Callable[[], ResponseReturnValue] = lambda: abort(403)
    prove: Callable[[], ResponseReturnValue] = lambda: abort(403)


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view as open to everybody."""
    view.__dict__["access"] = "public"
    return view


def requires(
    permission: Permission, *, fresh: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a view as open to those whose role brings the permission.

    `fresh` asks for the second factor again when it was given long ago. A page whose form needs it
    needs it itself, so that nobody types for nothing.
    """

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.__dict__["access"] = permission
        view.__dict__["fresh"] = fresh
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Permission | str | None:
    """Return "public", the permission an endpoint requires, or None where it was forgotten."""
    access: Permission | str | None = getattr(app.view_functions[endpoint], "access", None)
    return access


def init_app(app: Flask) -> None:
    app.view_functions["static"].__dict__["access"] = "public"
    app.before_request(guard)


def guard() -> ResponseReturnValue | None:
    """Let a request pass only where its endpoint allows; a guest's GET is led to the sign-in.

    :raises Forbidden: the role does not bring the permission, or a guest sent a form.
    """
    if request.endpoint is None:
        return None
    access = access_of(current_app, request.endpoint)
    if access == "public":
        return None
    if access is None:
        raise RuntimeError(f"{request.endpoint} carries neither @public nor @requires")
    doors = offers(Door)
    g.person = next((door.visitor() for door in doors), None)
    if g.person is None:
        return doors[0].sign_in() if doors and request.method in {"GET", "HEAD"} else abort(403)
    permission = Permission(access)
    if not g.person.may(permission):
        abort(403)
    fresh = getattr(current_app.view_functions[request.endpoint], "fresh", False)
    if (fresh and not g.person.fresh) or not (g.person.proved or permission in WITHOUT_PROOF):
        return doors[0].prove()
    return None
