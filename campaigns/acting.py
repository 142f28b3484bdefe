"""Actions other than signing: writing to an office in words that are offered.

Nothing is kept of who did it, so nobody can be kept from pressing the button twice: the number is
what people told us, and the page says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, update

from campaigns import running
from campaigns.models import Action, Campaign
from core.db import db
from core.errors import DomainError
from network.models import Office
from network.roles import SignedIn

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\Z")


class ActionEnded(DomainError):
    """It is over, or it has not begun."""


class Way(StrEnum):
    """How the words of an action get to where they go."""

    POST = "post"
    EMAIL = "email"
    FORM = "form"


@dataclass(frozen=True)
class NewAction:
    """An action in two languages: in each a title and the words to send, or neither."""

    address: str
    title_ja: str = ""
    title_en: str = ""
    text_ja: str = ""
    text_en: str = ""
    #: The code of the office that is written to, "" where it is none of ours.
    office: str = ""


def way_of(address: str) -> Way:
    """Return how one writes to an address: by its shape, as staff typed it."""
    if address.startswith(("https://", "http://")):
        return Way.FORM
    return Way.EMAIL if _EMAIL.match(address) else Way.POST


def prepare(campaign: Campaign, new: NewAction) -> Action:
    """Keep an action that nobody outside reads of yet; the caller commits."""
    action = Action(campaign_id=campaign.id)
    change(action, new)
    db.session.add(action)
    db.session.flush()
    return action


def change(action: Action, new: NewAction) -> None:
    """Let an action be as written now, in public too if it is; the caller commits."""
    action.title_ja, action.title_en = new.title_ja, new.title_en
    action.text_ja, action.text_en = new.text_ja, new.text_en
    action.address = new.address
    chosen = db.select(Office.id).where(Office.code == new.office)
    action.office_id = db.session.scalar(chosen) if new.office else None


def publish(action: Action) -> None:
    """Have the public take part from now on; the caller commits.

    :raises ActionEnded: it is over.
    """
    if action.ended_at is not None:
        raise ActionEnded(_l("This action has ended. Prepare another one."))
    action.published_at = action.published_at or func.now()


def end(action: Action) -> None:
    """Let an action be over: it stays readable, without its button; the caller commits."""
    action.ended_at = action.ended_at or func.now()


def count(action_id: int) -> None:
    """Count one who did it, and keep nothing else; the caller commits.

    :raises ActionEnded: it is over, or was never published.
    """
    counted = db.session.scalar(
        update(Action)
        .where(
            Action.id == action_id,
            Action.published_at.is_not(None),
            Action.ended_at.is_(None),
        )
        .values(done=Action.done + 1)
        .returning(Action.id)
    )
    if counted is None:
        raise ActionEnded(_l("This action has ended. Thank you all the same."))


def find(public_id: UUID, person: SignedIn) -> Action | None:
    """Return an action of a campaign that the person may see."""
    return db.session.scalar(
        db.select(Action)
        .join(Campaign)
        .where(Action.public_id == public_id, running.campaigns_seen_by(person))
    )


def offices() -> list[Office]:
    """Return the offices that can be written to, in their order."""
    return list(db.session.scalars(db.select(Office).order_by(Office.position, Office.id)))
