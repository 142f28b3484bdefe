"""The second factors of a person: which there are, taking one away, taking all away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from core.db import db
from core.errors import DomainError
from network.models import Authenticator, KnownBrowser, Lock, Passkey, Person
from network.signing_in import authenticators, locks, recovery, sessions


class LastFactor(DomainError):
    """Without it the mailbox alone would open what is confided to this person."""


@dataclass(frozen=True)
class Factors:
    """What a person can give beside their mailbox; false if nothing."""

    app_since: datetime | None
    passkeys: Sequence[Passkey]
    codes_left: int

    def __bool__(self) -> bool:
        return self.app_since is not None or bool(self.passkeys)

    @property
    def number(self) -> int:
        return len(self.passkeys) + (self.app_since is not None)


def of(person_id: int) -> Factors:
    """Return a person's factors. Recovery codes stand in for one, and are none themselves."""
    app = db.select(Authenticator.added_at).where(Authenticator.person_id == person_id)
    keys = db.select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)
    return Factors(
        app_since=db.session.scalar(app),
        passkeys=list(db.session.scalars(keys)),
        codes_left=recovery.left(person_id),
    )


def remove_app(person_id: int) -> None:
    """Take the app away; the caller commits.

    :raises LastFactor: there is no other.
    """
    _require_another(person_id)
    authenticators.remove(person_id)


def remove_passkey(person_id: int, public_id: UUID) -> Passkey | None:
    """Take a passkey away, and return it if it was theirs; the caller commits.

    :raises LastFactor: there is no other.
    """
    found = db.session.scalar(
        db.select(Passkey).where(Passkey.public_id == public_id, Passkey.person_id == person_id)
    )
    if found is not None:
        _require_another(person_id)
        db.session.delete(found)
        db.session.flush()
    return found


def take_all_away(person: Person) -> None:
    """Leave a person no way in: no factor, no session, no browser that is known. Caller commits."""
    authenticators.remove(person.id)
    recovery.remove(person.id)
    for table in (Passkey, KnownBrowser):
        db.session.execute(delete(table).where(table.person_id == person.id))
    db.session.execute(delete(Lock).where(Lock.about == locks.person(person.id).about))
    sessions.end_all(person.id)


def _require_another(person_id: int) -> None:
    if of(person_id).number < 2:
        raise LastFactor(
            _l("This is your only second factor. Add another one first, then remove this one.")
        )
