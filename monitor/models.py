"""Events: where people meet, of whatever room they are told in."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID, uuid4

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import relationship

from core.db import Mapped, Model, Moment, mapped_column
from core.i18n import in_language
from network.models import Organisation


class EventKind(StrEnum):
    """What people meet for."""

    PRESS = "press"
    DIET = "diet"
    RALLY = "rally"
    STUDY = "study"
    OTHER = "other"

    @property
    def label(self) -> LazyString:
        return EVENT_KINDS[self]


EVENT_KINDS: dict[EventKind, LazyString] = {
    EventKind.PRESS: _l("Press conference"),
    EventKind.DIET: _l("Meeting in the Diet members’ building"),
    EventKind.RALLY: _l("Rally"),
    EventKind.STUDY: _l("Study session"),
    EventKind.OTHER: _l("Event"),
}


class Event(Model):
    """Where and when people meet, public once it is published."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("ends_at > begins_at", name="event_ends_after_it_begins"),
        CheckConstraint("title_ja <> '' OR title_en <> ''", name="event_has_a_title"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    kind: Mapped[str]
    title_ja: Mapped[str]
    title_en: Mapped[str]
    #: Markdown.
    about_ja: Mapped[str]
    about_en: Mapped[str]
    place_ja: Mapped[str]
    place_en: Mapped[str]
    begins_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    #: Where one registers: a web or email address; "" where nobody need.
    registration: Mapped[str]
    #: The constituent organisation whose people do the work; None: the network's own secretariat.
    run_by_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    published_at: Mapped[Moment | None]
    cancelled_at: Mapped[Moment | None]
    run_by: Mapped[Organisation | None] = relationship(lazy="joined")

    @property
    def title(self) -> str:
        return in_language(self.title_ja, self.title_en)

    @property
    def place(self) -> str:
        return in_language(self.place_ja, self.place_en)
