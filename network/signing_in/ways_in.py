"""The ways in: what a link opens, what a passkey opens, and what a second factor adds."""

from __future__ import annotations

from dataclasses import dataclass

from core.db import db
from network.models import LinkKind, Person, SignIn
from network.signing_in import authenticators, factors, links, locks, passkeys, recovery, sessions
from network.signing_in.passkeys import Answer
from network.signing_in.sessions import Opened


@dataclass(frozen=True)
class Arrived:
    """A session that a link has opened, and what it leads to."""

    opened: Opened
    kind: LinkKind
    onward: str | None


def sign_in(token: str, device: str = "") -> Arrived:
    """Use a link once and open a session; the caller commits.

    :raises LinkUsed: the link cannot be used.
    """
    link = links.use(token)
    assert link.person is not None
    kind = LinkKind(link.kind)
    if kind == LinkKind.INVITATION and factors.of(link.person.id):
        kind = LinkKind.MAILED  # who can give a second factor has to
    development = kind == LinkKind.DEVELOPMENT
    opened = sessions.start(link.person, device, proved=development, lasting=development)
    return Arrived(opened, kind, link.onward)


def ask_for_link(email: str, onward: str | None, *, prefix: str) -> None:
    """Have a link mailed to an address, if it is somebody's; the caller commits.

    Where too many are asked for, none is, and nobody is told the difference.
    """
    where = locks.asking(prefix)
    try:
        locks.require_open(where)
    except locks.Locked:
        return
    locks.count(where)
    links.ask(email, onward)


def sign_in_by_passkey(answer: Answer, device: str, *, prefix: str) -> Opened:
    """Open a session by a passkey that its device has opened to its owner: both factors at once.

    The caller commits, also when it was refused: that is counted.

    :raises Locked: too many were wrong from this part of the network.
    :raises PasskeyRefused: it is none of ours, or was not answered by its owner now.
    """
    where = locks.prefix(prefix)
    locks.require_open(where)
    try:
        passkey = passkeys.answered(answer, purpose="sign in")
    except passkeys.PasskeyRefused:
        locks.count(where)
        raise
    person = db.session.get_one(Person, passkey.person_id)
    return sessions.start(person, device, proved=True)


def give_code(sign_in: SignIn, typed: str, *, prefix: str) -> str | None:
    """Give a code of the app, or a recovery code; return the new secret, or None if it is wrong.

    The caller commits either way: a wrong one is counted.

    :raises Locked: too many were wrong; a right one would not be taken either.
    """
    who, where = locks.person(sign_in.person_id), locks.prefix(prefix)
    locks.require_open(who, where)
    if not (authenticators.use(sign_in.person_id, typed) or recovery.use(sign_in.person_id, typed)):
        locks.count(where)
        locks.count(who)
        return None
    locks.begin_anew(who)
    return sessions.step_up(sign_in.id).secret


def give_passkey(sign_in: SignIn, answer: Answer, *, prefix: str) -> str:
    """Give a passkey as second factor; return the new secret. The caller commits either way.

    :raises Locked: as for a code.
    :raises PasskeyRefused: it is not this person's, or was not answered now.
    """
    who, where = locks.person(sign_in.person_id), locks.prefix(prefix)
    locks.require_open(who, where)
    try:
        passkeys.answered(answer, purpose=f"prove {sign_in.id}", owner=sign_in.person_id)
    except passkeys.PasskeyRefused:
        locks.count(where)
        raise
    locks.begin_anew(who)
    return sessions.step_up(sign_in.id).secret
