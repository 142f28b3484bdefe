"""Campaigns, and what is told and done in them beside their statements."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID, uuid4

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, func
from sqlalchemy.orm import relationship

from core.db import Mapped, Model, Moment, db, mapped_column
from core.i18n import in_language
from monitor.models import Event
from network.models import Office, Organisation, Person


class Topic(StrEnum):
    """What a campaign is about, by the freedom at stake; the public may filter by it."""

    ASSOCIATION = "association"
    ASSEMBLY = "assembly"
    EXPRESSION = "expression"
    PARTICIPATION = "participation"
    PRIVACY = "privacy"
    FUNDING = "funding"
    SOLIDARITY = "solidarity"

    @property
    def label(self) -> LazyString:
        return TOPICS[self]


TOPICS: dict[Topic, LazyString] = {
    Topic.ASSOCIATION: _l("Freedom of association"),
    Topic.ASSEMBLY: _l("Freedom of assembly"),
    Topic.EXPRESSION: _l("Freedom of expression"),
    Topic.PARTICIPATION: _l("A say in politics"),
    Topic.PRIVACY: _l("Privacy and surveillance"),
    Topic.FUNDING: _l("Money and tax"),
    Topic.SOLIDARITY: _l("Solidarity across borders"),
}


class Outcome(StrEnum):
    """How a campaign ended."""

    WON = "won"
    PARTLY = "partly"
    LOST = "lost"
    GOING_ON = "going on"

    @property
    def label(self) -> LazyString:
        return OUTCOMES[self]


OUTCOMES: dict[Outcome, LazyString] = {
    Outcome.WON: _l("Won"),
    Outcome.PARTLY: _l("Partly won"),
    Outcome.LOST: _l("Not won"),
    Outcome.GOING_ON: _l("Going on in other ways"),
}

campaign_event = Table(
    "campaign_event",
    db.metadata,
    Column("campaign_id", ForeignKey("campaign.id"), primary_key=True),
    Column("event_id", ForeignKey("event.id"), primary_key=True),
)


class Campaign(Model):
    """A goal pursued with one or more statements."""

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint(
            "(concluded_at IS NULL) = (outcome IS NULL)", name="concluded_with_an_outcome"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title_ja: Mapped[str]
    title_en: Mapped[str]
    #: What is to be reached, in a sentence or two.
    goal_ja: Mapped[str] = mapped_column(default="", server_default="")
    goal_en: Mapped[str] = mapped_column(default="", server_default="")
    topic: Mapped[str | None]
    #: The law or incident that it answers, in words, and where to read of it.
    occasion_ja: Mapped[str] = mapped_column(default="", server_default="")
    occasion_en: Mapped[str] = mapped_column(default="", server_default="")
    occasion_url: Mapped[str] = mapped_column(default="", server_default="")
    #: The constituent organisation whose people do the work; None: the network's own secretariat.
    run_by_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    begun_at: Mapped[Moment] = mapped_column(server_default=func.now())
    concluded_at: Mapped[Moment | None]
    outcome: Mapped[str | None]
    #: The closing message, in Markdown.
    closing_ja: Mapped[str] = mapped_column(default="", server_default="")
    closing_en: Mapped[str] = mapped_column(default="", server_default="")
    run_by: Mapped[Organisation | None] = relationship(lazy="joined")
    news: Mapped[list[News]] = relationship(order_by="News.id", back_populates="campaign")
    actions: Mapped[list[Action]] = relationship(order_by="Action.id", back_populates="campaign")
    papers: Mapped[list[Paper]] = relationship(order_by="Paper.id", back_populates="campaign")
    events: Mapped[list[Event]] = relationship(secondary=campaign_event, order_by=Event.begins_at)

    @property
    def title(self) -> str:
        return in_language(self.title_ja, self.title_en)

    @property
    def goal(self) -> str:
        return in_language(self.goal_ja, self.goal_en)

    @property
    def occasion(self) -> str:
        return in_language(self.occasion_ja, self.occasion_en)

    @property
    def closing(self) -> str:
        return in_language(self.closing_ja, self.closing_en)


class News(Model):
    """An update on a campaign, in Markdown; public from the moment in which it is published."""

    __tablename__ = "news"
    __table_args__ = (CheckConstraint("title_ja <> '' OR title_en <> ''", name="news_has_a_title"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    title_ja: Mapped[str]
    title_en: Mapped[str]
    body_ja: Mapped[str]
    body_en: Mapped[str]
    written_at: Mapped[Moment] = mapped_column(server_default=func.now())
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[Moment | None]
    campaign: Mapped[Campaign] = relationship(back_populates="news")
    written_by: Mapped[Person | None] = relationship()

    @property
    def title(self) -> str:
        return in_language(self.title_ja, self.title_en)


class Action(Model):
    """Something to do other than signing: write to an office, in words that are offered.

    Who did it is not kept; they press a button, and the number goes up.
    """

    __tablename__ = "action"
    __table_args__ = (
        CheckConstraint("title_ja <> '' OR title_en <> ''", name="action_has_a_title"),
        CheckConstraint("done >= 0", name="done_is_counted_up"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    title_ja: Mapped[str]
    title_en: Mapped[str]
    #: The words to send, as plain text.
    text_ja: Mapped[str]
    text_en: Mapped[str]
    #: Where they go: a postal address, an email address or the address of a form.
    address: Mapped[str]
    published_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    campaign: Mapped[Campaign] = relationship(back_populates="actions")
    office: Mapped[Office | None] = relationship(lazy="joined")

    @property
    def title(self) -> str:
        return in_language(self.title_ja, self.title_en)

    @property
    def text(self) -> str:
        return in_language(self.text_ja, self.text_en)


class Paper(Model):
    """A file of a campaign that the public may read: a press release, a table, a scan."""

    __tablename__ = "paper"
    __table_args__ = (
        CheckConstraint("title_ja <> '' OR title_en <> ''", name="paper_has_a_title"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    title_ja: Mapped[str]
    title_en: Mapped[str]
    storage_key: Mapped[str]
    media_type: Mapped[str]
    #: Bytes.
    size: Mapped[int]
    sha256: Mapped[str]
    published_at: Mapped[Moment | None]
    campaign: Mapped[Campaign] = relationship(back_populates="papers")

    @property
    def title(self) -> str:
        return in_language(self.title_ja, self.title_en)
