"""Who signs and what is handed over.

Two facts shape these tables. Identity and support are apart: an undisclosed signature has no
identity column filled, only a sealed record, and a constraint says so. And what the public may read
is a view of its own, `public_signatory`, which has no row for whoever is not public; no public code
reads anything else.
"""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    LargeBinary,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import relationship

from campaigns.models import Statement, Version
from core.db import Mapped, Model, Moment, mapped_column


class SignerKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


class Disclosure(StrEnum):
    """Who may read an organisation's name. The last two are one figure in public: not named."""

    PUBLIC = "public"
    ADDRESSEE = "addressee"
    UNDISCLOSED = "undisclosed"


class Display(StrEnum):
    """How a person is shown."""

    PUBLIC = "public"
    INITIALS = "initials"
    HIDDEN = "hidden"


#: Columns that tell who signed. For an undisclosed organisation every one of them is NULL.
IDENTITY = (
    "name",
    "kana",
    "initials",
    "organisation",
    "organisation_en",
    "legal_form",
    "corporate_number",
    "representative_title",
    "representative_name",
    "contact_name",
    "email",
    "canonical_address",
    "name_key",
    "phone",
    "url",
    "country",
    "prefecture",
    "postcode",
    "postal_address",
    "via",
    "comment",
    "language",
)

UNDISCLOSED_IS_SEALED = (
    "disclosure IS DISTINCT FROM 'undisclosed' OR (sealed IS NOT NULL AND "
    + " AND ".join(f"{column} IS NULL" for column in IDENTITY)
    + ")"
)
PERSON_IS_NAMED = (
    "kind <> 'person' OR (name IS NOT NULL AND display IS NOT NULL AND disclosure IS NULL)"
)
ORGANISATION_CHOSE = "kind <> 'organisation' OR (disclosure IS NOT NULL AND display IS NULL)"

#: Named organisations of which nobody has said yet which row of the register they are.
TO_RECOGNISE = "organisation_id IS NULL AND disclosure <> 'undisclosed'"


class Signer:
    """What a signer typed, alike for an attempt and for a signature."""

    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    kind: Mapped[str]
    #: A person's choice.
    display: Mapped[str | None]
    updates: Mapped[bool] = mapped_column(default=False)
    #: An organisation's choices.
    disclosure: Mapped[str | None]
    board: Mapped[str | None]
    comment_public: Mapped[bool] = mapped_column(default=False)
    #: The whole identity of an undisclosed organisation, sealed to the custodians' keys.
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    name: Mapped[str | None]
    kana: Mapped[str | None]
    initials: Mapped[str | None]
    organisation: Mapped[str | None]
    organisation_en: Mapped[str | None]
    legal_form: Mapped[str | None]
    corporate_number: Mapped[str | None]
    representative_title: Mapped[str | None]
    representative_name: Mapped[str | None]
    contact_name: Mapped[str | None]
    email: Mapped[str | None]
    canonical_address: Mapped[str | None]
    name_key: Mapped[str | None]
    phone: Mapped[str | None]
    url: Mapped[str | None]
    country: Mapped[str | None]
    prefecture: Mapped[str | None]
    postcode: Mapped[str | None]
    postal_address: Mapped[str | None]
    via: Mapped[str | None]
    comment: Mapped[str | None]
    language: Mapped[str | None]

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))


