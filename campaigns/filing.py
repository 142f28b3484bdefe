"""Papers of a campaign: files that the public may read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from campaigns import running
from campaigns.models import Campaign, Paper
from core import storage
from core.db import db
from core.errors import DomainError
from core.uploads import MEDIA_TYPES, Kind, Uploaded
from network.keeping_library import erase_file
from network.roles import SignedIn

KINDS = {media_type: kind for kind, media_type in MEDIA_TYPES.items()}


class PaperPublic(DomainError):
    """What the public reads is taken back before it is deleted."""


@dataclass(frozen=True)
class Titles:
    """What a paper is called, in one language or both."""

    title_ja: str = ""
    title_en: str = ""


def keep(campaign: Campaign, titles: Titles, file: Uploaded) -> Paper:
    """Keep a file that nobody outside reads yet; the caller commits.

    The name that it came with is not kept.
    """
    key = f"papers/{uuid4()}"
    storage.put(key, file.content)
    paper = Paper(
        campaign_id=campaign.id,
        title_ja=titles.title_ja,
        title_en=titles.title_en,
        storage_key=key,
        media_type=MEDIA_TYPES[file.kind],
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
    )
    db.session.add(paper)
    db.session.flush()
    return paper


def rename(paper: Paper, titles: Titles) -> None:
    """Call a paper otherwise; the caller commits."""
    paper.title_ja, paper.title_en = titles.title_ja, titles.title_en


def publish(paper: Paper) -> None:
    """Have the public read it from now on; the caller commits."""
    paper.published_at = paper.published_at or func.now()


def unpublish(paper: Paper) -> None:
    """Take it out of the public's sight: it can be published again; the caller commits."""
    paper.published_at = None


def remove(paper: Paper) -> None:
    """Delete a draft; its file is erased once the caller has committed.

    :raises PaperPublic: the public reads it.
    """
    if paper.published_at is not None:
        raise PaperPublic(_l("This paper is public. Take it back first."))
    erase_file.later(key=paper.storage_key)
    db.session.delete(paper)


def kind_of(paper: Paper) -> Kind:
    """Return what kind of file a paper is."""
    return KINDS[paper.media_type]


def find(public_id: UUID, person: SignedIn) -> Paper | None:
    """Return a paper of a campaign that the person may see."""
    return db.session.scalar(
        db.select(Paper)
        .join(Campaign)
        .where(Paper.public_id == public_id, running.campaigns_seen_by(person))
    )
