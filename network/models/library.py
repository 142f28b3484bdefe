"""The members' library: what supporting organisations may read, and the links that lead there."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, func

from core.db import Mapped, Model, Moment, mapped_column
from core.i18n import in_language


class LibraryItem(Model):
    """A file of ours, or the address of something elsewhere."""

    __tablename__ = "library_item"
    __table_args__ = (
        CheckConstraint(
            "(storage_key IS NULL) <> (url IS NULL)", name="library_item_is_a_file_or_a_link"
        ),
        CheckConstraint(
            "(storage_key IS NULL) = (kind IS NULL) AND (storage_key IS NULL) = (size IS NULL)",
            name="library_file_has_kind_and_size",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    title_ja: Mapped[str]
    title_en: Mapped[str]
    note: Mapped[str]
    storage_key: Mapped[str | None] = mapped_column(unique=True)
    #: What its content shows it to be: see core/uploads.py.
    kind: Mapped[str | None]
    #: In bytes.
    size: Mapped[int | None]
    url: Mapped[str | None]
    added_at: Mapped[Moment] = mapped_column(server_default=func.now())
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    @property
    def title(self) -> str:
        return in_language(self.title_ja, self.title_en)


class LibraryLink(Model):
    """A way into the library for one supporting organisation; which one is nowhere here.

    Its id is all the label it has. When it was used, and for what, is not kept.
    """

    __tablename__ = "library_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    made_at: Mapped[Moment] = mapped_column(server_default=func.now())
    revoked_at: Mapped[Moment | None]
