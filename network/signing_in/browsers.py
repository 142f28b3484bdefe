"""The browser somebody signs in with: in plain words, and whether it has been here before."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from core import tokens
from core.db import db, today
from network.models import KnownBrowser

#: What browsers and systems call themselves, and their names; the first that fits.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def named(user_agent: str) -> str:
    """Return "Firefox, Windows", made of words of ours alone; "" for what is in no list."""
    words = [
        next((name for mark, name in names if mark in user_agent), "")
        for names in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(word for word in words if word)


def recognise(person_id: int, token: str) -> bool:
    """Tell whether a person has been here in this browser, and know it from now on; caller commits.

    `token` is what this browser keeps for it; we keep its hash.
    """
    known = insert(KnownBrowser).values(
        person_id=person_id, token=tokens.kept_of(token), seen_on=today()
    )
    here = db.select(KnownBrowser.id).where(
        KnownBrowser.person_id == person_id, KnownBrowser.token == tokens.kept_of(token)
    )
    before = db.session.scalar(here) is not None
    db.session.execute(
        known.on_conflict_do_update(
            constraint="one_browser_known_once", set_={"seen_on": known.excluded.seen_on}
        )
    )
    return before
