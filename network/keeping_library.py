"""The members' library: its files and links, and the ways into it that name nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from core import storage, tokens, uploads
from core.db import db
from core.errors import DomainError
from core.jobs import job
from network.models import LibraryItem, LibraryLink

LARGEST = 20 * 1024 * 1024
#: What the whole form with a file in it may weigh.
FORM_WITH_FILE = LARGEST + 1024 * 1024


class UnfitFile(DomainError):
    """The file is of a kind that is not kept, or too large."""


class LinkUnknown(DomainError):
    """The link leads nowhere, or no longer; which of these is not told."""

    status = 404


@dataclass(frozen=True)
class NewItem:
    """What is said of something in the library, in one language or both."""

    title_ja: str
    title_en: str = ""
    note: str = ""


def add_file(new: NewItem, file: IO[bytes], by: int) -> LibraryItem:
    """Keep a file, judged by its content; the caller commits.

    The name that it came with is not kept.

    :raises UnfitFile: it is of another kind, or too large.
    """
    size = file.seek(0, 2)
    kind = uploads.kind_of(file)
    if size > LARGEST:
        raise UnfitFile(_l("The file is too large: up to 20 MB can be kept."), field="file")
    if kind is None:
        raise UnfitFile(
            _l("Send a PDF, a Word or Excel file (.docx, .xlsx), or a JPEG or PNG picture."),
            field="file",
        )
    key = f"library/{uuid4()}"
    storage.put_from(key, file)
    return _added(new, by, storage_key=key, kind=kind, size=size)


def add_link(new: NewItem, url: str, by: int) -> LibraryItem:
    """Keep an address of the web; the caller commits."""
    return _added(new, by, url=url)


def items() -> list[LibraryItem]:
    """Return all there is, the newest first."""
    query = db.select(LibraryItem).order_by(LibraryItem.added_at.desc(), LibraryItem.id.desc())
    return list(db.session.scalars(query))


def find(public_id: UUID) -> LibraryItem | None:
    return db.session.scalar(db.select(LibraryItem).where(LibraryItem.public_id == public_id))


def remove(item: LibraryItem) -> None:
    """Take something out; its file is erased once the caller has committed."""
    if item.storage_key is not None:
        erase_file.later(key=item.storage_key)
    db.session.delete(item)


@job()
def erase_file(key: str) -> None:
    """Erase a file, by its random key."""
    storage.delete(key)


def make_link() -> tuple[LibraryLink, str]:
    """Return a new link and its token, told once; the caller commits.

    For whom it is, is not asked: whoever hands it on knows, and nothing here does.
    """
    token = tokens.fresh()
    link = LibraryLink(token_hash=tokens.kept_of(token))
    db.session.add(link)
    db.session.flush()
    return link, token


def links() -> list[LibraryLink]:
    """Return the links, the newest first."""
    return list(db.session.scalars(db.select(LibraryLink).order_by(LibraryLink.id.desc())))


def revoke(link: LibraryLink) -> None:
    """Let a link lead nowhere from now on; the caller commits."""
    if link.revoked_at is None:
        link.revoked_at = func.now()


def require_link(token: str) -> None:
    """Let pass whoever has a link that leads here. That it was used is noted nowhere.

    :raises LinkUnknown: it does not, or no longer.
    """
    found = db.session.scalar(
        db.select(LibraryLink.id).where(
            LibraryLink.token_hash == tokens.kept_of(token), LibraryLink.revoked_at.is_(None)
        )
    )
    if found is None:
        raise LinkUnknown(_l("This link does not lead to the library. Ask us for a new one."))


def _added(
    new: NewItem,
    by: int,
    *,
    storage_key: str | None = None,
    kind: str | None = None,
    size: int | None = None,
    url: str | None = None,
) -> LibraryItem:
    item = LibraryItem(
        title_ja=new.title_ja,
        title_en=new.title_en,
        note=new.note,
        storage_key=storage_key,
        kind=kind,
        size=size,
        url=url,
        added_by_id=by,
    )
    db.session.add(item)
    db.session.flush()
    return item
