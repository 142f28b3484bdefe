"""Statements, whose versions are fixed once people sign."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import relationship

from campaigns.models.campaigns import Campaign
from core.db import Mapped, Model, Moment, mapped_column, now
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


class Status(StrEnum):
    """Where a statement stands on its way from a draft to an answer."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    OPEN = "open"
    CLOSED = "closed"
    HANDED_OVER = "handed over"
    ANSWERED = "answered"
    CONCLUDED = "concluded"
    TAKEN_DOWN = "taken down"
    REJECTED = "rejected"

    @property
    def label(self) -> LazyString:
        return STATUSES[self]


STATUSES: dict[Status, LazyString] = {
    Status.DRAFT: _l("Draft"),
    Status.IN_REVIEW: _l("In review"),
    Status.APPROVED: _l("Approved"),
    Status.OPEN: _l("Open for signing"),
    Status.CLOSED: _l("Signing has closed"),
    Status.HANDED_OVER: _l("Handed over"),
    Status.ANSWERED: _l("Answered"),
    Status.CONCLUDED: _l("Concluded"),
    Status.TAKEN_DOWN: _l("Taken down"),
    Status.REJECTED: _l("Not taken up"),
}


class TakenDown(StrEnum):
    """Why a published statement is no longer shown; the reason is public."""

    NAMES_SOMEBODY = "names somebody"
    NOT_TRUE = "not true"
    UNLAWFUL = "unlawful"
    DANGER = "danger"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> LazyString:
        return TAKEN_DOWN[self]


TAKEN_DOWN: dict[TakenDown, LazyString] = {
    TakenDown.NAMES_SOMEBODY: _l("It tells something about a private person."),
    TakenDown.NOT_TRUE: _l("Something in it has turned out not to be true."),
    TakenDown.UNLAWFUL: _l("A court or the law does not allow it to be shown."),
    TakenDown.DANGER: _l("It could put somebody in danger."),
    TakenDown.WITHDRAWN: _l("Those who called for it have withdrawn it."),
}


class Rejected(StrEnum):
    """Why a draft was not taken up; the reason is public, the text is not."""

    SCOPE = "scope"
    UNDER_WAY = "under way"
    ADDRESSEE = "addressee"
    UNCLEAR = "unclear"
    NOT_TRUE = "not true"
    HARM = "harm"
    NO_MAJORITY = "no majority"

    @property
    def label(self) -> LazyString:
        return REJECTED[self]


REJECTED: dict[Rejected, LazyString] = {
    Rejected.SCOPE: _l("It is not about the space in which civil society speaks, meets and acts."),
    Rejected.UNDER_WAY: _l("A statement of the same aim is under way."),
    Rejected.ADDRESSEE: _l("Those it is addressed to cannot do what it asks for."),
    Rejected.UNCLEAR: _l("It does not say clearly enough what is asked of whom."),
    Rejected.NOT_TRUE: _l("What it says could not be confirmed."),
    Rejected.HARM: _l("It could harm somebody it does not mean to harm."),
    Rejected.NO_MAJORITY: _l("The committee did not agree on it."),
}


class Statement(Model):
    """A text that can be signed. Its status is derived from what has happened to it."""

    __tablename__ = "statement"
    __table_args__ = (
        CheckConstraint(
            "opened_at IS NULL OR approved_at IS NOT NULL", name="opened_only_when_approved"
        ),
        CheckConstraint("unnamed_published >= 0", name="published_figure_not_negative"),
        CheckConstraint(
            "(taken_down_at IS NULL) = (taken_down_for IS NULL)", name="taken_down_for_a_reason"
        ),
        CheckConstraint(
            "(rejected_at IS NULL) = (rejected_for IS NULL)", name="rejected_for_a_reason"
        ),
        CheckConstraint(
            "rejected_at IS NULL OR opened_at IS NULL", name="rejected_before_it_is_opened"
        ),
        CheckConstraint("replaces_id <> id", name="statement_replaces_another"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    signers: Mapped[str]
    drafted_at: Mapped[Moment] = mapped_column(server_default=func.now())
    #: When the facilitators were asked to read the draft.
    review_asked_at: Mapped[Moment | None]
    approved_at: Mapped[Moment | None]
    approved_by: Mapped[str | None]
    #: From when it is public and can be signed: it may lie ahead, and then nobody need do anything.
    opened_at: Mapped[Moment | None]
    #: When the present round closes; kept by petitions, whose rounds they are.
    closes_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]
    #: When it was first handed over, and first answered; kept by petitions, whose submissions tell.
    handed_over_at: Mapped[Moment | None]
    answered_at: Mapped[Moment | None]
    taken_down_at: Mapped[Moment | None]
    taken_down_for: Mapped[str | None]
    rejected_at: Mapped[Moment | None]
    rejected_for: Mapped[str | None]
    #: The statement whose demands or addressees this one changes: its signers are asked once more.
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"), unique=True)
    #: When they were asked; kept by petitions, whose signers they are.
    signers_asked_at: Mapped[Moment | None]
    #: Organisations not named, as last published: moved in batches by petitions.counting.
    unnamed_published: Mapped[int] = mapped_column(default=0)

    campaign: Mapped[Campaign] = relationship()
    replaces: Mapped[Statement | None] = relationship(
        remote_side="Statement.id", back_populates="successor"
    )
    #: What takes its place, in whatever state that is.
    successor: Mapped[Statement | None] = relationship(back_populates="replaces", uselist=False)
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
    def is_public(self) -> bool:
        """Whether it can be read: the moment has come, and it was not taken down."""
        begun = self.opened_at is not None and self.opened_at <= now()
        return begun and self.taken_down_at is None

    @property
    def status(self) -> Status:
        """Where it stands, as it follows from what has happened, at this moment.

        While it can be signed it is open, whatever was handed over meanwhile.
        """
        if self.taken_down_at is not None:
            return Status.TAKEN_DOWN
        return self._on_its_way() if self.is_public else self._before_it_is_public()

    def _before_it_is_public(self) -> Status:
        if self.rejected_at is not None:
            return Status.REJECTED
        if self.approved_at is not None:
            return Status.APPROVED
        return Status.DRAFT if self.review_asked_at is None else Status.IN_REVIEW

    def _on_its_way(self) -> Status:
        past = self.closes_at is not None and self.closes_at <= now()
        if not past and self.closed_at is None:
            return Status.OPEN
        if self.campaign.concluded_at is not None:
            return Status.CONCLUDED
        if self.answered_at is not None:
            return Status.ANSWERED
        return Status.CLOSED if self.handed_over_at is None else Status.HANDED_OVER

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
    erratum: Mapped[Erratum | None] = relationship(lazy="joined")

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


class Erratum(Model):
    """What a version put right in a text that people had signed, in words that signers are told."""

    __tablename__ = "erratum"
    __table_args__ = (
        CheckConstraint("note_ja <> '' OR note_en <> ''", name="erratum_says_something"),
    )
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    note_ja: Mapped[str]
    note_en: Mapped[str]
    corrected_at: Mapped[Moment] = mapped_column(server_default=func.now())
    #: When the signers were told; kept by petitions, whose signers they are.
    told_at: Mapped[Moment | None]

    @property
    def note(self) -> str:
        return in_language(self.note_ja, self.note_en)


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
