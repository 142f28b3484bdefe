"""What of a statement the committee decides by motion: that its exact text may be published."""

from __future__ import annotations

from collections.abc import Sequence

from campaigns import drafting
from campaigns.models import Statement, Version
from campaigns.reading import Support
from core.db import db
from core.offers import only
from network.matters import Matter


def title(about: int) -> str:
    return _statement(about).version.title


def text(about: int) -> str | None:
    """Return all of a statement's text in both languages; None where there is none to decide on.

    So it is once it is open for signing, or was not taken up, and before anything is written.
    """
    statement = db.session.get(Statement, about)
    if statement is None or statement.opened_at is not None or statement.rejected_at is not None:
        return None
    if not drafting.has_text(statement.version):
        return None
    return whole_text(statement.version)


def whole_text(version: Version) -> str:
    """Return a version as one text: titles, bodies and demands, Japanese before English."""
    blocks: list[str] = []
    for heading, body, demands in (
        (version.title_ja, version.body_ja, version.demands_ja),
        (version.title_en, version.body_en, version.demands_en),
    ):
        numbered = [f"{number}. {demand}" for number, demand in enumerate(demands, start=1)]
        blocks += [part for part in (heading, body, *numbered) if part]
    return "\n\n".join(blocks)


def carried(about: int) -> None:
    """Approve the text in the committee's name. What was approved before stays as it was."""
    statement = _statement(about)
    if statement.approved_at is None:
        # The text is the one that was voted on: a motion on any other would have been voided.
        drafting.approve(statement, by=f"committee, on {statement.version.text_hash}")


def url(about: int) -> str:
    """Return where the public reads it; nowhere before it is opened."""
    statement = _statement(about)
    return only(Support).url(statement.slug) if statement.is_public else ""


def proposable() -> Sequence[tuple[int, str]]:
    """Return the statements whose text waits for approval."""
    waiting = db.select(Statement).where(
        Statement.approved_at.is_(None),
        Statement.opened_at.is_(None),
        Statement.rejected_at.is_(None),
    )
    return [
        (statement.id, statement.version.title)
        for statement in db.session.scalars(waiting.order_by(Statement.id))
        if drafting.has_text(statement.version)
    ]


def _statement(about: int) -> Statement:
    return db.session.get_one(Statement, about)


PUBLISHING = Matter(
    kind="publish statement",
    title=title,
    text=text,
    carried=carried,
    url=url,
    proposable=proposable,
)
