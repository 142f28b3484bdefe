"""News of a campaign: writing it, and having it read in public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func

from campaigns import running
from campaigns.models import Campaign, News
from core.db import db
from network.roles import SignedIn

#: News that nobody has published after this time is a task.
WAITS = timedelta(days=1)


@dataclass(frozen=True)
class NewNews:
    """News in two languages: in each a title and a text, in Markdown, or neither."""

    title_ja: str = ""
    title_en: str = ""
    body_ja: str = ""
    body_en: str = ""


def write(campaign: Campaign, new: NewNews, *, by: int) -> News:
    """Keep news that nobody outside reads yet; the caller commits."""
    news = News(campaign_id=campaign.id, written_by_id=by)
    change(news, new)
    db.session.add(news)
    db.session.flush()
    return news


def change(news: News, new: NewNews) -> None:
    """Let news be as written now, in public too if it is; the caller commits."""
    news.title_ja, news.title_en = new.title_ja, new.title_en
    news.body_ja, news.body_en = new.body_ja, new.body_en


def publish(news: News) -> None:
    """Have the public read it from now on; the caller commits."""
    news.published_at = news.published_at or func.now()


def unpublish(news: News) -> None:
    """Take it out of the public's sight: it can be published again; the caller commits."""
    news.published_at = None


def find(public_id: UUID, person: SignedIn) -> News | None:
    """Return news of a campaign that the person may see."""
    return db.session.scalar(
        db.select(News)
        .join(Campaign)
        .where(News.public_id == public_id, running.campaigns_seen_by(person))
    )


def waiting(person: SignedIn) -> list[News]:
    """Return news that has waited for its publication too long, the oldest first."""
    query = (
        db.select(News)
        .join(Campaign)
        .where(
            News.published_at.is_(None),
            News.written_at <= func.now() - WAITS,
            running.campaigns_seen_by(person),
        )
    )
    return list(db.session.scalars(query.order_by(News.written_at, News.id)))
