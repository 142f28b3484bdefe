"""Custodians and their keys. A secret key is made, handed over, and forgotten here."""

from __future__ import annotations

import pyrage

from core.db import db
from network.models import Custodian


def create(name: str) -> str:
    """Add a custodian with a new age X25519 pair and return the secret key, told once.

    The caller commits.
    """
    identity = pyrage.x25519.Identity.generate()
    db.session.add(Custodian(name=name, public_key=str(identity.to_public())))
    return str(identity)


def custodians() -> list[Custodian]:
    """Return the custodians whose keys open what is sealed now."""
    query = db.select(Custodian).where(Custodian.removed_at.is_(None)).order_by(Custodian.id)
    return list(db.session.scalars(query))
