"""From an empty network to a text that the committee can decide on: the desk's whole way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from campaigns import drafting
from campaigns.models import Campaign, DeskCopy, Remark, Statement
from core.db import db, now
from network import people
from network.models import Person
from tests import factories
from tests.conftest import Outbox, Visit
from tests.journeys import pages

CAMPAIGN = {
    "title_ja": "団体の届出制に反対する",
    "title_en": "No register of associations",
    "slug": "no-register",
    "goal_ja": "法案を廃案にする。",
    "topic": "association",
}
DESK = "/staff/statements/no-register/desk"
REVIEW = "/staff/statements/no-register/review"


def send(browser: FlaskClient, address: str, field: str, **typed: Any) -> TestResponse:
    page = browser.get(address)
    assert page.status_code == 200, (address, page.status_code)
    return pages.send(browser, page, pages.form_with(page, field), **typed)


def press(browser: FlaskClient, address: str, ending: str) -> TestResponse:
    """Open a page and press the button of the form that goes to an address with this ending."""
    page = browser.get(address)
    form = next(one for one in pages.forms(page) if one.action.endswith(ending))
    return pages.send(browser, page, form)


def begin(browser: FlaskClient) -> str:
    """Begin a campaign and draft its statement; return the campaign's address."""
    address = send(browser, "/staff/campaigns/new", "goal_ja", **CAMPAIGN).headers["Location"]
    drafted = send(
        browser,
        f"{address}/statements/new",
        "calling",
        kind="protest",
        slug="no-register",
        usual="y",
        addressees=["mofa"],
        calling="北海道NGOネットワーク協議会",
    )
    assert drafted.headers["Location"] == DESK
    return address


def autosave(browser: FlaskClient, form: pages.WebForm, **typed: str) -> TestResponse:
    """Send the desk's form as the script does; its mark goes on as the script takes it on."""
    answer = browser.post(
        DESK, data={**form.fields, **typed, "act": "save"}, headers={"Accept": "application/json"}
    )
    if answer.status_code == 200:
        form.fields.update(typed, began=answer.get_json()["began"])
    return answer


def desk_of(browser: FlaskClient) -> pages.WebForm:
    return pages.form_with(browser.get(DESK), "body_ja")


def statement() -> Statement:
    db.session.expire_all()
    found = drafting.find("no-register")
    assert found is not None
    return found


def test_from_nothing_to_a_text_before_the_committee(
    visit: Visit, aki: Person, run_due: Callable[[], None], outbox: Outbox
) -> None:
    factories.make_offices()
    mio = visit(factories.make_person("mio", "coordinator"))
    sae = visit(factories.make_person("sae", "coordinator"))
    committee = visit(aki)

    assert "/staff/campaigns/new" in mio.get("/staff/campaigns").text
    campaign = begin(mio)
    assert DESK in mio.get(campaign).text

    form = desk_of(mio)
    assert "強く抗議します" in form.fields["body_ja"]
    write(mio, form)
    take_over(mio, form, sae)
    keep_twice(mio)

    assert committee.get(REVIEW).status_code == 404
    assert press(mio, REVIEW, "/review/ask").status_code == 303
    run_due()
    assert [message["To"] for message in outbox.messages] == [aki.email]
    assert REVIEW in committee.get("/staff/").text

    remark_and_settle(committee, mio)
    assert "/staff/motions/new?matter=publish" in committee.get(REVIEW).text
    preview(mio, run_due)


def write(mio: FlaskClient, form: pages.WebForm) -> None:
    """What she types is saved by itself, and she is told of a date that cannot be."""
    body = "団体の届出制に抗議します。\n\n12月10日（月火）と11月31日までに撤回してください。"

    saved = autosave(mio, form, body_ja=body, body_en="We protest.", demands_ja="撤回すること。")

    assert "11月31日" in saved.get_json()["doubts"][0]
    assert db.session.scalars(db.select(DeskCopy)).one().body_ja == body


def take_over(mio: FlaskClient, form: pages.WebForm, sae: FlaskClient) -> None:
    """Sae sees who writes, and takes over; Mio learns it, and what she typed comes back to her."""
    assert "mio" in sae.get(DESK).text
    assert press(sae, DESK, "/desk/take").status_code == 303
    assert autosave(sae, desk_of(sae), title_ja="佐恵の題").status_code == 200
    refused = autosave(mio, form, title_ja="澪の題")
    assert refused.status_code == 422
    assert "引き継いだ" in refused.get_json()["told"]

    lost = mio.post(DESK, data={**form.fields, "title_ja": "澪の題", "act": "save"})

    assert lost.status_code == 422
    both = pages.form_with(lost, "body_ja")
    assert both.fields["title_ja"] == "澪の題"
    assert "佐恵の題" in lost.text
    assert pages.send(mio, lost, both, act="take").status_code == 303
    assert desk_of(mio).fields["title_ja"] == "澪の題"


def keep_twice(mio: FlaskClient) -> None:
    """A version is made on demand, and none where the last one says the same."""
    for came in ("kept", "same"):
        kept = mio.post(DESK, data={**desk_of(mio).fields, "act": "keep"})
        assert kept.headers["Location"] == f"{DESK}?came={came}"

    assert [one.number for one in statement().versions] == [1, 2]
    versions = mio.get("/staff/statements/no-register/versions").text
    assert "<ins>" in versions
    assert "mio" in pages.text_of(versions)


