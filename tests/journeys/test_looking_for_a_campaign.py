"""A reader looks for a call, follows its campaign to the end, and reads what a house owes them."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func

from campaigns.models import Outcome, Rejected, Statement, TakenDown, Topic
from core.db import db, now, today
from core.i18n import LANGUAGES
from petitions import rounds, submitting
from petitions.models import Disclosure, Reply
from tests import factories
from tests.journeys import pages
from tests.journeys.conftest import Square

BOTH = pytest.mark.parametrize("lang", LANGUAGES)
DAY = timedelta(days=1)

#: What a reader types, and what the pages say, by their language.
TYPED = {"ja": "空間", "en": "space"}
WORDS = {
    "ja": {
        "answered": "回答あり",
        "take off": "集会の自由 を外す",
        "nothing": "すべてに当てはまる呼びかけはありません",
        "outcome": "一部実現",
        "reason": "個人に関わること",
        "not taken up": "誰に何を求めるのか",
    },
    "en": {
        "answered": "Answered",
        "take off": "Take off: Freedom of assembly",
        "nothing": "Nothing here fits all of this.",
        "outcome": "Partly won",
        "reason": "about a private person",
        "not taken up": "what is asked of whom",
    },
}

#: What the timeline tells, in this order.
ORDER = {
    "ja": (
        *("キャンペーンを始めました", "賛同の受付を始めました", "第1次集約", "第2次集約"),
        *("に提出しました", "から回答がありました", "キャンペーンを終えました"),
    ),
    "en": (
        *("The campaign begins", "open for signing", "Round 1 closes", "Round 2 closes"),
        *("Handed over to", "Answered:", "The campaign has ended"),
    ),
}


@pytest.fixture
def answered(statement: Statement) -> Statement:
    """A call whose rounds are over, which was handed over and answered."""
    statement.opened_at = statement.campaign.begun_at = now() - 30 * DAY
    statement.campaign.topic = Topic.ASSEMBLY
    statement.campaign.goal_ja, statement.campaign.goal_en = "話せる空間", "Space to speak"
    for number, one in enumerate(rounds.of(statement.id)):
        one.closes_at = statement.closes_at = now() - (20 - number) * DAY
    submission = submitting.prepare(statement, statement.offices, joint=True)
    submission.handed_over_at = statement.handed_over_at = now() - 10 * DAY
    submission.replies.append(
        Reply(
            office=statement.offices[0],
            received_on=today() - 5 * DAY,
            text="回答",
            summary_ja="",
            summary_en="",
        )
    )
    statement.answered_at = now() - 5 * DAY
    db.session.commit()
    return statement


@BOTH
def test_a_reader_narrows_the_list_down_and_takes_it_off_again(
    client: FlaskClient, answered: Statement, lang: str
) -> None:
    factories.make_statement(slug="another", title_ja="監視", title_en="Surveillance")
    home = client.get(f"/{lang}/")
    search = next(one for one in pages.forms(home) if "q" in one.fields)

    found = client.get(f"{search.action}?{urlencode({'q': TYPED[lang]})}")
    narrowing = next(one for one in pages.forms(found) if "topic" in one.fields)
    chosen = narrowing.fields | {"topic": "assembly", "status": "answered"}
    narrowed = client.get(f"{narrowing.action}?{urlencode(chosen)}")

    assert set(narrowing.fields) == {"q", "status", "topic", "year"}
    assert "statements/civic-space" in narrowed.text
    assert "statements/another" not in narrowed.text
    off = re.search(rf'<a href="([^"]+)" aria-label="{WORDS[lang]["take off"]}"', narrowed.text)
    assert off is not None
    without = client.get(unescape(off[1]))
    kept = next(one for one in pages.forms(without) if "topic" in one.fields).fields
    assert (kept["q"], kept["topic"], kept["status"]) == (TYPED[lang], "", "answered")


@BOTH
def test_a_list_that_holds_nothing_says_what_to_do(
    client: FlaskClient, answered: Statement, lang: str
) -> None:
    page = client.get(f"/{lang}/campaigns/?q=ここにないことば&year=1999")

    assert WORDS[lang]["nothing"] in page.text
    assert "ここにないことば" in page.text


@pytest.mark.parametrize(
    "query",
    ["status=draft", "status=rejected", "topic=x", "year=二千", "after=-1", "after=x", "q="],
)
def test_a_filter_that_makes_no_sense_asks_for_nothing(
    client: FlaskClient, answered: Statement, query: str
) -> None:
    page = client.get(f"/ja/campaigns/?{query}")

    assert page.status_code == 200
    assert "statements/civic-space" in page.text


@BOTH
def test_a_reader_follows_a_campaign_from_its_beginning_to_its_end(
    client: FlaskClient, answered: Statement, lang: str
) -> None:
    answered.campaign.concluded_at, answered.campaign.outcome = now() - DAY, Outcome.PARTLY
    answered.campaign.closing_ja = answered.campaign.closing_en = "**ありがとう**"
    db.session.commit()

    statement = client.get(f"/{lang}/statements/civic-space")
    assert f'href="/{lang}/campaigns/civic-space"' in statement.text
    page = client.get(f"/{lang}/campaigns/civic-space")

    text = pages.text_of(page.text)
    places = [text.find(word) for word in ORDER[lang]]
    assert -1 not in places
    assert places == sorted(places)
    assert WORDS[lang]["outcome"] in text
    assert "<strong>ありがとう</strong>" in page.text


@pytest.mark.parametrize(
    ("given", "link"),
    [("https://www.shugiin.example/", True), ("javascript:alert(1)", False), ("", False)],
)
def test_what_a_campaign_answers_is_led_to_where_it_is_on_the_web(
    client: FlaskClient, answered: Statement, given: str, link: bool
) -> None:
    answered.campaign.occasion_ja, answered.campaign.occasion_url = "ある法案", given
    db.session.commit()

    page = client.get("/ja/campaigns/civic-space").text

    assert "ある法案" in page
    assert (f'href="{given}"' in page) is link


@BOTH
def test_the_home_page_shows_what_can_be_signed_and_what_was_carried_further(
    client: FlaskClient, answered: Statement, lang: str
) -> None:
    factories.make_statement(slug="open")

    page = client.get(f"/{lang}/").text

    assert page.find("statements/open") < page.find("statements/civic-space")
    assert pages.text_of(page).count(WORDS[lang]["answered"]) >= 1


def test_no_public_page_of_the_house_names_who_is_not_disclosed(square: Square) -> None:
    square.organisation_joins(Disclosure.UNDISCLOSED, organisation="霧の会", comment="霧のことば")
    for where in ("", "campaigns/?q=霧の会", "campaigns/civic-space", "transparency", "feed.atom"):
        page = square.client.get(f"/ja/{where}").text.replace('value="霧の会"', "")
        assert "霧の" not in page.replace("「霧の会」", "")


# ---- What was taken down, and what was not taken up


@pytest.fixture
def gone(square: Square) -> Square:
    """A call that was signed and then taken down."""
    square.person_joins()
    statement = db.session.scalars(db.select(Statement)).one()
    statement.taken_down_at, statement.taken_down_for = func.now(), TakenDown.NAMES_SOMEBODY
    db.session.commit()
    return square


@BOTH
@pytest.mark.parametrize(
    "where",
    [
        "statements/civic-space",
        "statements/civic-space/signatories",
        "statements/civic-space/sign/organisation",
        "campaigns/civic-space",
    ],
)
def test_what_was_taken_down_is_gone_and_says_why(gone: Square, lang: str, where: str) -> None:
    page = gone.client.get(f"/{lang}/{where}")

    assert page.status_code == 410
    assert page.headers["Cache-Control"] == "no-store"
    assert WORDS[lang]["reason"] in page.text
    assert f'datetime="{today()}"' in page.text
    assert f'href="/{lang}/contact"' in page.text
    for told in ("要請", "Guarantee", "霜月", "外務大臣", "Minister"):
        assert told not in page.text


@pytest.mark.parametrize("where", ["", "/signatories"])
def test_programs_are_told_the_same(gone: Square, where: str) -> None:
    answer = gone.client.get(f"/api/v1/statements/civic-space{where}")

    assert (answer.status_code, answer.mimetype) == (410, "application/problem+json")
    told = answer.get_json()
    assert told["status"] == 410
    assert WORDS["ja"]["reason"] in told["detail"]
    assert "nancis@hiroba.example" in told["detail"]
    assert "霜月" not in answer.text


def test_a_form_sent_to_what_was_taken_down_is_not_taken(gone: Square) -> None:
    assert gone.client.post("/ja/statements/civic-space/sign").status_code == 410


@pytest.mark.parametrize("state", ["draft", "scheduled", "rejected", "stopped before its day"])
def test_what_was_never_public_is_not_there(client: FlaskClient, state: str) -> None:
    statement = factories.make_statement(opened=state in {"scheduled", "stopped before its day"})
    if statement.opened_at is not None:
        statement.opened_at = now() + 2 * DAY
    if state == "rejected":
        statement.rejected_at, statement.rejected_for = func.now(), Rejected.HARM
    if state == "stopped before its day":
        statement.taken_down_at, statement.taken_down_for = func.now(), TakenDown.WITHDRAWN
    db.session.commit()

    places = ("ja/statements/civic-space", "ja/campaigns/civic-space",
              "api/v1/statements/civic-space")  # fmt: skip
    assert [client.get(f"/{place}").status_code for place in places] == [404] * 3


@BOTH
def test_the_account_tells_of_both_without_a_word_of_theirs(gone: Square, lang: str) -> None:
    rejected = factories.make_statement(slug="rejected", opened=False, title_ja="秘めた題名")
    rejected.rejected_at, rejected.rejected_for = func.now(), Rejected.UNCLEAR
    db.session.commit()

    page = gone.client.get(f"/{lang}/transparency").text

    assert WORDS[lang]["reason"] in page
    assert WORDS[lang]["not taken up"] in page
    assert page.count(f'datetime="{today()}"') == 2
    for told in ("秘めた題名", "要請します", "Guarantee", "霜月", "civic-space", "rejected<"):
        assert told not in page


# ---- What the house owes its readers


@pytest.mark.parametrize(
    "where",
    [
        *("/ja/", "/ja/campaigns/?q=要請&status=answered", "/ja/campaigns/civic-space"),
        *("/ja/about", "/ja/privacy", "/ja/accessibility", "/ja/transparency"),
        *("/sitemap.xml", "/robots.txt"),
    ],
)
def test_a_page_that_has_not_changed_is_not_sent_again(
    client: FlaskClient, answered: Statement, where: str
) -> None:
    first = client.get(where)

    again = client.get(where, headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"].startswith("public, max-age=5")
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("where", ["/ja/", "/ja/campaigns/", "/ja/transparency", "/sitemap.xml"])
def test_a_page_that_has_changed_is_sent(
    client: FlaskClient, answered: Statement, where: str
) -> None:
    etag = client.get(where).headers["ETag"]
    answered.taken_down_at, answered.taken_down_for = func.now(), TakenDown.NOT_TRUE
    db.session.commit()

    again = client.get(where, headers={"If-None-Match": etag})

    assert (again.status_code, "civic-space" in again.text) == (200, False)


@BOTH
def test_every_page_leads_to_what_its_reader_may_want_to_know(
    client: FlaskClient, answered: Statement, lang: str
) -> None:
    foot = client.get(f"/{lang}/").text.partition("<footer")[2]

    for page in ("about", "network/names", "privacy", "accessibility", "transparency"):
        assert f'href="/{lang}/{page}"' in foot
        assert client.get(f"/{lang}/{page}").status_code == 200


@BOTH
def test_the_privacy_notice_tells_the_settings(client: FlaskClient, lang: str) -> None:
    settings = client.application.config["SETTINGS"]
    set_so = settings.model_copy(
        update={"retention_days": 123, "backup_days": 45, "letter_days": 67,
                "mail_transport": "sendgrid", "mail_sealed_transport": "smtp"}
    )  # fmt: skip

    client.application.config["SETTINGS"] = set_so
    try:
        page = pages.text_of(client.get(f"/{lang}/privacy").text)
    finally:
        client.application.config["SETTINGS"] = settings
    usual = pages.text_of(client.get(f"/{lang}/privacy").text)

    for number in ("123", "45", "67"):
        assert number in page
    assert "SendGrid" in page
    assert "SendGrid" not in usual
