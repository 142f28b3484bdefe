"""The sealed records of the register, for the custodians: applications, and papers that came along.

Each is known by its random id, as `SEALED_FOR` of its own module; `replace` puts a new ciphertext
in the place of the old one while that is still there. Nothing commits.
"""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, update

from core import storage
from core.db import db
from network import joining, sealing_files
from network.comparing import Comparable, Group
from network.models import Application, Evidence, Level
from network.sealing import SealedRecords


def applications(unlike: bytes = b"") -> list[UUID]:
    """Return the ids of all sealed applications, but for those that begin with `unlike`."""
    query = db.select(Application.public_id).where(Application.sealed.is_not(None))
    if unlike:
        query = query.where(func.substr(Application.sealed, 1, len(unlike)) != unlike)
    return sorted(db.session.scalars(query))


def application(record: UUID) -> bytes | None:
    """Return a sealed application, or None where there is none of this id."""
    query = db.select(Application.sealed).where(Application.public_id == record)
    return db.session.scalar(query)


def replace_application(record: UUID, old: bytes, new: bytes) -> bool:
    """Put one ciphertext in another's place; tell whether that was still there."""
    changed = db.session.execute(
        update(Application)
        .where(Application.public_id == record, Application.sealed == old)
        .values(sealed=new)
        .returning(Application.id)
    )
    return changed.scalar_one_or_none() is not None


def papers(unlike: bytes = b"") -> list[UUID]:
    """Return the ids of all sealed papers, but for those that begin with `unlike`."""
    found = [one.public_id for one in _sealed_papers() if not _begins(one, unlike)]
    return sorted(found)


def paper(record: UUID) -> bytes | None:
    """Return a sealed paper, or None where there is none of this id."""
    one = _paper(record)
    return storage.get(one.storage_key) if one is not None else None


def replace_paper(record: UUID, old: bytes, new: bytes) -> bool:
    """Put one ciphertext in another's place; tell whether that was still there."""
    one = _paper(record)
    if one is None or storage.get(one.storage_key) != old:
        return False
    storage.put(one.storage_key, new)
    return True


def _paper(record: UUID) -> Evidence | None:
    query = db.select(Evidence).where(Evidence.public_id == record, Evidence.kind.is_(None))
    return db.session.scalar(query.with_for_update())


def _sealed_papers() -> list[Evidence]:
    return list(db.session.scalars(db.select(Evidence).where(Evidence.kind.is_(None))))


def _begins(one: Evidence, with_bytes: bytes) -> bool:
    return bool(with_bytes) and storage.get(one.storage_key).startswith(with_bytes)


def members() -> list[Group]:
    """Return the undisclosed organisations of the register, to be compared with each other."""
    query = db.select(Application.public_id).where(
        Application.disclosure == Level.UNDISCLOSED,
        Application.admitted_at.is_not(None),
        Application.left_at.is_(None),
    )
    found = tuple(db.session.scalars(query.order_by(Application.id)))
    code = joining.SEALED_FOR
    return [Group(code, code, _("the register"), found)] if found else []


def count(_record: UUID, _counts: bool) -> None:
    """Move the published figure where it is due: what it counts follows from the custodians."""
    joining.publish_unnamed.later()


#: What this room offers to the custodians, to be opened and sealed anew.
RECORDS = (
    SealedRecords(joining.SEALED_FOR, applications, application, replace_application),
    SealedRecords(sealing_files.SEALED_FOR, papers, paper, replace_paper),
)
COMPARABLE = Comparable(joining.SEALED_FOR, members, count)