def remark_and_settle(committee: FlaskClient, mio: FlaskClient) -> None:
    """A remark is made and settled; it stays readable once there is a newer version."""
    said = send(committee, REVIEW, "at", at="ja-1", text="曜日が違います。")
    assert said.status_code == 303
    assert "曜日が違います。" in mio.get(REVIEW).text
    assert press(mio, REVIEW, "/settle").status_code == 303
    db.session.expire_all()
    assert db.session.scalars(db.select(Remark)).one().settled_at is not None

    mio.post(DESK, data={**desk_of(mio).fields, "body_ja": "撤回してください。", "act": "keep"})

    assert "曜日が違います。" in committee.get(REVIEW).text


def preview(mio: FlaskClient, run_due: Callable[[], None]) -> None:
    """She sees the text as the public will, and its letter once a worker has made it."""
    page = "/staff/statements/no-register/preview/ja"
    assert "撤回してください。" in mio.get(page).text

    asked = press(mio, page, "/letter")

    assert "<progress" in mio.get(asked.headers["Location"]).text
    run_due()
    assert f"{page}.pdf" in mio.get(page).text
    assert mio.get(f"{page}.pdf").data.startswith(b"%PDF-")


def test_keeping_a_version_voids_an_approval_and_a_planned_opening(
    visit: Visit, chie: Person
) -> None:
    factories.make_offices()
    desk = visit(chie)
    begin(desk)
    planned = statement()
    drafting.approve(planned, by="committee")
    drafting.open_for_signing(planned, at=now() + timedelta(days=1))
    db.session.commit()

    form = desk_of(desk)
    kept = desk.post(DESK, data={**form.fields, "body_ja": "別の文。", "act": "keep"})

    assert kept.headers["Location"].endswith("came=voided")
    assert "承認" in desk.get(kept.headers["Location"]).text
    assert (statement().approved_at, statement().opened_at) == (None, None)


def test_a_public_text_cannot_be_written_and_what_was_typed_is_shown(
    visit: Visit, chie: Person
) -> None:
    factories.make_offices()
    desk = visit(chie)
    begin(desk)
    form = desk_of(desk)
    opened = statement()
    drafting.approve(opened, by="committee")
    drafting.open_for_signing(opened)
    db.session.commit()

    answer = desk.post(DESK, data={**form.fields, "body_ja": "遅かった文。", "act": "save"})

    assert answer.status_code == 422
    assert "遅かった文。" in answer.text
    assert "body_ja" not in desk.get(DESK).text


def test_a_desk_is_free_after_ten_minutes_of_silence(visit: Visit, chie: Person) -> None:
    factories.make_offices()
    mio = factories.make_person("mio", "coordinator")
    begin(visit(mio))
    visit(mio).get(DESK)
    copy = db.session.scalars(db.select(DeskCopy)).one()
    copy.held_at = now() - timedelta(minutes=10)
    db.session.commit()

    page = visit(chie).get(DESK)

    assert "body_ja" in page.text
    db.session.expire_all()
    assert db.session.scalars(db.select(DeskCopy)).one().held_by_id == chie.id


def test_a_past_campaign_begins_once_more(visit: Visit, chie: Person) -> None:
    factories.make_offices()
    desk = visit(chie)
    address = begin(desk)

    cloned = send(desk, f"{address}/clone", "with_text", slug="no-register-2027", with_text="y")

    assert cloned.headers["Location"] == "/staff/campaigns/no-register-2027"
    again = drafting.find("no-register-2027")
    assert again is not None
    assert again.campaign.goal_ja == CAMPAIGN["goal_ja"]
    assert [office.code for office in again.offices] == ["mofa"]
    assert "強く抗議します" in again.version.body_ja


def test_a_campaign_is_concluded_once_nobody_can_sign(visit: Visit, chie: Person) -> None:
    statement = factories.make_statement()
    desk = visit(chie)
    ending = {"outcome": "partly", "closing_ja": "ありがとうございました。"}
    address = "/staff/campaigns/civic-space/conclude"

    refused = send(desk, address, "outcome", **ending)
    statement.closed_at = now()
    db.session.commit()
    concluded = send(desk, address, "outcome", **ending)

    assert (refused.status_code, concluded.status_code) == (422, 303)
    assert "ありがとうございました。" in refused.text
    ended = db.session.scalars(db.select(Campaign)).one()
    db.session.refresh(ended)
    assert (ended.outcome, ended.closing_ja) == ("partly", "ありがとうございました。")


def test_a_draft_is_not_taken_up_for_a_reason(visit: Visit, chie: Person) -> None:
    factories.make_offices()
    desk = visit(chie)
    begin(desk)

    assert send(desk, REVIEW, "reason", reason="").status_code == 422
    assert send(desk, REVIEW, "reason", reason="scope").status_code == 303

    assert statement().rejected_for == "scope"
    assert "body_ja" not in desk.get(DESK).text


def test_whoever_works_for_one_organisation_sees_its_campaigns_and_nobodys(
    visit: Visit, chie: Person
) -> None:
    factories.make_offices()
    desk = visit(chie)
    factories.make_organisation("kobe")
    begin(desk)
    send(desk, "/staff/campaigns/no-register/edit", "goal_ja", run_by="kobe")
    assert people.organisation("kobe") is not None
    insider = visit(factories.make_person("ume", "staff", of="kobe"))
    outsider = visit(factories.make_person("take", "staff", of="nagoya"))

    for address in (
        "/staff/campaigns/no-register",
        DESK,
        "/staff/statements/no-register/preview/ja",
    ):
        assert insider.get(address).status_code == 200, address
        assert outsider.get(address).status_code == 404, address
    assert "no-register" not in outsider.get("/staff/campaigns").text
