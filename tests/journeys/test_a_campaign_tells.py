"""A campaign gets news, an event that is cancelled, an action and a paper, in both languages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from campaigns.models import Action, News, Paper
from core import audit, storage
from core.db import db, now
from core.japanese import in_tokyo
from network.models import Person
from tests import factories
from tests.campaigns import told
from tests.conftest import Visit
from tests.journeys import pages

CAMPAIGN = "/staff/campaigns/civic-space"
TITLES = {"title_ja": "提出の報告", "title_en": "It was handed over"}
NEWS = TITLES | {"body_ja": "**本日**提出。", "body_en": "Handed over **today**."}
ACTION = TITLES | {
    "text_ja": "要請に賛同します。\n協議を。",
    "text_en": "I support it & more.\nPlease talk.",
    "address": "minister@mofa.example",
    "office": "mofa",
}
BOTH = ("ja", "en")


@pytest.fixture
def desk(visit: Visit, chie: Person, app: Flask) -> FlaskClient:
    """The desk of Chie, in front of a campaign whose statement is open."""
    factories.make_statement()
    return visit(chie)


def event(**changes: str) -> dict[str, str]:
    day = in_tokyo(now()).date() + timedelta(days=20)
    return {
        **TITLES,
        "kind": "diet",
        "day": str(day),
        "begins": "１８:30",
        "ends": "20:00",
        "place_ja": "参議院議員会館",
        "place_en": "House of Councillors building",
        "registration": "office@hiroba.example",
        "about_ja": "*要請*の説明",
        "about_en": "On the *request*",
        **changes,
    }


def send(browser: FlaskClient, where: str, field: str, /, **typed: object) -> TestResponse:
    page = browser.get(where)
    return pages.send(browser, page, pages.form_with(page, field), **typed)


def make(desk: FlaskClient, noun: str, **typed: object) -> str:
    """Fill in the form of a new one; return its address among the staff's pages."""
    answer = send(desk, f"{CAMPAIGN}/{noun}/new", "title_ja", **typed)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def press(desk: FlaskClient, address: str, act: str) -> TestResponse:
    """Press the button of one's page that does this."""
    page = desk.get(address)
    form = next(one for one in pages.forms(page) if one.action == f"{address}/{act}")
    return pages.send(desk, page, form)


def links(browser: FlaskClient, part: str, lang: str = "ja") -> list[str]:
    """The addresses with this part to which the campaign's page leads."""
    page = browser.get(f"/{lang}/campaigns/civic-space")
    return re.findall(rf'href="([^"]*{part}[^"]*)"', page.text)


def test_news_is_read_once_it_is_published_and_no_longer_once_it_is_taken_back(
    desk: FlaskClient, client: FlaskClient
) -> None:
    draft = make(desk, "news", **NEWS)
    assert "<strong>本日</strong>" in desk.get(draft).text
    public = draft.replace("/staff/", "/ja/campaigns/civic-space/")
    assert client.get(public).status_code == 404
    assert links(client, "/news/") == []

    assert press(desk, draft, "publish").status_code == 303

    for lang, words in zip(BOTH, ("<strong>本日</strong>提出。", "Handed over"), strict=True):
        (found,) = links(client, "/news/", lang)
        answer = client.get(found)
        assert words in answer.text
        assert answer.headers["Cache-Control"].startswith("public")

    assert press(desk, draft, "unpublish").status_code == 303
    assert client.get(public).status_code == 404


def test_news_in_one_language_is_read_in_the_other_and_marked_so(
    desk: FlaskClient, client: FlaskClient
) -> None:
    press(desk, make(desk, "news", title_ja="日本語だけ", body_ja="本文です。"), "publish")

    page = client.get(links(client, "/news/", "en")[0]).text

    assert '<h1 class="title" lang="ja">日本語だけ</h1>' in page
    assert "Japanese only" in page


