"""Makes what the network's own house holds: letters, meetings with minutes, the library."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

from core import storage
from core.db import db, now
from core.japanese import in_tokyo
from network import convening, corresponding, keeping_library
from network.convening import NewMeeting
from network.corresponding import NewLetter
from network.keeping_library import NewItem
from network.models import Letter, LibraryItem, Meeting, Person, Topic

WORDS = "会場の使用を断られました。\n相談できますか。"
PDF = b"%PDF-1.7 materials of a study session"
AGENDA = ("前回議事録の確認", "要請書の文案", "次回の日程")
MINUTES = "# 議題2\n\n文案を**承認**した。\n\n- 提出は12月\n- 宛先は2大臣"


def make_letter(**changes: Any) -> Letter:
    """A letter that waits, with an address, unless said otherwise."""
    typed = {
        "text": WORDS,
        "topic": Topic.JOINING,
        "name": "花岡 りん",
        "email": "rin@mail.example",
    }
    letter = corresponding.receive(NewLetter(**typed | changes))
    db.session.commit()
    return letter


def called(*, days: float = -1, **changes: Any) -> NewMeeting:
    """A meeting of yesterday, or some days from now, for two hours of the afternoon."""
    day = in_tokyo(now()) + timedelta(days=days)
    starts_at = day.replace(hour=14, minute=0, second=0, microsecond=0)
    meeting = NewMeeting(
        title="第3回 世話人会",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="アバコビル",
        online_link="https://meet.example/room-of-the-committee",
        agenda=AGENDA,
    )
    return replace(meeting, **changes)


def make_meeting(*, days: float = -1, **changes: Any) -> Meeting:
    meeting = convening.call(called(days=days, **changes))
    db.session.commit()
    return meeting


def make_minutes(meeting: Meeting, by: Person, text: str = MINUTES) -> None:
    """One more version of a meeting's minutes."""
    newest = meeting.newest
    convening.write(meeting, text, after=newest.number if newest else 0, by=by.id)
    db.session.commit()


def print_minutes(meeting: Meeting, by: Person, content: bytes = b"%PDF-1.7 minutes") -> None:
    """Approve a meeting's minutes and keep something in place of their PDF."""
    assert meeting.newest is not None
    minutes = convening.approve(meeting, meeting.newest.number, by=by.id)
    minutes.storage_key = f"meetings/{minutes.id}.pdf"
    storage.put(minutes.storage_key, content)
    db.session.commit()


def make_item(by: Person, content: bytes = PDF, **changes: str) -> LibraryItem:
    """A file in the library."""
    said = {"title_ja": "学習会の資料", "title_en": "Materials", "note": "10月の学習会"}
    item = keeping_library.add_file(NewItem(**said | changes), BytesIO(content), by.id)
    db.session.commit()
    return item
