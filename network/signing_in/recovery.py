"""Recovery codes: ten on paper, each good for one time when phone or passkey are not at hand."""

from __future__ import annotations

import secrets
import unicodedata

from sqlalchemy import delete, func, update

from core import tokens
from core.db import db
from network.models import RecoveryCode

NUMBER = 10
#: 80 bits, so that the hash needs no salt and no second thought.
LENGTH = 16
#: What is read wrongly, by what it was.
MISREAD = str.maketrans("ILO", "110")


def make(person_id: int) -> list[str]:
    """Return ten new codes, told once; earlier ones are worth nothing now. The caller commits."""
    remove(person_id)
    codes = [_fresh() for _ in range(NUMBER)]
    db.session.add_all(RecoveryCode(person_id=person_id, code=_kept(code)) for code in codes)
    db.session.flush()
    return codes


def use(person_id: int, typed: str) -> bool:
    """Tell whether a code is right and was not used yet, and use it up; the caller commits."""
    used = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.code == _kept(typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=func.now())
        .returning(RecoveryCode.id)
    )
    return used.scalar_one_or_none() is not None


def left(person_id: int) -> int:
    """Return how many codes can still be used."""
    query = db.select(func.count(RecoveryCode.id)).where(
        RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(query) or 0


def remove(person_id: int) -> None:
    """Forget a person's codes; the caller commits."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))


def _fresh() -> str:
    letters = "".join(secrets.choice(tokens.RECEIPT_LETTERS) for _ in range(LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def _kept(code: str) -> bytes:
    letters = unicodedata.normalize("NFKC", code).upper().translate(MISREAD)
    return tokens.kept_of("".join(char for char in letters if char.isalnum()))
