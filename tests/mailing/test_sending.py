"""Sending what is due: nothing lost, nothing twice, whatever a provider answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import text, update

from core.db import db, now
from core.settings import Settings
from mailing import sending, transports
from mailing.emails import Email, Message
from mailing.models import Delivery
from mailing.transports import NotSent
from petitions.emails import confirm_person
from petitions.models import PendingSignature
from tests import factories
from tests.conftest import Outbox


def _greeting(about: int) -> Message | None:
    """A message to the address `<about>@mail.example`; there is none about numbers below zero."""
    if about < 0:
        return None
    return Message(f"{about}@mail.example", "Good day", "Text\n", "<p>Text</p>\n")


greeting = Email("greeting", _greeting)


@pytest.fixture(autouse=True)
def known(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The application knows the greeting, for the length of a test."""
    monkeypatch.setitem(app.extensions["emails"], "greeting", greeting)


Transport = Callable[[Message, Settings], None]


class Provider:
    """The far end: keeps what it takes, and answers as it is told."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.answers: list[Exception | None] = []

    def __call__(self, message: Message, _settings: Settings) -> None:
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.taken.append(message.to)


@pytest.fixture
def provider(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    made = Provider()
    monkeypatch.setitem(transports.TRANSPORTS, "file", made)
    yield made
    sending.send_due()


def ask(*about: int) -> None:
    for one in about:
        greeting.later(one)
    db.session.commit()


def deliveries() -> list[Delivery]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Delivery).order_by(Delivery.id)))


def make_due() -> None:
    db.session.execute(update(Delivery).values(due_at=now() - timedelta(seconds=1)))
    db.session.commit()


def test_what_was_asked_for_leaves_once_in_its_order(app: Flask, provider: Provider) -> None:
    ask(1, 2, 3)

    for _ in range(3):
        sending.send_due()

    assert provider.taken == ["1@mail.example", "2@mail.example", "3@mail.example"]
    assert all(one.sent_at is not None for one in deliveries())


def test_what_is_rolled_back_never_leaves(app: Flask, provider: Provider) -> None:
    greeting.later(1)
    db.session.rollback()

    sending.send_due()

    assert provider.taken == []


def test_a_delivery_holds_neither_address_nor_text(app: Flask) -> None:
    factories.sign(factories.make_statement())

    row = db.session.execute(text("SELECT * FROM delivery")).mappings().one()

    assert (row["email"], row["language"]) == ("confirm_person", "ja")
    assert isinstance(row["about"], int)
    assert "akari" not in repr(dict(row))


def test_a_message_whose_cause_is_gone_is_dropped(app: Flask, provider: Provider) -> None:
    ask(-1, 7)

    sending.send_due()

    assert provider.taken == ["7@mail.example"]
    dropped, sent = deliveries()
    assert (dropped.dropped_at is not None, dropped.sent_at) == (True, None)
    assert sent.dropped_at is None


def test_the_confirmation_of_an_attempt_that_was_purged_is_dropped(
    app: Flask, outbox: Outbox
) -> None:
    factories.sign(factories.make_statement())
    db.session.execute(db.delete(PendingSignature))
    db.session.commit()

    sending.send_due()

    assert len(outbox) == 0
    assert deliveries()[0].dropped_at is not None


@pytest.mark.parametrize(("lang", "subject"), [("ja", "確認のお願い"), ("en", "Please confirm")])
def test_a_message_leaves_in_the_language_it_was_asked_for_in(
    app: Flask, outbox: Outbox, lang: str, subject: str
) -> None:
    factories.sign(factories.make_statement())
    db.session.execute(update(Delivery).values(language=lang))
    db.session.commit()

    sending.send_due()

    assert outbox.last["Subject"] == subject
    assert f"/{lang}/confirm/" in outbox.text()


def test_a_message_has_the_headers_that_belong_to_it(app: Flask, outbox: Outbox) -> None:
    factories.sign(factories.make_statement())

    sending.send_due()

    message = outbox.last
    assert message["From"] == "NANCiS <nancis@hiroba.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@hiroba.example>")
    assert message.get_content_type() == "multipart/alternative"
    assert {"Cc", "Bcc", "Reply-To"}.isdisjoint(message.keys())


# ---- Failures


def test_a_failure_that_may_pass_is_tried_again_later(app: Flask, provider: Provider) -> None:
    provider.answers = [NotSent("sendgrid 503")]
    ask(1)

    sending.send_due()
    first = deliveries()[0]
    waits = (first.due_at - now()).total_seconds()
    sending.send_due()
    early = list(provider.taken)
    make_due()
    sending.send_due()

    assert 30 < waits <= 60
    assert early == []
    assert provider.taken == ["1@mail.example"]


def test_the_waits_double_for_about_a_day(app: Flask, provider: Provider) -> None:
    provider.answers = [NotSent("smtp 450")] * 20
    ask(1)
    waits = []

    while not deliveries()[0].failed_at:
        make_due()
        sending.send_due()
        waits.append(round((deliveries()[0].due_at - now()).total_seconds() / 60))

    assert waits[:-1] == [2**number for number in range(sending.MOST_ATTEMPTS - 1)]
    assert 12 * 60 <= sum(waits[:-1]) <= 36 * 60


def test_a_refusal_for_good_is_not_tried_again(app: Flask, provider: Provider) -> None:
    provider.answers = [NotSent("smtp 550", final=True)]
    ask(1)

    sending.send_due()
    make_due()
    sending.send_due()

    assert provider.taken == []
    assert (deliveries()[0].failure, deliveries()[0].failed_at is not None) == ("smtp 550", True)


def test_one_failure_holds_up_no_other_message(app: Flask, provider: Provider) -> None:
    provider.answers = [NotSent("sendgrid 500"), NotSent("sendgrid 400", final=True)]
    ask(1, 2, 3)

    sending.send_due()

    assert provider.taken == ["3@mail.example"]


def test_what_is_about_to_be_sent_is_written_down_before(app: Flask, provider: Provider) -> None:
    ask(1)
    seen: list[bool] = []

    def look(_message: Message, _settings: Settings) -> None:
        with app.app_context():
            seen.append(deliveries()[0].sending_at is not None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(transports.TRANSPORTS, "file", look)
        sending.send_due()

    assert seen == [True]


def test_a_message_interrupted_on_its_way_is_held_and_never_sent_twice(
    app: Flask, provider: Provider
) -> None:
    provider.answers = [KeyboardInterrupt()]  # type: ignore[list-item]  # as a killed worker ends
    ask(1, 2)
    with pytest.raises(KeyboardInterrupt):
        sending.send_due()
    db.session.rollback()

    sending.send_due()

    assert provider.taken == ["2@mail.example"]
    held = deliveries()[0]
    assert (held.sending_at is not None, held.sent_at, held.failed_at) == (True, None, None)


def test_a_message_that_cannot_be_composed_holds_up_no_other(
    app: Flask, provider: Provider
) -> None:
    db.session.add(Delivery(email="no_such_email", about=1, language="ja"))
    ask(2)
    with pytest.raises(KeyError):
        sending.send_due()
    db.session.rollback()

    sending.send_due()

    assert provider.taken == ["2@mail.example"]


def test_two_workers_send_each_message_once(app: Flask, provider: Provider) -> None:
    ask(*range(20))
    start = Event()

    def work() -> None:
        with app.app_context():
            start.wait(5)
            sending.send_due()

    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(work) for _ in range(4)]
        start.set()
        for one in done:
            one.result(30)

    assert sorted(provider.taken) == sorted(f"{number}@mail.example" for number in range(20))


# ---- When


def test_being_woken_sends_at_once(
    app: Flask, provider: Provider, run_due: Callable[[], None]
) -> None:
    ask(1)

    sending.wake()
    run_due()

    assert provider.taken == ["1@mail.example"]


def test_being_woken_often_is_one_job(app: Flask) -> None:
    for _ in range(5):
        sending.wake()

    assert db.session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar() == 1


def test_what_left_long_ago_is_forgotten_and_what_waits_is_not(app: Flask) -> None:
    ask(1, 2, 3, 4)
    long_ago = now() - timedelta(days=15)
    sent, dropped, waiting, failed = deliveries()
    sent.sending_at = sent.sent_at = dropped.dropped_at = long_ago
    failed.failed_at = waiting.asked_at = long_ago
    db.session.commit()

    sending.purge_sent()
    db.session.commit()

    assert [one.about for one in deliveries()] == [3, 4]
    db.session.execute(db.delete(Delivery))
    db.session.commit()


def test_asking_writes_a_row_and_neither_a_job_nor_a_message(app: Flask, outbox: Outbox) -> None:
    confirm_person.later(1)
    db.session.commit()

    assert len(deliveries()) == 1
    assert len(outbox) == 0
    assert db.session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar() == 0
