"""Who may do what. An endpoint carries @public or @requires; without either it answers nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ParamSpec, Protocol, TypeVar

from flask import Flask, abort, current_app, g, request

from core.offers import offers

P = ParamSpec("P")
R = TypeVar("R")


class Permission(StrEnum):
    """What a person of the network may do; which role brings which stands in network/roles.py."""

    WORK_AS_STAFF = "work as staff"
    """Open the staff pages at all, and see one's own tasks."""
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
    """Be a custodian: prove a key, ask for a reveal, agree to one, decide on sealed duplicates."""
    SEE_REVEALS = "see reveals"
    """Read who asked to open a sealed name, when and why; never the name."""
    ANSWER_LETTERS = "answer letters"
    """Read and answer what came in through the contact form."""
    KEEP_MEETINGS = "keep meetings"
    """Write the committee's agendas, attendance and minutes."""
    READ_MEETINGS = "read meetings"
    """Read the committee's agendas and minutes, and the members' library."""
    READ_JOURNAL = "read journal"
    """Read the audit journal, which names things by number."""


class Visitor(Protocol):
    """Whoever is signed in, as far as this module needs to know."""

    def may(self, permission: Permission) -> bool: ...


@dataclass(frozen=True)
class Door:
    """Offered by the room that signs people in: returns who this request comes from, or None."""

    visitor: Callable[[], Visitor | None]


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view as open to everybody."""
    view.__dict__["access"] = "public"
    return view


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a view as open to those whose role brings the permission."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.__dict__["access"] = permission
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Permission | str | None:
    """Return "public", the permission an endpoint requires, or None where it was forgotten."""
    access: Permission | str | None = getattr(app.view_functions[endpoint], "access", None)
    return access


def init_app(app: Flask) -> None:
    app.view_functions["static"].__dict__["access"] = "public"
    app.before_request(guard)


def guard() -> None:
    """Let a request pass only where its endpoint allows.

    :raises Forbidden: nobody is signed in, or the role does not bring the permission.
    """
    if request.endpoint is None:
        return
    access = access_of(current_app, request.endpoint)
    if access == "public":
        return
    if access is None:
        raise RuntimeError(f"{request.endpoint} carries neither @public nor @requires")
    g.person = next((door.visitor() for door in offers(Door)), None)
    if g.person is None or not g.person.may(Permission(access)):
        abort(403)