def test_an_event_stands_in_list_and_calendar_and_is_marked_when_it_is_cancelled(
    desk: FlaskClient, client: FlaskClient
) -> None:
    draft = make(desk, "events", **event())
    assert "提出の報告" not in client.get("/ja/events").text
    assert client.get(draft.replace("/staff/", "/ja/")).status_code == 404
    assert client.get(draft.replace("/staff/", "/ja/") + ".ics").status_code == 404
    press(desk, draft, "publish")
    before = client.get("/en/calendar.ics")

    assert press(desk, draft, "cancel").status_code == 303

    for lang, place in zip(BOTH, ("参議院議員会館", "House of Councillors building"), strict=True):
        page = client.get(draft.replace("/staff/", f"/{lang}/"))
        assert place in page.text
        assert ("中止" if lang == "ja" else "Cancelled") in page.text
        assert "/campaigns/civic-space" in page.text
        assert draft.replace("/staff/", f"/{lang}/") in client.get(f"/{lang}/events").text
        assert links(client, "/events/", lang) == [draft.replace("/staff/", f"/{lang}/")]
    after = client.get("/en/calendar.ics")
    assert "STATUS:CANCELLED" not in before.text
    assert "STATUS:CANCELLED" in after.text
    assert sequence(after) > sequence(before)
    assert after.text.count("Signing closes") == 2


def sequence(answer: TestResponse) -> int:
    """The highest revision of the calendar's entries."""
    return max(int(one) for one in re.findall(r"SEQUENCE:(\d+)", answer.text))


