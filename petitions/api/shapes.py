"""The shapes of all that the API tells, as docs/api.md and openapi.json describe them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from campaigns.models import Campaign, Statement, Version
from campaigns.reading import Counts
from campaigns.wording import html_of
from core import japanese
from core.i18n import LANGUAGES
from network.models import Office
from petitions.models import PublicSignatory, Submission
from petitions.rounds import RoundOnPage
from petitions.sharing import places

Shape = dict[str, Any]


def code(member: StrEnum) -> str:
    """Return how a value of ours is written here: "handed over" is handed_over."""
    return member.value.replace(" ", "_")


def moment(value: datetime | None) -> str | None:
    return value.isoformat() if value is not None else None


def both(text_ja: str, text_en: str) -> Shape:
    return {"ja": text_ja, "en": text_en}


def page(items: Sequence[Shape], following: object = None) -> Shape:
    """Return a page of a list; `next` is the value of `?cursor=` that leads on."""
    return {"items": items, "next": None if following is None else str(following)}


def counts(published: Counts) -> Shape:
    """Return the published figures: one of those not named, whatever their level, and the sum."""
    return {
        "organisations": {
            "named": published.named,
            "undisclosed": published.undisclosed,
            "total": published.organisations,
        },
        "people": {"total": published.people},
    }


def office(one: Office) -> Shape:
    return {"code": one.code, "ja": one.title_ja, "en": one.title_en}


def round_(one: RoundOnPage) -> Shape:
    return {"number": one.number, "closes_at": moment(one.closes_at), "state": one.state}


def counted_round(one: RoundOnPage) -> Shape:
    """Return a round with how many organisations stood on its list when it closed."""
    return {**round_(one), "organisations": one.organisations}


def summary(found: Statement, published: Counts, collected: Sequence[RoundOnPage]) -> Shape:
    """Return a statement without its text, in the fixed shape of the interface."""
    version = found.version
    return {
        "slug": found.slug,
        "kind": found.kind,
        "status": code(found.status),
        "title": both(version.title_ja, version.title_en),
        "addressees": [office(one) for one in found.offices],
        "opens_at": moment(found.opened_at),
        "closes_at": moment(found.closes_at),
        "counts": counts(published),
        "rounds": [round_(one) for one in collected],
        "url": f"{places.site()}/{LANGUAGES[0]}/statements/{found.slug}",
    }


def text(version: Version) -> Shape:
    """Return the exact text that is signed, as Markdown and as HTML."""
    return {
        "version": version.number,
        "text_hash": version.text_hash,
        "body": both(version.body_ja, version.body_en),
        "body_html": both(html_of(version.body_ja), html_of(version.body_en)),
        "demands": {"ja": version.demands_ja, "en": version.demands_en},
    }


def named(one: PublicSignatory) -> Shape:
    return {
        "kind": one.kind,
        "name": one.name,
        "name_en": one.name_en,
        "kana": one.kana,
        "country": one.country,
        "comment": one.comment,
    }


def submission(one: Submission, collected: Iterable[RoundOnPage]) -> Shape:
    """Return what was handed over, by its day; of counts those that its round has published."""
    assert one.handed_over_at is not None
    organisations = next(
        (
            round_.organisations
            for round_ in collected
            if one.round is not None and round_.number == one.round.number
        ),
        None,
    )
    offices = {
        recipient.office.id: recipient.office
        for document in one.documents
        for recipient in document.recipients
    }
    return {
        "id": str(one.public_id),
        "handed_over_on": japanese.in_tokyo(one.handed_over_at).date().isoformat(),
        "round": one.round.number if one.round is not None else None,
        "addressees": [office(addressee) for addressee in offices.values()],
        "counts": {"organisations": {"total": organisations}},
        "replies": [
            {"addressee": office(reply.office), "received_on": reply.received_on.isoformat()}
            for reply in one.replies
        ],
    }


def campaign(one: Campaign, slugs: Sequence[str]) -> Shape:
    """Return a campaign with the slugs of its published statements, the first one first."""
    return {
        "slug": one.slug,
        "title": both(one.title_ja, one.title_en),
        "goal": both(one.goal_ja, one.goal_en),
        "topic": one.topic,
        "occasion": {**both(one.occasion_ja, one.occasion_en), "url": one.occasion_url},
        "concluded_at": moment(one.concluded_at),
        "outcome": one.outcome.replace(" ", "_") if one.outcome else None,
        "statements": list(slugs),
        "url": f"{places.site()}/{LANGUAGES[0]}/campaigns/{one.slug}",
    }
