"""What the network says: campaigns and statements, whose versions are fixed once people sign."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import relationship

from core.db import Mapped, Model, Moment, mapped_column
from core.i18n import in_language, language
from network.models import Office, Organisation


class Kind(StrEnum):
    """What a statement is; the form in which it reaches its addressee follows from it."""

    STATEMENT = "statement"
    REQUEST = "request"
    APPEAL = "appeal"
    QUESTION = "question"
    PROTEST = "protest"
    PETITION = "petition"

    @property
    def label(self) -> LazyString:
        return KINDS[self]


KINDS: dict[Kind, LazyString] = {
    Kind.STATEMENT: _l("Joint statement"),
    Kind.REQUEST: _l("Request"),
    Kind.APPEAL: _l("Appeal"),
    Kind.QUESTION: _l("Open question"),
    Kind.PROTEST: _l("Protest"),
    Kind.PETITION: _l("Petition"),
}


class Signers(StrEnum):
    """Who may sign a statement."""

    BOTH = "both"
    ORGANISATIONS = "organisations"
    PEOPLE = "people"


class Campaign(Model):
    """A goal pursued with one or more statements."""

    __tablename__ = "campaign"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title_ja: Mapped[str]
    title_en: Mapped[str]
    #: The constituent organisation whose people do the work; None: the network's own secretariat.
    run_by_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    run_by: Mapped[Organisation | None] = relationship(lazy="joined")
    statements: Mapped[list[Statement]] = relationship(back_populates="campaign")

    @property
    def title(self) -> str:
        return in_language(self.title_ja, self.title_en)


class Statement(Model):
    """A text that can be signed. Its status is derived from what has happened to it."""

    __tablename__ = "statement"
    __table_args__ = (
        CheckConstraint(
            "opened_at IS NULL OR approved_at IS NOT NULL", name="opened_only_when_approved"
        ),
        CheckConstraint("unnamed_published >= 0", name="published_figure_not_negative"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    signers: Mapped[str]
    drafted_at: Mapped[Moment] = mapped_column(server_default=func.now())
    approved_at: Mapped[Moment | None]
    approved_by: Mapped[str | None]
    opened_at: Mapped[Moment | None]
    #: When the present round closes; kept by petitions, whose rounds they are.
    closes_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]
    #: Organisations not named, as last published: moved in batches by petitions.counting.
    unnamed_published: Mapped[int] = mapped_column(default=0)

    campaign: Mapped[Campaign] = relationship(back_populates="statements")
    versions: Mapped[list[Version]] = relationship(
        order_by="Version.number", back_populates="statement"
    )
    calling: Mapped[list[Calling]] = relationship(
        order_by="Calling.position", back_populates="statement"
    )
    addressings: Mapped[list[Addressing]] = relationship(order_by="Addressing.position")

    @property
    def version(self) -> Version:
        """The version that is, or will be, signed."""
        return self.versions[-1]

    @property
    def offices(self) -> list[Office]:
        return [addressing.office for addressing in self.addressings]


class Version(Model):
    """The exact text of a statement at one time, in two languages; a signature is bound to one."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("statement_id", "number", name="one_version_a_number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), index=True)
    number: Mapped[int]
    title_ja: Mapped[str]
    title_en: Mapped[str]
    #: Markdown.
    body_ja: Mapped[str]
    body_en: Mapped[str]
    demands_ja: Mapped[list[str]] = mapped_column(ARRAY(Text))
    demands_en: Mapped[list[str]] = mapped_column(ARRAY(Text))
    #: SHA-256 over all of the text, hexadecimal: what is approved, signed and handed over is this.
    text_hash: Mapped[str]
    written_at: Mapped[Moment] = mapped_column(server_default=func.now())
    statement: Mapped[Statement] = relationship(back_populates="versions")

    @property
    def title(self) -> str:
        return in_language(self.title_ja, self.title_en)

    @property
    def demands(self) -> list[str]:
        """The demands in the reader's language; where it has none, in the other."""
        wanted, other = (
            (self.demands_ja, self.demands_en)
            if language() == "ja"
            else (
                self.demands_en,
                self.demands_ja,
            )
        )
        return wanted or other


class Calling(Model):
    """An organisation that issues a statement: one of ours, or an outside one by name."""

    __tablename__ = "calling"
    __table_args__ = (
        UniqueConstraint("statement_id", "position", name="one_calling_a_position"),
        CheckConstraint(
            "organisation_id IS NOT NULL OR name_ja <> '' OR name_en <> ''",
            name="calling_has_a_name",
        ),
        CheckConstraint("link IS NULL OR organisation_id IS NULL", name="link_is_for_outside"),
        CheckConstraint(
            "(agreed_at IS NULL) = (agreed_hash IS NULL)", name="agreed_to_some_text_at_a_time"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    position: Mapped[int]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    name_ja: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")
    #: SHA-256 of the token by which an outside organisation reads the text and agrees to it.
    link: Mapped[bytes | None] = mapped_column(unique=True)
    #: The hash of the text it agreed to.
    agreed_hash: Mapped[str | None]
    agreed_at: Mapped[Moment | None]
    statement: Mapped[Statement] = relationship(back_populates="calling")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")

    @property
    def name(self) -> str:
        if self.organisation is not None:
            return self.organisation.name
        return in_language(self.name_ja, self.name_en)


class Addressing(Model):
    """An office that a statement is addressed to, in its place in the order."""

    __tablename__ = "addressing"
    __table_args__ = (
        UniqueConstraint("statement_id", "office_id", name="addressed_once"),
        UniqueConstraint("statement_id", "position", name="one_addressee_a_position"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    position: Mapped[int]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    office: Mapped[Office] = relationship(lazy="joined")


def hash_of(version: Version) -> str:
    """Return the SHA-256 of a version's whole text, independent of how the database keeps it."""
    parts = [
        version.title_ja,
        version.title_en,
        version.body_ja,
        version.body_en,
        list(version.demands_ja),
        list(version.demands_en),
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
