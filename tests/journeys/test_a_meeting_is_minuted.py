"""A meeting of the committee, from its agenda to minutes that the committee has approved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core import audit
from core.db import db
from network.models import Meeting, Person
from tests.conftest import Visit
from tests.journeys import pages

CALLED = {
    "title": "第3回 世話人会",
    "day": "2026-10-05",
    "begins": "18:30",
    "ends": "20:00",
    "place": "アバコビル",
    "online_link": "https://meet.example/room-of-the-committee",
    "agenda": "前回議事録の確認\n\n要請書の文案",
}


def send(browser: FlaskClient, address: str, field: str, **typed: str) -> TestResponse:
    page = browser.get(address)
    return pages.send(browser, page, pages.form_with(page, field), **typed)


def call(desk: FlaskClient, **changes: str) -> TestResponse:
    return send(desk, "/staff/meetings/new", "agenda", **CALLED | changes)


def approve(browser: FlaskClient, address: str) -> TestResponse:
    """Approve the minutes that stand on a meeting's page."""
    return send(browser, address, "number")


def only() -> Meeting:
    db.session.expire_all()
    return db.session.scalars(db.select(Meeting)).one()


def test_a_meeting_goes_from_its_agenda_to_approved_minutes(
    visit: Visit, aki: Person, ben: Person, chie: Person, run_due: Callable[[], None]
) -> None:
    desk, committee = visit(chie), visit(aki)
    address = call(desk).headers["Location"]
    assert "要請書の文案" in committee.get(address).text

    attended = {f"person-{aki.id}": "present", f"person-{ben.id}": "by proxy", "others": "客員 某"}
    assert send(desk, f"{address}/attendance", "others", **attended).status_code == 303
    written = send(desk, f"{address}/minutes/edit", "text", text="文案を**承認**した。")
    assert written.status_code == 303
    assert address in committee.get("/staff/").text
    assert approve(committee, address).status_code == 303

    page = committee.get(address)
    assert "<strong>承認</strong>" in page.text
    assert "客員 某" in page.text
    run_due()
    assert committee.get(f"{address}/minutes.pdf").data.startswith(b"%PDF-")


def test_approval_is_of_the_version_that_was_read(visit: Visit, aki: Person, chie: Person) -> None:
    desk, committee = visit(chie), visit(aki)
    address = call(desk).headers["Location"]
    send(desk, f"{address}/minutes/edit", "text", text="初稿")
    page = committee.get(address)
    form = pages.form_with(page, "number")
    send(desk, f"{address}/minutes/edit", "text", text="第二稿")

    answer = pages.send(committee, page, form)

    assert answer.status_code == 409
    assert [one.approved_at for one in only().minutes] == [None, None]


def test_earlier_versions_can_be_read(visit: Visit, aki: Person, chie: Person) -> None:
    desk = visit(chie)
    address = call(desk).headers["Location"]
    for text in ("初稿", "第二稿"):
        send(desk, f"{address}/minutes/edit", "text", text=text)

    committee = visit(aki)

    assert f"{address}/minutes/1" in committee.get(address).text
    assert "初稿" in committee.get(f"{address}/minutes/1").text
    assert committee.get(f"{address}/minutes/3").status_code == 404


def test_who_was_overtaken_is_told_and_what_they_wrote_is_kept(visit: Visit, chie: Person) -> None:
    desk = visit(chie)
    address = call(desk).headers["Location"]
    page = desk.get(f"{address}/minutes/edit")
    form = pages.form_with(page, "text")
    pages.send(desk, page, form, text="先の稿")

    answer = pages.send(desk, page, form, text="後の稿")

    assert answer.status_code == 422
    assert pages.wrong(answer, "text")
    again = pages.form_with(answer, "text")
    assert again.fields["text"].strip() == "後の稿"
    assert pages.send(desk, page, again).status_code == 303
    assert [one.text for one in only().minutes] == ["先の稿", "後の稿"]


def test_minutes_run_no_script(visit: Visit, chie: Person) -> None:
    desk = visit(chie)
    address = call(desk).headers["Location"]
    send(
        desk,
        f"{address}/minutes/edit",
        "text",
        text="<script>alert(1)</script> [x](javascript:alert(1))",
    )

    text = desk.get(address).text

    assert "<script>alert" not in text
    assert 'href="javascript' not in text


def test_the_calendar_has_the_meeting_and_not_the_link_that_lets_people_in(
    visit: Visit, aki: Person, chie: Person
) -> None:
    address = call(visit(chie)).headers["Location"]

    answer = visit(aki).get(f"{address}.ics")

    assert answer.mimetype == "text/calendar"
    assert "DTSTART:20261005T093000Z" in answer.text
    assert "DTEND:20261005T110000Z" in answer.text
    assert "meet.example" not in answer.text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("ends", "18:30"),
        ("ends", "25:00"),
        ("begins", ""),
        ("day", "0001-01-01"),
        ("day", "いつか"),
        ("online_link", "http://meet.example/"),
        ("title", "　"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_typed_is_lost(
    visit: Visit, chie: Person, field: str, typed: str
) -> None:
    answer = call(visit(chie), **{field: typed})

    assert answer.status_code == 422
    assert pages.wrong(answer, field)
    kept = pages.form_with(answer, "agenda").fields
    assert {name: kept[name].strip() for name in CALLED if name != field} == {
        name: value for name, value in CALLED.items() if name != field
    }


def test_full_width_digits_are_read_as_a_time(visit: Visit, chie: Person) -> None:
    assert call(visit(chie), begins="１８：３０").status_code == 303


def test_each_act_stands_in_the_journal(visit: Visit, aki: Person, chie: Person) -> None:
    desk, committee = visit(chie), visit(aki)
    address = call(desk).headers["Location"]
    send(desk, f"{address}/edit", "agenda", place="別の会場")
    send(desk, f"{address}/attendance", "others")
    send(desk, f"{address}/minutes/edit", "text", text="議事")
    approve(committee, address)

    assert [(one.person, one.act) for one in reversed(audit.entries())] == [
        (chie.id, "call meeting"),
        (chie.id, "change meeting"),
        (chie.id, "note attendance"),
        (chie.id, "write minutes"),
        (aki.id, "approve minutes"),
    ]