def test_a_calendar_is_the_same_bytes_until_something_changes(
    desk: FlaskClient, client: FlaskClient
) -> None:
    press(desk, make(desk, "events", **event()), "publish")
    first = client.get("/ja/calendar.ics")

    again = client.get("/ja/calendar.ics", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert first.mimetype == "text/calendar"


def test_an_event_that_was_cancelled_cannot_be_changed(desk: FlaskClient) -> None:
    draft = make(desk, "events", **event())
    form = desk.get(f"{draft}/edit")
    press(desk, draft, "cancel")

    answer = pages.send(desk, form, pages.form_with(form, "kind"), title_ja="別の題")

    assert answer.status_code == 409


def test_three_did_it_and_nothing_else_is_kept(desk: FlaskClient, client: FlaskClient) -> None:
    draft = make(desk, "actions", **ACTION)
    public = {lang: draft.replace("/staff/", f"/{lang}/") for lang in BOTH}
    assert [client.get(one).status_code for one in public.values()] == [404, 404]
    press(desk, draft, "publish")

    for lang in ("ja", "en", "ja"):
        answer = pages.press(client, public[lang])
        assert answer.status_code == 303
        thanks = client.get(answer.headers["Location"])
        assert "<form" not in thanks.text.split("<main")[1]

    assert db.session.scalars(db.select(Action.done)).one() == 3
    assert "3件" in client.get(public["ja"]).text
    assert "3 times" in client.get(public["en"]).text
    assert "Set-Cookie" not in answer.headers


def test_the_words_of_an_action_are_in_the_email_that_opens(
    desk: FlaskClient, client: FlaskClient
) -> None:
    draft = make(desk, "actions", **ACTION)
    press(desk, draft, "publish")

    page = client.get(draft.replace("/staff/", "/en/")).text

    letter = next(one for one in re.findall(r'href="(mailto:[^"]*)"', page) if "body" in one)
    address, _, filled = letter.partition("?")
    assert address == "mailto:minister@mofa.example"
    assert unquote(filled.replace("&amp;", "&")) == (
        "subject=It was handed over&body=I support it & more.\r\nPlease talk."
    )
    assert '<p class="copy">I support it &amp; more.' in page


def test_an_action_that_ended_stays_readable_and_counts_nobody(
    desk: FlaskClient, client: FlaskClient
) -> None:
    draft = make(desk, "actions", **ACTION | {"address": "東京都千代田区一丁目\n外務省"})
    press(desk, draft, "publish")
    public = draft.replace("/staff/", "/ja/")
    page = client.get(public)
    press(desk, draft, "end")

    late = pages.send(client, page, pages.posted(page))

    assert late.status_code == 409
    assert "要請に賛同します。" in client.get(public).text
    assert pages.forms(client.get(public)) == []
    assert db.session.scalars(db.select(Action.done)).one() == 0


def test_a_paper_is_sent_as_what_it_is_under_its_own_name(
    desk: FlaskClient, client: FlaskClient
) -> None:
    file = (BytesIO(told.PDF), "秘密の名前.pdf")
    draft = make(desk, "papers", **TITLES, file=file)
    assert desk.get(f"{draft}/file").data == told.PDF
    public = draft.replace("/staff/", "/ja/campaigns/civic-space/")
    assert client.get(public).status_code == 404
    press(desk, draft, "publish")

    for lang, name in zip(BOTH, ("提出の報告.pdf", "It was handed over.pdf"), strict=True):
        (found,) = links(client, "/papers/", lang)
        answer = client.get(found)
        digest = hashlib.sha256(told.PDF).hexdigest()
        assert answer.data == told.PDF
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["ETag"] == f'"{digest}"'
        plain, _, full = answer.headers["Content-Disposition"].partition("; filename*=UTF-8''")
        assert plain == f'attachment; filename="civic-space-{digest[:8]}.pdf"'
        assert unquote(full) == name
        kept = client.get(found, headers={"If-None-Match": answer.headers["ETag"]})
        assert kept.status_code == 304

    press(desk, draft, "unpublish")
    assert client.get(public).status_code == 404


def test_a_draft_paper_is_deleted_with_its_file_and_a_public_one_is_not(
    desk: FlaskClient, run_due: Callable[[], None]
) -> None:
    draft = make(desk, "papers", **TITLES, file=(BytesIO(told.PDF), "a.pdf"))
    key = db.session.scalars(db.select(Paper.storage_key)).one()
    page = desk.get(draft)
    form = next(one for one in pages.forms(page) if one.action == f"{draft}/remove")
    press(desk, draft, "publish")
    assert pages.send(desk, page, form).status_code == 409
    press(desk, draft, "unpublish")

    assert press(desk, draft, "remove").headers["Location"] == f"{CAMPAIGN}/told"

    run_due()
    assert desk.get(draft).status_code == 404
    assert not storage.path(key).exists()


@pytest.mark.parametrize("content", [b"", b"MZ a program"])
def test_what_is_no_paper_is_not_kept_and_the_titles_are(desk: FlaskClient, content: bytes) -> None:
    file = (BytesIO(content), "a.pdf")

    answer = send(desk, f"{CAMPAIGN}/papers/new", "file", **TITLES, file=file)

    assert answer.status_code == 422
    assert pages.wrong(answer, "file")
    assert pages.form_with(answer, "file").fields["title_ja"] == "提出の報告"


def test_nothing_is_public_before_a_statement_of_the_campaign_is(
    visit: Visit, chie: Person, client: FlaskClient, app: Flask
) -> None:
    statement = factories.make_statement(opened=False)
    campaign = statement.campaign
    news = told.publish_news(campaign).public_id
    action = told.publish_action(campaign).public_id
    paper = told.publish_paper(campaign).public_id

    for path in (
        f"campaigns/civic-space/news/{news}",
        f"actions/{action}",
        f"campaigns/civic-space/papers/{paper}",
    ):
        assert client.get(f"/ja/{path}").status_code == 404
    assert "まだどれも公開されていません" in visit(chie).get(f"{CAMPAIGN}/told").text


def test_the_staffs_page_tells_the_next_step_where_there_is_nothing(desk: FlaskClient) -> None:
    page = desk.get(f"{CAMPAIGN}/told").text

    for noun in ("news", "events", "actions", "papers"):
        assert f'href="{CAMPAIGN}/{noun}/new"' in page
    assert page.count('class="empty"') == 4


def test_staff_of_another_network_see_none_of_it(visit: Visit, app: Flask) -> None:
    factories.make_organisation("hokkaido")
    statement = factories.make_statement(run_by="hokkaido")
    made = {
        "news": told.write_news(statement.campaign).public_id,
        "events": told.plan_event(statement.campaign).public_id,
        "actions": told.prepare_action(statement.campaign).public_id,
        "papers": told.keep_paper(statement.campaign).public_id,
    }
    stranger = visit(factories.make_person("stranger", "staff", of="okinawa"))
    own = visit(factories.make_person("own", "staff", of="hokkaido"))
    addresses = [f"{CAMPAIGN}/told", *(f"{CAMPAIGN}/{noun}/new" for noun in made)]
    addresses += [f"/staff/{noun}/{one}" for noun, one in made.items()]
    addresses += [f"/staff/{noun}/{one}/edit" for noun, one in made.items()]
    acts = {"news": "publish", "events": "cancel", "actions": "end", "papers": "publish"}

    form = factories.form_of(stranger.get("/staff/"))
    assert {stranger.get(one).status_code for one in addresses} == {404}
    assert {
        stranger.post(f"/staff/{noun}/{made[noun]}/{act}", data=form).status_code
        for noun, act in acts.items()
    } == {404}
    assert {own.get(one).status_code for one in addresses} == {200}


def test_a_coordinator_writes_and_does_not_publish(visit: Visit, app: Flask) -> None:
    statement = factories.make_statement()
    public = told.publish_news(statement.campaign).public_id
    coordinator = visit(factories.make_person("koji", "coordinator"))

    draft = make(coordinator, "news", **NEWS)

    assert pages.forms(coordinator.get(draft))[1:] == []
    form = factories.form_of(coordinator.get(f"{draft}/edit"))
    assert coordinator.post(f"{draft}/publish", data=form).status_code == 403
    assert coordinator.get(f"/staff/news/{public}/edit").status_code == 403


def test_what_staff_do_stands_in_the_journal(desk: FlaskClient, chie: Person) -> None:
    press(desk, make(desk, "news", **NEWS), "publish")
    draft = make(desk, "events", **event())
    press(desk, draft, "publish")
    press(desk, draft, "cancel")

    acts = [one.act for one in audit.entries() if one.person == chie.id]

    expected = ["cancel event", "publish event", "plan event", "publish news", "write news"]
    assert [one for one in acts if one in expected] == expected


def test_what_waits_is_a_task(visit: Visit, chie: Person, app: Flask) -> None:
    campaign = factories.make_statement().campaign
    told.write_news(campaign, title_ja="待っている報告")
    told.plan_event(campaign, place_ja="", place_en="", title_ja="場所のない学習会")
    desk = visit(chie)
    assert "待っている報告" not in desk.get("/staff/").text

    db.session.execute(update(News).values(written_at=now() - timedelta(days=1, minutes=1)))
    db.session.commit()

    page = desk.get("/staff/").text
    assert "待っている報告" in page
    assert "場所のない学習会" in page


def test_a_coordinator_has_no_task_that_leads_to_a_closed_door(visit: Visit, app: Flask) -> None:
    campaign = factories.make_statement().campaign
    told.publish_event(campaign, place_ja="", place_en="", title_ja="公開した会")
    coordinator = visit(factories.make_person("koji", "coordinator"))
    assert "公開した会" not in coordinator.get("/staff/").text

    told.plan_event(campaign, place_ja="", place_en="", title_ja="下書きの会")

    assert "下書きの会" in coordinator.get("/staff/").text


def test_an_event_may_end_on_a_later_day(desk: FlaskClient) -> None:
    last = in_tokyo(now()).date() + timedelta(days=21)

    page = desk.get(make(desk, "events", **event(ends="08:00", last_day=str(last)))).text

    assert f"{last.month}月{last.day}日" in page
