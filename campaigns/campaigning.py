"""Campaigns from beginning to end: begun, changed, begun once more from a past one, concluded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from campaigns import drafting
from campaigns.drafting import SLUG, UnfitDraft
from campaigns.models import Campaign, Outcome, Statement, Status, Topic, hash_of
from core.db import db
from core.errors import DomainError

LONGEST_SLUG = 160


class CampaignSlugTaken(DomainError):
    """Another campaign has this address already."""


class StillOpen(DomainError):
    """One of its statements can be signed, or will be."""


@dataclass(frozen=True)
class Aim:
    """What a campaign is for, in two languages; one of the titles may be empty, not both.

    `run_by` is the code of the constituent organisation whose people do the work; "": the network.
    """

    title_ja: str
    title_en: str
    goal_ja: str = ""
    goal_en: str = ""
    topic: Topic | None = None
    occasion_ja: str = ""
    occasion_en: str = ""
    occasion_url: str = ""
    run_by: str = ""


@dataclass(frozen=True)
class Ending:
    """How a campaign ended, with a closing message in Markdown."""

    outcome: Outcome
    closing_ja: str = ""
    closing_en: str = ""


@dataclass(frozen=True)
class Clone:
    """A campaign as it is to begin once more, and whether its text is taken along."""

    slug: str
    title_ja: str
    title_en: str
    run_by: str = ""
    with_text: bool = True


def begin(slug: str, aim: Aim) -> Campaign:
    """Keep a new campaign; the caller commits.

    :raises UnfitDraft: the slug is not fit for an address, a title is missing, or whoever is to run
        it is no constituent organisation.
    :raises CampaignSlugTaken: the address is in use.
    """
    if not SLUG.match(slug) or len(slug) > LONGEST_SLUG:
        raise UnfitDraft(_l("A slug is small letters, digits and single hyphens."), field="slug")
    if find(slug) is not None:
        raise CampaignSlugTaken(_l("A campaign with this address exists already."), field="slug")
    campaign = Campaign(slug=slug)
    change(campaign, aim)
    db.session.add(campaign)
    db.session.flush()
    return campaign


def change(campaign: Campaign, aim: Aim) -> None:
    """Let a campaign be as told now; the caller commits.

    :raises UnfitDraft: as `begin`.
    """
    if not (aim.title_ja or aim.title_en):
        raise UnfitDraft(_l("A title is needed in one of the languages."), field="title_ja")
    run_by = drafting.running(aim.run_by)
    campaign.title_ja, campaign.title_en = aim.title_ja, aim.title_en
    campaign.goal_ja, campaign.goal_en = aim.goal_ja, aim.goal_en
    campaign.topic = aim.topic
    campaign.occasion_ja, campaign.occasion_en = aim.occasion_ja, aim.occasion_en
    campaign.occasion_url = aim.occasion_url
    campaign.run_by = run_by


def clone(past: Campaign, new: Clone) -> Campaign:
    """Begin a campaign with the aim of a past one, its newest text as a first draft.

    What anybody signed or agreed to stays where it is. The caller commits.

    :raises UnfitDraft: as `begin`.
    :raises CampaignSlugTaken: the address is in use.
    :raises SlugTaken: a statement has the address.
    """
    campaign = begin(
        new.slug,
        Aim(
            title_ja=new.title_ja,
            title_en=new.title_en,
            goal_ja=past.goal_ja,
            goal_en=past.goal_en,
            topic=Topic(past.topic) if past.topic else None,
            occasion_ja=past.occasion_ja,
            occasion_en=past.occasion_en,
            occasion_url=past.occasion_url,
            run_by=new.run_by,
        ),
    )
    newest = next(iter(reversed(statements(past))), None)
    if newest is not None and new.with_text:
        drafting.require_address(campaign.slug)
        again = drafting.again(newest, campaign, slug=campaign.slug)
        again.version.title_ja, again.version.title_en = campaign.title_ja, campaign.title_en
        again.version.text_hash = hash_of(again.version)
        db.session.flush()
    return campaign


def conclude(campaign: Campaign, ending: Ending) -> None:
    """End a campaign, in words that the public reads; the caller commits.

    :raises StillOpen: one of its statements can be signed, or is to be.
    """
    for statement in statements(campaign):
        if statement.opened_at is not None and statement.status in (Status.OPEN, Status.APPROVED):
            raise StillOpen(
                _l("A statement of this campaign can still be signed. Let that end first.")
            )
    campaign.concluded_at = campaign.concluded_at or func.now()
    campaign.outcome = ending.outcome
    campaign.closing_ja, campaign.closing_en = ending.closing_ja, ending.closing_en
    db.session.flush()


def find(slug: str) -> Campaign | None:
    """Return a campaign, whoever runs it."""
    return db.session.scalar(db.select(Campaign).where(Campaign.slug == slug))


def statements(campaign: Campaign) -> Sequence[Statement]:
    """Return the statements of a campaign in any state, the oldest first."""
    query = db.select(Statement).where(Statement.campaign_id == campaign.id)
    return db.session.scalars(query.order_by(Statement.id)).all()
