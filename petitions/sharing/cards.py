"""The card of a statement: the words that its picture shows, and that are told in its place.

Whatever is drawn comes from here, so that what a picture says can be read and searched as text.
It has the published figures alone, and no signer's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask_babel import gettext as _
from flask_babel import ngettext

from campaigns.models import Status
from campaigns.reading import Counts
from core import japanese
from core.i18n import language
from core.pages import network


class Told(Protocol):
    """What a card tells of a statement, on its page and in a list alike."""

    @property
    def slug(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def status(self) -> Status: ...
    @property
    def closes_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Figure:
    """A count with the words for what was counted."""

    number: str
    words: str


@dataclass(frozen=True)
class Card:
    """A statement's card in one language. Two that are equal are drawn alike."""

    network: str
    kind: str
    title: str
    standing: str
    figures: tuple[Figure, ...]

    @property
    def alt(self) -> str:
        """The card in words, for whoever does not see its picture."""
        counted = [f"{figure.number} {figure.words}" for figure in self.figures]
        return " / ".join([self.title, self.kind, *counted, self.standing, self.network])


def card_of(told: Told, counts: Counts) -> Card:
    """Return a statement's card in the page's language."""
    return Card(
        network=network().name,
        kind=told.kind,
        title=told.title,
        standing=standing(told),
        figures=figures(counts),
    )


def standing(told: Told) -> str:
    """Return until when it can be signed, weekday and hour included, or what became of it."""
    if told.status != Status.OPEN or told.closes_at is None:
        return str(told.status.label)
    until: str = _(
        "Open until %(deadline)s", deadline=japanese.deadline(told.closes_at, language())
    )
    return until


def figures(counts: Counts) -> tuple[Figure, ...]:
    """Return the published support, each kind for itself: they are never added up."""
    found = []
    if counts.organisations or not counts.people:
        words = ngettext("organisation named", "organisations named", counts.named)
        found.append(Figure(f"{counts.named:,}", words))
    if counts.undisclosed:
        words = ngettext("organisation not named", "organisations not named", counts.undisclosed)
        found.append(Figure(f"{counts.undisclosed:,}", words))
    if counts.people:
        found.append(
            Figure(f"{counts.people:,}", ngettext("person signed", "people signed", counts.people))
        )
    return tuple(found)
