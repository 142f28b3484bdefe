"""Campaigns from beginning to end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from campaigns import campaigning, drafting
from campaigns.campaigning import Aim, CampaignSlugTaken, Clone, Ending, StillOpen
from campaigns.drafting import SlugTaken, UnfitDraft
from campaigns.models import Outcome, Topic
from core.db import db, now
from tests import factories
from tests.factories import DRAFT

AIM = Aim(
    title_ja="届出制に反対する",
    title_en="No register",
    goal_ja="廃案にする。",
    topic=Topic.ASSOCIATION,
    occasion_ja="法案",
    occasion_url="https://example.org/bill",
)
ENDING = Ending(Outcome.WON, closing_ja="ありがとうございました。")


def test_a_campaign_is_begun_and_changed(app: Flask) -> None:
    factories.make_organisation("kobe")

    campaign = campaigning.begin("no-register", AIM)
    campaigning.change(campaign, replace(AIM, goal_en="Have it dropped.", run_by="kobe"))
    db.session.commit()

    kept = campaigning.find("no-register")
    assert kept is not None
    assert (kept.goal_ja, kept.goal_en, kept.topic) == (
        "廃案にする。",
        "Have it dropped.",
        "association",
    )
    assert kept.run_by is not None
    assert kept.run_by.code == "kobe"


@pytest.mark.parametrize("slug", ["", "With Capitals", "two--hyphens", "x" * 161])
def test_a_slug_is_fit_for_an_address(app: Flask, slug: str) -> None:
    with pytest.raises(UnfitDraft) as refused:
        campaigning.begin(slug, AIM)

    assert refused.value.field == "slug"


def test_a_campaign_has_an_address_of_its_own(app: Flask) -> None:
    campaigning.begin("no-register", AIM)

    with pytest.raises(CampaignSlugTaken):
        campaigning.begin("no-register", AIM)


def test_a_title_is_needed_in_one_language(app: Flask) -> None:
    campaigning.begin("one", replace(AIM, title_ja=""))

    with pytest.raises(UnfitDraft):
        campaigning.begin("none", replace(AIM, title_ja="", title_en=""))


def test_only_a_constituent_runs_a_campaign(app: Flask) -> None:
    with pytest.raises(UnfitDraft) as refused:
        campaigning.begin("no-register", replace(AIM, run_by="nobody"))

    assert refused.value.field == "run_by"


def test_a_statement_is_drafted_in_a_campaign_before_it_has_a_text(app: Flask) -> None:
    factories.make_offices()
    campaign = campaigning.begin("no-register", AIM)

    made = drafting.draft(replace(DRAFT, body_ja="", body_en=""), campaign)

    assert made.campaign is campaign
    with pytest.raises(UnfitDraft):
        drafting.approve(made, by="committee")


def test_a_statement_that_is_loaded_begins_a_campaign_of_its_own_name(app: Flask) -> None:
    factories.make_offices()

    made = drafting.draft(DRAFT)

    assert made.campaign.slug == DRAFT.slug


def test_a_loaded_statement_takes_no_campaign_that_is_there(app: Flask) -> None:
    factories.make_offices()
    campaigning.begin(DRAFT.slug, AIM)

    with pytest.raises(SlugTaken):
        drafting.draft(DRAFT)


def test_a_clone_takes_aim_text_addressees_and_callers_along(app: Flask) -> None:
    past = factories.make_statement(calling=("外の会",))
    campaigning.change(past.campaign, AIM)

    again = campaigning.clone(past.campaign, Clone("once-more", "もう一度", "Once more"))
    db.session.commit()

    (copy,) = campaigning.statements(again)
    assert (again.goal_ja, again.occasion_url, again.topic) == (
        AIM.goal_ja,
        AIM.occasion_url,
        AIM.topic,
    )
    assert (copy.version.title_ja, copy.version.body_ja) == ("もう一度", past.version.body_ja)
    assert copy.version.demands_en == past.version.demands_en
    assert [office.code for office in copy.offices] == ["mofa", "mof"]
    assert [one.name_ja for one in copy.calling] == ["外の会"]


def test_a_clone_takes_no_signature_agreement_or_state_along(app: Flask) -> None:
    past = factories.make_statement()
    factories.make_signature(past)
    past.calling[0].agreed_hash, past.calling[0].agreed_at = past.version.text_hash, now()

    again = campaigning.clone(past.campaign, Clone("once-more", "もう一度", ""))
    db.session.commit()

    (copy,) = campaigning.statements(again)
    assert (copy.approved_at, copy.opened_at, copy.calling[0].agreed_at) == (None, None, None)
    assert (again.concluded_at, again.closing_ja) == (None, "")


def test_a_clone_can_begin_without_a_text(app: Flask) -> None:
    past = factories.make_statement()

    again = campaigning.clone(past.campaign, Clone("once-more", "もう一度", "", with_text=False))

    assert campaigning.statements(again) == []


def test_a_campaign_is_not_concluded_while_one_can_sign_or_soon_will(app: Flask) -> None:
    statement = factories.make_statement()
    for opened_at in (now() - timedelta(days=1), now() + timedelta(days=1)):
        statement.opened_at = opened_at
        with pytest.raises(StillOpen):
            campaigning.conclude(statement.campaign, ENDING)

    statement.opened_at, statement.closed_at = now() - timedelta(days=1), now()
    campaigning.conclude(statement.campaign, ENDING)

    assert (statement.campaign.outcome, statement.status) == ("won", "concluded")


def test_the_words_of_a_conclusion_can_be_changed_and_its_day_stays(app: Flask) -> None:
    campaign = campaigning.begin("no-register", AIM)
    campaigning.conclude(campaign, ENDING)
    db.session.commit()
    day = campaign.concluded_at

    campaigning.conclude(campaign, replace(ENDING, outcome=Outcome.PARTLY))
    db.session.commit()

    assert (campaign.concluded_at, campaign.outcome) == (day, "partly")
