"""What a motion can decide, offered by whoever it belongs to: this room, or one to its left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from core.offers import offers

#: What is decided in words that the proposer writes, and is about nothing of the kinds below.
FREE = "open a text"

#: What a motion can be about, in the words of the page.
KINDS: dict[str, LazyString] = {
    "admit organisation": _l("Admit an organisation"),
    "publish statement": _l("Publish a statement"),
    "change statement": _l("Change a statement"),
    "withdraw statement": _l("Withdraw a statement"),
    "hand over": _l("Hand over to the addressees"),
    "send to all": _l("Send a message to all"),
    "elect": _l("Hold an election"),
    FREE: _l("Another decision"),
}

#: What a motion decides in words that its proposer writes. Nothing happens by itself when it is
#: carried: people do what was decided.
WRITTEN = (
    "change statement",
    "withdraw statement",
    "hand over",
    "send to all",
    "elect",
    FREE,
)


def _nothing(_about: int) -> None:
    """What happens to most matters when they are rejected or voided."""


@dataclass(frozen=True)
class Matter:
    """Offered by a room: one kind of thing that a motion decides; `about` is the id of its row.

    `text` returns the exact text as it is now, the same in whatever language it is asked for, or
    None once there is nothing left to decide. A motion whose text is no longer this one is voided.
    `carried`, `rejected` and `voided` run in the transaction that ends the motion and may run again
    after a failure; what `carried` refuses with a DomainError voids the motion. `url` is "" where
    there is no page to look at.
    """

    kind: str
    title: Callable[[int], str]
    text: Callable[[int], str | None]
    carried: Callable[[int], None]
    url: Callable[[int], str]
    voided: Callable[[int], None] = _nothing
    rejected: Callable[[int], None] = _nothing
    #: (id, title) of what could be proposed now.
    proposable: Callable[[], Sequence[tuple[int, str]]] = tuple


def matter(kind: str) -> Matter | None:
    """Return the matter of a kind; None where the proposer writes the text.

    :raises LookupError: no room offers that kind.
    """
    if kind in WRITTEN:
        return None
    for one in offers(Matter):
        if one.kind == kind:
            return one
    raise LookupError(f"no room offers the matter {kind}")


def all_offered() -> list[Matter]:
    """Return every matter, in the order of the rooms."""
    return offers(Matter)


def label(kind: str) -> LazyString | str:
    """Return what a motion of this kind is about, in words."""
    return KINDS.get(kind, kind)
