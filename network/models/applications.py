"""Applications to the register of supporting organisations, their evidence, the published figure.

Of an undisclosed organisation an application is all there ever is: it stays sealed when it is
admitted, and leaves by the same row.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import relationship

from core.db import Mapped, Model, Moment, mapped_column, now
from network.models.organisations import Organisation


class Source(StrEnum):
    """How an application came."""

    WEB = "web"
    FAX = "fax"
    POST = "post"
    MAIL = "mail"
    PHONE = "phone"


class Refusal(StrEnum):
    """Why an application was refused."""

    NOT_FITTING = "not fitting"
    NOT_REACHED = "not reached"
    NO_AUTHORITY = "no authority"
    ALREADY_THERE = "already there"
    OTHER = "other"


#: Columns that tell who applied. For an undisclosed organisation every one of them is NULL.
IDENTITY = (
    "name_ja",
    "name_en",
    "kana",
    "legal_form",
    "corporate_number",
    "url",
    "country",
    "prefecture",
    "representative_title",
    "representative_name",
    "contact_name",
    "email",
    "phone",
    "postcode",
    "postal_address",
    "via",
    "message",
    "language",
)

UNDISCLOSED_IS_SEALED = (
    "disclosure <> 'undisclosed' OR (sealed IS NOT NULL AND organisation_id IS NULL AND "
    + " AND ".join(f"{column} IS NULL" for column in IDENTITY)
    + ")"
)


class Application(Model):
    """An organisation's application to the register, through all that happened to it.

    What it is now follows from its moments. Those of an undisclosed one are kept to the day.
    """

    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint(UNDISCLOSED_IS_SEALED, name="application_undisclosed_is_sealed"),
        CheckConstraint(
            "disclosure = 'undisclosed' OR name_ja IS NOT NULL OR name_en IS NOT NULL",
            name="application_is_named",
        ),
        CheckConstraint("(refused_at IS NULL) = (refusal IS NULL)", name="refusal_has_a_reason"),
        CheckConstraint("admitted_at IS NULL OR refused_at IS NULL", name="admitted_or_refused"),
        CheckConstraint("left_at IS NULL OR admitted_at IS NOT NULL", name="left_was_in"),
        CheckConstraint(
            "admitted_at IS NULL OR (confirmed_at IS NOT NULL AND checked_at IS NOT NULL)",
            name="admitted_was_confirmed_and_checked",
        ),
        CheckConstraint(
            "admitted_at IS NULL OR decided_by IS NOT NULL OR decided_on IS NOT NULL",
            name="admission_was_decided",
        ),
        Index(
            "application_queue",
            "id",
            postgresql_where=text(
                "admitted_at IS NULL AND refused_at IS NULL AND withdrawn_at IS NULL"
            ),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    #: The level that was chosen in the form; `level` is the present one.
    disclosure: Mapped[str]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    source: Mapped[str]
    #: Who typed it, from FAX or post; None where it came by the web.
    typed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: SHA-256 of the link's token; None for what was typed and has no link.
    token_hash: Mapped[bytes | None] = mapped_column(unique=True)
    #: Until when it may be confirmed; it is erased then.
    expires_at: Mapped[Moment | None] = mapped_column(index=True)

    applied_at: Mapped[Moment]
    confirmed_at: Mapped[Moment | None]
    checked_at: Mapped[Moment | None]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    admitted_at: Mapped[Moment | None]
    #: By the delegated rule: the person. By the committee: its day, and its motion if it had one.
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_on: Mapped[date | None]
    motion_id: Mapped[int | None] = mapped_column(ForeignKey("motion.id"))
    refused_at: Mapped[Moment | None]
    refusal: Mapped[str | None]
    withdrawn_at: Mapped[Moment | None]
    left_at: Mapped[Moment | None]
    #: The row of the organisation that was admitted; never of an undisclosed one.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: The sealed application that this one takes the place of once it is admitted.
    replaces_id: Mapped[int | None] = mapped_column(
        ForeignKey("application.id", ondelete="SET NULL")
    )

    name_ja: Mapped[str | None]
    name_en: Mapped[str | None]
    kana: Mapped[str | None]
    legal_form: Mapped[str | None]
    corporate_number: Mapped[str | None]
    url: Mapped[str | None]
    country: Mapped[str | None]
    prefecture: Mapped[str | None]
    representative_title: Mapped[str | None]
    representative_name: Mapped[str | None]
    contact_name: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    postcode: Mapped[str | None]
    postal_address: Mapped[str | None]
    via: Mapped[str | None]
    message: Mapped[str | None]
    language: Mapped[str | None]

    organisation: Mapped[Organisation | None] = relationship()
    evidence: Mapped[list[Evidence]] = relationship(
        order_by="Evidence.id", back_populates="application", cascade="all, delete-orphan"
    )

    @property
    def level(self) -> str:
        """How far the name goes now: as its row says, once it has been admitted."""
        admitted = self.organisation.level if self.organisation is not None else None
        return admitted or self.disclosure

    @property
    def state(self) -> str:
        """What it is now, in one word. Who leaves on a later day is a member until then."""
        told = (
            ("left", self.left_at if self.left_at is not None and self.left_at <= now() else None),
            ("admitted", self.admitted_at),
            ("refused", self.refused_at),
            ("withdrawn", self.withdrawn_at),
            ("checked", self.checked_at),
            ("confirmed", self.confirmed_at),
        )
        return next((state for state, at in told if at is not None), "applied")


class Evidence(Model):
    """A file that came with an application, kept under a random key; sealed for an undisclosed."""

    __tablename__ = "evidence"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    storage_key: Mapped[str] = mapped_column(unique=True)
    #: What it is, "pdf" or the like; None where it is sealed.
    kind: Mapped[str | None]
    application: Mapped[Application] = relationship(back_populates="evidence")


class PublishedFigure(Model):
    """A number as it is published, which moves in groups: it never tells who came when."""

    __tablename__ = "published_figure"
    what: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(default=0)
