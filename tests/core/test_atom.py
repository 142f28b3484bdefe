"""Atom documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree

from core import atom
from core.atom import Entry, Feed

ATOM = f"{{{atom.NAMESPACE}}}"
NEWS = Entry(
    id="tag:hiroba.example,2026:ja/replies/1",
    title="回答 <あり> & \x00more",
    url="https://hiroba.example/ja/statements/a?b=1&c=2",
    updated=datetime(2026, 11, 25, 9, 30, tzinfo=timezone(timedelta(hours=9))),
    summary="<p>回答が &amp; ありました。</p>",
)
FEED = Feed(
    id="tag:hiroba.example,2026:ja/feed",
    title="お知らせ",
    author="NANCiS",
    language="ja",
    page_url="https://hiroba.example/ja/",
    url="https://hiroba.example/ja/feed.atom",
    entries=[NEWS],
)


def test_what_was_written_is_read_again_whatever_signs_it_has() -> None:
    entry = ElementTree.fromstring(atom.document(FEED)).find(f"{ATOM}entry")

    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "回答 <あり> & more"
    assert entry.findtext(f"{ATOM}summary") == NEWS.summary
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == NEWS.url


def test_moments_are_in_utc() -> None:
    entry = ElementTree.fromstring(atom.document(FEED)).find(f"{ATOM}entry")

    assert entry is not None
    assert entry.findtext(f"{ATOM}updated") == "2026-11-25T00:30:00Z"


def test_a_feed_changed_when_its_newest_entry_did() -> None:
    older = replace(NEWS, updated=datetime(2020, 1, 1, tzinfo=UTC))

    feed = ElementTree.fromstring(atom.document(replace(FEED, entries=[older, NEWS])))

    assert feed.findtext(f"{ATOM}updated") == "2026-11-25T00:30:00Z"


def test_a_feed_without_news_still_says_when_it_changed() -> None:
    feed = ElementTree.fromstring(atom.document(replace(FEED, entries=[])))

    assert feed.findtext(f"{ATOM}updated") == "2026-01-01T00:00:00Z"


def test_the_same_feed_is_the_same_bytes() -> None:
    assert atom.document(FEED) == atom.document(replace(FEED))