class PendingSignature(Signer, Model):
    """An attempt to sign, until it is confirmed or expires.

    It has no uniqueness: nobody can occupy another's address.
    """

    __tablename__ = "pending_signature"
    __table_args__ = (
        CheckConstraint(UNDISCLOSED_IS_SEALED, name="pending_undisclosed_is_sealed"),
        CheckConstraint(PERSON_IS_NAMED, name="pending_person_is_named"),
        CheckConstraint(ORGANISATION_CHOSE, name="pending_organisation_chose"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the confirmation link's token.
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    expires_at: Mapped[Moment] = mapped_column(index=True)
    #: The undisclosed signature that this one, with its name, takes the place of once confirmed.
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("signature.id"))
    statement: Mapped[Statement] = relationship(lazy="joined", viewonly=True)


class Signature(Signer, Model):
    """One signer's confirmed support of one statement, in the version they read."""

    __tablename__ = "signature"
    __table_args__ = (
        CheckConstraint(UNDISCLOSED_IS_SEALED, name="undisclosed_is_sealed"),
        CheckConstraint(PERSON_IS_NAMED, name="person_is_named"),
        CheckConstraint(ORGANISATION_CHOSE, name="organisation_chose"),
        CheckConstraint("released_at IS NULL OR held_for IS NOT NULL", name="released_was_held"),
        CheckConstraint("hidden_at IS NULL OR disclosure <> 'public'", name="hidden_is_not_public"),
        CheckConstraint(
            "disclosure IS DISTINCT FROM 'undisclosed' OR organisation_id IS NULL",
            name="undisclosed_is_no_known_organisation",
        ),
        # NULLs are distinct, so undisclosed signatures, which keep no key, do not meet it.
        UniqueConstraint(
            "statement_id", "canonical_address", "name_key", name="one_person_signs_once"
        ),
        UniqueConstraint("import_id", "import_line", name="imported_once"),
        Index("signature_list", "statement_id", "id"),
        Index("signature_of_round", "round_id"),
        Index("signature_to_recognise", "id", postgresql_where=text(TO_RECOGNISE)),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    #: To the day only for an undisclosed organisation.
    confirmed_at: Mapped[Moment]
    withdrawn_at: Mapped[Moment | None]
    invalidated_at: Mapped[Moment | None]
    #: Why it waits before it counts: "board" (its board has yet to agree) or "custodian" (a
    #: duplicate cannot be ruled out).
    held_for: Mapped[str | None]
    released_at: Mapped[Moment | None]
    #: When staff took the name off all that is public; only its organisation can put it back.
    hidden_at: Mapped[Moment | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("signature_import.id"))
    import_line: Mapped[int | None]
    #: The organisation's one row over all statements, once it is recognised; see recognising.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: The one definition of what counts; tally, rolls and the public view all follow it.
    counts: Mapped[bool] = mapped_column(
        Computed(
            "withdrawn_at IS NULL AND invalidated_at IS NULL"
            " AND (held_for IS NULL OR released_at IS NOT NULL)",
            persisted=True,
        )
    )
    statement: Mapped[Statement] = relationship(lazy="joined", viewonly=True)
    version: Mapped[Version] = relationship(viewonly=True)
    round: Mapped[Round] = relationship(viewonly=True)


class Confirmation(Model):
    """A confirmed link and the signature it leads to: the signer's way back, by the same link."""

    __tablename__ = "confirmation"
    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    signature_id: Mapped[int] = mapped_column(ForeignKey("signature.id"), index=True)
    signature: Mapped[Signature] = relationship(lazy="joined")


class PublicSignatory(Model):
    """A signer whom everybody may read, as they chose to be shown. A view: others have no row."""

    __tablename__ = "public_signatory"
    __table_args__ = {"info": {"view": True}}  # noqa: RUF012 (SQLAlchemy's own name for it)
    public_id: Mapped[UUID] = mapped_column(primary_key=True)
    statement_id: Mapped[int]
    kind: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str | None]
    kana: Mapped[str | None]
    country: Mapped[str | None]
    comment: Mapped[str | None]


class Tally(Model):
    """How many signatures count, kept by a trigger on `signature`; read as a sum.

    `shard` is the process of the database connection that counted, so no two transactions ever wait
    for one row.
    """

    __tablename__ = "tally"
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), primary_key=True)
    #: "person", or an organisation's disclosure.
    what: Mapped[str] = mapped_column(primary_key=True)
    shard: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int]


class Round(Model):
    """A collection round. Closing it freezes its roll."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("statement_id", "number", name="one_round_a_number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), index=True)
    number: Mapped[int]
    #: None: open until it is closed by hand.
    closes_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]
    statement: Mapped[Statement] = relationship(viewonly=True)
    extensions: Mapped[list[Extension]] = relationship(order_by="Extension.id")


class Extension(Model):
    """A deadline that was moved further off, with what it had been."""

    __tablename__ = "extension"
    __table_args__ = (CheckConstraint("becomes > was", name="extension_is_to_later"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    was: Mapped[Moment]
    becomes: Mapped[Moment]
    extended_at: Mapped[Moment] = mapped_column(server_default=func.now())


class RollEntry(Model):
    """A line of a round's frozen list, as it was when the round closed.

    It changes again only to name less: whoever narrows their choice stands on no later document.
    """

    __tablename__ = "roll_entry"
    __table_args__ = (
        CheckConstraint(
            "disclosure IS DISTINCT FROM 'undisclosed' OR (name IS NULL AND name_en IS NULL"
            " AND kana IS NULL AND representative IS NULL AND country IS NULL)",
            name="roll_names_no_undisclosed",
        ),
        UniqueConstraint("round_id", "signature_id", name="once_on_a_roll"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    signature_id: Mapped[int] = mapped_column(ForeignKey("signature.id"))
    kind: Mapped[str]
    disclosure: Mapped[str | None]
    display: Mapped[str | None]
    name: Mapped[str | None]
    name_en: Mapped[str | None]
    kana: Mapped[str | None]
    representative: Mapped[str | None]
    country: Mapped[str | None]
    #: The round in which this signature first stood on a roll: "of which new".
    first_round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))


class SignatureImport(Model):
    """A file of signatures that was read in, known by its content: read again, it adds nothing."""

    __tablename__ = "signature_import"
    __table_args__ = (UniqueConstraint("statement_id", "content_hash", name="one_import_a_file"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    content_hash: Mapped[bytes]
    read_at: Mapped[Moment] = mapped_column(server_default=func.now())
    accepted_pending: Mapped[bool] = mapped_column(default=False)
