"""What the staff's pages of campaigns show: rows, and the step that comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from campaigns import campaigning, drafting, reviewing, running
from campaigns.desk import Text
from campaigns.models import Campaign, Kind, Outcome, Statement, Status, Topic
from campaigns.motions import PUBLISHING
from campaigns.reading import SigningPages
from core.access import Permission
from core.dating import Doubt, DoubtfulDate, doubtful_dates
from core.i18n import language
from core.japanese import day as in_words
from core.japanese import weekday
from core.offers import only
from network.roles import SignedIn


@dataclass(frozen=True)
class Step:
    """What is to be done next, and where; without an address there is nothing to press."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class CampaignRow:
    title: str
    url: str
    topic: str
    run_by: str
    begun_at: datetime
    outcome: str
    concluded_at: datetime | None
    statements: int


@dataclass(frozen=True)
class StatementRow:
    """A statement of a campaign, with where it stands and what comes next."""

    slug: str
    title: str
    kind: str
    status: Status
    version: int
    addressees: list[str]
    url: str
    step: Step


def campaign_row(campaign: Campaign) -> CampaignRow:
    return CampaignRow(
        title=campaign.title,
        url=url_for("campaigns_work.campaign", slug=campaign.slug),
        topic=str(Topic(campaign.topic).label) if campaign.topic else "",
        run_by=campaign.run_by.name if campaign.run_by else _("The network as a whole"),
        begun_at=campaign.begun_at,
        outcome=str(Outcome(campaign.outcome).label) if campaign.outcome else "",
        concluded_at=campaign.concluded_at,
        statements=len(campaigning.statements(campaign)),
    )


def statement_row(statement: Statement) -> StatementRow:
    written = url_for("campaigns_desk.desk", slug=statement.slug)
    after = only(SigningPages).statement(statement.slug)
    return StatementRow(
        slug=statement.slug,
        title=statement.version.title,
        kind=str(Kind(statement.kind).label),
        status=statement.status,
        version=statement.version.number,
        addressees=[office.title for office in statement.offices],
        url=after if statement.opened_at is not None else written,
        step=next_step(statement),
    )


def next_step(statement: Statement) -> Step:
    """Return what comes next for a statement, from its first word to its answer."""
    desk = url_for("campaigns_desk.desk", slug=statement.slug)
    after = only(SigningPages).statement(statement.slug)
    match statement.status:
        case Status.DRAFT if not drafting.has_text(statement.version):
            return Step(_("Write the text"), desk)
        case Status.DRAFT:
            return Step(_("Write on, then ask the committee to read it"), desk)
        case Status.IN_REVIEW:
            return _in_review(statement)
        case Status.APPROVED if statement.opened_at is not None:
            return Step(_("It opens by itself"), after)
        case Status.APPROVED:
            return Step(_("Open it for signing"), after)
        case Status.OPEN:
            return Step(_("See who has signed"), after)
        case Status.CLOSED:
            return Step(_("Hand it over"), after)
        case Status.HANDED_OVER:
            return Step(_("Enter the answer when it comes"), after)
        case Status.ANSWERED:
            conclude = url_for("campaigns_work.conclude", slug=statement.campaign.slug)
            return Step(_("Conclude the campaign"), conclude)
    return Step(_("Nothing is left to do"))


def _in_review(statement: Statement) -> Step:
    review = url_for("campaigns_review.review", slug=statement.slug)
    waiting = sum(1 for one in reviewing.remarks(statement) if one.settled_at is None)
    if waiting:
        text = ngettext("Settle %(num)s remark", "Settle %(num)s remarks", waiting)
        return Step(text, review)
    if not reviewing.why_not_ask(statement):
        return Step(_("Ask the committee to read the new version"), review)
    if reviewing.open_motion(statement, PUBLISHING.kind):
        return Step(_("The committee is voting on it"), review)
    return Step(_("Propose the motion"), review)


def readable(slug: str, person: SignedIn) -> Statement | None:
    """Return a statement whose versions a person may read.

    The committee reads what it was asked to, whoever runs it; writers read what they may see.
    """
    if person.may(Permission.WRITE) and (found := running.find(slug, person)):
        return found
    statement = drafting.find(slug) if person.may(Permission.DECIDE) else None
    asked = statement is not None and (
        statement.review_asked_at is not None or statement.approved_at is not None
    )
    return statement if asked else None


def doubts(text: Text, today: date) -> list[str]:
    """Return what a writer should look at again among the dates of a text, in sentences."""
    parts = (text.title_ja, text.body_ja, *text.demands_ja)
    parts += (text.title_en, text.body_en, *text.demands_en)
    found = [one for part in parts for one in doubtful_dates(part, today=today)]
    return [_in_a_sentence(one) for one in dict.fromkeys(found)]


def _in_a_sentence(doubt: DoubtfulDate) -> str:
    typed, day, spoken = doubt.typed, doubt.day, language()
    if doubt.doubt is Doubt.ERA:
        said = _("“%(typed)s”: that year of the era is %(year)s.", typed=typed, year=doubt.year)
    elif day is None:
        said = _("“%(typed)s”: there is no such day.", typed=typed)
    else:
        said = _(
            "“%(typed)s”: %(day)s is a %(weekday)s.",
            typed=typed,
            day=in_words(day, spoken).partition("（")[0],
            weekday=f"{weekday(day, 'ja')}曜日" if spoken == "ja" else f"{day:%A}",
        )
    return str(said)
